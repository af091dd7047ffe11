/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-frame-code.h"

#define CHECK_BITS 8
#define CELLS (SIGHT_FRAME_CODE_BITS + CHECK_BITS)
/* A row is this part of the picture's height. */
#define ROW_PART 12

#define WHITE 235
#define BLACK 16
#define NEUTRAL 128
/* Grey or even is no cell: between black and white there is nothing. */
#define CONTRAST_MIN 80

/* CRC-8 that does not begin with zero, so that a black row is no code. */
static guint
get_check (guint value)
{
  guint crc = 0xa5;

  for (gint shift = SIGHT_FRAME_CODE_BITS - 8; shift >= 0; shift -= 8)
    {
      crc ^= value >> shift & 0xff;
      for (guint bit = 0; bit < 8; bit++)
        crc = crc & 0x80 ? (crc << 1 ^ 0x07) & 0xff : crc << 1;
    }

  return crc;
}

static guint8 *
get_pixel (const GstVideoFrame *frame,
           guint                component,
           guint                x,
           guint                y)
{
  guint8 *data = GST_VIDEO_FRAME_COMP_DATA (frame, component);

  return data + (gsize) y * GST_VIDEO_FRAME_COMP_STRIDE (frame, component) +
         (gsize) x * GST_VIDEO_FRAME_COMP_PSTRIDE (frame, component);
}

/* The colour components of YUV are none of a black and white picture. */
static guint8
get_shade (const GstVideoFrame *frame,
           guint                component,
           gboolean             white)
{
  if (component == 0 || GST_VIDEO_INFO_IS_RGB (&frame->info))
    return white ? WHITE : BLACK;

  return NEUTRAL;
}

static void
write_component (GstVideoFrame *frame,
                 guint          component,
                 guint          row,
                 guint32        cells)
{
  guint width = GST_VIDEO_FRAME_COMP_WIDTH (frame, component);
  guint height = GST_VIDEO_FRAME_COMP_HEIGHT (frame, component) / ROW_PART;

  for (guint y = row * height; y < (row + 1) * height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint cell = x * CELLS / width;

        *get_pixel (frame, component, x, y) = get_shade (frame, component, cells >> (CELLS - 1 - cell) & 1);
      }
}

static void
write_row (GstVideoFrame *frame,
           guint          row,
           guint          value)
{
  guint32 cells = value << CHECK_BITS | get_check (value);
  guint n = MIN (GST_VIDEO_FRAME_N_COMPONENTS (frame), 3);

  for (guint i = 0; i < n; i++)
    write_component (frame, i, row, cells);
}

void
sight_frame_code_write (GstVideoFrame        *frame,
                        const SightFrameCode *code)
{
  g_return_if_fail (GST_VIDEO_FRAME_COMP_DEPTH (frame, 0) == 8);

  write_row (frame, 0, code->number & SIGHT_FRAME_CODE_MASK);
  write_row (frame, 1, code->milliseconds & SIGHT_FRAME_CODE_MASK);
}

/* The inner half of a cell: its edges are blurred. */
static guint
get_brightness (const GstVideoFrame *frame,
                guint                row,
                guint                cell)
{
  guint width = GST_VIDEO_FRAME_COMP_WIDTH (frame, 0);
  guint height = GST_VIDEO_FRAME_COMP_HEIGHT (frame, 0) / ROW_PART;
  guint x0 = (4 * cell + 1) * width / (4 * CELLS);
  guint x1 = MAX ((4 * cell + 3) * width / (4 * CELLS), x0 + 1);
  guint y0 = row * height + height / 4;
  guint y1 = MAX (row * height + 3 * height / 4, y0 + 1);
  guint sum = 0;

  for (guint y = y0; y < y1; y++)
    for (guint x = x0; x < x1; x++)
      sum += *get_pixel (frame, 0, x, y);

  return sum / ((x1 - x0) * (y1 - y0));
}

static gboolean
read_row (const GstVideoFrame *frame,
          guint                row,
          guint               *value)
{
  guint brightness[CELLS];
  guint darkest = 255, brightest = 0;
  guint32 cells = 0;

  for (guint i = 0; i < CELLS; i++)
    {
      brightness[i] = get_brightness (frame, row, i);
      darkest = MIN (darkest, brightness[i]);
      brightest = MAX (brightest, brightness[i]);
    }

  if (brightest < darkest + CONTRAST_MIN)
    return FALSE;

  for (guint i = 0; i < CELLS; i++)
    cells = cells << 1 | (brightness[i] > (darkest + brightest) / 2);

  *value = cells >> CHECK_BITS;
  return (cells & 0xff) == get_check (*value);
}

gboolean
sight_frame_code_read (const GstVideoFrame *frame,
                       SightFrameCode      *code)
{
  if (GST_VIDEO_FRAME_COMP_DEPTH (frame, 0) != 8 ||
      GST_VIDEO_FRAME_COMP_WIDTH (frame, 0) < 2 * CELLS ||
      GST_VIDEO_FRAME_COMP_HEIGHT (frame, 0) < 2 * ROW_PART)
    return FALSE;

  return read_row (frame, 0, &code->number) && read_row (frame, 1, &code->milliseconds);
}

gboolean
sight_frame_code_read_sample (GstSample      *sample,
                              SightFrameCode *code)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  gboolean legible;

  if (gst_sample_get_caps (sample) == NULL ||
      !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return FALSE;

  legible = sight_frame_code_read (&frame, code);
  gst_video_frame_unmap (&frame);

  return legible;
}
