/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-peer-plan.h"

#include <string.h>

/* The numbers that most browsers use for the same. */
#define OPUS_TYPE  111
#define VIDEO_TYPE 96
#define TWCC_ID    3
/* Constrained baseline at level 3.1: what every H.264 decoder takes. */
#define H264_PROFILE "42e01f"

static gboolean
is_used (const SightDescription *plan,
         guint                   n,
         guint32                 ssrc)
{
  for (guint i = 0; i < n; i++)
    if (plan->lines[i].ssrc == ssrc)
      return TRUE;

  return FALSE;
}

static void
choose_ssrcs (SightDescription *plan)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      guint32 ssrc;

      do
        ssrc = g_random_int ();
      while (ssrc == 0 || is_used (plan, i, ssrc));
      plan->lines[i].ssrc = ssrc;
    }
}

void
sight_peer_plan_offer (SightDescription *plan,
                       SightCodec        video_codec)
{
  memset (plan, 0, sizeof *plan);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      plan->lines[i].codec = sight_line_is_picture (i) ? video_codec : SIGHT_CODEC_OPUS;
      plan->lines[i].payload_type = sight_line_is_picture (i) ? VIDEO_TYPE : OPUS_TYPE;
    }
  plan->twcc_id = TWCC_ID;
  if (video_codec == SIGHT_CODEC_H264)
    g_strlcpy (plan->h264_profile, H264_PROFILE, sizeof plan->h264_profile);
  choose_ssrcs (plan);
}

void
sight_peer_plan_answer (SightDescription       *plan,
                        const SightDescription *offer)
{
  memset (plan, 0, sizeof *plan);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      plan->lines[i].codec = offer->lines[i].codec;
      plan->lines[i].payload_type = offer->lines[i].payload_type;
    }
  plan->twcc_id = offer->twcc_id;
  plan->mid_id = offer->mid_id;
  g_strlcpy (plan->h264_profile, offer->h264_profile, sizeof plan->h264_profile);
  choose_ssrcs (plan);
}
