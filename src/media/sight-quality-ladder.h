/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What gives way when there is too little for both. */
typedef enum
{
  SIGHT_LADDER_MOTION, /* the size: people and films */
  SIGHT_LADDER_TEXT,   /* the rate: what is on a screen is to be read */
} SightLadderKind;

typedef struct
{
  guint width;
  guint height;
  guint rate;
} SightQuality;

/**
 * SightQualityLadder:
 *
 * In which size and how many pictures a second are sent at a bitrate: pure
 * arithmetic. It goes down within half a second and up only after a while, and
 * more slowly each time that it had to come down again: every other size costs
 * a key frame, and pictures that change all the time are worse than small ones.
 */
typedef struct
{
  SightLadderKind kind;
  guint           most_width;
  guint           most_height;
  guint           step;
  gint64          low_since;  /* 0: not */
  gint64          high_since; /* 0: not */
  gint64          climbed;    /* when it went up last */
  gint64          patience;   /* how long it has to look good */
} SightQualityLadder;

void sight_quality_ladder_init     (SightQualityLadder *self,
                                    SightLadderKind     kind);
/* Nothing larger, in pixels of either orientation. */
void sight_quality_ladder_set_most (SightQualityLadder *self,
                                    guint               width,
                                    guint               height);
/* At @bitrate in bit/s, at @now in microseconds. */
void sight_quality_ladder_update   (SightQualityLadder *self,
                                    guint               bitrate,
                                    gint64              now,
                                    SightQuality       *quality);

G_END_DECLS
