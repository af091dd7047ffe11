/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-source.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-pipeline.h"
#include "media/sight-sleep-watch.h"
#include "media/sight-source-error.h"

#define GST_CAT_DEFAULT sight_media_debug

#define WATCH_INTERVAL 500
/* A device may take its time until the first frame. */
#define START_TIME (10 * G_USEC_PER_SEC)
#define SILENCE_MS 2000
/* Who is late by so much was stopped, or slept. */
#define STOOD_STILL (2 * G_USEC_PER_SEC)
/* What was still on its way comes first, and perhaps nothing after it. */
#define WAKING_TIME (5 * G_USEC_PER_SEC)

typedef struct
{
  gpointer        taker;
  SightSampleFunc func;
} Taker;

/* One opening of the source. Its streaming thread holds it, and may outlive the
 * source for as long as the device takes to close.
 */
typedef struct
{
  gatomicrefcount  references;
  SightMailbox    *mailbox;
  GstElement      *pipeline; /* NULL once it is closed */
  gboolean         stands_still;

  GMutex           lock;
  /* Any thread, under the lock. */
  GArray          *takers;
  gint64           last; /* monotonic time of the last sample; 0 before the first */
  GstSample       *picture; /* the last one, where it may stand still */
} Run;

typedef struct
{
  SightMailbox     *mailbox;
  char             *label;
  GArray           *takers;
  Run              *run;
  SightSourceState  state;
  GError           *error;
  GSource          *watch;
  gint64            started;
  gint64            watched;    /* when it was last looked at */
  SightSleepTime    sleep;
  gint64            woken;      /* when it slept last, until something comes again; or 0 */
} SightSourcePrivate;

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_STATE,
  N_PROPS,
};

enum
{
  FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SightSource, sight_source, G_TYPE_OBJECT)

#define PRIVATE(self) ((SightSourcePrivate *) sight_source_get_instance_private (SIGHT_SOURCE (self)))

static Run *
run_new (SightMailbox *mailbox)
{
  Run *run = g_new0 (Run, 1);

  g_atomic_ref_count_init (&run->references);
  g_mutex_init (&run->lock);
  run->mailbox = sight_mailbox_ref (mailbox);
  run->takers = g_array_new (FALSE, FALSE, sizeof (Taker));

  return run;
}

static Run *
run_ref (Run *run)
{
  g_atomic_ref_count_inc (&run->references);

  return run;
}

static void
run_unref (Run *run)
{
  if (!g_atomic_ref_count_dec (&run->references))
    return;

  g_clear_pointer (&run->picture, gst_sample_unref);
  g_array_unref (run->takers);
  sight_mailbox_unref (run->mailbox);
  g_mutex_clear (&run->lock);
  g_free (run);
}

/* With the lock a sample that is on its way has arrived. */
static void
run_set_takers (Run    *run,
                GArray *takers)
{
  g_mutex_lock (&run->lock);
  g_array_set_size (run->takers, 0);
  if (takers->len > 0)
    g_array_append_vals (run->takers, takers->data, takers->len);
  g_mutex_unlock (&run->lock);
}

/* As if it came just now: nobody may get an older one after a newer one. */
static void
run_repeat (Run         *run,
            const Taker *taker)
{
  g_mutex_lock (&run->lock);
  if (run->picture != NULL)
    {
      g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (run->picture));
      g_autoptr(GstSample) sample = NULL;

      GST_BUFFER_PTS (buffer) = g_get_monotonic_time () * GST_USECOND;
      sample = gst_sample_new (buffer, gst_sample_get_caps (run->picture), NULL, NULL);
      taker->func (taker->taker, sample);
    }
  g_mutex_unlock (&run->lock);
}

