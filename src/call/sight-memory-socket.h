/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-socket.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_MEMORY_SOCKET (sight_memory_socket_get_type ())

G_DECLARE_FINAL_TYPE (SightMemorySocket, sight_memory_socket, SIGHT, MEMORY_SOCKET, GObject)

/**
 * SightMemorySocket:
 *
 * Two ends of a connection in one process. Opening one opens both; closing
 * one is reported by the other.
 */
void sight_memory_socket_new_pair (SightMemorySocket **a,
                                   SightMemorySocket **b);
/* As if the cable were cut: both report it, and what was on its way is lost. */
void sight_memory_socket_cut      (SightMemorySocket  *self);
/* The other end hears this code. */
void sight_memory_socket_close_with (SightMemorySocket *self,
                                   guint               code);

G_END_DECLS
