/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-event.h"
#include "protocol/sight-sealed-message.h"

G_BEGIN_DECLS

/**
 * SightPairMachine:
 *
 * Two members and the peer connections between them: CALL-STATES.md as a pure
 * state machine. What the other says, what the connections report and the time
 * go in; what is to be said and done with connections comes out.
 */
typedef struct _SightPairMachine SightPairMachine;

typedef enum
{
  SIGHT_PAIR_IDLE,
  SIGHT_PAIR_INTRODUCED,
  SIGHT_PAIR_NEGOTIATING,
  SIGHT_PAIR_CONNECTING,
  SIGHT_PAIR_VERIFYING,
  SIGHT_PAIR_LIVE,
  SIGHT_PAIR_STALLED,
  SIGHT_PAIR_FAILED,
  SIGHT_PAIR_CLOSED,
} SightPairState;

const char *sight_pair_state_to_name (SightPairState state);

/* Nothing of this may call back into the machine. Messages are borrowed; the
 * caller sets what proves them fresh.
 */
typedef struct
{
  /* A new connection. An offerer's reports its description by itself, an
   * answerer's after set_remote(). @relay_only is a wish: it means nothing
   * where there is no relay.
   */
  void (*make)           (gpointer                  data,
                          gint64                    generation,
                          gboolean                  offers,
                          gboolean                  relay_only);
  void (*set_remote)     (gpointer                  data,
                          gint64                    generation,
                          const SightDescription   *description);
  void (*add_candidates) (gpointer                  data,
                          gint64                    generation,
                          const SightCandidate     *candidates,
                          guint                     n_candidates,
                          gboolean                  end);
  /* It plays from now on. */
  void (*promote)        (gpointer                  data,
                          gint64                    generation);
  void (*drop)           (gpointer                  data,
                          gint64                    generation);
  void (*send)           (gpointer                  data,
                          const SightSealedMessage *message);
  void (*state_changed)  (gpointer                  data);
} SightPairOutput;

/* @offers: our order in the room is the larger one. @now is monotonic
 * microseconds everywhere.
 */
SightPairMachine *sight_pair_machine_new                (const SightPairOutput    *output,
                                                         gpointer                  data,
                                                         gboolean                  offers);
void              sight_pair_machine_free               (SightPairMachine         *self);

/* What the other says, opened and found fresh. Kinds that are not about the
 * connection are none of this machine's business.
 */
void              sight_pair_machine_receive            (SightPairMachine         *self,
                                                         const SightSealedMessage *message,
                                                         gint64                    now);
/* What the server says of the other. */
void              sight_pair_machine_removed            (SightPairMachine         *self,
                                                         SightWhy                  why,
                                                         gint64                    now);
/* It is there again, one of us under another id, which may have changed who of us
 * is the later one. Either may have forgotten the pair; so that both agree on who
 * makes the next offer, that goes by what the server says now. @offers: as above.
 * What it brings is done at the deadline.
 */
void              sight_pair_machine_found              (SightPairMachine         *self,
                                                         gboolean                  offers);
void              sight_pair_machine_signaling_back     (SightPairMachine         *self,
                                                         gint64                    now);

/* What a connection reports. Of a generation that was dropped: nothing. */
void              sight_pair_machine_local_description  (SightPairMachine         *self,
                                                         gint64                    generation,
                                                         const SightDescription   *description,
                                                         gint64                    now);
void              sight_pair_machine_local_candidates   (SightPairMachine         *self,
                                                         gint64                    generation,
                                                         const SightCandidate     *candidates,
                                                         guint                     n_candidates,
                                                         gboolean                  end,
                                                         gint64                    now);
void              sight_pair_machine_connected          (SightPairMachine         *self,
                                                         gint64                    generation,
                                                         gint64                    now);
void              sight_pair_machine_verified           (SightPairMachine         *self,
                                                         gint64                    generation,
                                                         gint64                    now);
/* @is_security: the certificate was not the one that came sealed. */
void              sight_pair_machine_failed             (SightPairMachine         *self,
                                                         gint64                    generation,
                                                         gboolean                  is_security,
                                                         gint64                    now);
/* What to say, in place of the general sentence, if no path is found in the end. */
void              sight_pair_machine_explain            (SightPairMachine         *self,
                                                         const char               *why);
/* The people, or what they were to compare, show that somebody is in between. */
void              sight_pair_machine_insecure           (SightPairMachine         *self,
                                                         const GError             *error,
                                                         gint64                    now);
/* A sign of life: a beat, a packet. */
void              sight_pair_machine_heard              (SightPairMachine         *self,
                                                         gint64                    generation,
                                                         gint64                    now);

/* What happens on our side. */
void              sight_pair_machine_network_changed    (SightPairMachine         *self,
                                                         gint64                    now);
void              sight_pair_machine_hang_up            (SightPairMachine         *self,
                                                         gint64                    now);

gint64            sight_pair_machine_get_deadline       (const SightPairMachine   *self);
void              sight_pair_machine_tick               (SightPairMachine         *self,
                                                         gint64                    now);

SightPairState    sight_pair_machine_get_state          (const SightPairMachine   *self);
/* As it was made, or found again. */
gboolean          sight_pair_machine_offers             (const SightPairMachine   *self);
/* Whether the offer of the connection that plays was ours. */
gboolean          sight_pair_machine_has_offered        (const SightPairMachine   *self);
/* The server has lost it, and it was not found again. */
gboolean          sight_pair_machine_is_lost            (const SightPairMachine   *self);
/* Of the connection that plays, or 0. */
gint64            sight_pair_machine_get_generation     (const SightPairMachine   *self);
/* Why it failed, a SIGHT_CALL_ERROR; %NULL unless it did. */
const GError     *sight_pair_machine_get_error          (const SightPairMachine   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPairMachine, sight_pair_machine_free)

G_END_DECLS
