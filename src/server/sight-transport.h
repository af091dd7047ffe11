/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libwebsockets.h>

#include "server/sight-connection.h"
#include "server/sight-turnstile.h"
#include "server/sight-hub.h"
#include "server/sight-log.h"
#include "server/sight-metrics.h"

G_BEGIN_DECLS

/* Descriptors for everything that is not a WebSocket: listeners, handshakes
 * (so that number N+1 can be told that the server is full), files.
 */
#define SIGHT_TRANSPORT_RESERVED_FILES 256

/* libwebsockets keeps this much for every WebSocket and reads no more at once:
 * a relayed offer or answer fits, and an idle connection stays small.
 */
#define SIGHT_TRANSPORT_READ_SIZE 1424

/**
 * SightTransport:
 *
 * The sockets of a server, on libwebsockets: it moves bytes between them and
 * the hub, tells the hub the time, and decides nothing that the hub can
 * decide. It runs on a loop that somebody else turns.
 */
struct _SightTransport
{
  const SightServerConfig *config;
  SightHub                *hub;
  SightTurnstile          *turnstile;
  struct lws_context      *lws;
  GPtrArray               *listeners;      /* of SightListener */
  GPtrArray               *addresses;      /* their URLs, and a NULL at the end */
  GHashTable              *files;          /* path to SightHttpFile, as they are asked for */
  SightMetrics             metrics;
  SightLogLimit            handshake_log[SIGHT_N_HANDSHAKES];
  SightLogLimit            close_log;

  SightConnection         *connections;
  guint                    n_connections;

  lws_sorted_usec_list_t   hub_timer;
  gint64                   hub_timer_at;   /* G_MAXINT64 when it does not run */
  lws_sorted_usec_list_t   refusal_timer;
  gboolean                 refusals;       /* somebody overflowed */
  lws_sorted_usec_list_t   drain_timer;
  gint64                   drain_began;    /* 0 when not draining */
  lws_sorted_usec_list_t   certificate_timer;
  gint64                   certificate_changed; /* of the files, when they were read */

  void                   (*on_drained) (gpointer data);
  gpointer                 drained_data;
};

typedef enum
{
  SIGHT_LOOP_UV,   /* of a uv_loop_t */
  SIGHT_LOOP_GLIB, /* of a GMainLoop */
} SightLoopKind;

/* @config is borrowed. */
SightTransport *sight_transport_new               (const SightServerConfig  *config);
/* @loop is borrowed. Also when it fails, the transport is to be closed. */
gboolean        sight_transport_open              (SightTransport           *self,
                                                   SightLoopKind             kind,
                                                   gpointer                  loop,
                                                   GError                  **error);
/* Closes everything at once. On libuv the loop has to turn before it is closed
 * indeed; only then it may be freed.
 */
void            sight_transport_close             (SightTransport           *self);
/* The second half, on libuv: when the loop has nothing to do any more. */
void            sight_transport_finish            (SightTransport           *self);
gboolean        sight_transport_is_closed         (const SightTransport     *self);
void            sight_transport_free              (SightTransport           *self);

/* @on_drained is called when nobody is left, maybe at once. */
void            sight_transport_drain             (SightTransport           *self,
                                                   void                    (*on_drained) (gpointer data),
                                                   gpointer                  data);
gboolean        sight_transport_is_draining       (const SightTransport     *self);
gboolean        sight_transport_reload_certificate (SightTransport          *self,
                                                   GError                  **error);
gboolean        sight_transport_is_trusted_proxy  (const SightTransport     *self,
                                                   const SightAddress       *address);

/* For the connections. */
void            sight_transport_add_connection    (SightTransport           *self,
                                                   SightConnection          *connection);
void            sight_transport_remove_connection (SightTransport           *self,
                                                   SightConnection          *connection);
void            sight_transport_update_timer      (SightTransport           *self);
void            sight_transport_refuse_later      (SightTransport           *self);
/* After a change that did not come from the loop itself. */
void            sight_transport_wake              (SightTransport           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightTransport, sight_transport_free)

G_END_DECLS
