/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-media-error.h"

G_BEGIN_DECLS

/* Sound inside this library; with one channel or two. */
#define SIGHT_SOUND_RATE 48000
#define SIGHT_SOUND_CAPS "audio/x-raw,format=S16LE,layout=interleaved,rate=48000"

/* For a source that has nothing to say as long as somebody else has not. */
#define SIGHT_SOURCE_MAY_BE_SILENT 0

typedef enum
{
  SIGHT_SOURCE_IDLE,     /* nobody takes anything */
  SIGHT_SOURCE_ASKING,   /* a person is asked whether it may be opened */
  SIGHT_SOURCE_STARTING, /* opened, nothing came yet */
  SIGHT_SOURCE_LIVE,
  SIGHT_SOURCE_FAILED,   /* until sight_source_restart() */
} SightSourceState;

#define SIGHT_TYPE_SOURCE (sight_source_get_type ())

/**
 * SightSource:
 *
 * Where raw pictures or sound come from: a camera, a microphone, a file, a test
 * signal. Each has a small pipeline of its own, so that one which fails takes
 * nothing with it and can be changed while what follows goes on.
 *
 * It is opened for its first taker and closed after its last. A device that
 * falls silent without an error, as cameras that are unplugged do, is noticed.
 *
 * Property "state". Signal "failed" (GError) on the maker's context: it stands
 * still until sight_source_restart().
 */
G_DECLARE_DERIVABLE_TYPE (SightSource, sight_source, SIGHT, SOURCE, GObject)

struct _SightSourceClass
{
  GObjectClass parent_class;

  /* What an error of this source is, and how long it may be silent. */
  SightMediaError error_code;
  guint           silence_ms;
  /* Says nothing for as long as its picture stands still: a new taker gets that
   * picture at once.
   */
  gboolean        stands_still;

  /* Returns (transfer floating) a bin with one source pad: raw video in system
   * memory, or sound as SIGHT_SOUND_CAPS.
   */
  GstElement *(*make)  (SightSource  *self,
                        GError      **error);
  /* Whether it begins anew by itself after an error or the end of its pipeline. */
  gboolean  (*recovers) (SightSource *self);
  /* What to do at the end of the stream; without it, that is a failure. */
  void        (*ended) (SightSource  *self,
                        GstElement   *pipeline);
  /* Asks whether it may be opened, where that is not certain: answered by
   * sight_source_open() or sight_source_fail(), at any time.
   */
  void        (*ask)   (SightSource  *self);
  /* Nobody takes anything any more, or it has failed. */
  void        (*close) (SightSource  *self);
};

/* On a streaming thread: must not wait, and not call the source. Timestamps are
 * running times on the clock that all pipelines share.
 */
typedef void (*SightSampleFunc) (gpointer   taker,
                                 GstSample *sample);

void             sight_source_add_taker    (SightSource      *self,
                                            gpointer          taker,
                                            SightSampleFunc   func);
/* Nothing comes after it, and nothing is on its way. */
void             sight_source_remove_taker (SightSource      *self,
                                            gpointer          taker);

/* After a failure, when the device came back or the user wants another try. */
void             sight_source_restart      (SightSource      *self);

SightSourceState sight_source_get_state    (SightSource      *self);
/* Why it failed; NULL in any other state. */
const GError    *sight_source_get_error    (SightSource      *self);
/* How to call it in a sentence: "the camera". */
const char      *sight_source_get_label    (SightSource      *self);

/* For those that derive it, on the maker's context. */

/* It may be opened; anew, where it is open. */
void             sight_source_open         (SightSource      *self);
/* @error is (transfer full). */
void             sight_source_fail         (SightSource      *self,
                                            GError           *error);

G_END_DECLS
