/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-feed.h"

#include "media/sight-feed-private.h"
#include "media/sight-mailbox.h"

/* Key frames are large: a group whose members each lose a packet must not get
 * one for each of them. Two may follow each other: where one side of a new
 * connection opens a little before the other, the first is lost.
 */
#define REQUEST_INTERVAL (G_USEC_PER_SEC / 2)
#define REQUESTS_AT_ONCE 2

typedef struct
{
  gpointer       taker;
  SightFeedFunc  push;
  GDestroyNotify unref;
} Taker;

struct _SightFeed
{
  GObject       parent_instance;

  SightMailbox *mailbox;
  SightFeed    *alternative;
  SightCodec    codec;
  gboolean      has_codec;
  GMutex        lock;
  /* Any thread, under the lock. */
  GPtrArray    *takers;
  gint64        spent;     /* monotonic time up to which requests have used their share */
  gint64        told;      /* when it was asked for the key frame that has not come yet; 0: for none */
  gboolean      owed;      /* asked for and not told yet */
};

enum
{
  PROP_0,
  PROP_TAKEN,
  N_PROPS,
};

enum
{
  KEY_FRAME_NEEDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightFeed, sight_feed, G_TYPE_OBJECT)

static void
taker_free (Taker *self)
{
  if (self->unref != NULL)
    self->unref (self->taker);
  g_free (self);
}

static void
sight_feed_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TAKEN:
      g_value_set_boolean (value, sight_feed_is_taken (SIGHT_FEED (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_feed_finalize (GObject *object)
{
  SightFeed *self = SIGHT_FEED (object);

  sight_mailbox_close (self->mailbox);
  g_clear_object (&self->alternative);
  g_clear_pointer (&self->mailbox, sight_mailbox_unref);
  g_clear_pointer (&self->takers, g_ptr_array_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (sight_feed_parent_class)->finalize (object);
}

static void
sight_feed_class_init (SightFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_feed_get_property;
  object_class->finalize = sight_feed_finalize;

  properties[PROP_TAKEN] =
    g_param_spec_boolean ("taken", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[KEY_FRAME_NEEDED] =
    g_signal_new ("key-frame-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_feed_init (SightFeed *self)
{
  g_mutex_init (&self->lock);
  self->takers = g_ptr_array_new_with_free_func ((GDestroyNotify) taker_free);
  self->mailbox = sight_mailbox_new (self);
}

SightFeed *
sight_feed_new (void)
{
  return g_object_new (SIGHT_TYPE_FEED, NULL);
}

void
sight_feed_set_codec (SightFeed  *self,
                      SightCodec  codec)
{
  g_return_if_fail (SIGHT_IS_FEED (self));

  self->codec = codec;
  self->has_codec = TRUE;
}

void
sight_feed_set_alternative (SightFeed *self,
                            SightFeed *alternative)
{
  g_return_if_fail (SIGHT_IS_FEED (self));
  g_return_if_fail (alternative != self);

  g_set_object (&self->alternative, alternative);
}

SightFeed *
sight_feed_find (SightFeed  *self,
                 SightCodec  codec)
{
  g_return_val_if_fail (SIGHT_IS_FEED (self), NULL);

  if (!self->has_codec || self->codec == codec)
    return self;

  return self->alternative != NULL ? sight_feed_find (self->alternative, codec) : NULL;
}

/* A sample as every taker can have it: its time is the running time. */
static GstSample *
stamp_sample (GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstSegment *segment = gst_sample_get_segment (sample);
  g_autoptr(GstBuffer) stamped = NULL;
  GstClockTime time;

  if (segment == NULL || segment->format != GST_FORMAT_TIME)
    return gst_sample_ref (sample);

  time = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (time == GST_BUFFER_PTS (buffer))
    return gst_sample_ref (sample);

  /* The memory is shared. */
  stamped = gst_buffer_copy (buffer);
  GST_BUFFER_PTS (stamped) = time;
  GST_BUFFER_DTS (stamped) = GST_CLOCK_TIME_NONE;
  return gst_sample_new (stamped, gst_sample_get_caps (sample), NULL, NULL);
}

static void
on_requested (gpointer owner,
              gpointer data)
{
  g_signal_emit (owner, signals[KEY_FRAME_NEEDED], 0);
}

/* With the lock: whether it is time to tell what is owed. */
static gboolean
take_request (SightFeed *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 spent = MAX (self->spent, now - REQUESTS_AT_ONCE * REQUEST_INTERVAL);

  /* The one that is on its way will do for all. */
  if (self->told != 0 && now - self->told < REQUEST_INTERVAL)
    return FALSE;
  if (!self->owed || spent + REQUEST_INTERVAL > now)
    return FALSE;

  self->owed = FALSE;
  self->told = now;
  self->spent = spent + REQUEST_INTERVAL;
  return TRUE;
}

void
sight_feed_push (SightFeed *self,
                 GstSample *sample)
{
  GstSample *stamped;
  gboolean ask;

  g_return_if_fail (SIGHT_IS_FEED (self));
  g_return_if_fail (gst_sample_get_buffer (sample) != NULL);

  stamped = stamp_sample (sample);
  g_mutex_lock (&self->lock);
  if (!GST_BUFFER_FLAG_IS_SET (gst_sample_get_buffer (sample), GST_BUFFER_FLAG_DELTA_UNIT))
    {
      self->owed = FALSE;
      self->told = 0;
    }
  for (guint i = 0; i < self->takers->len; i++)
    {
      const Taker *taker = g_ptr_array_index (self->takers, i);

      if (!taker->push (taker->taker, stamped))
        self->owed = TRUE;
    }
  ask = take_request (self);
  g_mutex_unlock (&self->lock);
  gst_sample_unref (stamped);

  if (ask)
    sight_mailbox_post (self->mailbox, on_requested, NULL, NULL);
}

void
sight_feed_request_key_frame (SightFeed *self)
{
  gboolean ask;

  g_return_if_fail (SIGHT_IS_FEED (self));

  g_mutex_lock (&self->lock);
  self->owed = TRUE;
  ask = take_request (self);
  g_mutex_unlock (&self->lock);

  if (ask)
    sight_mailbox_post (self->mailbox, on_requested, NULL, NULL);
}

gboolean
sight_feed_is_taken (SightFeed *self)
{
  gboolean taken;

  g_return_val_if_fail (SIGHT_IS_FEED (self), FALSE);

  g_mutex_lock (&self->lock);
  taken = self->takers->len > 0;
  g_mutex_unlock (&self->lock);

  return taken;
}

void
sight_feed_add_taker (SightFeed      *self,
                      gpointer        taker,
                      SightFeedFunc   push,
                      GDestroyNotify  unref)
{
  Taker *added = g_new (Taker, 1);
  guint number;

  *added = (Taker) { taker, push, unref };

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->takers, added);
  number = self->takers->len;
  g_mutex_unlock (&self->lock);

  if (number == 1)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAKEN]);
}

static Taker *
steal_taker (SightFeed *self,
             gpointer   taker)
{
  for (guint i = 0; i < self->takers->len; i++)
    if (((Taker *) g_ptr_array_index (self->takers, i))->taker == taker)
      return g_ptr_array_steal_index (self->takers, i);

  return NULL;
}

void
sight_feed_remove_taker (SightFeed *self,
                         gpointer   taker)
{
  Taker *removed;
  guint number;

  g_mutex_lock (&self->lock);
  removed = steal_taker (self, taker);
  number = self->takers->len;
  g_mutex_unlock (&self->lock);

  if (removed == NULL)
    return;

  taker_free (removed);
  if (number == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAKEN]);
}
