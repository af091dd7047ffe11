/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-options.h"

SightCodec
sight_cli_options_get_codec (const SightCliOptions *self)
{
  return g_strcmp0 (self->codec, "h264") == 0 ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8;
}
