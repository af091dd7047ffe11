/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>

#include "call-scene.h"
#include "call/sight-call-quality.h"
#include "call/sight-outgoing.h"
#include "media/sight-frame-counter.h"
#include "media/sight-media.h"
#include "media/sight-peer-connection-private.h"
#include "media/sight-snapshot.h"
#include "media/sight-test-source.h"

#define NARROW 250000
#define PACKET_HEADERS 40

/* A bottleneck behind the network, where packets wait for each other as they
 * would in front of a slow line.
 */
typedef struct
{
  gint   rate;  /* atomic; bit/s, 0: none */
  gint64 free;  /* streaming thread; when the line is free again */
} Line;

static GstPadProbeReturn
on_packet (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  Line *line = user_data;
  gint rate = g_atomic_int_get (&line->rate);
  gsize size = gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info)) + PACKET_HEADERS;
  gint64 now = g_get_monotonic_time ();

  if (rate > 0)
    {
      line->free = MAX (line->free, now) + size * 8 * G_USEC_PER_SEC / rate;
      g_usleep (line->free - now);
    }

  return GST_PAD_PROBE_OK;
}

static void
narrow_receiving (SightParticipant *participant,
                  Line             *line)
{
  SightPeerPipeline *pipeline = sight_peer_connection_get_pipeline (sight_participant_get_connection (participant));
  g_autoptr(GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (sight_peer_pipeline_get_webrtc (pipeline)));
  g_auto(GValue) item = G_VALUE_INIT;
  guint found = 0;

  while (gst_iterator_next (elements, &item) == GST_ITERATOR_OK)
    {
      GstElement *element = g_value_get_object (&item);
      GstElementFactory *factory = gst_element_get_factory (element);

      if (factory != NULL && g_str_equal (GST_OBJECT_NAME (factory), "nicesrc"))
        {
          g_autoptr(GstPad) pad = gst_element_get_static_pad (element, "src");

          gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, line, NULL);
          found++;
        }
      g_value_reset (&item);
    }
  g_assert_cmpuint (found, >, 0);
}

/* Ana sends what a real camera would be, and lets it follow the path. */
typedef struct
{
  SightServer       *server;
  Person            *people[2];
  SightVideoEncoder *camera;
  SightVideoEncoder *small;
  SightAudioEncoder *sound;
  SightCallQuality  *quality;
} Scene;

static void
scene_start (Scene *self)
{
  g_autoptr(SightSource) source = sight_test_picture_new (1280, 720, 30);
  const SightVideoCodec *codec = sight_video_codec_find (SIGHT_CODEC_VP8);
  g_autoptr(GError) error = NULL;

  start_two (&self->server, self->people);
  self->camera = sight_video_encoder_new (codec, SIGHT_PICTURE_CAMERA, &error);
  g_assert_no_error (error);
  self->small = sight_video_encoder_new (codec, SIGHT_PICTURE_CAMERA, &error);
  g_assert_no_error (error);
  self->sound = sight_audio_encoder_new (SIGHT_SOUND_VOICE, &error);
  g_assert_no_error (error);
  sight_video_encoder_set_source (self->camera, source);
  sight_video_encoder_set_source (self->small, source);
  self->quality = sight_call_quality_new (self->people[0]->call);
  sight_call_quality_set_camera (self->quality, self->camera, self->small);
  sight_call_quality_set_sound (self->quality, SIGHT_LINE_MICROPHONE, self->sound);
  sight_call_set_feed (self->people[0]->call, SIGHT_LINE_CAMERA, sight_video_encoder_get_feed (self->camera));
}

static void
scene_stop (Scene *self)
{
  g_assert_finalize_object (self->quality);
  sight_call_set_small (self->people[0]->call, NULL);
  sight_call_set_feed (self->people[0]->call, SIGHT_LINE_CAMERA, NULL);
  stop_two (self->server, self->people);
  g_object_unref (self->sound);
  g_object_unref (self->small);
  g_object_unref (self->camera);
}

static guint
get_camera_bitrate (Scene *self)
{
  return sight_call_quality_get_plan (self->quality)->bitrates[SIGHT_LINE_CAMERA];
}

static guint
get_height (Scene *self)
{
  SightEncoderStatistics statistics;

  sight_video_encoder_get_statistics (self->camera, &statistics);

  return statistics.height;
}

/* The path becomes narrow: less is sent, and smaller. It is wide again, and so
 * is the picture.
 */
static void
test_follow (void)
{
  Scene scene = { 0 };
  Line line = { 0 };

  scene_start (&scene);
  expect_picture (scene.people[1], 0);
  wait_for (SOON, get_camera_bitrate (&scene) > 2 * NARROW);
  wait_for (SOON, get_height (&scene) >= 360);

  narrow_receiving (get_other (scene.people[1], 0), &line);
  g_atomic_int_set (&line.rate, NARROW);
  wait_for (SOON, get_camera_bitrate (&scene) < NARROW);
  wait_for (SOON, get_height (&scene) <= 270);
  expect_picture (scene.people[1], 0);

  g_atomic_int_set (&line.rate, 0);
  wait_for (2 * SOON, get_camera_bitrate (&scene) > 2 * NARROW);
  wait_for (2 * SOON, get_height (&scene) >= 360);

  scene_stop (&scene);
}

