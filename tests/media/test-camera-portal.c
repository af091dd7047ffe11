/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"
#include "media-fixture.h"
#include "portal-fixture.h"

#include "media/sight-camera-access.h"
#include "media/sight-camera.h"
#include "media/sight-device-monitor.h"
#include "media/sight-media.h"

/* A program in a sandbox, to which the real portal hands out the cameras: what
 * the person says is played by the test. It sees no PipeWire but that one.
 */

#define CAMERA "portal_camera"

typedef struct
{
  Portal      *portal;
  GSubprocess *camera;
  guint        answers;
  GError      *error;
} Desk;

static void
on_answered (Desk         *self,
             const GError *error)
{
  self->answers++;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

/* Portals of before 2024 know what was plugged in when they started. */
static gboolean
desk_init (Desk         *self,
           PortalAnswer  answer)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresrc");

  *self = (Desk) { 0 };
  if (factory == NULL)
    {
      g_test_skip ("GStreamer's plugin of PipeWire is not installed");
      return FALSE;
    }

  self->camera = camera_plug_in (CAMERA, "Camera");
  portal_forget_camera ();
  self->portal = portal_new ();
  if (self->portal == NULL)
    {
      camera_unplug (self->camera);
      g_test_skip ("xdg-desktop-portal is not installed");
      return FALSE;
    }

  self->portal->camera_answer = answer;
  g_signal_connect_swapped (sight_camera_access_get (), "answered", G_CALLBACK (on_answered), self);

  return TRUE;
}

static void
desk_clear (Desk *self)
{
  g_signal_handlers_disconnect_by_data (sight_camera_access_get (), self);
  g_clear_error (&self->error);
  g_clear_pointer (&self->portal, portal_free);
  if (self->camera != NULL)
    camera_unplug (self->camera);
}

static void
desk_ask (Desk *self)
{
  guint before = self->answers;

  g_assert_true (sight_camera_access_is_needed (sight_camera_access_get ()));
  sight_camera_access_ask (sight_camera_access_get ());
  wait_until (self->answers > before);
}

static SightDevice *
find_camera (void)
{
  return sight_device_monitor_find (sight_device_monitor_get (), SIGHT_DEVICE_CAMERA, CAMERA);
}

static gboolean
has_camera (void)
{
  g_autoptr(SightDevice) device = find_camera ();

  return device != NULL;
}

static void
test_missing (void)
{
  Desk desk = { 0 };

  portal_mask ();
  g_signal_connect_swapped (sight_camera_access_get (), "answered", G_CALLBACK (on_answered), &desk);
  desk_ask (&desk);
  g_assert_error (desk.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING);
  g_assert_true (sight_camera_access_is_needed (sight_camera_access_get ()));
  desk_clear (&desk);
}

/* By a person, and then without one: that answer is remembered. */
static void
test_refused (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_IS_CANCELLED))
    return;

  for (guint i = 0; i < 2; i++)
    {
      desk_ask (&desk);
      g_assert_error (desk.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_REFUSED);
    }
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 1);
  g_assert_false (has_camera ());
  desk_clear (&desk);
}

static void
test_forbidden (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_GRANTS))
    return;

  portal_forbid_cameras (desk.portal);
  desk_ask (&desk);
  g_assert_error (desk.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_REFUSED);
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 0);
  desk_clear (&desk);
}

/* Who does not want the camera any more is not left with a dialog. */
static void
test_withdrawn (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_WAITS))
    return;

  sight_camera_access_ask (sight_camera_access_get ());
  wait_until (desk.portal->camera_dialogs == 1);
  sight_camera_access_withdraw (sight_camera_access_get ());
  wait_until (desk.portal->dialogs_closed == 1);
  g_assert_cmpuint (desk.answers, ==, 0);
  desk_clear (&desk);
}

/* Nobody is asked for what is not there; who insists is. */
static void
test_absent (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_IS_CANCELLED))
    return;

  camera_unplug (g_steal_pointer (&desk.camera));
  g_clear_pointer (&desk.portal, portal_free);
  desk.portal = portal_new ();
  desk.portal->camera_answer = PORTAL_IS_CANCELLED;
  desk_ask (&desk);
  g_assert_error (desk.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT);
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 0);
  desk_ask (&desk);
  g_assert_error (desk.error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_REFUSED);
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 1);
  desk_clear (&desk);
}

static void
expect_picture (void)
{
  g_autoptr(SightDevice) device = NULL;
  g_autoptr(SightSource) source = NULL;
  Collector collector;

  wait_until ((device = find_camera ()) != NULL);
  collector_init (&collector);
  source = sight_camera_new (device, 640, 480, 30);
  sight_source_add_taker (source, &collector, collector_take);
  wait_until (collector_get_samples (&collector) >= 5);
  sight_source_remove_taker (source, &collector);
  collector_clear (&collector);
}

/* Through the portal's own connection; what comes later is seen as well. */
static void
test_granted (void)
{
  Desk desk;

  g_assert_false (has_camera ());
  if (!desk_init (&desk, PORTAL_GRANTS))
    return;

  desk_ask (&desk);
  g_assert_no_error (desk.error);
  g_assert_false (sight_camera_access_is_needed (sight_camera_access_get ()));
  expect_picture ();

  camera_unplug (g_steal_pointer (&desk.camera));
  wait_until (!has_camera ());
  desk.camera = camera_plug_in (CAMERA, "Camera");
  expect_picture ();
  g_assert_cmpuint (desk.portal->camera_dialogs, ==, 1);
  desk_clear (&desk);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("SIGHT_TEST_SANDBOX", "1", TRUE);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/camera-portal/missing", test_missing);
  g_test_add_func ("/media/camera-portal/refused", test_refused);
  g_test_add_func ("/media/camera-portal/forbidden", test_forbidden);
  g_test_add_func ("/media/camera-portal/withdrawn", test_withdrawn);
  g_test_add_func ("/media/camera-portal/absent", test_absent);
  g_test_add_func ("/media/camera-portal/granted", test_granted);

  return run_media_tests ();
}
