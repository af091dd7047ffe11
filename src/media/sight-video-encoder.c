/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-video-encoder.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>
#include <gst/video/video.h>

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-picture-fit.h"
#include "media/sight-pipeline.h"

#define GST_CAT_DEFAULT sight_media_debug

#define DEFAULT_BITRATE 600000
#define DEFAULT_WIDTH 1280
#define DEFAULT_HEIGHT 720
/* A picture that stands still is sent again this often: who joins a shared
 * screen has something to see, and a key frame something to be made of.
 */
#define REPEAT_INTERVAL 500

struct _SightVideoEncoder
{
  GObject                parent_instance;

  SightMailbox          *mailbox;
  const SightVideoCodec *codec;
  SightFeed             *feed;
  SightVideoEncoder     *alternative;
  SightSource           *source;
  GSource               *repeat;
  GstElement            *pipeline;
  GstElement            *input;
  GstElement            *encoder;
  GstElement            *filter;

  GMutex                 lock;
  /* The source's thread, under the lock. */
  SightPictureFit        fit;
  SightRegion            region;
  guint                  bitrate;
  gboolean               paused;
  gboolean               key_due;
  GstSample             *last;
  gint64                 pushed; /* monotonic time */
  /* The pipeline's thread, under the lock. */
  SightEncoderStatistics statistics;
};

enum
{
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightVideoEncoder, sight_video_encoder, G_TYPE_OBJECT)

/* The next frame that is encoded will be a key frame. */
static void
force_key_frame (SightVideoEncoder *self)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (self->encoder, "src");

  gst_pad_send_event (pad, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
}

/* With the lock. */
static void
apply_size (SightVideoEncoder *self)
{
  g_autoptr(GstCaps) caps = NULL;

  GST_DEBUG_OBJECT (self->encoder, "Pictures of %ux%u", self->fit.out_width, self->fit.out_height);
  sight_video_codec_set_size (self->codec, self->encoder, self->fit.out_width, self->fit.out_height);
  caps = gst_caps_new_simple ("video/x-raw",
                              "width", G_TYPE_INT, (int) self->fit.out_width,
                              "height", G_TYPE_INT, (int) self->fit.out_height,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1,
                              NULL);
  g_object_set (self->filter, "caps", caps, NULL);
}

/* With the lock. The rate in the caps never changes, the duration says it: an
 * encoder that sees another rate in its caps begins anew, with a key frame.
 */
static void
push_frame (SightVideoEncoder *self,
            GstSample         *sample)
{
  g_autoptr(GstCaps) caps = gst_caps_copy (gst_sample_get_caps (sample));
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  g_autoptr(GstSample) pushed = NULL;

  gst_caps_set_simple (caps, "framerate", GST_TYPE_FRACTION, SIGHT_NOMINAL_RATE, 1, NULL);
  GST_BUFFER_DURATION (buffer) = GST_SECOND / self->fit.rate;
  pushed = gst_sample_new (buffer, caps, NULL, NULL);

  if (self->key_due)
    force_key_frame (self);
  self->key_due = FALSE;
  self->statistics.given++;
  self->pushed = g_get_monotonic_time ();
  gst_app_src_push_sample (GST_APP_SRC (self->input), pushed);
}

static void
keep_last (SightVideoEncoder *self,
           GstSample         *sample)
{
  if (self->repeat == NULL)
    return;

  g_clear_pointer (&self->last, gst_sample_unref);
  self->last = gst_sample_ref (sample);
}

/* With the lock. */
static void
push_fitted (SightVideoEncoder *self,
             GstSample         *whole)
{
  g_autoptr(GstSample) sample = sight_region_cut (&self->region, whole);
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return;

  if (sight_picture_fit_set_input (&self->fit, GST_VIDEO_INFO_WIDTH (&info), GST_VIDEO_INFO_HEIGHT (&info),
                                   GST_VIDEO_INFO_PAR_N (&info), GST_VIDEO_INFO_PAR_D (&info)))
    apply_size (self);
  push_frame (self, sample);
}

/* With the lock. What nobody takes is not encoded. */
static gboolean
is_wanted (SightVideoEncoder *self)
{
  return !self->paused && sight_feed_is_taken (self->feed);
}

/* On the source's thread. */
static void
on_sample (gpointer   taker,
           GstSample *sample)
{
  SightVideoEncoder *self = taker;

  g_mutex_lock (&self->lock);
  keep_last (self, sample);
  if (is_wanted (self) && sight_picture_fit_takes (&self->fit, GST_BUFFER_PTS (gst_sample_get_buffer (sample))))
    push_fitted (self, sample);
  g_mutex_unlock (&self->lock);
}

/* With the lock. The last picture, as if it came just now. */
static void
push_again (SightVideoEncoder *self)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (self->last));
  g_autoptr(GstSample) sample = NULL;

  GST_BUFFER_PTS (buffer) = g_get_monotonic_time () * GST_USECOND;
  sample = gst_sample_new (buffer, gst_sample_get_caps (self->last), NULL, NULL);
  push_fitted (self, sample);
}

/* Also the first that is encoded at all may be one: of a picture that has stood
 * still since before anybody took it.
 */
