/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-tone-detector.h"

#include <math.h>

#include "media/sight-mailbox.h"
#include "media/sight-source.h"
#include "media/sight-tone.h"

/* A tenth of a second, and how many of them in a row make a tone steady. */
#define WINDOW  (SIGHT_SOUND_RATE / 10)
#define WINDOWS 3
#define SAME_HZ 8.0

struct _SightToneDetector
{
  GObject       parent_instance;

  SightMailbox *mailbox;
  /* One streaming thread at a time. */
  gint16        window[WINDOW]; /* the first channel */
  gsize         filled;
  double        heard;          /* in the last window; 0 for no tone */
  guint         in_a_row;
  double        told;
};

enum
{
  TONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_tone (gpointer owner,
         gpointer data)
{
  g_signal_emit (owner, signals[TONE], 0, *(double *) data);
}

static void
judge (SightToneDetector *self)
{
  double hz = 0;

  if (!sight_tone_find (self->window, WINDOW, &hz))
    hz = 0;

  self->in_a_row = hz > 0 && fabs (hz - self->heard) <= SAME_HZ ? self->in_a_row + 1 : 1;
  self->heard = hz;
  if (hz == 0 || self->in_a_row < WINDOWS || fabs (hz - self->told) <= SAME_HZ)
    return;

  self->told = hz;
  sight_mailbox_post (self->mailbox, on_tone, g_memdup2 (&hz, sizeof hz), g_free);
}

static void
sight_tone_detector_take (SightSink *sink,
                          GstSample *sample)
{
  SightToneDetector *self = SIGHT_TONE_DETECTOR (sink);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  int channels = 0;
  GstMapInfo map;

  if (!gst_structure_get_int (gst_caps_get_structure (gst_sample_get_caps (sample), 0), "channels", &channels) ||
      channels < 1 || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;

  for (gsize i = 0; i + 1 < map.size; i += channels * sizeof (gint16))
    {
      self->window[self->filled++] = GST_READ_UINT16_LE (map.data + i);
      if (self->filled == WINDOW)
        {
          judge (self);
          self->filled = 0;
        }
    }
  gst_buffer_unmap (buffer, &map);
}

static GstCaps *
sight_tone_detector_get_caps (SightSink *sink)
{
  return gst_caps_from_string (SIGHT_SOUND_CAPS);
}

static void
sight_tone_detector_sink_init (SightSinkInterface *iface)
{
  iface->get_caps = sight_tone_detector_get_caps;
  iface->take = sight_tone_detector_take;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightToneDetector, sight_tone_detector, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, sight_tone_detector_sink_init))

static void
sight_tone_detector_finalize (GObject *object)
{
  SightToneDetector *self = SIGHT_TONE_DETECTOR (object);

  sight_mailbox_close (self->mailbox);
  sight_mailbox_unref (self->mailbox);

  G_OBJECT_CLASS (sight_tone_detector_parent_class)->finalize (object);
}

static void
sight_tone_detector_class_init (SightToneDetectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_tone_detector_finalize;

  signals[TONE] = g_signal_new ("tone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
sight_tone_detector_init (SightToneDetector *self)
{
  self->mailbox = sight_mailbox_new (self);
}

SightToneDetector *
sight_tone_detector_new (void)
{
  return g_object_new (SIGHT_TYPE_TONE_DETECTOR, NULL);
}
