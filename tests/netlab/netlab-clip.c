/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-clip.h"

#include <string.h>

/* So far a strip slides, in pixels of the brightness, and back again. */
#define SLIDE   256
#define SPEEDS  4
#define STRIP   4 /* rows */

typedef struct
{
  guint   width;  /* with what is outside of the picture */
  guint   height;
  guint8 *data;
} Plane;

struct _NetlabClip
{
  guint width;
  guint height;
  Plane planes[3];
};

static guint32
hash (guint32 x,
      guint32 y,
      guint32 seed)
{
  guint32 value = x * 374761393u + y * 668265263u + seed * 2246822519u;

  value = (value ^ value >> 13) * 1274126177u;

  return (value ^ value >> 16) & 0xff;
}

/* Smooth noise with a knot every 1 << @shift pixels, 0 to 255. */
static guint32
get_noise (guint x,
           guint y,
           guint shift,
           guint seed)
{
  guint cell = 1u << shift;
  guint column = x >> shift, row = y >> shift;
  guint right = x & (cell - 1), down = y & (cell - 1);
  guint32 above = hash (column, row, seed) * (cell - right) + hash (column + 1, row, seed) * right;
  guint32 below = hash (column, row + 1, seed) * (cell - right) + hash (column + 1, row + 1, seed) * right;

  return (above * (cell - down) + below * down) >> 2 * shift;
}

static guint8
get_brightness (guint x,
                guint y)
{
  return 24 + ((get_noise (x, y, 6, 1) * 96 + get_noise (x, y, 4, 2) * 64 + get_noise (x, y, 2, 3) * 32) >> 8);
}

static void
fill (Plane *plane,
      guint  width,
      guint  height,
      guint  seed)
{
  *plane = (Plane) { width, height, g_malloc ((gsize) width * height) };
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      plane->data[(gsize) y * width + x] = seed == 0 ? get_brightness (x, y) : 96 + (get_noise (x, y, 5, 3 + seed) >> 2);
}

NetlabClip *
netlab_clip_new (guint width,
                 guint height)
{
  NetlabClip *self = g_new0 (NetlabClip, 1);

  self->width = width;
  self->height = height;
  fill (&self->planes[0], width + SLIDE, height, 0);
  for (guint i = 1; i < 3; i++)
    fill (&self->planes[i], (width + SLIDE) / 2, height / 2, i);

  return self;
}

void
netlab_clip_free (NetlabClip *self)
{
  for (guint i = 0; i < 3; i++)
    g_free (self->planes[i].data);
  g_free (self);
}

/* How far to the right the row is in that picture; even. */
static guint
get_slide (guint number,
           guint row)
{
  guint speed = 2 * (1 + hash (row / STRIP, 0, 9) % SPEEDS);
  guint way = number * speed % (2 * SLIDE);

  return way > SLIDE ? 2 * SLIDE - way : way;
}

void
netlab_clip_draw (const NetlabClip  *self,
                  guint              number,
                  guint8           **planes,
                  const int         *strides)
{
  for (guint i = 0; i < 3; i++)
    {
      const Plane *plane = &self->planes[i];
      guint scale = i == 0 ? 1 : 2;

      for (guint y = 0; y < plane->height; y++)
        memcpy (planes[i] + (gssize) y * strides[i],
                plane->data + (gsize) y * plane->width + get_slide (number, y * scale) / scale,
                self->width / scale);
    }
}
