/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include <glib-unix.h>
#include <string.h>

#include "call/sight-call-error.h"
#include "cli/sight-cli-event.h"
#include "cli/sight-cli-peer.h"
#include "media/sight-media.h"

static gboolean
on_stop (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
parse_until (const char           *until,
             SightCliOptions  *options)
{
  guint64 number;
  const char *value = strchr (until, '=');

  if (value == NULL || !g_ascii_string_to_unsigned (value + 1, 10, 1, G_MAXINT, &number, NULL))
    return FALSE;

  if (g_str_has_prefix (until, "frames="))
    options->until_frames = number;
  else if (g_str_has_prefix (until, "peers="))
    options->until_peers = number;
  else if (g_str_has_prefix (until, "chats="))
    options->until_chats = number;
  else
    return FALSE;

  return TRUE;
}

static SightCliStatus
get_status (SightCliPeer *peer,
            gboolean      waited)
{
  const GError *error = sight_cli_peer_get_error (peer);

  if (g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE))
    return SIGHT_CLI_UNREACHABLE;

  return error != NULL || (waited && !sight_cli_peer_is_done (peer)) ? SIGHT_CLI_FAILED : SIGHT_CLI_DONE;
}

static void
tell_end (SightCliPeer              *peer,
          const SightCliOptions *options)
{
  SightCliEvent *event = sight_cli_event_new ("ended");
  const GError *error = sight_cli_peer_get_error (peer);

  if (error != NULL)
    sight_cli_event_text (event, "reason", error->message);
  sight_cli_event_print (event, &options->teller, "The call has ended%s%s",
                         error != NULL ? ": " : "", error != NULL ? error->message : "");
}

static SightCliStatus
stay (SightCliPeer              *peer,
      const SightCliOptions *options,
      int                        duration)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint sources[3] = { 0, };

  sources[0] = g_unix_signal_add (SIGINT, on_stop, loop);
  sources[1] = g_unix_signal_add (SIGTERM, on_stop, loop);
  if (duration > 0)
    sources[2] = g_timeout_add_seconds (duration, on_stop, loop);
  g_signal_connect_swapped (peer, "ended", G_CALLBACK (g_main_loop_quit), loop);

  sight_cli_peer_join (peer);
  g_main_loop_run (loop);
  tell_end (peer, options);
  sight_cli_peer_leave (peer);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);

  return get_status (peer, options->until_frames + options->until_peers + options->until_chats > 0);
}

SightCliStatus
sight_cli_call (int    argc,
                char **argv)
{
  SightCliOptions options = { 0, };
  g_autofree char *until = NULL;
  int duration = 0, bitrate = 0;
  GOptionEntry entries[] = {
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options.name, "how the others see you", "NAME" },
    { "camera", 0, 0, G_OPTION_ARG_STRING, &options.camera, "test, none or a media file (none)", "SOURCE" },
    { "microphone", 0, 0, G_OPTION_ARG_STRING, &options.microphone, "test, none or a media file (none)", "SOURCE" },
    { "codec", 0, 0, G_OPTION_ARG_STRING, &options.codec, "vp8 or h264 (vp8)", "CODEC" },
    { "max-bitrate", 0, 0, G_OPTION_ARG_INT, &bitrate, "of the camera", "KBPS" },
    { "snapshot", 0, 0, G_OPTION_ARG_FILENAME, &options.snapshots, "write the first and the last picture of each line there", "FOLDER" },
    { "chat", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &options.chats, "say this to whoever is there; may be given again", "TEXT" },
    { "duration", 'd', 0, G_OPTION_ARG_INT, &duration, "leave after so long", "SECONDS" },
    { "until", 'u', 0, G_OPTION_ARG_STRING, &until, "leave when so much is there; fail when it is not", "frames=N|peers=N|chats=N" },
    { "relay-only", 0, 0, G_OPTION_ARG_NONE, &options.relay_only, "hide the addresses of this computer", NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.teller.json, "one event per line, for programs", NULL },
    { NULL }
  };
  g_autoptr(SightCliPeer) peer = NULL;
  g_autoptr(GError) error = NULL;
  SightCliStatus status = SIGHT_CLI_USAGE;

  if (sight_cli_parse (&argc, &argv, "LINK [OPTION...]", "Joins a room and stays in the call.", entries))
    {
      options.bitrate = MAX (bitrate, 0);
      if (argc != 2)
        g_printerr ("Which room? sightline-cli call LINK\n");
      else if (until != NULL && !parse_until (until, &options))
        g_printerr ("--until takes frames=N, peers=N or chats=N, not '%s'\n", until);
      else if (options.codec != NULL && !g_str_equal (options.codec, "vp8") && !g_str_equal (options.codec, "h264"))
        g_printerr ("--codec takes vp8 or h264, not '%s'\n", options.codec);
      else if (!sight_media_init (&error) || (peer = sight_cli_peer_new (argv[1], &options, &error)) == NULL)
        g_printerr ("%s\n", error->message);
      else
        status = stay (peer, &options, duration);
    }

  g_clear_object (&peer);
  g_free (options.name);
  g_free (options.camera);
  g_free (options.microphone);
  g_free (options.codec);
  g_free (options.snapshots);
  g_strfreev (options.chats);

  return status;
}
