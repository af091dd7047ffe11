/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-description.h"

G_BEGIN_DECLS

/**
 * SightQualityPlan:
 *
 * What everyone in a call is sent, by what each one's path carries: pure
 * arithmetic. Sound comes first, then the screen, then the camera.
 *
 * Everyone gets the same, encoded once, as far as that is possible: who has
 * much less than the others is sent a small picture of the camera, encoded once
 * for all of those, and who has too little even for that hears, and sees the
 * camera again when there is room.
 */
typedef enum
{
  SIGHT_LAYER_NONE,
  SIGHT_LAYER_LOW,
  SIGHT_LAYER_HIGH,
} SightLayer;

/* One member. The first three are set each time, the others kept. */
typedef struct
{
  guint      estimate;     /* bit/s, with all headers */
  guint      loss_percent;
  gboolean   is_known;     /* or else it takes what the others get, if there are any */
  SightLayer camera;       /* what it gets */
  guint      target;       /* bit/s that it is sent by the plan, with all headers */
  gint64     below_since;  /* 0: not */
  gint64     above_since;  /* 0: not */
} SightPeerQuality;

#define SIGHT_PEER_QUALITY_INIT { .camera = SIGHT_LAYER_HIGH }

typedef struct
{
  gboolean wants[SIGHT_N_LINES];    /* what we send at all */
  guint    most;                    /* bit/s of the camera, by the settings; 0: no limit */
  /* Decided: bit/s that encoders make. */
  guint    bitrates[SIGHT_N_LINES];
  guint    low_bitrate;             /* of the small picture; 0: nobody gets it */
  guint    loss_percent;            /* that sound has to bear */
  guint    width;                   /* of the camera at most, for so many people */
  guint    height;
  gboolean any_known;
} SightQualityPlan;

/* @now in microseconds. */
void sight_quality_plan_make (SightQualityPlan *self,
                              SightPeerQuality *peers,
                              guint             n_peers,
                              gint64            now);

G_END_DECLS
