/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "protocol/sight-description.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_PICTURE_CAMERA,
  SIGHT_PICTURE_SCREEN,
} SightPictureKind;

/**
 * SightVideoCodec:
 *
 * An encoder element that this library knows how to set. Elements are chosen by
 * name, never by rank, and tried before they are relied upon: that a hardware
 * encoder is installed does not mean that it encodes.
 */
typedef struct _SightVideoCodec SightVideoCodec;

/* The best that works here, or NULL. Trying happens once in a process. */
const SightVideoCodec *sight_video_codec_find        (SightCodec              codec);
/* One by the name of its element; NULL when it is not known or does not work. */
const SightVideoCodec *sight_video_codec_find_named  (const char             *element);

const char            *sight_video_codec_get_element (const SightVideoCodec  *self);
SightCodec             sight_video_codec_get_codec   (const SightVideoCodec  *self);

/* Returns (transfer floating) a bin from raw video to what the payloader takes;
 * the element inside is called "encoder".
 */
GstElement            *sight_video_codec_make        (const SightVideoCodec  *self,
                                                      SightPictureKind        kind,
                                                      GError                **error);

/* On a running encoder, without a key frame; only where a higher bitrate takes
 * another level of H.264 there is one.
 */
void                   sight_video_codec_set_bitrate (const SightVideoCodec  *self,
                                                      GstElement             *encoder,
                                                      guint                   bitrate,
                                                      guint                   rate);
/* Before frames of another size, which begin with a key frame anyway. */
void                   sight_video_codec_set_size    (const SightVideoCodec  *self,
                                                      GstElement             *encoder,
                                                      guint                   width,
                                                      guint                   height);

/* What the caps of frames say whatever the real rate is: encoders begin anew
 * when it changes.
 */
#define SIGHT_NOMINAL_RATE 30

G_END_DECLS
