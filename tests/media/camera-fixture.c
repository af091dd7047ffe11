/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"

#include <signal.h>
#include <sys/prctl.h>

static void
on_child (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

GSubprocess *
camera_plug_in (const char *name,
                const char *role)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  const char *arguments[] = { VIRTUAL_CAMERA, name, role, NULL };
  g_autoptr(GError) error = NULL;
  GSubprocess *camera;

  g_subprocess_launcher_set_child_setup (launcher, on_child, NULL, NULL);
  camera = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);

  return camera;
}

void
camera_unplug (GSubprocess *camera)
{
  g_subprocess_force_exit (camera);
  g_subprocess_wait (camera, NULL, NULL);
  g_object_unref (camera);
}
