/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "call/sight-call.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CLI_PEER (sight_cli_peer_get_type ())

G_DECLARE_FINAL_TYPE (SightCliPeer, sight_cli_peer, SIGHT, CLI_PEER, GObject)

/**
 * SightCliPeer:
 *
 * Somebody in a call without a window: sends a test signal or a file, counts
 * and keeps what comes, and tells what happens.
 *
 * Signal "ended": the call is over, or what was waited for is there.
 */
typedef struct
{
  char     *name;
  char     *camera;      /* "none", "test" or a file */
  char     *microphone;  /* the same */
  char     *codec;       /* "vp8" or "h264" */
  char     *snapshots;   /* a folder, or NULL */
  char    **chats;       /* what is said to the first who comes, or NULL */
  gboolean  relay_only;
  gboolean  json;
  gboolean  tells_who;   /* begins each sentence with the name */
  guint     bitrate;     /* kbit/s; 0: as it comes */
  guint     until_frames;
  guint     until_peers;
  guint     until_chats;
} SightCliPeerOptions;

/* @options is borrowed and outlives the peer. */
SightCliPeer  *sight_cli_peer_new         (const char                 *link,
                                           const SightCliPeerOptions  *options,
                                           GError                    **error);
void           sight_cli_peer_join        (SightCliPeer               *self);
/* Runs the main context until everything is taken apart. */
void           sight_cli_peer_leave       (SightCliPeer               *self);

/* What "ended" was about. */
gboolean       sight_cli_peer_is_done     (SightCliPeer               *self);
const GError  *sight_cli_peer_get_error   (SightCliPeer               *self);

/* One line about how it goes, for the first other one. */
char          *sight_cli_peer_describe    (SightCliPeer               *self);

G_END_DECLS
