/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightPictureFit:
 *
 * Which frames are encoded and in what size: pure arithmetic.
 */
typedef struct
{
  guint   box_width;
  guint   box_height;
  guint   rate;
  guint   in_width;
  guint   in_height;
  guint   in_par_n;
  guint   in_par_d;
  /* 0 before the first frame. */
  guint   out_width;
  guint   out_height;
  guint64 due; /* ns; the next frame from here on is taken */
} SightPictureFit;

void     sight_picture_fit_init      (SightPictureFit *self,
                                      guint            width,
                                      guint            height,
                                      guint            rate);

/* True where the size of what comes out is another one now. */
gboolean sight_picture_fit_set_box   (SightPictureFit *self,
                                      guint            width,
                                      guint            height);
gboolean sight_picture_fit_set_input (SightPictureFit *self,
                                      guint            width,
                                      guint            height,
                                      guint            par_n,
                                      guint            par_d);

/* Whether the frame of this time, in ns, is one of so many a second. */
gboolean sight_picture_fit_takes     (SightPictureFit *self,
                                      guint64          time);

G_END_DECLS
