/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-pair-machine.h"

#include <glib/gi18n-lib.h>

#include "call/sight-call-error.h"

#define STALLED_AFTER      (4 * G_USEC_PER_SEC)
#define DEAD_AFTER         (8 * G_USEC_PER_SEC)
#define MAKING_TIMEOUT     (20 * G_USEC_PER_SEC)
#define ASK_AGAIN_AFTER    (8 * G_USEC_PER_SEC)
#define BEGINNINGS_APART   (2 * G_USEC_PER_SEC)
#define RETRY_FIRST        G_USEC_PER_SEC
#define RETRY_DOUBLINGS    3  /* 1, 2, 4, 8, 8 ... s */
#define FIRST_TRIES        3
/* Offers of new generations that are taken at once, however fast they come: as
 * many as wait for a session that was away. Each more costs BEGINNINGS_APART.
 */
#define OFFERS_AT_ONCE     8
#define NEGOTIATION        1  /* each generation negotiates once */

/* How far a connection in the making is. */
typedef enum
{
  STAGE_NONE,
  STAGE_MADE,        /* its own description is not there yet */
  STAGE_OFFERED,     /* waits for the answer */
  STAGE_CONNECTING,
  STAGE_VERIFYING,
} Stage;

typedef struct
{
  gint64           generation; /* 0: none */
  Stage            stage;
  gboolean         has_description;
  SightDescription description; /* our own: to be said again */
  gint64           give_up_at;
  gboolean         is_ours; /* to offer */
} Making;

struct _SightPairMachine
{
  SightPairState         state;
  GError                *error;
  char                  *no_path;     /* why, where that is known */
  gboolean               offers;
  gboolean               has_offered; /* what plays */
  gboolean               is_introduced;
  gboolean               is_lost;     /* to the server */

  gint64                 newest;      /* the largest generation there ever was */
  gint64                 playing;     /* its generation, or 0 */
  Making                 next;
  SightDescription       answered;    /* what we said of the newest, as answerer */
  gint64                 answered_generation;

  /* Times; G_MAXINT64 or 0 where none is set */
  gint64                 heard_at;
  gint64                 began_at;
  gint64                 begin_at;    /* as offerer: the next generation; as answerer: need */
  SightNeedWhy           need_why;    /* what to say then */
  gboolean               need_open;   /* said, and no offer came */
  guint                  failures;    /* in a row */
  gint64                 offers_until; /* what the offers that were taken have used up */

  const SightPairOutput *output;
  gpointer               data;
};

static const char * const state_names[] = {
  [SIGHT_PAIR_IDLE] = "idle",
  [SIGHT_PAIR_INTRODUCED] = "introduced",
  [SIGHT_PAIR_NEGOTIATING] = "negotiating",
  [SIGHT_PAIR_CONNECTING] = "connecting",
  [SIGHT_PAIR_VERIFYING] = "verifying",
  [SIGHT_PAIR_LIVE] = "live",
  [SIGHT_PAIR_STALLED] = "stalled",
  [SIGHT_PAIR_FAILED] = "failed",
  [SIGHT_PAIR_CLOSED] = "closed",
};

