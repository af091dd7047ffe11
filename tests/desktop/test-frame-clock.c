/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* How late the frames of the window are while a camera starts, a call is joined
 * and taken apart again: with the real window, in the desktop and with the server
 * and the other peer that test-smooth.py made. What a screen needs is that the main
 * loop gets round in time. On a busy machine it does not, through no fault of
 * ours: the time for which the thread was ready and had no processor is told by the
 * kernel, and taken off. What is left is work, which is as much on a busy machine
 * as on any, and what was waited for: on a busy machine others get a processor late,
 * too, so that this counts only where there was one to have.
 */

#include "app/sight-application-private.h"
#include "media/sight-media.h"

#include <fcntl.h>
#include <unistd.h>

/* ms; what looks at each access to memory takes its time for it. */
#if defined (__SANITIZE_ADDRESS__)
#define LATE_MAX 400
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define LATE_MAX 400
#endif
#endif
#ifndef LATE_MAX
#define LATE_MAX 100
#endif
#define INTERVAL 10  /* ms */
#define BUSY     50  /* the machine is, where this thread got no processor in one of so many parts of the time */
#define LOOK 1500    /* ms for which a stage goes on when its state is reached */
#define DEADLINE 120 /* s */

/* All in µs, since the thread began. */
typedef struct
{
  gint64 time;
  gint64 worked;
  gint64 starved;
} Clock;

typedef enum
{
  STAGE_START,
  STAGE_LOBBY,
  STAGE_CALL,
  STAGE_END,
  N_STAGES
} Stage;

static const char * const stage_names[] = { "start", "lobby", "call", "end" };

typedef struct
{
  SightApplication *application;
  int               schedstat;       /* of the main thread */
  Clock             last;
  Stage             stage;
  gint64            reached;         /* when the stage was what it is about; 0 before */
  gint64            work[N_STAGES];  /* µs, of the worst turn */
  gint64            wait[N_STAGES];
  guint             turns[N_STAGES];
  gint64            time;            /* µs, of all stages */
  gint64            starved;
  GPtrArray        *objects;         /* of Kept: what has to go with the window */
} Watch;

typedef struct
{
  gpointer  object; /* weak */
  char     *name;
} Kept;

/* Where the kernel says nothing of the thread, all of the time counts as waited for. */
static Clock
read_clock (int schedstat)
{
  Clock clock = { g_get_monotonic_time (), 0, 0 };
  char text[128];
  ssize_t size = pread (schedstat, text, sizeof text - 1, 0);
  g_auto(GStrv) fields = NULL;

  if (size <= 0)
    return clock;
  text[size] = '\0';
  fields = g_strsplit (text, " ", -1);
  if (g_strv_length (fields) > 1)
    {
      clock.worked = g_ascii_strtoll (fields[0], NULL, 10) / 1000;
      clock.starved = g_ascii_strtoll (fields[1], NULL, 10) / 1000;
    }

  return clock;
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
  SightCall *call = meeting != NULL ? sight_meeting_get_call (meeting) : NULL;

  switch (self->stage)
    {
    case STAGE_START:
      return TRUE;

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
open_link (SightWindow *window)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = sight_room_link_parse (g_getenv ("SIGHT_TEST_LINK"), NULL, &error);

  g_assert_no_error (error);
  sight_window_open_link (window, link);
}

static void
go_on (Watch        *self,
       SightWindow  *window,
       SightMeeting *meeting)
{
  self->stage++;
  self->reached = 0;

  if (self->stage == STAGE_LOBBY)
    open_link (window);
  else if (self->stage == STAGE_CALL && sight_meeting_get_phase (meeting) == SIGHT_MEETING_LOBBY)
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

  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    return;

  if (self->reached == 0 && is_reached (self, meeting))
    self->reached = now;
  if (self->reached != 0 && now - self->reached > LOOK * 1000)
    go_on (self, window, meeting);
}

static void
note_turn (Watch *self,
           Clock  now)
{
  gint64 work = now.worked - self->last.worked;
  gint64 wait = now.time - self->last.time - work - (now.starved - self->last.starved) - INTERVAL * 1000;

  if (work > LATE_MAX * 1000 || wait > LATE_MAX * 1000)
    g_test_message ("late in the %s: %.1f ms of work, %.1f ms of waiting, until %.6f s",
                    stage_names[self->stage], work / 1000.0, wait / 1000.0, now.time / 1e6);
  self->time += now.time - self->last.time;
  self->starved += now.starved - self->last.starved;
  self->work[self->stage] = MAX (self->work[self->stage], work);
  self->wait[self->stage] = MAX (self->wait[self->stage], wait);
}

static gboolean
on_turn (gpointer data)
{
  Watch *self = data;
  Clock now = read_clock (self->schedstat);

  if (self->stage == N_STAGES)
    return G_SOURCE_REMOVE;

  self->turns[self->stage]++;
  note_turn (self, now);
  self->last = now;
  look (self, now.time);

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

/* Then those who were waited for got none either, from the X server on. */
static gboolean
is_busy (Watch *self)
{
  return self->starved > self->time / BUSY;
}

static void
test_frame_clock (void)
{
  const char *arguments[] = { "sightline", NULL };
  Watch watch = { .application = sight_application_new (), .schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC),
                  .objects = g_ptr_array_new_with_free_func ((GDestroyNotify) kept_free) };
  guint deadline = g_timeout_add_seconds (DEADLINE, on_deadline, &watch);

  g_timeout_add_full (G_PRIORITY_HIGH, INTERVAL, on_turn, &watch, NULL);
  watch.last = read_clock (watch.schedstat);
  g_assert_cmpint (g_application_run (G_APPLICATION (watch.application), 1, (char **) arguments), ==, 0);

  g_source_remove (deadline);
  close (watch.schedstat);
  g_assert_finalize_object (watch.application);
  for (Stage stage = 0; stage < N_STAGES; stage++)
    g_test_message ("%s: %u turns of the main loop, none with more than %.1f ms of work and %.1f ms of waiting",
                    stage_names[stage], watch.turns[stage], watch.work[stage] / 1000.0, watch.wait[stage] / 1000.0);
  if (is_busy (&watch))
    g_test_message ("the machine is too busy to say anything of waiting: starved for %.1f of %.1f s",
                    watch.starved / 1e6, watch.time / 1e6);
  /* A program takes its time to start. */
  for (Stage stage = STAGE_LOBBY; stage < N_STAGES; stage++)
    {
      g_assert_cmpint (watch.work[stage], <=, LATE_MAX * 1000);
      if (!is_busy (&watch))
        g_assert_cmpint (watch.wait[stage], <=, LATE_MAX * 1000);
    }

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
