/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "cli/sight-cli-options.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CLI_PEER (sight_cli_peer_get_type ())

G_DECLARE_FINAL_TYPE (SightCliPeer, sight_cli_peer, SIGHT, CLI_PEER, GObject)

/**
 * SightCliPeer:
 *
 * Somebody in a call without a window: sends what the options say, counts and
 * keeps what comes, and tells what happens.
 *
 * Signal "ended": the call is over, or what was waited for is there.
 */

/* @options is borrowed and outlives the peer. */
SightCliPeer  *sight_cli_peer_new         (const char             *link,
                                           const SightCliOptions  *options,
                                           GError                **error);
void           sight_cli_peer_join        (SightCliPeer           *self);
/* Runs the main context until everything is taken apart. */
void           sight_cli_peer_leave       (SightCliPeer           *self);

/* What "ended" was about. */
gboolean       sight_cli_peer_is_done     (SightCliPeer           *self);
const GError  *sight_cli_peer_get_error   (SightCliPeer           *self);

/* How it goes with everyone who is there, in a few lines each. */
void           sight_cli_peer_describe    (SightCliPeer           *self,
                                           GString                *out);

G_END_DECLS
