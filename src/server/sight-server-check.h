/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-server-config.h"

G_BEGIN_DECLS

/* Tries what the server will need, and appends to @out what it found: a line
 * for each thing, "good", "warning" or "error". FALSE if anything is wrong.
 * @ca_file replaces the system's certificate authorities where it is not NULL.
 */
gboolean sight_server_check (const SightServerConfig *config,
                             const char              *ca_file,
                             GString                 *out);

G_END_DECLS
