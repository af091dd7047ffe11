/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-feed-private.h"
#include "media/sight-frame-code.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

/* Runs the default context until @expression is true; the test fails when that
 * takes a minute.
 */
#define wait_until(expression) \
  G_STMT_START { \
    gint64 wait_begin = g_get_monotonic_time (); \
    while (!(expression)) \
      wait_a_little (wait_begin, #expression); \
  } G_STMT_END

void wait_a_little (gint64      begin,
                    const char *what);

/* Takes a feed of pictures and decodes them: what a far end would see. */
typedef struct
{
  SightFeed  *feed;
  GstElement *pipeline;
  GstElement *input;

  GMutex      lock;
  /* Streaming threads, under the lock. */
  gboolean    started;
  guint       frames;
  guint       key_frames;
  guint64     bytes;
  guint       decoded;
  guint       legible;
  guint       steps; /* legible frames whose number is greater than the one before */
  guint       number;
  guint       width;
  guint       height;
  GstClockTime first_key;
} Watcher;

Watcher *watcher_new        (SightFeed *feed);
void     watcher_free       (Watcher   *self);
guint    watcher_get_frames (Watcher   *self);
guint    watcher_get_keys   (Watcher   *self);
guint    watcher_get_legible (Watcher  *self);
guint64  watcher_get_bytes  (Watcher   *self);
guint    watcher_get_width  (Watcher   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watcher, watcher_free)

/* Collects the raw samples of a source. */
typedef struct
{
  GMutex     lock;
  /* Streaming threads, under the lock. */
  guint      samples;
  GstSample *last;
  GArray    *sound; /* gint16, the first channel */
} Collector;

void       collector_init        (Collector *self);
void       collector_clear       (Collector *self);
void       collector_take        (gpointer   self,
                                  GstSample *sample);
guint      collector_get_samples (Collector *self);
guint      collector_get_length  (Collector *self);
/* The power at a frequency among the last @n values, as part of all power. */
double     collector_get_tone    (Collector *self,
                                  double     frequency,
                                  guint      n);
/* The mean square of the last @n values. */
double     collector_get_power   (Collector *self,
                                  guint      n);
void       collector_forget      (Collector *self);

/* Ends the program's pipelines, so that a leak is one. */
int        run_media_tests       (void);

G_END_DECLS