static gboolean
on_repeat (gpointer user_data)
{
  SightVideoEncoder *self = user_data;

  g_mutex_lock (&self->lock);
  if (self->last != NULL && is_wanted (self) &&
      g_get_monotonic_time () - self->pushed >= REPEAT_INTERVAL * G_TIME_SPAN_MILLISECOND)
    push_again (self);
  g_mutex_unlock (&self->lock);

  return G_SOURCE_CONTINUE;
}

static GstFlowReturn
on_encoded (GstAppSink *sink,
            gpointer    user_data)
{
  SightVideoEncoder *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer;

  if (sample == NULL)
    return GST_FLOW_OK;

  buffer = gst_sample_get_buffer (sample);
  g_mutex_lock (&self->lock);
  self->statistics.frames++;
  self->statistics.key_frames += !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  self->statistics.bytes += gst_buffer_get_size (buffer);
  g_mutex_unlock (&self->lock);

  sight_feed_push (self->feed, sample);
  return GST_FLOW_OK;
}

static void
on_failed (gpointer owner,
           gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;
  SightVideoEncoder *self = owner;

  gst_message_parse_error (data, &error, NULL);
  told = g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_FAILED, _("The encoder %s stopped: %s"),
                      sight_video_codec_get_element (self->codec), error->message);
  g_signal_emit (self, signals[FAILED], 0, told);
}

/* An encoder that cannot keep up leaves out frames and does not fall behind. */
static const char pipeline_description[] =
  "appsrc name=input is-live=true format=time max-buffers=2 max-bytes=0 max-time=0 leaky-type=downstream ! "
  "videoconvertscale ! capsfilter name=filter caps-change-mode=delayed "
  "appsink name=output sync=false async=false enable-last-sample=false max-buffers=0";

static gboolean
insert_encoder (SightVideoEncoder  *self,
                SightPictureKind    kind,
                GError            **error)
{
  g_autoptr(GstElement) output = gst_bin_get_by_name (GST_BIN (self->pipeline), "output");
  GstElement *bin = sight_video_codec_make (self->codec, kind, error);

  if (bin == NULL)
    return FALSE;

  gst_bin_add (GST_BIN (self->pipeline), bin);
  gst_element_link_many (self->filter, bin, output, NULL);
  self->encoder = gst_bin_get_by_name (GST_BIN (bin), "encoder");
  return TRUE;
}

static void
connect_pipeline (SightVideoEncoder *self)
{
  g_autoptr(GstElement) output = gst_bin_get_by_name (GST_BIN (self->pipeline), "output");
  GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };

  gst_app_sink_set_callbacks (GST_APP_SINK (output), &callbacks, self, NULL);
  sight_pipeline_post_errors (self->pipeline, self->mailbox, on_failed);
  sight_media_set_clock (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

static void
sight_video_encoder_dispose (GObject *object)
{
  SightVideoEncoder *self = SIGHT_VIDEO_ENCODER (object);

  sight_video_encoder_set_source (self, NULL);
  g_clear_object (&self->alternative);
  if (self->repeat != NULL)
    g_source_destroy (self->repeat);
  g_clear_pointer (&self->repeat, g_source_unref);
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  sight_mailbox_close (self->mailbox);
  /* Here and not elsewhere: encoders stop at once, and its thread knows self. */
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);

  G_OBJECT_CLASS (sight_video_encoder_parent_class)->dispose (object);
}

static void
sight_video_encoder_finalize (GObject *object)
{
  SightVideoEncoder *self = SIGHT_VIDEO_ENCODER (object);

  gst_clear_object (&self->input);
  gst_clear_object (&self->filter);
  gst_clear_object (&self->encoder);
  gst_clear_object (&self->pipeline);
  g_clear_object (&self->feed);
  g_clear_pointer (&self->last, gst_sample_unref);
  sight_mailbox_unref (self->mailbox);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sight_video_encoder_parent_class)->finalize (object);
}

