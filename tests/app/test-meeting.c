/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "meeting-fixture.h"

#include "app/sight-meeting-actions.h"
#include "call/sight-call-error.h"
#include "media/sight-media.h"
#include "media/sight-sound-level.h"

static gboolean
is_live_on (SightMeeting *meeting,
            SightLine     line)
{
  SightSource *source = sight_capture_get_source (sight_meeting_get_capture (meeting), line);

  return source != NULL && sight_source_get_state (source) == SIGHT_SOURCE_LIVE;
}

/* Everything runs, and nobody learns of it. */
static void
test_lobby (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  SightMeeting *meeting = make_meeting (get_host (server));

  wait_for (SOON, is_live_on (meeting, SIGHT_LINE_CAMERA) && is_live_on (meeting, SIGHT_LINE_MICROPHONE));
  wait_for (SOON, sight_server_get_stats (server)->sessions == 1);
  g_assert_cmpuint (sight_server_get_stats (server)->rooms, ==, 0);
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_LOBBY);
  g_assert_null (sight_meeting_get_call (meeting));
  g_assert_no_error (sight_meeting_get_server_error (meeting));

  sight_meeting_leave (meeting);
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_ENDED);
  g_assert_no_error (sight_meeting_get_error (meeting));
  g_assert_null (sight_capture_get_source (sight_meeting_get_capture (meeting), SIGHT_LINE_CAMERA));
  g_assert_null (sight_capture_get_source (sight_meeting_get_capture (meeting), SIGHT_LINE_MICROPHONE));
  wait_for (SOON, sight_server_get_stats (server)->sessions == 0);
  g_assert_finalize_object (meeting);
  g_object_unref (server);
}

/* From the click on others see what the preview showed, and are heard. */
static void
test_join (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  SightMeeting *meeting = make_meeting (get_host (server));
  SightParticipant *other;

  wait_for (SOON, is_live_on (meeting, SIGHT_LINE_CAMERA));
  sight_capture_set_on (sight_meeting_get_capture (meeting), SIGHT_LINE_MICROPHONE, FALSE);
  sight_meeting_join (meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE);
  wait_for (SOON, is_live (ana, 0));
  g_assert_cmpstr (sight_participant_get_name (get_other (ana, 0)), ==, "Boris");
  wait_for (SOON, sight_participant_sends (get_other (ana, 0), SIGHT_LINE_CAMERA));
  g_assert_false (sight_participant_sends (get_other (ana, 0), SIGHT_LINE_MICROPHONE));
  expect_picture (ana, 0);

  other = sight_call_find (sight_meeting_get_call (meeting), sight_call_get_id (ana->call));
  g_assert_nonnull (other);
  g_assert_cmpfloat (sight_meeting_get_volume (meeting, other), ==, 1);
  sight_meeting_set_volume (meeting, other, 0.25);
  g_assert_cmpfloat (sight_meeting_get_volume (meeting, other), ==, 0.25);
  g_assert_cmpfloat (sight_meeting_get_level (meeting, other), ==, SIGHT_LEVEL_SILENCE);

  sight_meeting_leave (meeting);
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_ENDED);
  wait_for (SOON, get_count (ana) == 0);
  wait_for (SOON, G_OBJECT (sight_meeting_get_call (meeting))->ref_count <= 4);
  g_object_unref (meeting);
  person_free (ana);
  g_object_unref (server);
}

/* A click before all is ready for a call does not wait for it on the spot. */
static void
test_early (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  SightMeeting *meeting = make_meeting (get_host (server));
  SightMeeting *gone = make_meeting (get_host (server));

  sight_meeting_join (meeting, "Boris");
  sight_meeting_join (gone, "Vera");
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_JOINING);
  g_assert_null (sight_meeting_get_call (meeting));
  sight_meeting_leave (gone);

  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE);
  g_assert_nonnull (sight_meeting_get_call (meeting));
  g_assert_nonnull (sight_meeting_get_chat (meeting));
  g_assert_null (sight_meeting_get_call (gone));

  sight_meeting_leave (meeting);
  wait_for (SOON, G_OBJECT (gone)->ref_count == 1);
  g_assert_finalize_object (gone);
  g_object_unref (meeting);
  g_object_unref (server);
}

static void
on_knock (SightCall  *call,
          const char *id,
          const char *name,
          char       **who)
{
  g_free (*who);
  *who = g_strdup (id);
}

/* Who comes to a locked room waits, and may go again or be let in. */
static void
test_locked (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  Person *ana = person_new (get_host (server), CODE, "Ana");
  SightMeeting *meeting = make_meeting (get_host (server));
  g_autofree char *who = NULL;
  SightId id;

  g_signal_connect (ana->call, "knock", G_CALLBACK (on_knock), &who);
  wait_for (SOON, sight_call_get_state (ana->call) == SIGHT_SIGNALING_JOINED);
  sight_call_set_locked (ana->call, TRUE);
  wait_for (SOON, sight_call_is_locked (ana->call));

  sight_meeting_join (meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_WAITING);
  wait_for (SOON, who != NULL);
  g_assert_true (sight_id_parse (&id, who, strlen (who)));
  sight_call_answer_knock (ana->call, &id, TRUE);
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE);
  wait_for (SOON, is_live (ana, 0));

  sight_meeting_leave (meeting);
  wait_for (SOON, get_count (ana) == 0);
  g_object_unref (meeting);
  person_free (ana);
  g_object_unref (server);
}

