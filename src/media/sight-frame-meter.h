/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-sliding-sum.h"

G_BEGIN_DECLS

/* Frames that make the average that a freeze is measured by. */
#define SIGHT_FREEZE_FRAMES 30

/**
 * SightFrameMeter:
 *
 * Counts the frames of one line, and the times when a picture stood. It is told
 * the time, in microseconds; all zero is nothing counted yet.
 */
typedef struct
{
  guint64         frames;
  guint64         key_frames;
  SightSlidingSum rate;
  guint           width;
  guint           height;

  guint           freezes;
  gint64          frozen;     /* microseconds */
  gint64          shown;      /* when the last picture was */
  gint64          paused;     /* of the sender, until then */
  gint64          intervals[SIGHT_FREEZE_FRAMES];
  guint           n_intervals;
} SightFrameMeter;

void   sight_frame_meter_add      (SightFrameMeter       *self,
                                   gboolean               is_key,
                                   gint64                 now);
/* @paused is how long the sender has sent nothing of its own accord, in all: a
 * camera that was off for a while is no freeze.
 */
void   sight_frame_meter_show     (SightFrameMeter       *self,
                                   gint64                 paused,
                                   gint64                 now);
/* Nobody looks: until the next one is shown, no picture stands. */
void   sight_frame_meter_hide     (SightFrameMeter       *self);
double sight_frame_meter_get_rate (const SightFrameMeter *self,
                                   gint64                 now);

G_END_DECLS
