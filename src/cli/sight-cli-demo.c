/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include <glib-unix.h>

#include "cli/sight-cli-peer.h"
#include "media/sight-media.h"
#include "protocol/sight-room-code.h"
#include "protocol/sight-room-link.h"
#include "server/sight-server.h"

#define TICK_MS 1000

static const char * const names[] = { "Ana", "Boris" };

/* A server and two peers who call each other, in one process and one terminal. */
typedef struct
{
  GMainLoop      *loop;
  SightCliPeer   *peers[2];
  SightCliScreen *screen;
  guint           ticks_left;  /* 0: without end */
  gboolean        failed;
} Demo;

static gboolean
on_stop (gpointer user_data)
{
  g_main_loop_quit (((Demo *) user_data)->loop);

  return G_SOURCE_CONTINUE;
}

static void
on_ended (SightCliPeer *peer,
          Demo         *demo)
{
  demo->failed = sight_cli_peer_get_error (peer) != NULL;
  g_main_loop_quit (demo->loop);
}

static gboolean
on_tick (gpointer user_data)
{
  Demo *demo = user_data;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (demo->peers); i++)
    {
      g_string_append_printf (text, "%s ", names[i]);
      sight_cli_peer_describe (demo->peers[i], text);
    }
  sight_cli_screen_show (demo->screen, text->str);

  if (demo->ticks_left > 0 && --demo->ticks_left == 0)
    g_main_loop_quit (demo->loop);

  return G_SOURCE_CONTINUE;
}

static SightServer *
start_server (GError **error)
{
  SightServerConfig *config = sight_server_config_new ();
  g_autoptr(SightServer) server = NULL;

  /* Two of them are enough, and no word about more is needed. */
  config->limits.sockets = 8;
  g_ptr_array_set_size (config->listen, 0);
  g_ptr_array_add (config->listen, g_strdup ("127.0.0.1:0"));
  server = sight_server_new (config);
  if (!sight_server_start (server, NULL, error))
    return NULL;

  return g_steal_pointer (&server);
}

static gboolean
start_peers (Demo                 *demo,
             const char           *link,
             SightCliOptions   options[2],
             GError              **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (demo->peers); i++)
    {
      options[i] = (SightCliOptions) {
        .name = (char *) names[i],
        .teller = { .who = names[i], .screen = demo->screen },
      };
      sight_cli_source_parse (&options[i].sources[SIGHT_LINE_CAMERA], SIGHT_LINE_CAMERA, "test", NULL);
      sight_cli_source_parse (&options[i].sources[SIGHT_LINE_MICROPHONE], SIGHT_LINE_MICROPHONE, "test", NULL);
      demo->peers[i] = sight_cli_peer_new (link, &options[i], error);
      if (demo->peers[i] == NULL)
        return FALSE;
      g_signal_connect (demo->peers[i], "ended", G_CALLBACK (on_ended), demo);
      sight_cli_peer_join (demo->peers[i]);
    }

  return TRUE;
}

static SightCliStatus
run (Demo        *demo,
     SightServer *server)
{
  SightCliOptions options[2];
  g_autofree char *code = sight_room_code_make (NULL);
  g_autoptr(SightRoomLink) room = NULL;
  g_autofree char *link = NULL;
  g_autoptr(GError) error = NULL;
  guint sources[3];

  room = sight_room_link_parse (code, sight_server_get_addresses (server)[0], &error);
  link = room != NULL ? sight_room_link_to_string (room) : NULL;
  if (link == NULL || !start_peers (demo, link, options, &error))
    {
      g_printerr ("%s\n", error->message);
      return SIGHT_CLI_FAILED;
    }

  g_print ("Ana and Boris call each other in %s\n", link);
  sources[0] = g_timeout_add (TICK_MS, on_tick, demo);
  sources[1] = g_unix_signal_add (SIGINT, on_stop, demo);
  sources[2] = g_unix_signal_add (SIGTERM, on_stop, demo);
  g_main_loop_run (demo->loop);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);

  for (guint i = 0; i < G_N_ELEMENTS (demo->peers); i++)
    sight_cli_peer_leave (demo->peers[i]);

  return demo->failed ? SIGHT_CLI_FAILED : SIGHT_CLI_DONE;
}

SightCliStatus
sight_cli_demo (int    argc,
                char **argv)
{
  int duration = 0;
  GOptionEntry entries[] = {
    { "duration", 'd', 0, G_OPTION_ARG_INT, &duration, "end after so long; without it, at Ctrl+C", "SECONDS" },
    { NULL }
  };
  Demo demo = { 0, };
  g_autoptr(SightServer) server = NULL;
  g_autoptr(GError) error = NULL;
  SightCliStatus status = SIGHT_CLI_FAILED;

  if (!sight_cli_parse (&argc, &argv, "[OPTION...]",
                        "Starts a server and two peers, who see and hear each other through real connections.", entries))
    return SIGHT_CLI_USAGE;

  demo.loop = g_main_loop_new (NULL, FALSE);
  demo.screen = sight_cli_screen_new ();
  demo.ticks_left = MAX (duration, 0);
  if (!sight_media_init (&error) || (server = start_server (&error)) == NULL)
    g_printerr ("%s\n", error->message);
  else
    status = run (&demo, server);

  for (guint i = 0; i < G_N_ELEMENTS (demo.peers); i++)
    g_clear_object (&demo.peers[i]);
  sight_media_finish ();
  g_main_loop_unref (demo.loop);
  sight_cli_screen_free (demo.screen);

  return status;
}
