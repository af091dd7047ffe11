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
 * Says what becomes of what we send in a call, as the command line asks for it,
 * and of the speaker that plays what others send: see #SightCapture.
 */

/* @options and @call are borrowed and outlive it. */
SightCliMedia *sight_cli_media_new           (const SightCliOptions  *options,
                                              SightCall              *call,
                                              GError                **error);

/* What a line sends; %NULL is nothing, and the others are told. */
void           sight_cli_media_set_source    (SightCliMedia          *self,
                                              SightLine               line,
                                              SightSource            *source);

/* Where the sound of somebody goes, (transfer full); %NULL without a speaker. */
SightSink     *sight_cli_media_add_stream    (SightCliMedia          *self);
void           sight_cli_media_remove_stream (SightCliMedia          *self,
                                              SightSink              *stream);

G_END_DECLS
