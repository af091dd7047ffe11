/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The side panel with a real call, to be looked at: a server, the panel's
 * meeting and two others in one process. No test, but what one tries it with:
 *
 *   SIGHT_TEST_SOURCES=1 panel-window [chat|people|statistics|verify] [WIDTH [PERCENT]]
 *
 * ADW_DEBUG_COLOR_SCHEME=prefer-dark and ADW_DEBUG_HIGH_CONTRAST=1 show it as
 * others see it.
 */

#include "meeting-fixture.h"

#include "app/sight-side-panel.h"
#include "app/sight-verify-window.h"
#include "media/sight-media.h"
#include "sight-build-config.h"

typedef struct
{
  const char   *page;
  int           width;
  int           percent;  /* of text */
  SightServer  *server;
  SightMeeting *meeting;
  Person       *others[2];
  GtkWidget    *panel;
} Scene;

static void
say_own (Scene      *scene,
         const char *text)
{
  g_autoptr(GError) error = NULL;

  sight_call_say_chat (sight_meeting_get_call (scene->meeting), text, &error);
  g_assert_no_error (error);
}

static void
send_file (SightCall  *call,
           const char *name,
           gsize       size)
{
  g_autofree char *folder = g_dir_make_tmp ("panel-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = g_malloc0 (size);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, size, NULL);
  sight_call_send_file (call, path, &error);
  g_assert_no_error (error);
}

static void
wait_for_chat (Scene *scene,
               guint  n)
{
  wait_for (SOON, g_list_model_get_n_items (sight_call_get_chat (sight_meeting_get_call (scene->meeting))) >= n);
}

static void
talk (Scene *scene)
{
  say_chat (scene->others[0], "Hello! Can you hear me?");
  wait_for_chat (scene, 1);
  say_own (scene, "Yes, loud and clear 🙂");
  say_own (scene, "The notes are at https://example.org/notes/2026?page=4, have a look.");
  say_chat (scene->others[1], "👍");
  wait_for_chat (scene, 4);
  say_chat (scene->others[1], "Thank you. I read them on the way: the second part is what I would begin with, and the "
                              "rest can wait until everyone has had the time to try it.\n\nShall we?");
  wait_for_chat (scene, 5);
  send_file (scene->others[0]->call, "Plan for the spring.pdf", 2400000);
  send_file (sight_meeting_get_call (scene->meeting), "group photo.jpg", 600000);
}

static SightParticipant *
get_first (Scene *scene)
{
  return sight_call_find (sight_meeting_get_call (scene->meeting), sight_call_get_id (scene->others[0]->call));
}

/* One is here, and one was not wanted. */
static void
move_files (Scene *scene)
{
  SightFileExchange *files = sight_participant_get_files (get_first (scene));
  g_autofree char *folder = g_dir_make_tmp ("panel-XXXXXX", NULL);

  wait_for (SOON, g_list_model_get_n_items (G_LIST_MODEL (files)) == 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SightFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (files), i);

      if (sight_file_transfer_is_outgoing (transfer))
        sight_file_exchange_cancel (files, transfer);
      else
        sight_file_exchange_accept (files, transfer, folder);
    }
}

static void
expand (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    expand (child);
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);

  return found;
}

static void
verify (Scene     *scene,
        GtkWidget *window)
{
  wait_for (SOON, sight_participant_get_verification (get_first (scene)) != NULL);
  gtk_window_present (GTK_WINDOW (sight_verify_window_new (GTK_WINDOW (window), get_first (scene))));
}

/* Somebody reads what was said before, while others go on. */
static void
talk_long (Scene *scene)
{
  GtkWidget *list = find_list (scene->panel);
  GtkAdjustment *adjustment;
  guint n = g_list_model_get_n_items (sight_call_get_chat (sight_meeting_get_call (scene->meeting)));

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *text = g_strdup_printf ("Number %u of what was said on that day", i);

      say_chat (scene->others[i % 2], text);
    }
  wait_for_chat (scene, n + 40);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  wait_for (SOON, gtk_adjustment_get_value (adjustment) > 1000);
  gtk_adjustment_set_value (adjustment, 700);
  say_chat (scene->others[0], "And one more");
  wait_for_chat (scene, n + 41);
}

static void
on_activate (GtkApplication *application,
             Scene          *scene)
{
  GtkWidget *window = adw_application_window_new (application);

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * scene->percent / 100, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), scene->width, 760);
  scene->panel = sight_side_panel_new ();
  sight_side_panel_set_page (SIGHT_SIDE_PANEL (scene->panel), scene->page);
  sight_page_set_meeting (SIGHT_PAGE (scene->panel), scene->meeting);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), scene->panel);
  gtk_window_present (GTK_WINDOW (window));

  sight_meeting_join (scene->meeting, "Me");
  wait_for (SOON, sight_meeting_get_phase (scene->meeting) == SIGHT_MEETING_LIVE);
  scene->others[0] = person_new (get_host (scene->server), CODE, "Ana Petrović");
  scene->others[1] = person_new (get_host (scene->server), CODE, "Boris");
  wait_for (SOON, is_live (scene->others[0], 0) && is_live (scene->others[0], 1) && is_live (scene->others[1], 0));
  talk (scene);
  move_files (scene);
  expand (scene->panel);
  if (g_str_equal (scene->page, "verify"))
    verify (scene, window);
  if (g_getenv ("PANEL_LONG") != NULL)
    talk_long (scene);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(AdwApplication) application = adw_application_new ("app.sightline.Panel", G_APPLICATION_NON_UNIQUE);
  Scene scene = {
    .page = argc > 1 ? argv[1] : "chat",
    .width = argc > 2 ? atoi (argv[2]) : 360,
    .percent = argc > 3 ? atoi (argv[3]) : 100,
  };
  g_autoptr(GError) error = NULL;

  sight_media_init (&error);
  g_assert_no_error (error);
  g_object_set (application, "resource-base-path", "/app/sightline/Sightline", NULL);
  scene.server = start_server ("127.0.0.1:0");
  scene.meeting = make_meeting (get_host (scene.server));
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &scene);
  g_application_run (G_APPLICATION (application), 0, NULL);

  sight_meeting_leave (scene.meeting);
  g_object_unref (scene.meeting);
  for (guint i = 0; i < G_N_ELEMENTS (scene.others); i++)
    if (scene.others[i] != NULL)
      person_free (scene.others[i]);
  g_object_unref (scene.server);
  sight_media_finish ();

  return 0;
}
