/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"
#include "cli-fixture.h"
#include "media-fixture.h"
#include "media/sight-media.h"
#include "portal-fixture.h"

/* The command-line peer as in a sandbox: no PipeWire but the one that the portal
 * hands out, and a person behind it who is played by the test.
 */

#define SANDBOXED "SIGHT_TEST_SANDBOXED_CLI"

typedef struct
{
  GSubprocess *camera;
  Portal      *portal;
  GSubprocess *server;
  CliPeer     *sees;
  CliPeer     *shows;
} Desk;

static gboolean
is_possible (void)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresrc");

  return factory != NULL;
}

static gboolean
desk_init (Desk         *self,
           PortalAnswer  said)
{
  g_autofree char *url = NULL;
  g_autofree char *link = NULL;

  *self = (Desk) { 0 };
  if (is_possible ())
    {
      self->camera = camera_plug_in ("e_camera", "Camera");
      portal_forget_camera ();
      self->portal = portal_new ();
    }
  if (self->portal == NULL)
    {
      g_test_skip ("xdg-desktop-portal, or GStreamer's plugin of PipeWire, is not installed");
      if (self->camera != NULL)
        camera_unplug (self->camera);
      return FALSE;
    }

  self->portal->camera_answer = said;
  self->server = cli_start_server (&url);
  link = cli_make_link (url);
  self->sees = cli_peer_new (link, "--duration 100");
  self->shows = cli_peer_new_of (SANDBOXED, link, "--camera default --microphone test --duration 100");

  return TRUE;
}

static void
desk_clear (Desk *self)
{
  g_assert_cmpint (cli_peer_leave (self->shows), ==, 0);
  g_assert_cmpint (cli_peer_leave (self->sees), ==, 0);
  cli_peer_free (self->shows);
  cli_peer_free (self->sees);
  cli_stop (self->server);
  portal_free (self->portal);
  camera_unplug (self->camera);
}

/* Once allowed, it is as elsewhere: what is unplugged is used again. */
static void
test_shown (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_GRANTS))
    return;

  cli_expect_text (cli_peer_wait (desk.shows, "line", "line", "camera"), "source", "the camera “e_camera”");
  cli_peer_wait (desk.sees, "first-frame", "line", "camera");
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 1);

  cli_peer_mark (desk.shows);
  camera_unplug (desk.camera);
  cli_peer_wait (desk.shows, "line-error", "line", "camera");
  cli_peer_wait (desk.shows, "line", "line", "camera");
  cli_peer_mark (desk.shows);
  desk.camera = camera_plug_in ("e_camera", "Camera");
  cli_expect_text (cli_peer_wait (desk.shows, "line", "line", "camera"), "source", "the camera “e_camera”");
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 1);
  desk_clear (&desk);
}

/* Without a camera one can still be heard. */
static void
test_refused (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_IS_CANCELLED))
    return;

  cli_expect_text (cli_peer_wait (desk.shows, "line-error", "line", "camera"), "reason",
                   "The desktop does not let this program use the camera: allow it in the privacy settings of the system, "
                   "and turn the camera on again");
  cli_peer_wait (desk.sees, "first-frame", "line", "microphone");
  g_assert_null (cli_peer_find (desk.sees, "first-frame", "line", "camera"));
  desk_clear (&desk);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  g_autofree char *sandboxed = g_strdup_printf ("env SIGHT_TEST_SANDBOX=1 PIPEWIRE_REMOTE=/nowhere/pipewire %s", g_getenv ("SIGHT_TEST_CLI"));
  const char *sanitizer = g_getenv ("ASAN_OPTIONS");
  g_autofree char *quiet = g_strconcat (sanitizer != NULL ? sanitizer : "", ":detect_leaks=0", NULL);

  g_test_init (&argc, &argv, NULL);
  /* As in test-cli-devices.c. */
  g_setenv ("ASAN_OPTIONS", quiet, TRUE);
  g_setenv (SANDBOXED, sandboxed, TRUE);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/e2e/cli-camera/shown", test_shown);
  g_test_add_func ("/e2e/cli-camera/refused", test_refused);

  return run_media_tests ();
}
