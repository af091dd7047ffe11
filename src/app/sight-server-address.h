/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody wrote for the address of a server as a link has it: without
 * white space and what follows the host, and with https:// where nothing was
 * said. A link to a room becomes the server that it is on. Empty stays empty.
 */
char     *sight_server_address_complete (const char  *text);
/* Whether links of rooms can be made for it. */
gboolean  sight_server_address_check    (const char  *server,
                                         GError     **error);

G_END_DECLS
