/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libwebsockets.h>

#include "server/sight-hub.h"

G_BEGIN_DECLS

typedef struct _SightTransport SightTransport;

/**
 * SightConnection:
 *
 * One WebSocket. It lives in the memory that libwebsockets keeps for each
 * connection, so an idle one costs no allocation of ours.
 */
typedef struct _SightConnection SightConnection;

struct _SightConnection
{
  SightTransport  *transport;
  struct lws      *wsi;
  SightClient     *client;       /* NULL before it opened and after it closed */
  SightConnection *previous;     /* the transport's list of all */
  SightConnection *next;
  GByteArray      *message;      /* what there is of an incomplete message, or NULL */
  GQueue          *queue;        /* of SightFrame, what the socket did not take yet, or NULL */
  guint32          queued;       /* bytes in @queue */
  guint32          in_flight;    /* bytes that libwebsockets holds */
  guint16          close_code;   /* SightClose, once closing */
  guint16          drain_moment; /* when it is told to go, in 1/65536 of the time to drain */
  guint            closing : 1;  /* sends nothing any more */
  guint            overflowed : 1; /* waits for its refusal */
  guint            in_frame : 1; /* a frame is begun and not finished */
};

/* Both return what libwebsockets wants to hear: 0, or -1 to close. */
int      sight_connection_open     (SightConnection *self,
                                    SightTransport  *transport,
                                    struct lws      *wsi);
int      sight_connection_receive  (SightConnection *self,
                                    const guint8    *data,
                                    gsize            length);
int      sight_connection_write    (SightConnection *self);
/* A moment after everything was written. */
int      sight_connection_finish   (SightConnection *self);
/* The other side says that it closes. */
void     sight_connection_stop     (SightConnection *self);
void     sight_connection_closed   (SightConnection *self);

/* The delivery of the hub. */
void     sight_connection_send     (gpointer         transport,
                                    SightFrame      *frame);
void     sight_connection_close    (gpointer         transport,
                                    SightClose       code);

/* What could not be done from within the hub. */
void     sight_connection_refuse   (SightConnection *self,
                                    SightClose       code);

G_END_DECLS