const char *
sight_pair_state_to_name (SightPairState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

SightPairMachine *
sight_pair_machine_new (const SightPairOutput *output,
                        gpointer               data,
                        gboolean               offers)
{
  SightPairMachine *self = g_new0 (SightPairMachine, 1);

  self->output = output;
  self->data = data;
  self->offers = offers;
  self->begin_at = G_MAXINT64;

  return self;
}

void
sight_pair_machine_free (SightPairMachine *self)
{
  g_clear_error (&self->error);
  g_free (self->no_path);
  g_free (self);
}

static gboolean
is_over (const SightPairMachine *self)
{
  return self->state == SIGHT_PAIR_FAILED || self->state == SIGHT_PAIR_CLOSED;
}

static void
set_state (SightPairMachine *self,
           SightPairState    state)
{
  if (self->state == state)
    return;

  self->state = state;
  self->output->state_changed (self->data);
}

/* While something plays, or did, what is made beside it is nobody's business. */
static void
show_stage (SightPairMachine *self,
            SightPairState    state)
{
  if (self->playing == 0 && self->state != SIGHT_PAIR_STALLED)
    set_state (self, state);
}

static void
drop_next (SightPairMachine *self)
{
  gint64 generation = self->next.generation;

  self->next = (Making) { 0, };
  if (generation != 0)
    self->output->drop (self->data, generation);
}

static void
drop_playing (SightPairMachine *self)
{
  gint64 generation = self->playing;

  self->playing = 0;
  if (generation != 0)
    self->output->drop (self->data, generation);
}

static void
end (SightPairMachine *self,
     SightPairState    state,
     GError           *error)
{
  drop_next (self);
  drop_playing (self);
  self->begin_at = G_MAXINT64;
  self->error = error;
  set_state (self, state);
}

/* What we say */

static void
send_session (SightPairMachine       *self,
              SightSealedKind         kind,
              gint64                  generation,
              const SightDescription *description)
{
  SightSealedMessage message = { .kind = kind, .generation = generation };

  message.session.negotiation = NEGOTIATION;
  message.session.description = *description;
  self->output->send (self->data, &message);
}

static void
send_need (SightPairMachine *self,
           SightNeedWhy      why)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_NEED, .generation = MAX (self->newest, 1) };

  message.need = why;
  self->need_why = why;
  self->need_open = TRUE;
  self->output->send (self->data, &message);
}

static void
send_close (SightPairMachine *self,
            SightClosedWhy    why)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_CLOSE, .generation = MAX (self->newest, 1) };

  message.closed = why;
  self->output->send (self->data, &message);
}

/* Generations */

static void
make (SightPairMachine *self,
      gint64            generation,
      gboolean          relay_only,
      gint64            now)
{
  drop_next (self);
  self->newest = generation;
  self->next.generation = generation;
  self->next.is_ours = self->offers;
  self->next.stage = STAGE_MADE;
  self->next.give_up_at = now + MAKING_TIMEOUT;
  self->began_at = now;
  self->begin_at = G_MAXINT64;
  self->output->make (self->data, generation, self->offers, relay_only);
}

/* Every second try goes over the relay alone, in case a path looks open and
 * is not. An answerer can only ask, and asks until there is an offer.
 */
static void
begin_now (SightPairMachine *self,
           gint64            now)
{
  if (!self->offers)
    {
      self->began_at = now;
      self->begin_at = now + ASK_AGAIN_AFTER;
      send_need (self, self->need_why);
      return;
    }

  make (self, self->newest + 1, self->failures % 2 == 1, now);
  show_stage (self, SIGHT_PAIR_NEGOTIATING);
}

static void
begin_at (SightPairMachine *self,
          SightNeedWhy      why,
          gint64            at,
          gint64            now)
{
  gint64 earliest = self->began_at == 0 ? now : self->began_at + BEGINNINGS_APART;

  self->need_why = why;
  self->begin_at = MIN (self->begin_at, MAX (at, earliest));
  if (self->begin_at <= now)
    begin_now (self, now);
}

/* @general is said where nothing better is known. */
static void
end_without_path (SightPairMachine *self,
                  const char       *general)
{
  end (self, SIGHT_PAIR_FAILED,
       g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_NO_PATH,
                            self->no_path != NULL ? self->no_path : general));
}

static void
fail_for_good (SightPairMachine *self)
{
  send_close (self, SIGHT_CLOSED_FAILED);
  end_without_path (self, _("No way was found from one network to the other; a TURN server would be one"));
}

static void
next_failed (SightPairMachine *self,
             gint64            now)
{
  guint doublings;

  drop_next (self);
  self->failures++;
  if (self->playing == 0 && self->failures >= FIRST_TRIES && self->state != SIGHT_PAIR_STALLED)
    {
      fail_for_good (self);
      return;
    }

  doublings = MIN (self->failures - 1, RETRY_DOUBLINGS);
  if (self->playing == 0 && self->state != SIGHT_PAIR_STALLED)
    doublings = 0;
  begin_at (self, SIGHT_NEED_FAILED, now + (RETRY_FIRST << doublings), now);
}

