/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-picture-fit.h"

#define SECOND G_GUINT64_CONSTANT (1000000000)
/* Smaller than any encoder's smallest block makes no picture. */
#define SIDE_MIN 16

void
sight_picture_fit_init (SightPictureFit *self,
                        guint            width,
                        guint            height,
                        guint            rate)
{
  *self = (SightPictureFit) {
    .box_width = width,
    .box_height = height,
    .rate = rate,
  };
}

/* Encoders want even sides. */
static guint
round_side (double side)
{
  return MAX ((guint) (side / 2 + 0.5) * 2, SIDE_MIN);
}

/* A box stands for an amount of work: a picture that is higher than wide gets
 * the box turned round.
 */
static gboolean
update (SightPictureFit *self)
{
  double width = (double) self->in_width * self->in_par_n / self->in_par_d;
  double height = self->in_height;
  double box_width = height > width ? MIN (self->box_width, self->box_height) : self->box_width;
  double box_height = height > width ? MAX (self->box_width, self->box_height) : self->box_height;
  double scale;
  guint old_width = self->out_width, old_height = self->out_height;

  if (self->in_width == 0)
    return FALSE;

  scale = MIN (MIN (box_width / width, box_height / height), 1);
  self->out_width = round_side (width * scale);
  self->out_height = round_side (height * scale);

  return self->out_width != old_width || self->out_height != old_height;
}

gboolean
sight_picture_fit_set_box (SightPictureFit *self,
                           guint            width,
                           guint            height)
{
  self->box_width = width;
  self->box_height = height;

  return update (self);
}

gboolean
sight_picture_fit_set_input (SightPictureFit *self,
                             guint            width,
                             guint            height,
                             guint            par_n,
                             guint            par_d)
{
  if (self->in_width == width && self->in_height == height &&
      self->in_par_n == par_n && self->in_par_d == par_d)
    return FALSE;

  self->in_width = width;
  self->in_height = height;
  self->in_par_n = MAX (par_n, 1);
  self->in_par_d = MAX (par_d, 1);

  return update (self);
}

/* The schedule keeps its own beat, so that 30 a second thin out to 20 and not
 * to 15; a quarter of an interval early is in time, because cameras tremble.
 */
gboolean
sight_picture_fit_takes (SightPictureFit *self,
                         guint64          time)
{
  guint64 interval = SECOND / self->rate;

  /* A clock that went back, or a pause: begin a new beat. */
  if (time + 2 * interval < self->due || time > self->due + 2 * interval)
    self->due = time;

  if (time + interval / 4 < self->due)
    return FALSE;

  self->due += interval;

  return TRUE;
}
