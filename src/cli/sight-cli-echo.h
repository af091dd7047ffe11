/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-chat-message.h"
#include "cli/sight-cli-media.h"
#include "cli/sight-cli-other.h"

G_BEGIN_DECLS

/**
 * SightCliEcho:
 *
 * Sends back what somebody else sends, on each line for which nothing else was
 * asked for; of several, what the one sends who came last. Chat is answered
 * with the same text, and a reaction with the same one.
 */
typedef struct _SightCliEcho SightCliEcho;

/* All borrowed; they outlive it. @others is of #SightCliOther. */
SightCliEcho *sight_cli_echo_new    (const SightCliOptions *options,
                                     SightCall             *call,
                                     SightCliMedia         *media,
                                     const GPtrArray       *others);
void          sight_cli_echo_free   (SightCliEcho          *self);

/* After somebody came, went or began to send something else. */
void          sight_cli_echo_update (SightCliEcho          *self);
/* Before it is closed. */
void          sight_cli_echo_forget (SightCliEcho          *self,
                                     SightCliOther         *other);
void          sight_cli_echo_answer (SightCliEcho          *self,
                                     SightChatMessage      *message);
void          sight_cli_echo_react  (SightCliEcho          *self,
                                     SightReaction          reaction,
                                     gint64                 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightCliEcho, sight_cli_echo_free)

G_END_DECLS
