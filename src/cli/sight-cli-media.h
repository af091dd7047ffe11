/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "cli/sight-cli-options.h"
#include "media/sight-sink.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CLI_MEDIA (sight_cli_media_get_type ())

G_DECLARE_FINAL_TYPE (SightCliMedia, sight_cli_media, SIGHT, CLI_MEDIA, GObject)

/**
 * SightCliMedia:
 *
 * What we send in a call, and the speaker that plays what others send. A device
 * that is missing, fails or is unplugged is told and takes nothing else with it;
 * when it is plugged in again it is used again.
 */

/* @options and @call are borrowed and outlive it. */
SightCliMedia *sight_cli_media_new           (const SightCliOptions  *options,
                                              SightCall              *call,
                                              GError                **error);

/* What a line sends; %NULL is nothing, and the others are told. False, and said,
 * where it cannot be encoded.
 */
gboolean       sight_cli_media_set_source    (SightCliMedia          *self,
                                              SightLine               line,
                                              SightSource            *source);

/* Where the sound of somebody goes, (transfer full); %NULL without a speaker. */
SightSink     *sight_cli_media_add_stream    (SightCliMedia          *self);
void           sight_cli_media_remove_stream (SightCliMedia          *self,
                                              SightSink              *stream);

G_END_DECLS
