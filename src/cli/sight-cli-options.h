/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/sight-cli-event.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/* What a peer in a call is to do. */
typedef struct
{
  char           *name;
  char           *camera;      /* "none", "test" or a file */
  char           *microphone;  /* the same */
  char           *codec;       /* "vp8" or "h264" */
  char           *snapshots;   /* a folder, or NULL */
  char          **chats;       /* what is said to the first who comes, or NULL */
  gboolean        relay_only;
  guint           bitrate;     /* kbit/s; 0: as it comes */
  guint           until_frames;
  guint           until_peers;
  guint           until_chats;
  SightCliTeller  teller;
} SightCliOptions;

SightCodec sight_cli_options_get_codec (const SightCliOptions *self);

G_END_DECLS
