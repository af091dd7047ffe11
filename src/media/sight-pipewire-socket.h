/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A connection to the PipeWire of this session, or -1 where none listens:
 * GStreamer's list of devices says nothing of a server that is not there, or
 * that went away.
 */
int sight_pipewire_socket_connect (void);

G_END_DECLS
