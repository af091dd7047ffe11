/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on the dialogs of the desktop stand before the window of this
 * application that is used.
 */
void sight_dialog_parent_install (void);

G_END_DECLS
