/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-region-grip.h"
#include "app/sight-screen-menu.h"
#include "app/sight-screen-share.h"

#include "media/sight-media.h"
#include "media/sight-screen-sound.h"
#include "media/sight-test-source.h"

static guint opened;
static char *opened_for;

static SightSource *
open_screen (SightLine   line,
             const char *device,
             gpointer    data)
{
  return sight_test_picture_new (64, 64, 5);
}

static SightSource *
open_sound (const char *player)
{
  opened++;
  g_free (opened_for);
  opened_for = g_strdup (player);

  return sight_test_tone_new (880);
}

/* A session without PipeWire. */
static SightSource *
open_nothing (const char *player)
{
  return sight_screen_sound_new (player);
}

static SightCapture *
make_capture (void)
{
  const SightCaptureConfig config = { .open = open_screen };
  g_autoptr(GError) error = NULL;
  SightCapture *capture = sight_capture_new (&config, &error);

  g_assert_no_error (error);

  return capture;
}

static gboolean
is_heard (SightCapture *capture)
{
  return sight_capture_get_source (capture, SIGHT_LINE_SCREEN_SOUND) != NULL;
}

/* Chosen before, changed meanwhile; it ends with the screen and begins with it. */
static void
test_with_screen (void)
{
  g_autoptr(SightCapture) capture = make_capture ();
  g_autoptr(SightScreenShare) share = sight_screen_share_new (capture, open_sound);

  g_object_set (share, "sound", SIGHT_SCREEN_SHARE_ALL, NULL);
  g_assert_false (is_heard (capture));
  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, TRUE);
  g_assert_true (is_heard (capture));
  g_assert_cmpuint (opened, ==, 1);
  g_assert_null (opened_for);

  g_object_set (share, "sound", "musicbox", NULL);
  g_assert_true (is_heard (capture));
  g_assert_cmpuint (opened, ==, 2);
  g_assert_cmpstr (opened_for, ==, "musicbox");

  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, FALSE);
  g_assert_false (is_heard (capture));
  g_assert_false (sight_capture_is_on (capture, SIGHT_LINE_SCREEN_SOUND));
  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, TRUE);
  g_assert_true (is_heard (capture));

  g_object_set (share, "sound", SIGHT_SCREEN_SHARE_SILENT, NULL);
  g_assert_false (is_heard (capture));
  g_assert_true (sight_capture_is_on (capture, SIGHT_LINE_SCREEN));
  sight_capture_close (capture);
}

/* The screen goes on, and what is chosen is what there is. */
static void
test_failed (void)
{
  g_autoptr(SightCapture) capture = make_capture ();
  g_autoptr(SightScreenShare) share = sight_screen_share_new (capture, open_nothing);
  g_autofree char *sound = NULL;

  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, TRUE);
  g_object_set (share, "sound", SIGHT_SCREEN_SHARE_ALL, NULL);
  g_assert_error (sight_capture_get_error (capture, SIGHT_LINE_SCREEN_SOUND), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING);
  g_assert_true (sight_capture_is_on (capture, SIGHT_LINE_SCREEN));
  g_object_get (share, "sound", &sound, NULL);
  g_assert_cmpstr (sound, ==, SIGHT_SCREEN_SHARE_SILENT);
  sight_capture_close (capture);
}

/* A part of one screen means nothing on the next. */
static void
test_region (void)
{
  const SightRegion part = { 8, 8, 40, 40 };
  g_autoptr(SightCapture) capture = make_capture ();
  g_autoptr(SightScreenShare) share = sight_screen_share_new (capture, open_sound);

  g_assert_null (sight_screen_share_get_source (share));
  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, TRUE);
  g_assert_nonnull (sight_screen_share_get_source (share));
  sight_screen_share_set_region (share, &part);
  g_assert_cmpuint (sight_screen_share_get_region (share)->width, ==, 40);
  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, FALSE);
  g_assert_true (sight_region_is_whole (sight_screen_share_get_region (share)));
  sight_capture_close (capture);
}

static void
expect_dragged (double      x,
                double      y,
                double      by_x,
                double      by_y,
                SightRegion expected)
{
  const SightRegion region = { 100, 100, 200, 100 };
  SightRegionGrip grip = sight_region_grip_find (&region, x, y, 10);
  SightRegion dragged = sight_region_grip_drag (grip, &region, x, y, by_x, by_y, 640, 360);

  g_assert_cmpuint (dragged.x, ==, expected.x);
  g_assert_cmpuint (dragged.y, ==, expected.y);
  g_assert_cmpuint (dragged.width, ==, expected.width);
  g_assert_cmpuint (dragged.height, ==, expected.height);
}

static void
test_grip (void)
{
  /* In the middle: moved, and no further than there is. */
  expect_dragged (200, 150, 20, -20, (SightRegion) { 120, 80, 200, 100 });
  expect_dragged (200, 150, -1000, 1000, (SightRegion) { 0, 260, 200, 100 });
  /* On sides and corners: pulled, and turned round. */
  expect_dragged (300, 150, 50, 50, (SightRegion) { 100, 100, 250, 100 });
  expect_dragged (104, 96, 20, -40, (SightRegion) { 120, 60, 180, 140 });
  expect_dragged (300, 150, -260, 0, (SightRegion) { 40, 100, 60, 100 });
  expect_dragged (300, 200, 5000, 5000, (SightRegion) { 100, 100, 540, 260 });
  /* Beside it: a new one, and never next to nothing. */
  expect_dragged (400, 200, 100, 80, (SightRegion) { 400, 200, 100, 80 });
  expect_dragged (500, 300, -100, -100, (SightRegion) { 400, 200, 100, 100 });
  expect_dragged (20, 20, 1, 1, (SightRegion) { 20, 20, SIGHT_REGION_SIDE_MIN, SIGHT_REGION_SIDE_MIN });
}

static void
test_menu (void)
{
  g_autoptr(SightScreenMenu) menu = sight_screen_menu_new ();
  g_autoptr(GMenuModel) section = g_menu_model_get_item_link (sight_screen_menu_get_model (menu), 0, G_MENU_LINK_SECTION);
  g_autofree char *target = NULL;

  sight_screen_menu_set_open (menu, TRUE);
  g_assert_true (g_menu_model_get_item_attribute (section, 1, G_MENU_ATTRIBUTE_TARGET, "s", &target));
  g_assert_cmpstr (target, ==, SIGHT_SCREEN_SHARE_ALL);
  sight_screen_menu_set_open (menu, FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_setenv ("PIPEWIRE_REMOTE", "nowhere", TRUE);
  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/app/screen-share/with-screen", test_with_screen);
  g_test_add_func ("/app/screen-share/failed", test_failed);
  g_test_add_func ("/app/screen-share/region", test_region);
  g_test_add_func ("/app/screen-share/grip", test_grip);
  g_test_add_func ("/app/screen-share/menu", test_menu);

  return g_test_run ();
}
