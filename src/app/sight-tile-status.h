/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-verdict.h"

G_BEGIN_DECLS

/**
 * SightTileStatus:
 *
 * All that a tile tells of somebody, and how it is said. It holds no widget, so
 * that what is shown and what is read aloud are the same.
 */
typedef struct
{
  const char     *name;         /* borrowed; %NULL before the introduction */
  gboolean        is_self;
  gboolean        is_screen;    /* the tile shows a screen */
  gboolean        has_picture;  /* sent, by what its sender says */
  gboolean        is_muted;     /* sends no sound */
  gboolean        is_silenced;  /* we do not want to hear it */
  gboolean        is_talking;
  gboolean        has_hand_up;
  gboolean        is_verified;
  gboolean        is_away;      /* the server has lost it */
  SightPairState  state;        /* of others */
  SightVerdict    verdict;      /* of others that are live */
  const char     *error;        /* borrowed: why it failed */
} SightTileStatus;

/* What the tile says below the name: why there is no picture, or why it stands;
 * %NULL where all is well. (transfer full)
 */
char       *sight_tile_status_get_notice   (const SightTileStatus *self);
/* The connection is one that people notice. */
gboolean    sight_tile_status_is_poor      (const SightTileStatus *self);
/* How the tile is called. (transfer full) */
char       *sight_tile_status_get_title    (const SightTileStatus *self);
/* All of it in one sentence, for who does not see it. (transfer full) */
char       *sight_tile_status_describe     (const SightTileStatus *self);

G_END_DECLS
