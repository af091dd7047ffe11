/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-participant.h"
#include "cli/sight-cli-media.h"
#include "media/sight-sink-tee.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CLI_OTHER (sight_cli_other_get_type ())

G_DECLARE_FINAL_TYPE (SightCliOther, sight_cli_other, SIGHT, CLI_OTHER, GObject)

/**
 * SightCliOther:
 *
 * Somebody else in the call, and what came from there: tells what happens to
 * it, counts and keeps what it sends.
 *
 * Signals:
 * - "changed": whether it is live, how much came, or what it sends.
 * - "failed" (GError): the call cannot go on with it.
 */

/* @options and @media are borrowed and outlive it; @joined_at is monotonic time. */
SightCliOther    *sight_cli_other_new             (SightParticipant      *participant,
                                                   const SightCliOptions *options,
                                                   SightCliMedia         *media,
                                                   gint64                 joined_at);
void              sight_cli_other_tell_left       (SightCliOther         *self);
/* Lets go of it, tells what came, and writes its pictures where they are wanted. */
void              sight_cli_other_close           (SightCliOther         *self);

SightParticipant *sight_cli_other_get_participant (SightCliOther         *self);
/* What comes on a line goes there. */
SightSinkTee     *sight_cli_other_get_tee         (SightCliOther         *self,
                                                   SightLine              line);
gboolean          sight_cli_other_is_live         (SightCliOther         *self);
/* Pictures of its camera so far. */
guint64           sight_cli_other_get_frames      (SightCliOther         *self);
/* That have arrived, here or there. */
guint             sight_cli_other_get_files       (SightCliOther         *self);

G_END_DECLS