static void
test_most (void)
{
  Scene scene = { 0 };

  scene_start (&scene);
  sight_call_quality_set_most (scene.quality, 100000);
  expect_picture (scene.people[1], 0);
  wait_for (SOON, get_camera_bitrate (&scene) > 0 && get_camera_bitrate (&scene) <= 100000);
  scene_stop (&scene);
}

/* What one gets does not change what is encoded for the others. */
static void
test_layers (void)
{
  Scene scene = { 0 };
  SightParticipant *boris;
  SightPeerQuality quality = SIGHT_PEER_QUALITY_INIT;

  scene_start (&scene);
  expect_picture (scene.people[1], 0);
  boris = get_other (scene.people[0], 0);
  g_assert_false (sight_feed_is_taken (sight_video_encoder_get_feed (scene.small)));

  /* The object would decide otherwise. */
  g_clear_object (&scene.quality);
  quality.camera = SIGHT_LAYER_LOW;
  sight_participant_set_quality (boris, &quality);
  g_assert_true (sight_feed_is_taken (sight_video_encoder_get_feed (scene.small)));
  g_assert_false (sight_feed_is_taken (sight_video_encoder_get_feed (scene.camera)));
  expect_picture (scene.people[1], 0);

  quality.camera = SIGHT_LAYER_NONE;
  sight_participant_set_quality (boris, &quality);
  g_assert_false (sight_feed_is_taken (sight_video_encoder_get_feed (scene.small)));
  quality.camera = SIGHT_LAYER_HIGH;
  sight_participant_set_quality (boris, &quality);
  expect_picture (scene.people[1], 0);

  scene.quality = sight_call_quality_new (scene.people[0]->call);
  scene_stop (&scene);
}

/* Of the screen as it arrives. */
static guint
get_screen_height (SightFrameCounter *counter)
{
  guint width, height;

  sight_snapshot_get_size (counter, &width, &height);

  return height;
}

static double
get_screen_rate (SightFrameCounter *counter)
{
  guint64 count = sight_frame_counter_get_count (counter);
  gint64 begin = g_get_monotonic_time ();

  wait_for (SOON, g_get_monotonic_time () - begin > 2 * G_USEC_PER_SEC);

  return (sight_frame_counter_get_count (counter) - count) * (double) G_USEC_PER_SEC / (g_get_monotonic_time () - begin);
}

/* On a narrow path what is to be read keeps its size, and what moves its rate:
 * and one may become the other while it is shared.
 */
static void
test_screen_kinds (void)
{
  g_autoptr(SightOutgoing) outgoing = sight_outgoing_new (SIGHT_CODEC_VP8);
  g_autoptr(SightSource) source = sight_test_picture_new (1280, 720, 30);
  g_autoptr(SightFrameCounter) counter = sight_frame_counter_new (NULL);
  g_autoptr(GError) error = NULL;
  Line line = { .rate = NARROW };
  SightServer *server;
  Person *people[2];
  double text, motion;

  start_two (&server, people);
  sight_participant_set_sink (get_other (people[1], 0), SIGHT_LINE_SCREEN, SIGHT_SINK (counter));
  narrow_receiving (get_other (people[1], 0), &line);
  sight_outgoing_set_call (outgoing, people[0]->call);
  g_assert_true (sight_outgoing_start (outgoing, SIGHT_LINE_SCREEN, source, NULL, &error));
  wait_for (SOON, get_screen_height (counter) == 720);
  text = get_screen_rate (counter);
  g_assert_cmpuint (get_screen_height (counter), ==, 720);

  sight_outgoing_set_screen_kind (outgoing, SIGHT_LADDER_MOTION);
  wait_for (SOON, get_screen_height (counter) <= 360);
  /* What waited in front of the narrow part has to get through first. */
  for (guint i = 0; (motion = get_screen_rate (counter)) < 2 * text; i++)
    g_assert_cmpuint (i, <, 15);
  g_test_message ("At %u kbit/s: text at 720 lines, %.1f a second; motion at %u lines, %.1f a second",
                  NARROW / 1000, text, get_screen_height (counter), motion);

  sight_outgoing_set_screen_kind (outgoing, SIGHT_LADDER_TEXT);
  wait_for (SOON, get_screen_height (counter) == 720);
  sight_outgoing_set_call (outgoing, NULL);
  sight_participant_set_sink (get_other (people[1], 0), SIGHT_LINE_SCREEN, NULL);
  stop_two (server, people);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/quality/follow", test_follow);
  g_test_add_func ("/call/quality/most", test_most);
  g_test_add_func ("/call/quality/layers", test_layers);
  g_test_add_func ("/call/quality/screen-kinds", test_screen_kinds);

  return g_test_run ();
}
