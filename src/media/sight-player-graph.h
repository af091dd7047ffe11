/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-pipewire-core.h"
#include "media/sight-player.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_PLAYER_GRAPH (sight_player_graph_get_type ())

G_DECLARE_FINAL_TYPE (SightPlayerGraph, sight_player_graph, SIGHT, PLAYER_GRAPH, GObject)

/**
 * SightPlayerGraph:
 *
 * Which programs play sound in this session, and by which ports, as PipeWire
 * says. Nothing is heard by it.
 *
 * Signals, on the maker's context:
 * - "changed": what plays, or its ports; and that all is known, the first time.
 * - "failed" (GError): PipeWire has ended, or refuses.
 */

typedef struct
{
  guint32     id;
  guint32     node;
  gboolean    is_input;
  SightSides  sides;
  char       *channel; /* NULL where it has no name */
} SightSoundPort;

SightPlayerGraph *sight_player_graph_new          (GError           **error);

struct pw_core   *sight_player_graph_get_core     (SightPlayerGraph  *self);
/* Whether all that was there at first is known. */
gboolean          sight_player_graph_is_ready     (SightPlayerGraph  *self);

/* Each program once, and none that plays a call. (transfer full)
 * (element-type SightPlayer)
 */
GPtrArray        *sight_player_graph_list_players (SightPlayerGraph  *self);
/* (transfer container) (element-type SightSoundPort) Where the sound of a program
 * comes out, or with %NULL that of all which play no call.
 */
GPtrArray        *sight_player_graph_list_outputs (SightPlayerGraph  *self,
                                                   const char        *player);
/* (transfer container) (element-type SightSoundPort) Into a node of ours. */
GPtrArray        *sight_player_graph_list_inputs  (SightPlayerGraph  *self,
                                                   guint32            node);

G_END_DECLS
