/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-socket.h"

enum {
  SIGNAL_OPENED,
  SIGNAL_MESSAGE,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (SightSocket, sight_socket, G_TYPE_OBJECT)

static void
sight_socket_default_init (SightSocketInterface *iface)
{
  signals[SIGNAL_OPENED] = g_signal_new ("opened", SIGHT_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* SightSocket::message: one text message, as GBytes */
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", SIGHT_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  /* SightSocket::closed: the code of the close frame or 0, and an error or %NULL */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", SIGHT_TYPE_SOCKET, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

void
sight_socket_open (SightSocket *self)
{
  g_return_if_fail (SIGHT_IS_SOCKET (self));

  SIGHT_SOCKET_GET_IFACE (self)->open (self);
}

void
sight_socket_send (SightSocket *self,
                   const char  *text,
                   gsize        length)
{
  g_return_if_fail (SIGHT_IS_SOCKET (self));

  SIGHT_SOCKET_GET_IFACE (self)->send (self, text, length);
}

void
sight_socket_close (SightSocket *self)
{
  g_return_if_fail (SIGHT_IS_SOCKET (self));

  SIGHT_SOCKET_GET_IFACE (self)->close (self);
}

void
sight_socket_emit_opened (SightSocket *self)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

void
sight_socket_emit_message (SightSocket *self,
                           GBytes      *message)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

void
sight_socket_emit_closed (SightSocket  *self,
                          guint         code,
                          const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, code, error);
}