static void
set_state (SightSource      *self,
           SightSourceState  state)
{
  SightSourcePrivate *priv = PRIVATE (self);

  if (priv->state == state)
    return;

  priv->state = state;
  if (state != SIGHT_SOURCE_FAILED)
    g_clear_error (&priv->error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
close_run (SightSource *self)
{
  SightSourcePrivate *priv = PRIVATE (self);
  Run *run = g_steal_pointer (&priv->run);

  if (priv->watch != NULL)
    g_source_destroy (priv->watch);
  g_clear_pointer (&priv->watch, g_source_unref);

  if (run == NULL)
    return;

  g_mutex_lock (&run->lock);
  g_array_set_size (run->takers, 0);
  g_mutex_unlock (&run->lock);
  sight_pipeline_dispose (g_steal_pointer (&run->pipeline));
  run_unref (run);
}

static void
close_all (SightSource *self)
{
  SightSourceClass *klass = SIGHT_SOURCE_GET_CLASS (self);

  close_run (self);
  if (klass->close != NULL)
    klass->close (self);
}

static void
fail (SightSource *self,
      GError      *error)
{
  SightSourcePrivate *priv = PRIVATE (self);
  g_autoptr(GError) told = g_error_copy (error);

  close_all (self);
  GST_WARNING ("%s", error->message);
  g_clear_error (&priv->error);
  priv->error = error;
  set_state (self, SIGHT_SOURCE_FAILED);
  g_signal_emit (self, signals[FAILED], 0, told);
}

static void
on_started (gpointer owner,
            gpointer data)
{
  if (PRIVATE (owner)->run == data)
    set_state (owner, SIGHT_SOURCE_LIVE);
}

/* An absolute time: files play on a base time of their own. */
static GstSample *
stamp_sample (GstAppSink *sink,
              GstSample  *sample)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  GstClockTime time = gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                   GST_BUFFER_PTS (buffer));

  if (GST_CLOCK_TIME_IS_VALID (time))
    time += gst_element_get_base_time (GST_ELEMENT (sink));
  GST_BUFFER_PTS (buffer) = time;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  return gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
}

static GstFlowReturn
on_new_sample (GstAppSink *sink,
               gpointer    user_data)
{
  Run *run = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr(GstSample) stamped = NULL;
  gboolean first;

  /* PipeWire sends empty buffers, and a seek takes away what times mean. */
  if (sample == NULL || gst_buffer_n_memory (gst_sample_get_buffer (sample)) == 0 ||
      gst_sample_get_segment (sample)->format != GST_FORMAT_TIME)
    return GST_FLOW_OK;

  stamped = stamp_sample (sink, sample);
  g_mutex_lock (&run->lock);
  first = run->last == 0;
  run->last = g_get_monotonic_time ();
  if (run->stands_still)
    {
      g_clear_pointer (&run->picture, gst_sample_unref);
      run->picture = gst_sample_ref (stamped);
    }
  for (guint i = 0; i < run->takers->len; i++)
    {
      const Taker *taker = &g_array_index (run->takers, Taker, i);

      taker->func (taker->taker, stamped);
    }
  g_mutex_unlock (&run->lock);

  if (first)
    sight_mailbox_post (run->mailbox, on_started, run_ref (run), (GDestroyNotify) run_unref);
  return GST_FLOW_OK;
}

typedef struct
{
  Run        *run;
  GstMessage *message;
} Notice;

static void
notice_free (Notice *notice)
{
  run_unref (notice->run);
  gst_message_unref (notice->message);
  g_free (notice);
}

static gboolean
recovers (SightSource *self)
{
  SightSourceClass *klass = SIGHT_SOURCE_GET_CLASS (self);

  return klass->recovers != NULL && klass->recovers (self);
}

static void
on_error (SightSource *self,
          GstMessage  *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  GST_INFO ("%s", debug);
  if (!recovers (self))
    fail (self, sight_source_error_new (SIGHT_SOURCE_GET_CLASS (self)->error_code, PRIVATE (self)->label, error));
}

static void
on_ended (SightSource *self,
          Run         *run)
{
  SightSourceClass *klass = SIGHT_SOURCE_GET_CLASS (self);

  if (klass->ended != NULL)
    klass->ended (self, run->pipeline);
  else if (!recovers (self))
    fail (self, g_error_new (SIGHT_MEDIA_ERROR, klass->error_code, _("Nothing more comes from %s"), PRIVATE (self)->label));
}

static void
on_notice (gpointer owner,
           gpointer data)
{
  const Notice *notice = data;

  if (PRIVATE (owner)->run != notice->run)
    return;

  if (GST_MESSAGE_TYPE (notice->message) == GST_MESSAGE_ERROR)
    on_error (owner, notice->message);
  else
    on_ended (owner, notice->run);
}

static GstBusSyncReply
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  Run *run = user_data;

  if (GST_MESSAGE_TYPE (message) & (GST_MESSAGE_ERROR | GST_MESSAGE_EOS))
    {
      Notice *notice = g_new (Notice, 1);

      *notice = (Notice) { run_ref (run), gst_message_ref (message) };
      sight_mailbox_post (run->mailbox, on_notice, notice, (GDestroyNotify) notice_free);
    }

  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* A live source is on time by itself, and waiting until all that came through
 * the same kind of source could be in step would make it late; a file is played
 * at its speed.
 */
