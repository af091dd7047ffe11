/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether this program runs in a Flatpak, where devices are had by asking the
 * desktop. SIGHT_TEST_SANDBOX=1 makes it behave as if it did: what it asks is
 * asked all the same, of the real portal.
 */
gboolean sight_sandbox_is_around_us (void);

G_END_DECLS