static void
playing_failed (SightPairMachine *self,
                gint64            now)
{
  drop_playing (self);
  if (self->is_lost)
    {
      end (self, SIGHT_PAIR_CLOSED, NULL);
      return;
    }

  set_state (self, SIGHT_PAIR_STALLED);
  if (self->next.generation == 0)
    begin_at (self, SIGHT_NEED_FAILED, now, now);
}

/* What the other says */

static void
take_intro (SightPairMachine *self,
            gint64            now)
{
  if (self->is_introduced)
    return;

  self->is_introduced = TRUE;
  if (self->state != SIGHT_PAIR_IDLE)
    return;

  set_state (self, SIGHT_PAIR_INTRODUCED);
  if (self->offers)
    begin_now (self, now);
}

/* Every new generation is a connection to be made: who offers faster than an
 * offerer begins does not make us do it.
 */
static gboolean
may_take_offer (SightPairMachine *self,
                gint64            now)
{
  gint64 until = MAX (self->offers_until, now) + BEGINNINGS_APART;

  if (until > now + OFFERS_AT_ONCE * BEGINNINGS_APART)
    return FALSE;

  self->offers_until = until;

  return TRUE;
}

static void
take_offer (SightPairMachine         *self,
            const SightSealedMessage *message,
            gint64                    now)
{
  if (self->offers || message->generation < self->newest)
    return;

  if (message->generation == self->newest)
    {
      if (self->answered_generation == self->newest)
        send_session (self, SIGHT_SEALED_ANSWER, self->newest, &self->answered);
      return;
    }
  if (!may_take_offer (self, now))
    return;

  self->need_open = FALSE;
  make (self, message->generation, FALSE, now);
  show_stage (self, SIGHT_PAIR_NEGOTIATING);
  self->output->set_remote (self->data, message->generation, &message->session.description);
}

static void
take_answer (SightPairMachine         *self,
             const SightSealedMessage *message)
{
  if (self->next.stage != STAGE_OFFERED || message->generation != self->next.generation ||
      message->session.negotiation != NEGOTIATION ||
      !sight_description_answers (&message->session.description, &self->next.description))
    return;

  self->next.stage = STAGE_CONNECTING;
  show_stage (self, SIGHT_PAIR_CONNECTING);
  self->output->set_remote (self->data, message->generation, &message->session.description);
}

static gboolean
is_known (const SightPairMachine *self,
          gint64                  generation)
{
  return generation != 0 && (generation == self->playing || generation == self->next.generation);
}

static void
take_need (SightPairMachine         *self,
           const SightSealedMessage *message,
           gint64                    now)
{
  if (self->offers && self->newest > 0 && message->generation >= self->newest)
    begin_at (self, message->need, now, now);
}

static void
take_close (SightPairMachine         *self,
            const SightSealedMessage *message)
{
  switch (message->closed)
    {
    case SIGHT_CLOSED_SECURITY:
      end (self, SIGHT_PAIR_FAILED,
           g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY,
                                _("The other side found that someone stands between you, and ended the connection")));
      break;
    case SIGHT_CLOSED_FAILED:
      end_without_path (self, _("The other side found no way to you"));
      break;
    case SIGHT_CLOSED_LEFT:
    case SIGHT_CLOSED_REPLACED:
    default:
      end (self, SIGHT_PAIR_CLOSED, NULL);
      break;
    }
}

void
sight_pair_machine_receive (SightPairMachine         *self,
                            const SightSealedMessage *message,
                            gint64                    now)
{
  if (is_over (self))
    return;

  switch (message->kind)
    {
    case SIGHT_SEALED_INTRO:
      take_intro (self, now);
      break;
    case SIGHT_SEALED_OFFER:
      take_offer (self, message, now);
      break;
    case SIGHT_SEALED_ANSWER:
      take_answer (self, message);
      break;
    case SIGHT_SEALED_CANDIDATES:
      if (is_known (self, message->generation))
        self->output->add_candidates (self->data, message->generation, message->candidates.list,
                                      message->candidates.n, message->candidates.end);
      break;
    case SIGHT_SEALED_NEED:
      take_need (self, message, now);
      break;
    case SIGHT_SEALED_CLOSE:
      take_close (self, message);
      break;
    case SIGHT_SEALED_UNKNOWN:
    case SIGHT_SEALED_STATE:
    case SIGHT_SEALED_CHAT:
    case SIGHT_SEALED_CHAT_ACK:
    default:
      break;
    }
}

