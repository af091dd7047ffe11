/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "meeting-fixture.h"

#include <glib/gstdio.h>

#include "app/sight-call-herald.h"
#include "app/sight-call-page.h"
#include "app/sight-chat-row.h"
#include "app/sight-control-bar.h"
#include "app/sight-door.h"
#include "app/sight-message-label.h"
#include "app/sight-person-row.h"
#include "app/sight-side-panel.h"
#include "app/sight-verify-window.h"
#include "display.h"
#include "media/sight-media.h"

/* The panel in a window, with a meeting of its own and somebody else in it. */
typedef struct
{
  SightServer    *server;
  SightMeeting   *meeting;
  Person         *other;
  GtkWidget      *window;
  SightSidePanel *panel;
} Scene;

static void
scene_start (Scene *scene)
{
  scene->server = start_server ("127.0.0.1:0");
  scene->meeting = make_meeting (get_host (scene->server));
  scene->window = gtk_window_new ();
  scene->panel = SIGHT_SIDE_PANEL (sight_side_panel_new ());
  g_object_add_weak_pointer (G_OBJECT (scene->panel), (gpointer *) &scene->panel);
  sight_page_set_meeting (SIGHT_PAGE (scene->panel), scene->meeting);
  gtk_window_set_child (GTK_WINDOW (scene->window), GTK_WIDGET (scene->panel));
  gtk_window_present (GTK_WINDOW (scene->window));

  sight_meeting_join (scene->meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (scene->meeting) == SIGHT_MEETING_LIVE);
  scene->other = person_new (get_host (scene->server), CODE, "Ana");
  wait_for (SOON, is_live (scene->other, 0));
}

static void
on_finalized (gpointer  alive,
              GObject  *widget)
{
  (*(guint *) alive)--;
}

/* How many of @widget and all within are still there, now and later. */
static void
watch (GtkWidget *widget,
       guint     *alive)
{
  (*alive)++;
  g_object_weak_ref (G_OBJECT (widget), on_finalized, alive);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    watch (child, alive);
}

static void
watch_call (SightCall *call,
            guint     *alive)
{
  *alive += 1 + g_list_model_get_n_items (G_LIST_MODEL (call));
  g_object_weak_ref (G_OBJECT (call), on_finalized, alive);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (call)); i++)
    {
      g_autoptr(GObject) participant = g_list_model_get_item (G_LIST_MODEL (call), i);

      g_object_weak_ref (participant, on_finalized, alive);
    }
}

/* Nothing of the panel outlives its window, and nothing of the call its meeting. */
static void
scene_stop (Scene *scene)
{
  SightCall *call = sight_meeting_get_call (scene->meeting);
  guint alive = 0;

  watch (GTK_WIDGET (scene->panel), &alive);
  gtk_window_destroy (GTK_WINDOW (scene->window));
  wait_for (SOON, scene->panel == NULL);
  wait_for (SOON, alive == 0);

  watch_call (call, &alive);
  sight_meeting_leave (scene->meeting);
  wait_for (SOON, get_count (scene->other) == 0);
  wait_for (SOON, G_OBJECT (scene->meeting)->ref_count == 1);
  g_assert_finalize_object (scene->meeting);
  wait_for (SOON, alive == 0);
  person_free (scene->other);
  g_object_unref (scene->server);
}

/* The first descendant of @type, or %NULL. */
static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static guint
count (GtkWidget *widget,
       GType      type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count (child, type);

  return n;
}

/* Whether a label that is to be seen says so. */
static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static SightParticipant *
get_participant (Scene *scene)
{
  return sight_call_find (sight_meeting_get_call (scene->meeting), sight_call_get_id (scene->other->call));
}

static void
on_said (SightCallHerald *herald,
         const char      *sentence,
         GString         *all)
{
  g_string_append_printf (all, "%s\n", sentence);
}

/* Also to who does not look at the panel. */
static void
test_said (void)
{
  Scene scene;
  SightCallHerald *herald;
  Person *third;
  g_autoptr(GString) all = g_string_new (NULL);

  if (!has_display ())
    return;

  scene_start (&scene);
  herald = sight_call_herald_new (sight_meeting_get_call (scene.meeting));
  g_signal_connect (herald, "said", G_CALLBACK (on_said), all);
  say_chat (scene.other, "Good morning");
  wait_for (SOON, strstr (all->str, "Ana writes: Good morning\n") != NULL);

  sight_call_set_locked (sight_meeting_get_call (scene.meeting), TRUE);
  wait_for (SOON, sight_call_is_locked (sight_meeting_get_call (scene.meeting)));
  third = person_new (get_host (scene.server), CODE, "Vera");
  wait_for (SOON, strstr (all->str, "Vera waits to be let in\n") != NULL);
  person_free (third);
  g_assert_finalize_object (herald);
  scene_stop (&scene);
}

