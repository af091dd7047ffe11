/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-participant.h"
#include "cli/sight-cli-options.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CLI_FILES (sight_cli_files_get_type ())

G_DECLARE_FINAL_TYPE (SightCliFiles, sight_cli_files, SIGHT, CLI_FILES, GObject)

/**
 * SightCliFiles:
 *
 * The files between us and somebody else: offers ours once, keeps those of the
 * other where a folder was named for them and declines them otherwise, and tells
 * what becomes of each.
 *
 * Signal "done": one more has arrived, here or there.
 */

/* @options is borrowed and outlives it. */
SightCliFiles *sight_cli_files_new      (SightParticipant      *participant,
                                         const SightCliOptions *options);
/* There is a connection: the first time, ours are offered. */
void           sight_cli_files_offer    (SightCliFiles         *self);
/* How many have arrived. */
guint          sight_cli_files_get_done (SightCliFiles         *self);

G_END_DECLS