void
sight_pair_machine_removed (SightPairMachine *self,
                            SightWhy          why,
                            gint64            now)
{
  if (is_over (self))
    return;

  self->is_lost = TRUE;
  if (why == SIGHT_WHY_LEFT || why == SIGHT_WHY_REMOVED || self->state != SIGHT_PAIR_LIVE)
    end (self, SIGHT_PAIR_CLOSED, NULL);
}

void
sight_pair_machine_found (SightPairMachine *self,
                          gboolean          offers)
{
  self->is_lost = FALSE;
  self->offers = offers;
  if (!offers || !self->need_open)
    return;

  /* What was asked of the other is ours to do now. */
  self->need_open = FALSE;
  self->begin_at = self->began_at;
}

void
sight_pair_machine_signaling_back (SightPairMachine *self,
                                   gint64            now)
{
  if (is_over (self))
    return;

  if (self->next.stage == STAGE_OFFERED)
    send_session (self, SIGHT_SEALED_OFFER, self->next.generation, &self->next.description);
  else if (self->need_open)
    send_need (self, self->need_why);
}

/* What a connection reports */

void
sight_pair_machine_local_description (SightPairMachine       *self,
                                      gint64                  generation,
                                      const SightDescription *description,
                                      gint64                  now)
{
  if (generation != self->next.generation || self->next.stage != STAGE_MADE)
    return;

  if (self->next.is_ours)
    {
      self->next.stage = STAGE_OFFERED;
      self->next.description = *description;
      send_session (self, SIGHT_SEALED_OFFER, generation, description);
      return;
    }

  self->next.stage = STAGE_CONNECTING;
  self->answered = *description;
  self->answered_generation = generation;
  show_stage (self, SIGHT_PAIR_CONNECTING);
  send_session (self, SIGHT_SEALED_ANSWER, generation, description);
}

void
sight_pair_machine_local_candidates (SightPairMachine     *self,
                                     gint64                generation,
                                     const SightCandidate *candidates,
                                     guint                 n_candidates,
                                     gboolean              end_of_them,
                                     gint64                now)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_CANDIDATES, .generation = generation };

  if (!is_known (self, generation))
    return;

  message.candidates.list = candidates;
  message.candidates.n = n_candidates;
  message.candidates.end = end_of_them;
  self->output->send (self->data, &message);
}

void
sight_pair_machine_connected (SightPairMachine *self,
                              gint64            generation,
                              gint64            now)
{
  if (generation != self->next.generation || self->next.stage != STAGE_CONNECTING)
    return;

  self->next.stage = STAGE_VERIFYING;
  show_stage (self, SIGHT_PAIR_VERIFYING);
}

void
sight_pair_machine_verified (SightPairMachine *self,
                             gint64            generation,
                             gint64            now)
{
  gint64 old = self->playing;

  if (generation == 0 || generation != self->next.generation)
    return;

  self->has_offered = self->next.is_ours;
  self->next = (Making) { 0, };
  self->playing = generation;
  self->heard_at = now;
  self->failures = 0;
  self->begin_at = G_MAXINT64;
  self->output->promote (self->data, generation);
  if (old != 0)
    self->output->drop (self->data, old);
  set_state (self, SIGHT_PAIR_LIVE);
}

void
sight_pair_machine_failed (SightPairMachine *self,
                           gint64            generation,
                           gboolean          is_security,
                           gint64            now)
{
  if (!is_known (self, generation))
    return;

  if (is_security)
    {
      send_close (self, SIGHT_CLOSED_SECURITY);
      end (self, SIGHT_PAIR_FAILED,
           g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY,
                                _("The connection does not lead to the person it should: someone stands between you. "
                                  "Nothing was sent or shown")));
    }
  else if (generation == self->playing)
    {
      playing_failed (self, now);
    }
  else
    {
      next_failed (self, now);
    }
}

