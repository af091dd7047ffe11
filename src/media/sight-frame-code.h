/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

/* Both wrap; a difference across the wrap is (later - earlier) & the mask. */
#define SIGHT_FRAME_CODE_BITS 24
#define SIGHT_FRAME_CODE_MASK ((1u << SIGHT_FRAME_CODE_BITS) - 1)

/**
 * SightFrameCode:
 *
 * What a test picture says about itself: black and white cells in two rows
 * along the top, one for the number and one for the time, each with a checksum.
 * They survive scaling and a low bitrate; where they did not, reading says so
 * and does not guess.
 */
typedef struct
{
  guint number;       /* of the frame */
  guint milliseconds; /* of the system clock when the frame was made */
} SightFrameCode;

/* For 8-bit formats; @frame is mapped for writing. */
void     sight_frame_code_write (GstVideoFrame        *frame,
                                 const SightFrameCode *code);
/* False where there is no code, or no legible one. */
gboolean sight_frame_code_read  (const GstVideoFrame  *frame,
                                 SightFrameCode       *code);

/* The same of a sample of raw video, as a sink gets it. */
gboolean sight_frame_code_read_sample (GstSample      *sample,
                                       SightFrameCode *code);

G_END_DECLS
