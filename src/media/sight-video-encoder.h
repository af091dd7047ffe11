/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-feed.h"
#include "media/sight-region.h"
#include "media/sight-source.h"
#include "media/sight-video-codec.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_VIDEO_ENCODER (sight_video_encoder_get_type ())

/**
 * SightVideoEncoder:
 *
 * Pictures of one line, encoded once for everyone who takes its feed.
 *
 * It lives as long as the call: sources come and go, pictures stop and go on,
 * the bitrate, the size and the rate follow the path. What stands behind the
 * feed notices none of it; a key frame comes where one is needed - a request,
 * another size, the first picture after a pause - and nowhere else.
 *
 * Signal "failed" (GError) on the maker's context: nothing more is encoded.
 */
G_DECLARE_FINAL_TYPE (SightVideoEncoder, sight_video_encoder, SIGHT, VIDEO_ENCODER, GObject)

typedef struct
{
  guint64 given;      /* frames that there was time and a taker for */
  guint64 frames;     /* and that were encoded */
  guint64 key_frames;
  guint64 bytes;
  guint   width;
  guint   height;
} SightEncoderStatistics;

SightVideoEncoder *sight_video_encoder_new            (const SightVideoCodec   *codec,
                                                       SightPictureKind         kind,
                                                       GError                 **error);

SightFeed         *sight_video_encoder_get_feed       (SightVideoEncoder       *self);
/* Makes the same pictures, as they are made here, for those who cannot show this
 * codec; costs next to nothing while there are none.
 */
void               sight_video_encoder_set_alternative (SightVideoEncoder      *self,
                                                        SightVideoEncoder      *alternative);

/* The source of the pictures, or NULL. Opens the new one, closes the old one. */
void               sight_video_encoder_set_source     (SightVideoEncoder       *self,
                                                       SightSource             *source);
/* Nothing goes out while it is paused; the source stays open, so that going on
 * is instant.
 */
void               sight_video_encoder_set_paused     (SightVideoEncoder       *self,
                                                       gboolean                 paused);

/* In bit/s. */
void               sight_video_encoder_set_bitrate    (SightVideoEncoder       *self,
                                                       guint                    bitrate);
/* Pictures are made to fit into this size, keeping their shape, never larger
 * than they are; frames beyond the rate are left out.
 */
void               sight_video_encoder_set_size       (SightVideoEncoder       *self,
                                                       guint                    width,
                                                       guint                    height);
void               sight_video_encoder_set_rate       (SightVideoEncoder       *self,
                                                       guint                    rate);
/* What is shown of the source's pictures, however large they become. */
void               sight_video_encoder_set_region     (SightVideoEncoder       *self,
                                                       const SightRegion       *region);
void               sight_video_encoder_request_key    (SightVideoEncoder       *self);

void               sight_video_encoder_get_statistics (SightVideoEncoder       *self,
                                                       SightEncoderStatistics  *statistics);

G_END_DECLS