void
sight_pair_machine_explain (SightPairMachine *self,
                            const char       *why)
{
  g_free (self->no_path);
  self->no_path = g_strdup (why);
}

void
sight_pair_machine_insecure (SightPairMachine *self,
                             const GError     *error,
                             gint64            now)
{
  if (is_over (self))
    return;

  send_close (self, SIGHT_CLOSED_SECURITY);
  end (self, SIGHT_PAIR_FAILED, g_error_copy (error));
}

void
sight_pair_machine_heard (SightPairMachine *self,
                          gint64            generation,
                          gint64            now)
{
  if (generation == 0 || generation != self->playing)
    return;

  self->heard_at = now;
  if (self->state == SIGHT_PAIR_STALLED)
    {
      set_state (self, SIGHT_PAIR_LIVE);
      /* Unless it is under way already, nothing has to be healed any more; but what
       * was still on its way to us says nothing of a network that we came to.
       */
      if (self->need_why == SIGHT_NEED_NETWORK)
        return;
      self->begin_at = G_MAXINT64;
      self->need_open = FALSE;
    }
}

/* What happens on our side */

void
sight_pair_machine_network_changed (SightPairMachine *self,
                                    gint64            now)
{
  if (!is_over (self) && self->newest > 0)
    begin_at (self, SIGHT_NEED_NETWORK, now, now);
}

void
sight_pair_machine_hang_up (SightPairMachine *self,
                            gint64            now)
{
  if (is_over (self))
    return;

  send_close (self, SIGHT_CLOSED_LEFT);
  end (self, SIGHT_PAIR_CLOSED, NULL);
}

/* Time */

static gboolean
is_healing (const SightPairMachine *self)
{
  return self->next.generation != 0 || self->begin_at != G_MAXINT64;
}

static gint64
get_silence_deadline (const SightPairMachine *self)
{
  if (self->playing == 0)
    return G_MAXINT64;
  if (self->state != SIGHT_PAIR_STALLED)
    return self->heard_at + STALLED_AFTER;

  return is_healing (self) ? G_MAXINT64 : self->heard_at + DEAD_AFTER;
}

gint64
sight_pair_machine_get_deadline (const SightPairMachine *self)
{
  gint64 give_up_at = self->next.generation != 0 ? self->next.give_up_at : G_MAXINT64;

  if (is_over (self))
    return G_MAXINT64;

  return MIN (MIN (give_up_at, self->begin_at), get_silence_deadline (self));
}

static void
check_silence (SightPairMachine *self,
               gint64            now)
{
  if (now < get_silence_deadline (self))
    return;

  if (self->state == SIGHT_PAIR_STALLED)
    begin_at (self, SIGHT_NEED_STALLED, now, now);
  else if (self->is_lost)
    end (self, SIGHT_PAIR_CLOSED, NULL);
  else
    set_state (self, SIGHT_PAIR_STALLED);
}

void
sight_pair_machine_tick (SightPairMachine *self,
                         gint64            now)
{
  if (is_over (self))
    return;

  if (self->next.generation != 0 && now >= self->next.give_up_at)
    next_failed (self, now);
  if (!is_over (self) && now >= self->begin_at)
    begin_now (self, now);
  if (!is_over (self))
    check_silence (self, now);
}

SightPairState
sight_pair_machine_get_state (const SightPairMachine *self)
{
  return self->state;
}

gboolean
sight_pair_machine_offers (const SightPairMachine *self)
{
  return self->offers;
}

gboolean
sight_pair_machine_has_offered (const SightPairMachine *self)
{
  return self->has_offered;
}

gboolean
sight_pair_machine_is_lost (const SightPairMachine *self)
{
  return self->is_lost && !is_over (self);
}

gint64
sight_pair_machine_get_generation (const SightPairMachine *self)
{
  return self->playing;
}

const GError *
sight_pair_machine_get_error (const SightPairMachine *self)
{
  return self->error;
}
