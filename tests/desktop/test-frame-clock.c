/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* How late the frames of the window are while a camera starts, a call is joined
 * and taken apart again: with the real window, in the desktop and with the server
 * and the other peer that test-smooth.py made. What a screen needs is that the main
 * loop gets round in time. On a busy machine it does not, through no fault of
 * ours: the time for which the thread was ready and had no processor is told by the
 * kernel, and taken off.
 */

#include "app/sight-application-private.h"
#include "media/sight-media.h"

#include <fcntl.h>
#include <unistd.h>

#define LATE_MAX 100 /* ms */
#define INTERVAL 10  /* ms */
#define LOOK 1500    /* ms for which a stage goes on when its state is reached */
#define DEADLINE 120 /* s */

typedef enum
{
  STAGE_LOBBY,
  STAGE_CALL,
  STAGE_END,
  N_STAGES
} Stage;

static const char * const stage_names[] = { "lobby", "call", "end" };

typedef struct
{
  SightApplication *application;
  int               schedstat;       /* of the main thread */
  gint64            last;            /* µs */
  gint64            last_starved;
  Stage             stage;
  gboolean          has_meeting;     /* before, it is the start of the program */
  gint64            reached;         /* when the stage was what it is about; 0 before */
  gint64            worst[N_STAGES]; /* µs */
  guint             turns[N_STAGES];
  GPtrArray        *objects;         /* of Kept: what has to go with the window */
} Watch;

typedef struct
{
  gpointer  object; /* weak */
  char     *name;
} Kept;

/* µs for which this thread waited for a processor; 0 where the kernel does not say. */
static gint64
get_starved (int schedstat)
{
  char text[128];
  ssize_t size = pread (schedstat, text, sizeof text - 1, 0);
  g_auto(GStrv) fields = NULL;

  if (size <= 0)
    return 0;
  text[size] = '\0';
  fields = g_strsplit (text, " ", -1);

  return g_strv_length (fields) > 1 ? g_ascii_strtoll (fields[1], NULL, 10) / 1000 : 0;
}

static gboolean
is_anyone_live (SightCall *call)
{
  GListModel *participants = G_LIST_MODEL (call);

  for (guint i = 0; i < g_list_model_get_n_items (participants); i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (participants, i);

      if (sight_participant_get_state (participant) == SIGHT_PAIR_LIVE)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_reached (Watch        *self,
            SightMeeting *meeting)
{
  SightCall *call = sight_meeting_get_call (meeting);

  switch (self->stage)
    {
    case STAGE_LOBBY:
      return sight_capture_get_source (sight_meeting_get_capture (meeting), SIGHT_LINE_CAMERA) != NULL;

    case STAGE_CALL:
      return call != NULL && is_anyone_live (call);

    case STAGE_END:
    case N_STAGES:
    default:
      return sight_meeting_get_phase (meeting) == SIGHT_MEETING_ENDED;
    }
}

static void
kept_free (Kept *kept)
{
  g_clear_weak_pointer (&kept->object);
  g_free (kept->name);
  g_free (kept);
}

static void
keep (Watch   *self,
      gpointer object)
{
  Kept *kept = g_new0 (Kept, 1);

  g_set_weak_pointer (&kept->object, object);
  kept->name = g_strdup (G_OBJECT_TYPE_NAME (object));
  g_ptr_array_add (self->objects, kept);
}

static void
keep_widgets (Watch     *self,
              GtkWidget *widget)
{
  /* What GTK makes for its own tooltips outlives windows. */
  if (GTK_IS_NATIVE (widget) && !GTK_IS_ROOT (widget) && !GTK_IS_POPOVER (widget))
    return;

  keep (self, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    keep_widgets (self, child);
}

/* All that there is when the call is at its best. */
static void
keep_all (Watch        *self,
          SightMeeting *meeting)
{
  keep (self, meeting);
  keep (self, sight_meeting_get_call (meeting));
  keep (self, sight_meeting_get_capture (meeting));
  keep_widgets (self, GTK_WIDGET (sight_application_find_window (self->application)));
}

static void
go_on (Watch        *self,
       SightMeeting *meeting)
{
  self->stage++;
  self->reached = 0;

  if (self->stage == STAGE_CALL && sight_meeting_get_phase (meeting) == SIGHT_MEETING_LOBBY)
    sight_meeting_join (meeting, "Ana");
  else if (self->stage == STAGE_END)
    {
      keep_all (self, meeting);
      sight_meeting_leave (meeting);
    }
  else if (self->stage == N_STAGES)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);
}

static void
look (Watch  *self,
      gint64  now)
{
  SightWindow *window = sight_application_find_window (self->application);
  SightMeeting *meeting = window != NULL ? sight_window_get_meeting (window) : NULL;

  if (meeting == NULL)
    return;

  self->has_meeting = TRUE;
  if (self->reached == 0 && is_reached (self, meeting))
    self->reached = now;
  if (self->reached != 0 && now - self->reached > LOOK * 1000)
    go_on (self, meeting);
}

static gboolean
on_turn (gpointer data)
{
  Watch *self = data;
  gint64 now = g_get_monotonic_time ();
  gint64 starved = get_starved (self->schedstat);
  gint64 late = now - self->last - (starved - self->last_starved) - INTERVAL * 1000;

  self->last = now;
  self->last_starved = starved;
  if (self->stage == N_STAGES)
    return G_SOURCE_REMOVE;

  if (self->has_meeting && self->turns[self->stage]++ > 0)
    self->worst[self->stage] = MAX (self->worst[self->stage], late);
  look (self, now);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("Nothing came of the %s in %d s", stage_names[((Watch *) data)->stage], DEADLINE);

  return G_SOURCE_REMOVE;
}

static void
assert_all_gone (Watch *self)
{
  guint left = 0;

  for (guint i = 0; i < self->objects->len; i++)
    {
      const Kept *kept = g_ptr_array_index (self->objects, i);

      if (kept->object != NULL)
        {
          g_test_message ("a %s is left, with %u references", kept->name, G_OBJECT (kept->object)->ref_count);
          left++;
        }
    }
  g_test_message ("%u of %u objects are left", left, self->objects->len);
  g_assert_cmpuint (left, ==, 0);
}

static void
test_frame_clock (void)
{
  const char *arguments[] = { "sightline", "--join", g_getenv ("SIGHT_TEST_LINK"), NULL };
  Watch watch = { .application = sight_application_new (), .schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC),
                  .objects = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free) };
  guint deadline = g_timeout_add_seconds (DEADLINE, on_deadline, &watch);

  g_timeout_add_full (G_PRIORITY_HIGH, INTERVAL, on_turn, &watch, NULL);
  watch.last = g_get_monotonic_time ();
  g_assert_cmpint (g_application_run (G_APPLICATION (watch.application), 3, (char **) arguments), ==, 0);

  g_source_remove (deadline);
  close (watch.schedstat);
  g_assert_finalize_object (watch.application);
  for (Stage stage = 0; stage < N_STAGES; stage++)
    g_test_message ("%s: %u turns of the main loop, the worst %.1f ms late",
                    stage_names[stage], watch.turns[stage], watch.worst[stage] / 1000.0);
  for (Stage stage = 0; stage < N_STAGES; stage++)
    g_assert_cmpint (watch.worst[stage], <=, LATE_MAX * 1000);

  assert_all_gone (&watch);
  g_ptr_array_unref (watch.objects);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (g_getenv ("SIGHT_TEST_LINK") == NULL)
    {
      g_test_message ("test-smooth.py runs this");
      return 77;
    }
  g_test_add_func ("/desktop/frame-clock", test_frame_clock);

  return g_test_run ();
}
