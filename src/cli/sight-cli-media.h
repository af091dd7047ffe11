/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "cli/sight-cli-options.h"

G_BEGIN_DECLS

/**
 * SightCliMedia:
 *
 * What we send in a call.
 */
typedef struct _SightCliMedia SightCliMedia;

/* @options and @call are borrowed and outlive it. */
SightCliMedia *sight_cli_media_new  (const SightCliOptions  *options,
                                     SightCall              *call,
                                     GError                **error);
void           sight_cli_media_free (SightCliMedia          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightCliMedia, sight_cli_media_free)

G_END_DECLS
