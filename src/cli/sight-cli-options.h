/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/sight-cli-event.h"
#include "cli/sight-cli-source.h"
#include "media/sight-ice-config.h"
#include "media/sight-quality-ladder.h"
#include "media/sight-region.h"

G_BEGIN_DECLS

/* What a peer may wait for. */
typedef enum
{
  SIGHT_CLI_GOAL_FRAMES, /* of the camera of everyone who is there */
  SIGHT_CLI_GOAL_PEERS,  /* with a connection that lives */
  SIGHT_CLI_GOAL_CHATS,
  SIGHT_CLI_GOAL_FILES,  /* that have arrived, here or there */
  SIGHT_CLI_N_GOALS,
} SightCliGoal;

/* What a peer in a call is to do. */
typedef struct
{
  char            *name;
  char            *lines[SIGHT_N_LINES];   /* as they were given */
  SightCliSource   sources[SIGHT_N_LINES];
  char            *speaker;                /* "default", "none" or a device */
  char            *codec;                  /* "vp8" or "h264" */
  char            *screen_mode;            /* "text" or "motion" */
  char            *screen_region;
  SightRegion      region;                 /* what this comes to */
  char            *snapshots;              /* a folder, or NULL */
  char            *stats;                  /* a file, or NULL */
  char           **chats;                  /* what is said to the first who comes, or NULL */
  char            *react;                  /* the word of a reaction that is shown to the first who comes, or NULL */
  char           **sends;                  /* files for everyone who comes, or NULL */
  char            *save;                   /* a folder, or NULL to decline files */
  char           **stun;
  char           **turn;
  char            *turn_user;
  SightIceConfig  *ice;                    /* what these come to */
  char           **until_texts;
  guint            until[SIGHT_CLI_N_GOALS]; /* 0: not waited for */
  gboolean         relay_only;
  gboolean         echo;
  int              bitrate;                /* kbit/s; 0: as it comes */
  int              duration;               /* seconds; 0: without end */
  SightCliTeller   teller;
} SightCliOptions;

/* Reads the command line of "call"; false after having said what is wrong. */
gboolean    sight_cli_options_parse      (SightCliOptions        *self,
                                          int                    *argc,
                                          char                 ***argv);
void        sight_cli_options_clear      (SightCliOptions        *self);

SightCodec  sight_cli_options_get_codec  (const SightCliOptions  *self);
SightLadderKind sight_cli_options_get_screen_kind (const SightCliOptions *self);
/* %NULL for none; "default" for the default. */
const char *sight_cli_options_get_speaker (const SightCliOptions *self);
/* Whether there is something to wait for. */
gboolean    sight_cli_options_has_goal   (const SightCliOptions  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SightCliOptions, sight_cli_options_clear)

G_END_DECLS
