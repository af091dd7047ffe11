/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-bandwidth-estimator.h"

G_BEGIN_DECLS

/* A path with a bottleneck, and a camera and a microphone that send what the
 * estimator lets them: in made-up time, the same in every run.
 */
typedef struct
{
  double from;      /* seconds */
  guint  rate;      /* bit/s */
  guint  way_ms;    /* one way, without the queue */
  double loss;      /* 0 to 1, whatever is sent */
} PathPhase;

typedef struct
{
  const PathPhase *phases;
  guint            n_phases;
  double           end;        /* seconds */
  guint            queue_ms;   /* what stands there at most */
  guint            jitter_ms;  /* each packet, evenly distributed, in order */
  double           noise;      /* of the sizes of pictures, 0 to 1 */
  guint            content;    /* bit/s that the pictures need at most; 0: as many as there are */
  guint            start;
  guint            most;
  gboolean         prints;     /* the course, as TAP comments */
} PathCase;

#define PATH_PHASES_MAX 8

/* Of each phase, without its first seconds where @settle says so. */
typedef struct
{
  double used[PATH_PHASES_MAX];      /* part of the rate that arrived */
  double queue_95[PATH_PHASES_MAX];  /* ms */
  double queue_mean[PATH_PHASES_MAX];
  double loss[PATH_PHASES_MAX];
  double rise[PATH_PHASES_MAX];      /* seconds until 85 % of the rate arrived over half a second; -1: never */
  double drain[PATH_PHASES_MAX];     /* seconds until the queue was below 100 ms and stayed there for one; -1 */
  guint  last[PATH_PHASES_MAX];      /* the estimate at the end */
} PathResult;

void path_simulate (const PathCase *path,
                    PathResult     *result);

G_END_DECLS
