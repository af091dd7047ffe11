/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-protocol-error.h"
#include "server/sight-frame.h"
#include "server/sight-server-config.h"

G_BEGIN_DECLS

/**
 * SightHub:
 *
 * All rooms and sessions of one server, as a pure state machine: messages and
 * the time go in, frames and closes come out. It has no socket, no clock and
 * no thread, so everything PROTOCOL.md says of a server is tested without
 * them.
 */
typedef struct _SightHub SightHub;

/* One socket, as the hub sees it: from connect to disconnect. */
typedef struct _SightClient SightClient;

/**
 * SightHubDelivery:
 *
 * The one way out. The hub calls it from within its own functions, and it must
 * not call back into the hub: a transport that finds a socket broken while it
 * sends notes that, and says sight_client_disconnect() later.
 */
typedef struct
{
  /* @frame is borrowed: take a reference to keep it. */
  void (*send)   (gpointer    transport,
                  SightFrame *frame);
  /* After what was sent; nothing is sent to @transport any more. The hub has
   * forgotten the client's session by now, but wants the disconnect still.
   */
  void (*close)  (gpointer    transport,
                  SightClose  code);
  /* Cryptographically random bytes; a test gives a sequence that repeats. */
  void (*random) (guint8     *buffer,
                  gsize       length);
} SightHubDelivery;

typedef enum
{
  SIGHT_ADMISSION_OK,
  SIGHT_ADMISSION_FULL,     /* HTTP 503 */
  SIGHT_ADMISSION_ADDRESS,  /* HTTP 429 */
  SIGHT_ADMISSION_DRAINING, /* HTTP 503 */
} SightAdmission;

typedef struct
{
  guint   rooms;
  guint   members;
  guint   waiting;
  guint   sessions;
  guint   detached;         /* sessions without a socket */
  guint   clients;
  guint64 messages;         /* received */
  guint64 bytes;
  guint64 relayed;          /* frames delivered or kept for a member */
  guint64 joins;
  guint64 resumes;
  guint64 resume_misses;
  guint64 errors[SIGHT_N_WIRE_ERRORS];
  guint64 closes[16];       /* by sight_hub_close_index() */
  guint64 admission[4];     /* by SightAdmission */
} SightHubStats;

/* @config and @delivery are borrowed and outlive the hub. @now is always
 * monotonic microseconds and never goes back; @wall is Unix microseconds.
 */
SightHub            *sight_hub_new           (const SightServerConfig *config,
                                              const SightHubDelivery  *delivery,
                                              gint64                   now,
                                              gint64                   wall);
void                 sight_hub_free          (SightHub                *self);

/* To be asked before a WebSocket is accepted. */
SightAdmission       sight_hub_admit         (SightHub                *self,
                                              const SightAddress      *address);
SightClient         *sight_hub_connect       (SightHub                *self,
                                              gpointer                 transport,
                                              const SightAddress      *address,
                                              gint64                   now);
void                 sight_client_receive    (SightClient             *self,
                                              const char              *text,
                                              gsize                    length,
                                              gint64                   now);
/* The transport refuses the client itself: too big, binary, slow. Same rules
 * as if the hub had closed: the answer is a call to delivery->close.
 */
void                 sight_client_refuse     (SightClient             *self,
                                              SightClose               code,
                                              gint64                   now);
/* The socket is gone; @self is freed. */
void                 sight_client_disconnect (SightClient             *self,
                                              gint64                   now);
/* The largest message this client may send now (l-hello, then l-message). */
gsize                sight_client_get_limit  (const SightClient       *self);

/* Time passes. Call it at sight_hub_get_deadline() or soon after; the deadline
 * moves with every other call. G_MAXINT64: nothing to wait for.
 */
gint64               sight_hub_get_deadline  (const SightHub          *self);
void                 sight_hub_tick          (SightHub                *self,
                                              gint64                   now,
                                              gint64                   wall);

/* Stops admitting and tells every client. The transport closes each one with
 * SIGHT_CLOSE_DRAIN within @limits.drain_time.
 */
void                 sight_hub_drain         (SightHub                *self,
                                              gint64                   now);

const SightHubStats *sight_hub_get_stats     (const SightHub          *self);
guint                sight_hub_close_index   (SightClose               code);
/* The code that an index of SightHubStats.closes stands for, or 0. */
SightClose           sight_hub_close_at      (guint                    index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightHub, sight_hub_free)

G_END_DECLS
