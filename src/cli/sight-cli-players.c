/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-players.h"

#include "media/sight-player-graph.h"

#define WAIT_MS 5000

static void
tell_player (SightPlayer          *player,
             const SightCliTeller *teller)
{
  SightCliEvent *event = sight_cli_event_new ("player");

  sight_cli_event_text (event, "id", sight_player_get_id (player));
  sight_cli_event_text (event, "name", sight_player_get_name (player));
  sight_cli_event_print (event, teller, "    %s\n      %s", sight_player_get_name (player), sight_player_get_id (player));
}

static void
tell_missing (const GError         *error,
              const SightCliTeller *teller)
{
  SightCliEvent *event = sight_cli_event_new ("missing");

  sight_cli_event_text (event, "kind", "player");
  sight_cli_event_text (event, "text", error->message);
  sight_cli_event_print (event, teller, "    %s", error->message);
}

static void
on_changed (SightPlayerGraph *graph,
            GMainLoop        *loop)
{
  if (sight_player_graph_is_ready (graph))
    g_main_loop_quit (loop);
}

static gboolean
on_timeout (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_CONTINUE;
}

/* Who answers nothing in all that time plays nothing. */
static void
wait_until_ready (SightPlayerGraph *graph)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint timeout = g_timeout_add (WAIT_MS, on_timeout, loop);
  gulong changed = g_signal_connect (graph, "changed", G_CALLBACK (on_changed), loop);

  g_main_loop_run (loop);
  g_signal_handler_disconnect (graph, changed);
  g_source_remove (timeout);
}

void
sight_cli_list_players (const SightCliTeller *teller)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightPlayerGraph) graph = sight_player_graph_new (&error);
  g_autoptr(GPtrArray) players = NULL;

  if (!teller->json)
    g_print ("Programs that play sound\n");
  if (graph == NULL)
    {
      tell_missing (error, teller);
      return;
    }

  wait_until_ready (graph);
  players = sight_player_graph_list_players (graph);
  for (guint i = 0; i < players->len; i++)
    tell_player (g_ptr_array_index (players, i), teller);
  if (players->len == 0 && !teller->json)
    g_print ("    none\n");
}
