/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

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
  g_test_add_func ("/app/screen-share/menu", test_menu);

  return g_test_run ();
}