/* That there is no server is seen before the click, and the click says so. */
static void
test_no_server (void)
{
  SightMeeting *meeting = make_meeting ("127.0.0.1:1");

  wait_for (SOON, sight_meeting_get_server_error (meeting) != NULL);
  g_assert_error (sight_meeting_get_server_error (meeting), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_LOBBY);

  sight_meeting_join (meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_ENDED);
  g_assert_error (sight_meeting_get_error (meeting), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE);
  g_object_unref (meeting);
}

static gboolean
get_state (SightMeetingActions *actions,
           const char          *name)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (actions), name);

  return g_variant_get_boolean (state);
}

static void
on_reacted (SightCall *call,
            guint      reaction,
            guint     *last)
{
  *last = reaction;
}

/* One that there is not does nothing. */
static void
react (SightMeeting *meeting,
       GActionGroup *group)
{
  guint last = SIGHT_REACTION_NONE;

  g_signal_connect (sight_meeting_get_call (meeting), "reacted", G_CALLBACK (on_reacted), &last);
  g_action_group_activate_action (group, "react", g_variant_new_string ("applause from far away"));
  g_assert_cmpuint (last, ==, SIGHT_REACTION_NONE);
  g_action_group_activate_action (group, "react", g_variant_new_string ("party"));
  g_assert_cmpuint (last, ==, SIGHT_REACTION_PARTY);
  g_signal_handlers_disconnect_by_func (sight_meeting_get_call (meeting), on_reacted, &last);
}

/* What is asked for happens, and what happens is seen. */
static void
test_actions (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  SightMeeting *meeting = make_meeting (get_host (server));
  SightCapture *capture = sight_meeting_get_capture (meeting);
  SightMeetingActions *actions = sight_meeting_actions_new (meeting, NULL);
  GActionGroup *group = G_ACTION_GROUP (actions);

  g_assert_true (get_state (actions, "microphone"));
  g_action_group_activate_action (group, "microphone", NULL);
  g_assert_false (sight_capture_is_on (capture, SIGHT_LINE_MICROPHONE));
  g_assert_false (get_state (actions, "microphone"));
  sight_capture_set_on (capture, SIGHT_LINE_CAMERA, FALSE);
  g_assert_false (get_state (actions, "camera"));

  g_assert_false (g_action_group_get_action_enabled (group, "hand"));
  g_assert_false (g_action_group_get_action_enabled (group, "react"));
  g_assert_false (g_action_group_get_action_enabled (group, "screen"));
  g_assert_false (g_action_group_get_action_enabled (group, "hang-up"));
  sight_meeting_join (meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE);
  g_action_group_activate_action (group, "hand", NULL);
  g_assert_true (get_state (actions, "hand"));
  react (meeting, group);
  g_action_group_activate_action (group, "screen", NULL);
  g_assert_true (sight_call_sends (sight_meeting_get_call (meeting), SIGHT_LINE_SCREEN));

  g_action_group_activate_action (group, "hang-up", NULL);
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_ENDED);
  g_assert_false (g_action_group_get_action_enabled (group, "microphone"));
  g_assert_finalize_object (actions);
  g_object_unref (meeting);
  g_object_unref (server);
}

/* The call goes on without its server, and says for how long. */
static void
test_server_lost (void)
{
  SightServer *server = start_server ("127.0.0.1:0");
  SightMeeting *meeting = make_meeting (get_host (server));

  sight_meeting_join (meeting, "Boris");
  wait_for (SOON, sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE);
  g_object_unref (server);
  wait_for (SOON, sight_meeting_get_lost_seconds (meeting) >= 1);
  g_assert_cmpuint (sight_meeting_get_phase (meeting), ==, SIGHT_MEETING_LIVE);
  sight_meeting_leave (meeting);
  g_assert_cmpuint (sight_meeting_get_lost_seconds (meeting), ==, 0);
  g_object_unref (meeting);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_setenv ("SIGHT_TEST_SOURCES", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/app/meeting/lobby", test_lobby);
  g_test_add_func ("/app/meeting/join", test_join);
  g_test_add_func ("/app/meeting/early", test_early);
  g_test_add_func ("/app/meeting/actions", test_actions);
  g_test_add_func ("/app/meeting/locked", test_locked);
  g_test_add_func ("/app/meeting/no-server", test_no_server);
  g_test_add_func ("/app/meeting/server-lost", test_server_lost);

  return g_test_run ();
}
