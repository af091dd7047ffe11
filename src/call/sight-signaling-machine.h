/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-event.h"
#include "protocol/sight-request.h"

G_BEGIN_DECLS

/**
 * SightSignalingMachine:
 *
 * The client's half of PROTOCOL.md sections 2 to 6 as a pure state machine:
 * what the socket does and the time go in, what the socket should do and what
 * the server said come out. Tested without sockets and without sleeping;
 * #SightSignaling gives it both.
 */
typedef struct _SightSignalingMachine SightSignalingMachine;

typedef enum
{
  SIGHT_SIGNALING_IDLE,
  SIGHT_SIGNALING_CONNECTING,   /* not in the room yet */
  SIGHT_SIGNALING_WAITING,      /* for the host to let us in */
  SIGHT_SIGNALING_JOINED,
  SIGHT_SIGNALING_RECONNECTING, /* was in the room; the call goes on without the server */
  SIGHT_SIGNALING_ENDED,        /* by us, or see the error */
} SightSignalingState;

const char *sight_signaling_state_to_name (SightSignalingState state);

/* event() and state_changed() may say something, or leave; nothing else of
 * this may call back into the machine. Texts and events are borrowed. After
 * close() nothing more is reported of that socket.
 */
typedef struct
{
  void   (*open)          (gpointer          data);
  void   (*send)          (gpointer          data,
                           const char       *text,
                           gsize             length);
  void   (*close)         (gpointer          data);
  /* joined, members, relay, knock, ice, notice and error, each once and in
   * order, however often the connection broke.
   */
  void   (*event)         (gpointer          data,
                           const SightEvent *event);
  /* Or the reason for it. */
  void   (*state_changed) (gpointer          data);
  double (*random)        (gpointer          data);
} SightSignalingOutput;

/* @now is monotonic microseconds everywhere. */
SightSignalingMachine *sight_signaling_machine_new          (const SightSignalingOutput  *output,
                                                             gpointer                     data,
                                                             const char                  *user_agent);
void                   sight_signaling_machine_free         (SightSignalingMachine       *self);

/* What the person wants. To be in the room at once when that is asked for:
 * greets the server and asks for nothing. A server hangs up on who goes on like
 * that; then joining connects again. Why it cannot be reached is told meanwhile.
 */
void                   sight_signaling_machine_prepare      (SightSignalingMachine       *self,
                                                             gint64                       now);
void                   sight_signaling_machine_join         (SightSignalingMachine       *self,
                                                             const SightRoomId           *room,
                                                             SightKind                    kind,
                                                             gint64                       now);
void                   sight_signaling_machine_leave        (SightSignalingMachine       *self,
                                                             gint64                       now);
/* It cannot even begin: ended, with @error. */
void                   sight_signaling_machine_fail         (SightSignalingMachine       *self,
                                                             const GError                *error);
/* A message for the room. Kept while the connection is being restored, and
 * dropped if that fails: what it was about is over then. False if it cannot
 * be kept.
 */
gboolean               sight_signaling_machine_say          (SightSignalingMachine       *self,
                                                             const SightRequest          *request,
                                                             gint64                       now);
/* The network is another one: does not wait for the old connection to die. */
void                   sight_signaling_machine_network_changed (SightSignalingMachine    *self,
                                                             gint64                       now);

/* What the socket does. */
void                   sight_signaling_machine_opened       (SightSignalingMachine       *self,
                                                             gint64                       now);
void                   sight_signaling_machine_received     (SightSignalingMachine       *self,
                                                             const char                  *text,
                                                             gsize                        length,
                                                             gint64                       now);
/* @code: of the close frame, or 0 where there was none.
 * @error: (nullable): why it could not even be opened
 */
void                   sight_signaling_machine_closed       (SightSignalingMachine       *self,
                                                             guint                        code,
                                                             const GError                *error,
                                                             gint64                       now);

/* When to tick next; G_MAXINT64 for never. */
gint64                 sight_signaling_machine_get_deadline (const SightSignalingMachine *self);
void                   sight_signaling_machine_tick         (SightSignalingMachine       *self,
                                                             gint64                       now);

SightSignalingState    sight_signaling_machine_get_state    (const SightSignalingMachine *self);
/* Why it ended; %NULL where we wanted it so. While it reconnects: why. Before
 * joining: why it could not be prepared.
 */
const GError          *sight_signaling_machine_get_error    (const SightSignalingMachine *self);
/* While there is no connection: when it was lost, or 0. */
gint64                 sight_signaling_machine_get_lost_at  (const SightSignalingMachine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSignalingMachine, sight_signaling_machine_free)

G_END_DECLS
