/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-quality-ladder.h"

#define SECOND       G_GINT64_CONSTANT (1000000)
#define LOW_TIME     (SECOND / 2)
#define PATIENCE     (3 * SECOND)
#define PATIENCE_MAX (30 * SECOND)
/* Who has to come down so soon went up too early. */
#define REGRET_TIME  (10 * SECOND)

typedef struct
{
  guint        bitrate; /* from here on it is worth it */
  SightQuality quality;
} Step;

/* What VP8 in real time needs for a picture that nobody complains of. */
static const Step motion_steps[] = {
  { 0, { 320, 180, 10 } },
  { 80000, { 320, 180, 15 } },
  { 140000, { 320, 180, 30 } },
  { 260000, { 480, 270, 30 } },
  { 420000, { 640, 360, 30 } },
  { 900000, { 960, 540, 30 } },
  { 1500000, { 1280, 720, 30 } },
  { 2800000, { 1920, 1080, 30 } },
};

/* Larger than any screen: its own size is what is kept. */
#define FULL 16384

static const Step text_steps[] = {
  { 0, { FULL, FULL, 2 } },
  { 150000, { FULL, FULL, 5 } },
  { 400000, { FULL, FULL, 10 } },
  { 900000, { FULL, FULL, 15 } },
  { 1800000, { FULL, FULL, 30 } },
};

static const Step *
get_steps (const SightQualityLadder *self,
           guint                    *n)
{
  *n = self->kind == SIGHT_LADDER_TEXT ? G_N_ELEMENTS (text_steps) : G_N_ELEMENTS (motion_steps);

  return self->kind == SIGHT_LADDER_TEXT ? text_steps : motion_steps;
}

static guint
find_step (const SightQualityLadder *self,
           guint                     bitrate)
{
  guint n, step = 0;
  const Step *steps = get_steps (self, &n);

  while (step + 1 < n && steps[step + 1].bitrate <= bitrate)
    step++;

  return step;
}

void
sight_quality_ladder_init (SightQualityLadder *self,
                           SightLadderKind     kind)
{
  *self = (SightQualityLadder) {
    .kind = kind,
    .most_width = FULL,
    .most_height = FULL,
    .patience = PATIENCE,
    .step = G_MAXUINT,
  };
}

void
sight_quality_ladder_set_most (SightQualityLadder *self,
                               guint               width,
                               guint               height)
{
  self->most_width = width;
  self->most_height = height;
}

static void
go_down (SightQualityLadder *self,
         guint               step,
         gint64              now)
{
  if (self->climbed != 0 && now - self->climbed < REGRET_TIME)
    self->patience = MIN (2 * self->patience, PATIENCE_MAX);
  self->step = step;
  self->low_since = self->high_since = 0;
}

static void
go_up (SightQualityLadder *self,
       guint               step,
       gint64              now)
{
  /* What held for so long was no mistake. */
  if (self->climbed != 0 && now - self->climbed > 2 * REGRET_TIME)
    self->patience = PATIENCE;
  self->step = step;
  self->climbed = now;
  self->low_since = self->high_since = 0;
}

/* A fifth too little is no reason yet, and a sixth too much is needed. */
static void
climb (SightQualityLadder *self,
       guint               bitrate,
       gint64              now)
{
  guint n;
  const Step *steps = get_steps (self, &n);
  guint here = find_step (self, bitrate);
  gboolean low = bitrate < steps[self->step].bitrate * 4 / 5;
  guint high = find_step (self, bitrate / 7 * 6);

  self->low_since = !low ? 0 : self->low_since != 0 ? self->low_since : now;
  self->high_since = high <= self->step ? 0 : self->high_since != 0 ? self->high_since : now;
  if (low && (now - self->low_since >= LOW_TIME || bitrate < steps[self->step].bitrate / 2))
    go_down (self, here, now);
  else if (self->high_since != 0 && now - self->high_since >= self->patience)
    go_up (self, high, now);
}

void
sight_quality_ladder_update (SightQualityLadder *self,
                             guint               bitrate,
                             gint64              now,
                             SightQuality       *quality)
{
  guint n;
  const Step *steps = get_steps (self, &n);

  if (self->step == G_MAXUINT)
    self->step = find_step (self, bitrate);
  else
    climb (self, bitrate, now);

  *quality = steps[self->step].quality;
  quality->width = MIN (quality->width, self->most_width);
  quality->height = MIN (quality->height, self->most_height);
}