static void
sight_video_encoder_class_init (SightVideoEncoderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sight_video_encoder_dispose;
  object_class->finalize = sight_video_encoder_finalize;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_video_encoder_init (SightVideoEncoder *self)
{
  g_mutex_init (&self->lock);
  self->mailbox = sight_mailbox_new (self);
  self->feed = sight_feed_new ();
  self->bitrate = DEFAULT_BITRATE;
  sight_picture_fit_init (&self->fit, DEFAULT_WIDTH, DEFAULT_HEIGHT, SIGHT_NOMINAL_RATE);
  g_signal_connect_swapped (self->feed, "key-frame-needed", G_CALLBACK (sight_video_encoder_request_key), self);
}

static void
start_repeating (SightVideoEncoder *self)
{
  self->repeat = g_timeout_source_new (REPEAT_INTERVAL);
  g_source_set_callback (self->repeat, on_repeat, self, NULL);
  g_source_set_static_name (self->repeat, "sight-video-encoder repeat");
  g_source_attach (self->repeat, sight_mailbox_get_context (self->mailbox));
}

SightVideoEncoder *
sight_video_encoder_new (const SightVideoCodec  *codec,
                         SightPictureKind        kind,
                         GError                **error)
{
  g_autoptr(SightVideoEncoder) self = g_object_new (SIGHT_TYPE_VIDEO_ENCODER, NULL);
  GstElement *pipeline;

  self->codec = codec;
  sight_feed_set_codec (self->feed, sight_video_codec_get_codec (codec));
  pipeline = gst_parse_launch_full (pipeline_description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (pipeline == NULL)
    return NULL;

  self->pipeline = gst_object_ref_sink (pipeline);
  self->input = gst_bin_get_by_name (GST_BIN (pipeline), "input");
  self->filter = gst_bin_get_by_name (GST_BIN (pipeline), "filter");
  if (!insert_encoder (self, kind, error))
    return NULL;

  sight_video_codec_set_bitrate (codec, self->encoder, self->bitrate, self->fit.rate);
  if (kind == SIGHT_PICTURE_SCREEN)
    start_repeating (self);
  connect_pipeline (self);
  return g_steal_pointer (&self);
}

SightFeed *
sight_video_encoder_get_feed (SightVideoEncoder *self)
{
  g_return_val_if_fail (SIGHT_IS_VIDEO_ENCODER (self), NULL);

  return self->feed;
}

static void
on_alternative_failed (SightVideoEncoder *self,
                       const GError      *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

void
sight_video_encoder_set_alternative (SightVideoEncoder *self,
                                     SightVideoEncoder *alternative)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (alternative));

  g_set_object (&self->alternative, alternative);
  g_signal_connect_object (alternative, "failed", G_CALLBACK (on_alternative_failed), self, G_CONNECT_SWAPPED);
  sight_feed_set_alternative (self->feed, alternative->feed);
  sight_video_encoder_set_source (alternative, self->source);
}

static void
forget_last (SightVideoEncoder *self)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->last, gst_sample_unref);
  self->key_due = TRUE;
  g_mutex_unlock (&self->lock);
}

void
sight_video_encoder_set_source (SightVideoEncoder *self,
                                SightSource       *source)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  if (self->source == source)
    return;

  if (self->source != NULL)
    sight_source_remove_taker (self->source, self);
  g_set_object (&self->source, source);
  forget_last (self);
  if (source != NULL)
    sight_source_add_taker (source, self, on_sample);
  if (self->alternative != NULL)
    sight_video_encoder_set_source (self->alternative, source);
}

void
sight_video_encoder_set_paused (SightVideoEncoder *self,
                                gboolean           paused)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  g_mutex_lock (&self->lock);
  if (self->paused && !paused)
    self->key_due = TRUE;
  self->paused = paused;
  g_mutex_unlock (&self->lock);

  if (self->alternative != NULL)
    sight_video_encoder_set_paused (self->alternative, paused);
}

void
sight_video_encoder_set_bitrate (SightVideoEncoder *self,
                                 guint              bitrate)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  g_mutex_lock (&self->lock);
  self->bitrate = bitrate;
  sight_video_codec_set_bitrate (self->codec, self->encoder, bitrate, self->fit.rate);
  g_mutex_unlock (&self->lock);

  if (self->alternative != NULL)
    sight_video_encoder_set_bitrate (self->alternative, bitrate);
}

void
sight_video_encoder_set_size (SightVideoEncoder *self,
                              guint              width,
                              guint              height)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  g_mutex_lock (&self->lock);
  if (sight_picture_fit_set_box (&self->fit, width, height))
    apply_size (self);
  g_mutex_unlock (&self->lock);

  if (self->alternative != NULL)
    sight_video_encoder_set_size (self->alternative, width, height);
}

void
sight_video_encoder_set_rate (SightVideoEncoder *self,
                              guint              rate)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));
  g_return_if_fail (rate > 0);

  g_mutex_lock (&self->lock);
  self->fit.rate = rate;
  sight_video_codec_set_bitrate (self->codec, self->encoder, self->bitrate, rate);
  g_mutex_unlock (&self->lock);

  if (self->alternative != NULL)
    sight_video_encoder_set_rate (self->alternative, rate);
}

/* A picture that stands still shows it at once. */
void
sight_video_encoder_set_region (SightVideoEncoder *self,
                                const SightRegion *region)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  g_mutex_lock (&self->lock);
  self->region = *region;
  if (self->last != NULL && is_wanted (self))
    push_again (self);
  g_mutex_unlock (&self->lock);

  if (self->alternative != NULL)
    sight_video_encoder_set_region (self->alternative, region);
}

void
sight_video_encoder_request_key (SightVideoEncoder *self)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  g_mutex_lock (&self->lock);
  self->key_due = TRUE;
  g_mutex_unlock (&self->lock);
}

void
sight_video_encoder_get_statistics (SightVideoEncoder      *self,
                                    SightEncoderStatistics *statistics)
{
  g_return_if_fail (SIGHT_IS_VIDEO_ENCODER (self));

  g_mutex_lock (&self->lock);
  *statistics = self->statistics;
  statistics->width = self->fit.out_width;
  statistics->height = self->fit.out_height;
  g_mutex_unlock (&self->lock);
}