static GstElement *
make_sink (SightSource *self,
           Run         *run)
{
  GstElement *sink = gst_element_factory_make ("appsink", "sink");
  GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };

  g_object_set (sink, "sync", SIGHT_SOURCE_GET_CLASS (self)->ended != NULL, "max-buffers", 4, "drop", FALSE, "enable-last-sample", FALSE,
                "wait-on-eos", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, run_ref (run), (GDestroyNotify) run_unref);

  return sink;
}

static GstElement *
make_pipeline (SightSource  *self,
               Run          *run,
               GError      **error)
{
  GstElement *source = SIGHT_SOURCE_GET_CLASS (self)->make (self, error);
  GstElement *pipeline, *sink;
  GstBus *bus;

  if (source == NULL)
    return NULL;

  pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  sink = make_sink (self, run);
  gst_bin_add_many (GST_BIN (pipeline), source, sink, NULL);
  gst_element_link (source, sink);

  bus = gst_element_get_bus (pipeline);
  gst_bus_set_sync_handler (bus, on_message, run_ref (run), (GDestroyNotify) run_unref);
  gst_object_unref (bus);
  return pipeline;
}

static void open_run (SightSource *self);

/* Where the computer has slept, the device is there again, but not for those who
 * had it before.
 */
static void
reopen (SightSource *self)
{
  SightSourcePrivate *priv = PRIVATE (self);

  GST_INFO ("Nothing comes from %s after a sleep: it is opened again", priv->label);
  priv->woken = 0;
  close_run (self);
  open_run (self);
}

static gboolean
on_watch (gpointer user_data)
{
  SightSource *self = user_data;
  SightSourcePrivate *priv = PRIVATE (self);
  SightSourceClass *klass = SIGHT_SOURCE_GET_CLASS (self);
  gint64 now = g_get_monotonic_time ();
  gboolean slept = sight_sleep_time_take (&priv->sleep, now, sight_sleep_get_boot_time ());
  gint64 last;

  /* Nothing could come while this program stood still: what comes has its time
   * again.
   */
  g_mutex_lock (&priv->run->lock);
  if (slept)
    priv->woken = now;
  if (slept || now - priv->watched > STOOD_STILL)
    {
      priv->started = now;
      priv->run->last = priv->run->last != 0 ? now : 0;
    }
  priv->watched = now;
  last = priv->run->last;
  g_mutex_unlock (&priv->run->lock);

  if (last > priv->woken + WAKING_TIME)
    priv->woken = 0;
  if (last == 0 ? now - priv->started < START_TIME
                : now - last < klass->silence_ms * G_GINT64_CONSTANT (1000))
    return G_SOURCE_CONTINUE;

  if (priv->woken != 0)
    {
      reopen (self);
      return G_SOURCE_REMOVE;
    }

  fail (self, g_error_new (SIGHT_MEDIA_ERROR, klass->error_code,
                           _("Nothing comes from %s: plug it in again, or choose another one"), priv->label));
  return G_SOURCE_REMOVE;
}

static void
start_watch (SightSource *self)
{
  SightSourcePrivate *priv = PRIVATE (self);

  priv->started = priv->watched = g_get_monotonic_time ();
  sight_sleep_time_init (&priv->sleep, priv->started, sight_sleep_get_boot_time ());
  priv->watch = g_timeout_source_new (WATCH_INTERVAL);
  g_source_set_callback (priv->watch, on_watch, self, NULL);
  g_source_set_static_name (priv->watch, "sight-source watch");
  g_source_attach (priv->watch, sight_mailbox_get_context (priv->mailbox));
}

static void
open_run (SightSource *self)
{
  SightSourcePrivate *priv = PRIVATE (self);
  Run *run = run_new (priv->mailbox);
  GError *error = NULL;

  priv->run = run;
  run->stands_still = SIGHT_SOURCE_GET_CLASS (self)->stands_still;
  run_set_takers (run, priv->takers);
  run->pipeline = make_pipeline (self, run, &error);
  if (run->pipeline == NULL)
    {
      g_clear_pointer (&priv->run, run_unref);
      fail (self, error);
      return;
    }

  if (SIGHT_SOURCE_GET_CLASS (self)->ended == NULL)
    sight_media_set_clock (run->pipeline);
  set_state (self, SIGHT_SOURCE_STARTING);
  if (SIGHT_SOURCE_GET_CLASS (self)->silence_ms != SIGHT_SOURCE_MAY_BE_SILENT)
    start_watch (self);
  sight_pipeline_play (run->pipeline);
}