/* Newer versions of libadwaita show the page that goes for a moment longer. */
static void
look_away (Scene *scene)
{
  sight_side_panel_set_page (scene->panel, "people");
  wait_for (SOON, !sight_chat_stream_is_read (sight_meeting_get_chat (scene->meeting)));
}

static void
test_chat (void)
{
  Scene scene;
  g_autoptr(GError) error = NULL;

  if (!has_display ())
    return;

  scene_start (&scene);
  g_assert_cmpstr (sight_side_panel_get_page (scene.panel), ==, "chat");
  say_chat (scene.other, "<b>5 < 6</b> & https://example.org");
  wait_for (SOON, says (GTK_WIDGET (scene.panel), "<b>5 < 6</b> & https://example.org"));
  g_assert_true (says (GTK_WIDGET (scene.panel), "Ana"));

  /* Nobody looks at it while another page covers it. */
  look_away (&scene);
  say_chat (scene.other, "Are you there?");
  wait_for (SOON, g_list_model_get_n_items (sight_call_get_chat (sight_meeting_get_call (scene.meeting))) == 2);
  g_assert_cmpuint (sight_chat_stream_get_unread (sight_meeting_get_chat (scene.meeting)), >=, 1);

  sight_call_say_chat (sight_meeting_get_call (scene.meeting), "Yes", &error);
  g_assert_no_error (error);
  wait_for (SOON, has_heard (scene.other, 2, "Yes"));
  sight_side_panel_set_page (scene.panel, "chat");
  wait_for (SOON, count (GTK_WIDGET (scene.panel), SIGHT_TYPE_CHAT_ROW) == 3);
  sight_side_panel_set_page (scene.panel, "no such page");
  g_assert_cmpstr (sight_side_panel_get_page (scene.panel), ==, "chat");
  scene_stop (&scene);
}

static guint
get_unread_shown (GtkWidget *page)
{
  guint unread;

  g_object_get (find (page, SIGHT_TYPE_CONTROL_BAR), "unread", &unread, NULL);

  return unread;
}

