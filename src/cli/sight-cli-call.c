/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include <glib-unix.h>

#include "call/sight-call-error.h"
#include "cli/sight-cli-peer.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"

static gboolean
on_stop (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static SightCliStatus
get_status (SightCliPeer          *peer,
            const SightCliOptions *options)
{
  const GError *error = sight_cli_peer_get_error (peer);
  gboolean waited_in_vain = sight_cli_options_has_goal (options) && !sight_cli_peer_is_done (peer);

  if (g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE))
    return SIGHT_CLI_UNREACHABLE;

  return error != NULL || waited_in_vain ? SIGHT_CLI_FAILED : SIGHT_CLI_DONE;
}

static void
tell_end (SightCliPeer          *peer,
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
stay (SightCliPeer          *peer,
      const SightCliOptions *options)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint sources[3] = { 0, };

  sources[0] = g_unix_signal_add (SIGINT, on_stop, loop);
  sources[1] = g_unix_signal_add (SIGTERM, on_stop, loop);
  if (options->duration > 0)
    sources[2] = g_timeout_add_seconds (options->duration, on_stop, loop);
  g_signal_connect_swapped (peer, "ended", G_CALLBACK (g_main_loop_quit), loop);

  sight_cli_peer_join (peer);
  g_main_loop_run (loop);
  sight_cli_peer_leave (peer);
  tell_end (peer, options);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);

  return get_status (peer, options);
}

SightCliStatus
sight_cli_call (int    argc,
                char **argv)
{
  g_auto(SightCliOptions) options = { 0, };
  g_autoptr(SightCliPeer) peer = NULL;
  g_autoptr(GError) error = NULL;
  SightCliStatus status;

  if (!sight_cli_options_parse (&options, &argc, &argv))
    return SIGHT_CLI_USAGE;

  if (sight_media_init (&error))
    peer = sight_cli_peer_new (argv[1], &options, &error);
  if (peer == NULL)
    {
      g_printerr ("%s\n", error->message);
      return error->domain == SIGHT_CALL_ERROR || error->domain == SIGHT_MEDIA_ERROR ? SIGHT_CLI_FAILED : SIGHT_CLI_USAGE;
    }

  status = stay (peer, &options);
  g_clear_object (&peer);
  sight_media_finish ();

  return status;
}
