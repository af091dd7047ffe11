/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>

#include "media-fixture.h"

static const char * const names[] = { "pipewire", "wireplumber", "pipewire-pulse" };
static GSubprocess *processes[G_N_ELEMENTS (names)];

static char *
make_path (const char *ending)
{
  return g_build_filename (g_get_user_runtime_dir (), ending, NULL);
}

static gboolean
exists (const char *ending)
{
  g_autofree char *path = make_path (ending);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The first ones were started by the script, which says what they are. */
static void
stop_first (const char *name)
{
  g_autofree char *path = g_strconcat (g_getenv ("SIGHT_TEST_SESSION"), "/", name, ".pid", NULL);
  g_autofree char *pid = NULL;

  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_assert_cmpint (kill (g_ascii_strtoll (pid, NULL, 10), SIGTERM), ==, 0);
  g_unlink (path);
}

static void
stop (guint i)
{
  if (processes[i] == NULL)
    {
      stop_first (names[i]);
      return;
    }

  g_subprocess_send_signal (processes[i], SIGTERM);
  g_subprocess_wait (processes[i], NULL, NULL);
  g_clear_object (&processes[i]);
}

void
servers_stop (void)
{
  for (guint i = G_N_ELEMENTS (names); i > 0; i--)
    stop (i - 1);
  wait_until (!exists ("pipewire-0") && !exists ("pulse/native"));
}

static void
start (guint i)
{
  g_autoptr(GError) error = NULL;

  processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, names[i], NULL);
  g_assert_no_error (error);
}

void
servers_start (void)
{
  start (0);
  wait_until (exists ("pipewire-0"));
  start (1);
  start (2);
  wait_until (exists ("pulse/native"));
}

void
servers_clear (void)
{
  for (guint i = G_N_ELEMENTS (names); i > 0; i--)
    if (processes[i - 1] != NULL)
      stop (i - 1);
}

/* Devices */

struct _Headset
{
  GSubprocess *process;
};

Headset *
headset_plug_in (const char *name)
{
  g_autofree char *capture =
    g_strdup_printf ("{ media.class=Audio/Sink node.name=%s_feed priority.session=2 }", name);
  g_autofree char *playback =
    g_strdup_printf ("{ media.class=Audio/Source node.name=%s priority.session=2000 }", name);
  g_autoptr(GError) error = NULL;
  Headset *self = g_new0 (Headset, 1);

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "pw-loopback", "-c", "1", "-m", "[ MONO ]",
                                    "--capture-props", capture, "--playback-props", playback, NULL);
  g_assert_no_error (error);

  return self;
}

void
headset_unplug (Headset *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  g_free (self);
}

void
servers_mute (gboolean muted)
{
  g_autoptr(GError) error = NULL;
  int status;

  g_assert_true (g_spawn_command_line_sync (muted ? "wpctl set-mute @DEFAULT_AUDIO_SOURCE@ 1" : "wpctl set-mute @DEFAULT_AUDIO_SOURCE@ 0",
                                            NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}
