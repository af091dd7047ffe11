/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-heartbeat.h"

#include "protocol/sight-control-message.h"

#define TICK_MS        500
#define TICKS_PER_BEAT 2
/* Answers to older ones tell nothing of now. */
#define BEATS_KEPT     16
#define DELAY_MAX      600000

struct _SightHeartbeat
{
  SightDataChannel   *channel;
  gulong              handler;
  GSource            *source;
  SightHeartbeatFunc  func;
  gpointer            data;
  guint               ticks;
  gint64              heard;              /* monotonic time */
  gint64              number;             /* of our last beat */
  gint64              heard_number;       /* of theirs, the largest */
  gint64              heard_number_time;
  gint64              sent[BEATS_KEPT];   /* when, by number */
  int                 round_trip_ms;
};

static void
send_beat (SightHeartbeat *self)
{
  gint64 now = g_get_monotonic_time ();
  SightControlMessage beat = { .kind = SIGHT_CONTROL_BEAT };
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  char *text;

  /* One that waits says nothing. */
  if (!sight_data_channel_is_open (self->channel) || sight_data_channel_get_buffered (self->channel) > 0)
    return;

  beat.beat.number = ++self->number;
  beat.beat.heard = self->heard_number;
  beat.beat.delay = self->heard_number > 0 ? MIN ((now - self->heard_number_time) / 1000, DELAY_MAX) : 0;
  self->sent[self->number % BEATS_KEPT] = now;
  text = sight_control_message_to_text (&beat, &length, NULL);
  if (text == NULL)
    return;

  bytes = g_bytes_new_take (text, length);
  sight_data_channel_send (self->channel, bytes, NULL);
}

static gboolean
on_tick (gpointer user_data)
{
  SightHeartbeat *self = user_data;

  if (self->ticks++ % TICKS_PER_BEAT == 0)
    send_beat (self);
  self->func (self->data);

  return G_SOURCE_CONTINUE;
}

static void
take_beat (SightHeartbeat            *self,
           const SightControlMessage *message)
{
  gint64 answered = message->beat.heard;
  gint64 now = g_get_monotonic_time ();

  self->heard = now;
  if (message->beat.number > self->heard_number)
    {
      self->heard_number = message->beat.number;
      self->heard_number_time = now;
    }
  /* Who answers what was not said yet, or more slowly than it came, lies. */
  if (answered > 0 && answered <= self->number && answered > self->number - BEATS_KEPT)
    {
      gint64 round_trip = (now - self->sent[answered % BEATS_KEPT]) / 1000 - message->beat.delay;

      if (round_trip >= 0)
        self->round_trip_ms = MIN (round_trip, G_MAXINT);
    }
}

static void
on_beat (SightDataChannel *channel,
         GBytes           *bytes,
         gpointer          user_data)
{
  SightHeartbeat *self = user_data;
  g_auto(SightControlMessage) message = { 0 };
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length == 0 || !sight_control_message_parse (&message, text, length, NULL) ||
      message.kind != SIGHT_CONTROL_BEAT)
    return;

  take_beat (self, &message);
  self->func (self->data);
}

SightHeartbeat *
sight_heartbeat_new (SightDataChannel   *channel,
                     GMainContext       *context,
                     SightHeartbeatFunc  func,
                     gpointer            data)
{
  SightHeartbeat *self = g_new0 (SightHeartbeat, 1);

  self->channel = channel;
  self->func = func;
  self->data = data;
  self->heard = g_get_monotonic_time ();
  self->round_trip_ms = -1;
  self->handler = g_signal_connect (channel, "message", G_CALLBACK (on_beat), self);
  self->source = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->source, on_tick, self, NULL);
  g_source_set_static_name (self->source, "sight-heartbeat");
  g_source_attach (self->source, context);

  return self;
}

void
sight_heartbeat_free (SightHeartbeat *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_clear_signal_handler (&self->handler, self->channel);
  g_free (self);
}

gint64
sight_heartbeat_get_heard (SightHeartbeat *self)
{
  return self->heard;
}

int
sight_heartbeat_get_round_trip_ms (SightHeartbeat *self)
{
  return self->round_trip_ms;
}
