/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "player-fixture.h"

#include <gst/gst.h>
#include <sys/prctl.h>
#include <signal.h>

#define FLAG "--play-tone"

static void
play (const char *description)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  GstElement *pipeline;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  gst_init (NULL, NULL);
  pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_main_loop_run (loop);
}

gboolean
player_main (int    *argc,
             char ***argv)
{
  if (*argc < 3 || !g_str_equal ((*argv)[1], FLAG))
    return FALSE;

  play ((*argv)[2]);

  return TRUE;
}

GSubprocess *
player_new (const char *name,
            guint       hz,
            const char *details,
            const char *properties)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *description =
    g_strdup_printf ("audiotestsrc is-live=true freq=%u volume=0.1 %s ! audio/x-raw,rate=48000 ! "
                     "pulsesink client-name=%s device=test_speaker stream-properties=props,media.name=tone%s",
                     hz, details, name, properties);
  g_autoptr(GError) error = NULL;
  GSubprocess *player = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, FLAG, description, NULL);

  g_assert_no_error (error);

  return player;
}

void
player_stop (GSubprocess *player)
{
  g_subprocess_force_exit (player);
  g_subprocess_wait (player, NULL, NULL);
  g_object_unref (player);
}
