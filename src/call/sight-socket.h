/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_SOCKET (sight_socket_get_type ())

G_DECLARE_INTERFACE (SightSocket, sight_socket, SIGHT, SOCKET, GObject)

/**
 * SightSocket:
 *
 * The way to the server: text messages in both directions, in order. What it
 * reports comes from the main context of its maker, never from within one of
 * its own functions.
 */
struct _SightSocketInterface
{
  GTypeInterface parent_iface;

  void (*open)  (SightSocket *self);
  void (*send)  (SightSocket *self,
                 const char  *text,
                 gsize        length);
  void (*close) (SightSocket *self);
};

/* Opens a connection; again after it was closed by either side. */
void sight_socket_open         (SightSocket  *self);
/* Only while it is open. */
void sight_socket_send         (SightSocket  *self,
                                const char   *text,
                                gsize         length);
/* What was sent still goes out; nothing more is reported of this connection. */
void sight_socket_close        (SightSocket  *self);

/* For implementations. */
void sight_socket_emit_opened  (SightSocket  *self);
void sight_socket_emit_message (SightSocket  *self,
                                GBytes       *message);
/* @code is that of the close frame, or 0. */
void sight_socket_emit_closed  (SightSocket  *self,
                                guint         code,
                                const GError *error);

G_END_DECLS
