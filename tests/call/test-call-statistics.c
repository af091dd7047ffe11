/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call-scene.h"
#include "call/sight-call-statistics.h"
#include "media/sight-frame-counter.h"
#include "media/sight-media.h"

static void
on_updated (SightCallStatistics *statistics,
            guint               *n)
{
  (*n)++;
}

static const SightStatisticsRecord *
get_record (SightCallStatistics *statistics,
            Person              *person)
{
  return sight_call_statistics_get (statistics, sight_participant_get_id (get_other (person, 0)));
}

static gboolean
sees_pictures (SightCallStatistics *statistics,
               Person              *person)
{
  const SightStatisticsRecord *record = get_record (statistics, person);

  return record != NULL && record->state == SIGHT_PAIR_LIVE &&
         record->statistics.lines[SIGHT_LINE_CAMERA].received.frames > 10 &&
         record->statistics.lines[SIGHT_LINE_CAMERA].sent.bitrate > 0;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;

  return n;
}

/* Once a second of the other one, who leaves a history behind. */
static void
test_two (void)
{
  SightServer *server;
  Person *people[2];
  SightCallStatistics *statistics;
  g_autoptr(SightFrameCounter) sink = sight_frame_counter_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  guint n = 0;
  guint rows;

  start_two (&server, people);
  /* What nobody looks at is not decoded. */
  sight_participant_set_sink (get_other (people[0], 0), SIGHT_LINE_CAMERA, SIGHT_SINK (sink));
  statistics = sight_call_statistics_new (people[0]->call);
  g_signal_connect (statistics, "updated", G_CALLBACK (on_updated), &n);
  wait_for (SOON, n >= 2 && sees_pictures (statistics, people[0]));
  g_assert_cmpint (get_record (statistics, people[0])->statistics.generation, ==, 1);
  g_assert_cmpstr (get_record (statistics, people[0])->name, ==, "Boris");
  g_assert_true (get_record (statistics, people[0])->statistics.path.is_known);

  sight_call_statistics_write_json (statistics, text);
  g_assert_cmpuint (count_lines (text->str), ==, 1);
  g_assert_nonnull (strstr (text->str, "\"name\":\"Boris\""));
  g_string_truncate (text, 0);
  sight_call_statistics_export_csv (statistics, text);
  rows = count_lines (text->str);
  g_assert_cmpuint (rows, >=, 3);

  person_free (people[1]);
  wait_for (SOON, get_count (people[0]) == 0);
  sight_call_statistics_update (statistics);
  g_string_truncate (text, 0);
  sight_call_statistics_write_json (statistics, text);
  g_assert_cmpstr (text->str, ==, "");
  sight_call_statistics_export_csv (statistics, text);
  g_assert_cmpuint (count_lines (text->str), >=, rows);
  g_string_truncate (text, 0);
  sight_call_statistics_export_json (statistics, text);
  g_assert_true (g_str_has_prefix (text->str, "[{") && g_str_has_suffix (text->str, "}]\n"));

  g_assert_finalize_object (statistics);
  person_free (people[0]);
  g_object_unref (server);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/call-statistics/two", test_two);

  return g_test_run ();
}
