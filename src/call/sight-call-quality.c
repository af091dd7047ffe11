/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-quality.h"

#define TICK_MS 100
/* Smaller steps are not worth the encoder's trouble. */
#define STEP_PART 50

/* Half a second of what the encoder made of it. */
#define N_ROUNDS 5

typedef struct
{
  SightVideoEncoder     *encoder; /* owned, or NULL */
  SightQualityLadder     ladder;
  SightQuality           quality; /* as set */
  guint                  bitrate; /* as set */
  SightEncoderStatistics rounds[N_ROUNDS];
  guint                  n_rounds;
} Picture;

typedef struct
{
  SightAudioEncoder *encoder; /* owned, or NULL */
  guint              bitrate;
  guint              loss_percent;
} Sound;

struct _SightCallQuality
{
  GObject           parent_instance;

  SightCall        *call;
  GSource          *source;
  Picture           camera;
  Picture           small;
  Picture           screen;
  Sound             sounds[SIGHT_N_LINES];
  SightQualityPlan  plan;
};

G_DEFINE_FINAL_TYPE (SightCallQuality, sight_call_quality, G_TYPE_OBJECT)

/* What is decided becomes what is done */

static gboolean
is_a_step (guint from,
           guint to)
{
  return ABS ((gint64) from - to) > from / STEP_PART;
}

/* An encoder that leaves out pictures, or makes more than it may, has too large
 * ones to make: as if there were so much less for them.
 */
static guint
get_worth (Picture *self,
           guint    bitrate)
{
  SightEncoderStatistics *round = &self->rounds[self->n_rounds++ % N_ROUNDS];
  SightEncoderStatistics now;
  guint64 given, made, bits;

  sight_video_encoder_get_statistics (self->encoder, &now);
  given = now.given - round->given;
  made = now.frames - round->frames;
  bits = (now.bytes - round->bytes) * 8 * 1000 / (N_ROUNDS * TICK_MS);
  *round = now;
  if (self->n_rounds <= N_ROUNDS || given < N_ROUNDS)
    return bitrate;

  if (made + 1 < given)
    bitrate = bitrate * made / given;
  if (bits > self->bitrate + self->bitrate / 4)
    bitrate = (guint64) bitrate * self->bitrate / bits;

  return bitrate;
}

static void
apply_picture (Picture *self,
               guint    bitrate,
               gint64   now)
{
  SightQuality quality;

  if (self->encoder == NULL || bitrate == 0)
    return;

  if (is_a_step (self->bitrate, bitrate))
    {
      self->bitrate = bitrate;
      sight_video_encoder_set_bitrate (self->encoder, bitrate);
    }
  sight_quality_ladder_update (&self->ladder, get_worth (self, bitrate), now, &quality);
  if (quality.width != self->quality.width || quality.height != self->quality.height)
    sight_video_encoder_set_size (self->encoder, quality.width, quality.height);
  if (quality.rate != self->quality.rate)
    sight_video_encoder_set_rate (self->encoder, quality.rate);
  self->quality = quality;
}

static void
apply_sound (Sound *self,
             guint  bitrate,
             guint  loss_percent)
{
  if (self->encoder == NULL || bitrate == 0)
    return;

  if (self->bitrate != bitrate)
    sight_audio_encoder_set_bitrate (self->encoder, bitrate);
  if (self->loss_percent != loss_percent)
    sight_audio_encoder_set_loss (self->encoder, loss_percent);
  self->bitrate = bitrate;
  self->loss_percent = loss_percent;
}

static void
apply (SightCallQuality *self,
       gint64            now)
{
  const SightQualityPlan *plan = &self->plan;

  sight_quality_ladder_set_most (&self->camera.ladder, plan->width, plan->height);
  apply_picture (&self->camera, plan->bitrates[SIGHT_LINE_CAMERA], now);
  apply_picture (&self->small, plan->low_bitrate, now);
  apply_picture (&self->screen, plan->bitrates[SIGHT_LINE_SCREEN], now);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    apply_sound (&self->sounds[i], plan->bitrates[i], plan->loss_percent);
}

/* What the paths carry */

typedef struct
{
  GPtrArray *participants; /* (element-type SightParticipant) */
  GArray    *peers;        /* SightPeerQuality, of the same */
} Round;

static void
take_participant (Round            *round,
                  SightParticipant *participant)
{
  SightPeerConnection *connection = sight_participant_get_connection (participant);
  SightPeerQuality peer = *sight_participant_get_quality (participant);
  SightBandwidth bandwidth;

  if (connection == NULL || sight_participant_get_state (participant) != SIGHT_PAIR_LIVE ||
      !sight_peer_connection_get_bandwidth (connection, &bandwidth))
    return;

  peer.estimate = bandwidth.estimate;
  peer.loss_percent = bandwidth.loss_percent;
  peer.is_known = bandwidth.is_known;
  g_ptr_array_add (round->participants, g_object_ref (participant));
  g_array_append_val (round->peers, peer);
}

