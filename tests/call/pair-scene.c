/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "pair-scene.h"

#include <string.h>

static void note (PairScene      *self,
                  const char *format,
                  ...) G_GNUC_PRINTF (2, 3);

static void
note (PairScene  *self,
      const char *format,
      ...)
{
  va_list args;

  va_start (args, format);
  g_queue_push_tail (&self->done, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
on_make (gpointer data,
         gint64   generation,
         gboolean offers,
         gboolean relay_only)
{
  note (data, "make %d%s%s", (int) generation, offers ? " offerer" : "", relay_only ? " relay" : "");
}

static void
on_set_remote (gpointer                data,
               gint64                  generation,
               const SightDescription *description)
{
  note (data, "remote %d %s", (int) generation, description->ufrag);
}

static void
on_add_candidates (gpointer              data,
                   gint64                generation,
                   const SightCandidate *candidates,
                   guint                 n_candidates,
                   gboolean              end)
{
  note (data, "candidates %d %u%s", (int) generation, n_candidates, end ? " end" : "");
}

static void
on_promote (gpointer data,
            gint64   generation)
{
  note (data, "promote %d", (int) generation);
}

static void
on_drop (gpointer data,
         gint64   generation)
{
  note (data, "drop %d", (int) generation);
}

static void
on_send (gpointer                  data,
         const SightSealedMessage *message)
{
  const char *why = "";

  if (message->kind == SIGHT_SEALED_NEED)
    why = sight_need_why_to_name (message->need);
  else if (message->kind == SIGHT_SEALED_CLOSE)
    why = sight_closed_why_to_name (message->closed);
  note (data, "send %s %d%s%s", sight_sealed_kind_to_name (message->kind), (int) message->generation,
        *why != '\0' ? " " : "", why);
}

static void
on_state_changed (gpointer data)
{
}

static const SightPairOutput output = {
  .make = on_make,
  .set_remote = on_set_remote,
  .add_candidates = on_add_candidates,
  .promote = on_promote,
  .drop = on_drop,
  .send = on_send,
  .state_changed = on_state_changed,
};

PairScene *
pair_scene_new (gboolean offers)
{
  PairScene *self = g_new0 (PairScene, 1);

  self->now = 1000 * G_USEC_PER_SEC;
  self->machine = sight_pair_machine_new (&output, self, offers);

  return self;
}

void
pair_expect_nothing (PairScene *self)
{
  g_assert_cmpstr (g_queue_peek_head (&self->done), ==, NULL);
}

void
pair_scene_free (PairScene *self)
{
  pair_expect_nothing (self);
  sight_pair_machine_free (self->machine);
  g_free (self);
}

void
pair_expect (PairScene  *self,
             const char *done)
{
  g_autofree char *first = g_queue_pop_head (&self->done);

  g_assert_cmpstr (first, ==, done);
}

void
pair_expect_state (PairScene      *self,
                   SightPairState  state)
{
  g_assert_cmpstr (sight_pair_state_to_name (sight_pair_machine_get_state (self->machine)), ==,
                   sight_pair_state_to_name (state));
}

/* Time passes, as the machine asked to be told. */
void
pair_advance (PairScene *self,
              guint      ms)
{
  gint64 end = self->now + ms * 1000;

  while (self->now < end)
    {
      self->now = CLAMP (sight_pair_machine_get_deadline (self->machine), self->now + 1, end);
      sight_pair_machine_tick (self->machine, self->now);
    }
}

void
pair_say (PairScene       *self,
          SightSealedKind  kind,
          gint64           generation)
{
  SightSealedMessage message = { .kind = kind, .generation = generation };

  if (kind == SIGHT_SEALED_OFFER || kind == SIGHT_SEALED_ANSWER)
    {
      message.session.negotiation = 1;
      strcpy (message.session.description.ufrag, "them");
    }
  sight_pair_machine_receive (self->machine, &message, self->now);
}

void
pair_say_need (PairScene *self,
               gint64     generation)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_NEED, .generation = generation };

  message.need = SIGHT_NEED_STALLED;
  sight_pair_machine_receive (self->machine, &message, self->now);
}

void
pair_say_close (PairScene      *self,
                SightClosedWhy  why)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_CLOSE, .generation = 1 };

  message.closed = why;
  sight_pair_machine_receive (self->machine, &message, self->now);
}

void
pair_describe (PairScene *self,
               gint64     generation)
{
  SightDescription description = { .ufrag = "us" };

  sight_pair_machine_local_description (self->machine, generation, &description, self->now);
}

void
pair_connect (PairScene *self,
              gint64     generation)
{
  sight_pair_machine_connected (self->machine, generation, self->now);
}

void
pair_verify (PairScene *self,
             gint64     generation)
{
  sight_pair_machine_verified (self->machine, generation, self->now);
}

void
pair_fail (PairScene *self,
           gint64     generation)
{
  sight_pair_machine_failed (self->machine, generation, FALSE, self->now);
}

void
pair_hear (PairScene *self,
           gint64     generation)
{
  sight_pair_machine_heard (self->machine, generation, self->now);
}

/* An offerer whose offer of generation 1 is out. */
PairScene *
pair_scene_new_offering (void)
{
  PairScene *self = pair_scene_new (TRUE);

  pair_say (self, SIGHT_SEALED_INTRO, 0);
  pair_expect (self, "make 1 offerer");
  pair_expect_state (self, SIGHT_PAIR_NEGOTIATING);
  pair_describe (self, 1);
  pair_expect (self, "send offer 1");

  return self;
}

PairScene *
pair_scene_new_live_offerer (void)
{
  PairScene *self = pair_scene_new_offering ();

  pair_say (self, SIGHT_SEALED_ANSWER, 1);
  pair_expect (self, "remote 1 them");
  pair_connect (self, 1);
  pair_verify (self, 1);
  pair_expect (self, "promote 1");
  pair_expect_state (self, SIGHT_PAIR_LIVE);

  return self;
}

PairScene *
pair_scene_new_live_answerer (void)
{
  PairScene *self = pair_scene_new (FALSE);

  pair_say (self, SIGHT_SEALED_INTRO, 0);
  pair_say (self, SIGHT_SEALED_OFFER, 1);
  pair_expect (self, "make 1");
  pair_expect (self, "remote 1 them");
  pair_describe (self, 1);
  pair_expect (self, "send answer 1");
  pair_connect (self, 1);
  pair_verify (self, 1);
  pair_expect (self, "promote 1");
  pair_expect_state (self, SIGHT_PAIR_LIVE);

  return self;
}
