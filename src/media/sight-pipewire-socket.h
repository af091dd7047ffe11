/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether PipeWire listens in this session, asked at its socket: GStreamer's
 * list of devices says nothing of a server that is not there.
 */
gboolean sight_pipewire_socket_answers (void);

G_END_DECLS
