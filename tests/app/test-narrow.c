/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "meeting-fixture.h"

#include "app/sight-banner.h"
#include "app/sight-call-page.h"
#include "app/sight-end-page.h"
#include "app/sight-side-panel.h"
#include "display.h"
#include "media/sight-media.h"

#define NARROW     360 /* px, the width of a phone */
#define TEXT_SCALE 2

static int
get_min_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* Says also which of its parts is the wide one. */
static void
tell (GtkWidget *widget)
{
  g_test_message ("a %s needs %d pixels", G_OBJECT_TYPE_NAME (widget), get_min_width (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && get_min_width (child) > NARROW / 2)
      tell (child);
}

static void
expect_narrow (GtkWidget  *widget,
               const char *what)
{
  int width = get_min_width (widget);

  if (width <= NARROW)
    return;

  tell (widget);
  g_test_message ("%s needs %d pixels", what, width);
  g_test_fail ();
}

static void
enlarge_text (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * TEXT_SCALE, NULL);
}

static GtkWidget *
show (GType         type,
      SightMeeting *meeting)
{
  GtkWidget *window = g_object_new (ADW_TYPE_APPLICATION_WINDOW, "default-width", NARROW, NULL);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), g_object_new (type, "meeting", meeting, NULL));
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

static void
expect_page_narrow (GType         type,
                    SightMeeting *meeting)
{
  GtkWidget *window = show (type, meeting);

  expect_narrow (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)), g_type_name (type));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The call page in a window of its own is narrow with each of its panels. */
static void
expect_call_narrow (SightMeeting *meeting)
{
  static const char * const panels[] = { "chat", "people", "statistics" };
  GtkWidget *window = show (SIGHT_TYPE_CALL_PAGE, meeting);
  GtkWidget *page = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));

  /* The control bar learns a little later that there is no room. */
  wait_for (SOON, gtk_widget_get_width (page) > 0);
  expect_narrow (page, "the call");
  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (window), "show-panel", g_variant_new_string (panels[i]));
      expect_narrow (page, panels[i]);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_pages (void)
{
  SightServer *server;
  SightMeeting *meeting;
  Person *other;

  if (!has_display ())
    return;

  enlarge_text ();
  server = start_server ("127.0.0.1:0");
  meeting = make_meeting (get_host (server));
  sight_meeting_join (meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE);
  expect_call_narrow (meeting);

  other = person_new (get_host (server), CODE, "Ana");
  wait_for (SOON, is_live (other, 0));
  expect_call_narrow (meeting);
  person_free (other);
  sight_meeting_leave (meeting);
  expect_page_narrow (SIGHT_TYPE_END_PAGE, meeting);
  g_object_unref (meeting);
  g_object_unref (server);
}

/* With two answers, as of who knocks. */
static void
test_banner (void)
{
  GtkWidget *banner;

  if (!has_display ())
    return;

  enlarge_text ();
  banner = g_object_ref_sink (sight_banner_new (SIGHT_BANNER_WARNING, "camera-disabled-symbolic"));
  sight_banner_add_button (SIGHT_BANNER (banner), "Turn _Off");
  sight_banner_add_button (SIGHT_BANNER (banner), "_Try Again");
  sight_banner_set_text (SIGHT_BANNER (banner), "The camera “Integrated Camera” was unplugged: the others see you no more");
  expect_narrow (banner, "a banner");
  g_object_unref (banner);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  int result;

  g_setenv ("SIGHT_TEST_SOURCES", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/narrow/banner", test_banner);
  g_test_add_func ("/narrow/pages", test_pages);

  result = g_test_run ();
  sight_media_finish ();

  return result;
}
