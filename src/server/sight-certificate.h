/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the two PEM files hold a certificate and the key that belongs to it. */
gboolean sight_certificate_check       (const char  *certificate,
                                        const char  *key,
                                        GError     **error);
/* When the newer of the two changed, in microseconds; 0 if one is not there. */
gint64   sight_certificate_get_changed (const char  *certificate,
                                        const char  *key);

G_END_DECLS