static void
plan (SightCallQuality *self,
      Round            *round,
      gint64            now)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->call));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->call), i);

      take_participant (round, participant);
    }

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    self->plan.wants[i] = sight_call_sends (self->call, i);
  sight_quality_plan_make (&self->plan, (SightPeerQuality *) round->peers->data, round->peers->len, now);
}

static gboolean
on_tick (gpointer user_data)
{
  SightCallQuality *self = user_data;
  g_autoptr(GPtrArray) participants = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) peers = g_array_new (FALSE, FALSE, sizeof (SightPeerQuality));
  Round round = { participants, peers };
  gint64 now = g_get_monotonic_time ();

  plan (self, &round, now);
  apply (self, now);
  for (guint i = 0; i < participants->len; i++)
    sight_participant_set_quality (g_ptr_array_index (participants, i),
                                   &g_array_index (peers, SightPeerQuality, i));

  return G_SOURCE_CONTINUE;
}

static void
stop (SightCallQuality *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/* Who is alone needs no clock. */
static void
on_items_changed (SightCallQuality *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->call));

  if (n == 0)
    stop (self);
  if (n == 0 || self->source != NULL)
    return;

  self->source = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->source, on_tick, self, NULL);
  g_source_set_static_name (self->source, "sight-call-quality");
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/* GObject */

static void
sight_call_quality_dispose (GObject *object)
{
  SightCallQuality *self = SIGHT_CALL_QUALITY (object);

  stop (self);
  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);
  g_clear_object (&self->camera.encoder);
  g_clear_object (&self->small.encoder);
  g_clear_object (&self->screen.encoder);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    g_clear_object (&self->sounds[i].encoder);

  G_OBJECT_CLASS (sight_call_quality_parent_class)->dispose (object);
}

static void
sight_call_quality_class_init (SightCallQualityClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_call_quality_dispose;
}

static void
sight_call_quality_init (SightCallQuality *self)
{
}

SightCallQuality *
sight_call_quality_new (SightCall *call)
{
  SightCallQuality *self;

  g_return_val_if_fail (SIGHT_IS_CALL (call), NULL);

  self = g_object_new (SIGHT_TYPE_CALL_QUALITY, NULL);
  self->call = g_object_ref (call);
  g_signal_connect_swapped (call, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self);

  return self;
}

static void
set_picture (Picture           *self,
             SightVideoEncoder *encoder,
             SightLadderKind    kind)
{
  g_set_object (&self->encoder, encoder);
  sight_quality_ladder_init (&self->ladder, kind);
  self->quality = (SightQuality) { 0, };
  self->bitrate = 0;
  self->n_rounds = 0;
}

void
sight_call_quality_set_camera (SightCallQuality  *self,
                               SightVideoEncoder *camera,
                               SightVideoEncoder *small)
{
  g_return_if_fail (SIGHT_IS_CALL_QUALITY (self));

  set_picture (&self->camera, camera, SIGHT_LADDER_MOTION);
  set_picture (&self->small, small, SIGHT_LADDER_MOTION);
  sight_call_set_small (self->call, small != NULL ? sight_video_encoder_get_feed (small) : NULL);
}

void
sight_call_quality_set_screen (SightCallQuality  *self,
                               SightVideoEncoder *screen,
                               SightLadderKind    kind)
{
  g_return_if_fail (SIGHT_IS_CALL_QUALITY (self));

  set_picture (&self->screen, screen, kind);
}

void
sight_call_quality_set_sound (SightCallQuality  *self,
                              SightLine          line,
                              SightAudioEncoder *sound)
{
  g_return_if_fail (SIGHT_IS_CALL_QUALITY (self));
  g_return_if_fail (line == SIGHT_LINE_MICROPHONE || line == SIGHT_LINE_SCREEN_SOUND);

  g_clear_object (&self->sounds[line].encoder);
  self->sounds[line] = (Sound) { .encoder = sound != NULL ? g_object_ref (sound) : NULL };
}

void
sight_call_quality_set_most (SightCallQuality *self,
                             guint             bitrate)
{
  g_return_if_fail (SIGHT_IS_CALL_QUALITY (self));

  self->plan.most = bitrate;
}

const SightQualityPlan *
sight_call_quality_get_plan (SightCallQuality *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL_QUALITY (self), NULL);

  return &self->plan;
}