static void
open_or_ask (SightSource *self)
{
  SightSourceClass *klass = SIGHT_SOURCE_GET_CLASS (self);

  if (klass->ask == NULL)
    {
      open_run (self);
      return;
    }

  set_state (self, SIGHT_SOURCE_ASKING);
  klass->ask (self);
}

static void
sight_source_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, PRIVATE (object)->label);
      break;

    case PROP_STATE:
      g_value_set_uint (value, PRIVATE (object)->state);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_source_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_LABEL:
      PRIVATE (object)->label = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_source_finalize (GObject *object)
{
  SightSourcePrivate *priv = PRIVATE (object);

  sight_mailbox_close (priv->mailbox);
  close_run (SIGHT_SOURCE (object));
  sight_mailbox_unref (priv->mailbox);
  g_array_unref (priv->takers);
  g_clear_error (&priv->error);
  g_free (priv->label);

  G_OBJECT_CLASS (sight_source_parent_class)->finalize (object);
}

static void
sight_source_class_init (SightSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_source_get_property;
  object_class->set_property = sight_source_set_property;
  object_class->finalize = sight_source_finalize;
  klass->error_code = SIGHT_MEDIA_ERROR_DEVICE;
  klass->silence_ms = SILENCE_MS;

  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] =
    g_param_spec_uint ("state", NULL, NULL, SIGHT_SOURCE_IDLE, SIGHT_SOURCE_FAILED, SIGHT_SOURCE_IDLE,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_source_init (SightSource *self)
{
  SightSourcePrivate *priv = PRIVATE (self);

  priv->mailbox = sight_mailbox_new (self);
  priv->takers = g_array_new (FALSE, FALSE, sizeof (Taker));
}

void
sight_source_add_taker (SightSource     *self,
                        gpointer         taker,
                        SightSampleFunc  func)
{
  SightSourcePrivate *priv = PRIVATE (self);
  Taker added = { taker, func };

  g_return_if_fail (SIGHT_IS_SOURCE (self));

  g_array_append_val (priv->takers, added);
  if (priv->run != NULL)
    {
      run_set_takers (priv->run, priv->takers);
      run_repeat (priv->run, &added);
    }
  else if (priv->state == SIGHT_SOURCE_IDLE)
    {
      open_or_ask (self);
    }
}

void
sight_source_remove_taker (SightSource *self,
                           gpointer     taker)
{
  SightSourcePrivate *priv = PRIVATE (self);

  g_return_if_fail (SIGHT_IS_SOURCE (self));

  for (guint i = 0; i < priv->takers->len; i++)
    if (g_array_index (priv->takers, Taker, i).taker == taker)
      {
        g_array_remove_index (priv->takers, i);
        break;
      }

  if (priv->run != NULL)
    run_set_takers (priv->run, priv->takers);
  if (priv->takers->len > 0)
    return;

  close_all (self);
  set_state (self, SIGHT_SOURCE_IDLE);
}

void
sight_source_restart (SightSource *self)
{
  SightSourcePrivate *priv = PRIVATE (self);

  g_return_if_fail (SIGHT_IS_SOURCE (self));

  close_all (self);
  if (priv->takers->len > 0)
    open_or_ask (self);
  else
    set_state (self, SIGHT_SOURCE_IDLE);
}

void
sight_source_open (SightSource *self)
{
  g_return_if_fail (SIGHT_IS_SOURCE (self));

  if (PRIVATE (self)->state == SIGHT_SOURCE_IDLE || PRIVATE (self)->state == SIGHT_SOURCE_FAILED)
    return;

  close_run (self);
  open_run (self);
}

void
sight_source_fail (SightSource *self,
                   GError      *error)
{
  g_return_if_fail (SIGHT_IS_SOURCE (self));

  if (PRIVATE (self)->state == SIGHT_SOURCE_IDLE || PRIVATE (self)->state == SIGHT_SOURCE_FAILED)
    g_error_free (error);
  else
    fail (self, error);
}

SightSourceState
sight_source_get_state (SightSource *self)
{
  g_return_val_if_fail (SIGHT_IS_SOURCE (self), SIGHT_SOURCE_IDLE);

  return PRIVATE (self)->state;
}

const GError *
sight_source_get_error (SightSource *self)
{
  g_return_val_if_fail (SIGHT_IS_SOURCE (self), NULL);

  return PRIVATE (self)->error;
}

const char *
sight_source_get_label (SightSource *self)
{
  g_return_val_if_fail (SIGHT_IS_SOURCE (self), NULL);

  return PRIVATE (self)->label;
}