/* It is made when it is asked for, and gone for everyone when it is folded away. */
static void
test_folded (void)
{
  Scene scene;
  GtkWidget *window, *page, *panel;

  if (!has_display ())
    return;

  scene_start (&scene);
  window = g_object_new (ADW_TYPE_APPLICATION_WINDOW, NULL);
  page = g_object_new (SIGHT_TYPE_CALL_PAGE, "meeting", scene.meeting, NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_null (find (page, SIGHT_TYPE_SIDE_PANEL));
  look_away (&scene);
  say_chat (scene.other, "Nobody looks at it");
  wait_for (SOON, get_unread_shown (page) == 1);

  g_action_group_activate_action (G_ACTION_GROUP (window), "show-panel", g_variant_new_string ("chat"));
  panel = find (page, SIGHT_TYPE_SIDE_PANEL);
  g_assert_nonnull (panel);
  wait_for (SOON, gtk_widget_get_mapped (panel) && says (panel, "Nobody looks at it"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-panel", g_variant_new_string ("chat"));
  wait_for (SOON, !gtk_widget_get_visible (panel));
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-panel", g_variant_new_string ("people"));
  wait_for (SOON, gtk_widget_get_mapped (panel) && says (panel, "2 People in the Call"));

  gtk_window_destroy (GTK_WINDOW (window));
  scene_stop (&scene);
}

/* What is selected in a label, as the keyboard's link is. */
static char *
get_selected (GtkWidget *label)
{
  int start, end;

  if (!gtk_label_get_selection_bounds (GTK_LABEL (label), &start, &end))
    return NULL;

  return g_utf8_substring (gtk_label_get_text (GTK_LABEL (label)), start, end);
}

/* Takes the place of whatever opens links here. */
static void
take_links (const char *path)
{
  g_autofree char *command = g_strdup_printf ("sh -c 'printf %%s \"$1\" >%s' - %%u", path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAppInfo) opener = g_app_info_create_from_commandline (command, "opener", G_APP_INFO_CREATE_SUPPORTS_URIS, &error);

  g_assert_no_error (error);
  g_app_info_set_as_default_for_type (opener, "x-scheme-handler/https", &error);
  g_assert_no_error (error);
}

static gboolean
contains (const char *path,
          const char *text)
{
  g_autofree char *contents = NULL;

  return g_file_get_contents (path, &contents, NULL, NULL) && g_str_equal (contents, text);
}

/* Tab goes from link to link, and Enter opens the one that it is on. */
static void
test_links (void)
{
  g_autofree char *opened = g_build_filename (g_get_user_data_dir (), "opened", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  Scene scene;
  GtkWidget *message, *label;

  if (!has_display ())
    return;

  take_links (opened);
  scene_start (&scene);
  say_chat (scene.other, "Über https://example.org/one and https://example.org/two, then");
  wait_for (SOON, find (GTK_WIDGET (scene.panel), SIGHT_TYPE_MESSAGE_LABEL) != NULL);
  message = find (GTK_WIDGET (scene.panel), SIGHT_TYPE_MESSAGE_LABEL);
  label = find (message, GTK_TYPE_LABEL);

  g_assert_true (gtk_widget_child_focus (message, GTK_DIR_TAB_FORWARD));
  first = get_selected (label);
  g_assert_cmpstr (first, ==, "https://example.org/one");
  g_assert_true (gtk_widget_child_focus (message, GTK_DIR_TAB_FORWARD));
  second = get_selected (label);
  g_assert_cmpstr (second, ==, "https://example.org/two");
  g_signal_emit_by_name (label, "activate-current-link");
  wait_for (SOON, contains (opened, "https://example.org/two"));

  g_assert_false (gtk_widget_child_focus (message, GTK_DIR_TAB_FORWARD));
  scene_stop (&scene);
}

static double
get_left (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

/* Who reads the newest goes on doing so; who reads something else is left alone. */
static void
test_scroll (void)
{
  Scene scene;
  GtkWidget *list;
  GtkAdjustment *adjustment;
  GListModel *chat;

  if (!has_display ())
    return;

  scene_start (&scene);
  list = find (GTK_WIDGET (scene.panel), GTK_TYPE_LIST_VIEW);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  chat = sight_call_get_chat (sight_meeting_get_call (scene.meeting));
  for (guint i = 0; i < 40; i++)
    say_chat (scene.other, "One line, and others below it");
  wait_for (SOON, gtk_adjustment_get_upper (adjustment) > 1000 && get_left (adjustment) < 1);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) / 2);
  say_chat (scene.other, "News");
  wait_for (SOON, g_list_model_get_n_items (chat) == 41);
  /* Whether the other 40 count as read is a matter of who has the focus here. */
  wait_for (SOON, says (GTK_WIDGET (scene.panel), "1 new message") ||
                  says (GTK_WIDGET (scene.panel), "41 new messages"));
  wait_for (SOON, get_left (adjustment) > 400);

  gtk_widget_activate_action (list, "chat.newest", NULL);
  wait_for (SOON, get_left (adjustment) < 1);
  wait_for (SOON, says (list, "News"));
  say_chat (scene.other, "More news");
  wait_for (SOON, says (list, "More news") && get_left (adjustment) < 1);
  scene_stop (&scene);
}

static SightFileTransfer *
get_transfer (SightParticipant *participant)
{
  g_autoptr(SightFileTransfer) transfer =
    g_list_model_get_item (G_LIST_MODEL (sight_participant_get_files (participant)), 0);

  return transfer;
}

/* Offered, declined, offered again, and never taken without being asked for. */
static void
test_file (void)
{
  Scene scene;
  g_autofree char *folder = g_dir_make_tmp ("panel-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "notes.txt", NULL);
  g_autoptr(GError) error = NULL;
  GtkWidget *panel;

  if (!has_display ())
    return;

  g_file_set_contents (path, "notes", -1, &error);
  g_assert_no_error (error);
  scene_start (&scene);
  panel = GTK_WIDGET (scene.panel);

  sight_call_send_file (sight_meeting_get_call (scene.meeting), path, &error);
  g_assert_no_error (error);
  wait_for (SOON, says (panel, "notes.txt") && says (panel, "To Ana") && says (panel, "Cancel"));
  wait_for (SOON, get_transfer (get_other (scene.other, 0)) != NULL);
  sight_file_exchange_decline (sight_participant_get_files (get_other (scene.other, 0)),
                               get_transfer (get_other (scene.other, 0)));
  wait_for (SOON, says (panel, "Declined") && says (panel, "Send Again"));

  gtk_widget_activate_action (find (panel, g_type_from_name ("SightFileRow")), "file.retry", NULL);
  wait_for (SOON, g_list_model_get_n_items (G_LIST_MODEL (sight_participant_get_files (get_other (scene.other, 0)))) == 2);
  wait_for (SOON, count (panel, SIGHT_TYPE_CHAT_ROW) == 2);

  sight_call_send_file (scene.other->call, path, &error);
  g_assert_no_error (error);
  wait_for (SOON, says (panel, "Save") && says (panel, "Decline"));

  scene_stop (&scene);
  g_unlink (path);
  g_rmdir (folder);
}

/* Both see the same emoji, and each is told what the other found. */
static void
test_people (void)
{
  Scene scene;
  SightParticipant *participant;
  SightParticipant *us;
  GtkWidget *window;

  if (!has_display ())
    return;

  scene_start (&scene);
  sight_side_panel_set_page (scene.panel, "people");
  participant = get_participant (&scene);
  us = get_other (scene.other, 0);
  wait_for (SOON, count (GTK_WIDGET (scene.panel), SIGHT_TYPE_PERSON_ROW) == 1);
  g_assert_true (says (GTK_WIDGET (scene.panel), "2 People in the Call"));
  g_assert_true (says (GTK_WIDGET (scene.panel), "You"));

  wait_for (SOON, sight_participant_get_verification (participant) != NULL &&
                  sight_participant_get_verification (us) != NULL);
  window = g_object_ref (sight_verify_window_new (GTK_WINDOW (scene.window), participant));
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < SIGHT_VERIFICATION_EMOJI; i++)
    g_assert_true (says (window, sight_emoji_get_name (sight_participant_get_verification (us)->emoji[i])));
  g_assert_true (says (window, "Ana has not said yet whether they match."));

  sight_participant_confirm (us, TRUE);
  wait_for (SOON, says (window, "Ana says that they match."));
  gtk_widget_activate_action (window, "verify.match", NULL);
  wait_for (SOON, says (window, "You have verified Ana: nobody is between you."));
  wait_for (SOON, sight_participant_get_peer_confirmed (us));

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (window);
  scene_stop (&scene);
}

/* Who waits is let in by us, or not. */
static void
test_door (void)
{
  Scene scene;
  SightCall *call;
  Person *third;

  if (!has_display ())
    return;

  scene_start (&scene);
  sight_side_panel_set_page (scene.panel, "people");
  call = sight_meeting_get_call (scene.meeting);
  g_assert_true (sight_call_is_host (call));
  sight_call_set_locked (call, TRUE);
  wait_for (SOON, sight_call_is_locked (call));
  g_assert_false (says (GTK_WIDGET (scene.panel), "At the Door"));

  third = person_new (get_host (scene.server), CODE, "Vera");
  wait_for (SOON, says (GTK_WIDGET (scene.panel), "At the Door") && says (GTK_WIDGET (scene.panel), "Vera"));
  sight_call_answer_knock (call, sight_call_get_id (third->call), FALSE);
  person_free (third);
  wait_for (SOON, !says (GTK_WIDGET (scene.panel), "At the Door"));
  scene_stop (&scene);
}

static void
test_statistics (void)
{
  Scene scene;
  GtkWidget *panel;

  if (!has_display ())
    return;

  scene_start (&scene);
  panel = GTK_WIDGET (scene.panel);
  sight_side_panel_set_page (scene.panel, "statistics");
  wait_for (SOON, says (panel, "Their Camera") && says (panel, "VP8"));
  g_assert_cmpuint (count (panel, g_type_from_name ("SightGraph")), ==, 3);
  scene_stop (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("side-panel-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;
  int result;

  g_setenv ("SIGHT_TEST_SOURCES", "1", TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/side-panel/chat", test_chat);
  g_test_add_func ("/side-panel/folded", test_folded);
  g_test_add_func ("/side-panel/links", test_links);
  g_test_add_func ("/side-panel/said", test_said);
  g_test_add_func ("/side-panel/scroll", test_scroll);
  g_test_add_func ("/side-panel/file", test_file);
  g_test_add_func ("/side-panel/people", test_people);
  g_test_add_func ("/side-panel/door", test_door);
  g_test_add_func ("/side-panel/statistics", test_statistics);

  result = g_test_run ();
  sight_media_finish ();

  return result;
}
