/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "app/sight-recent.h"
#include "protocol/sight-name.h"

/* The file of recent calls: whoever can write it decides what is read. A call
 * that was read is the same when it was written and read again, and is in one line.
 */

static void
check_shown (SightRecent *recent)
{
  g_autoptr(GDateTime) now = g_date_time_new_utc (2026, 11, 21, 12, 0, 0);
  g_autofree char *title = sight_recent_dup_title (recent);
  g_autofree char *when = sight_recent_when_to_text (sight_recent_get_when (recent), now);

  g_assert_true (g_utf8_validate (title, -1, NULL));
  g_assert_cmpstr (title, !=, "");
  g_assert_nonnull (when);
}

static void
check_same (SightRecent *recent)
{
  g_autoptr(GString) line = g_string_new (NULL);
  g_autoptr(SightRecent) again = NULL;

  sight_recent_write (recent, line);
  g_assert_null (strpbrk (line->str, "\r\n"));
  again = sight_recent_read (line->str);
  g_assert_nonnull (again);
  g_assert_true (sight_recent_is_of (again, sight_recent_get_link (recent)));
  g_assert_cmpint (sight_recent_get_when (again), ==, sight_recent_get_when (recent));
  g_assert_cmpstr (sight_recent_get_people (again), ==, sight_recent_get_people (recent));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  fuzz_init ();

  text = fuzz_take_text (&input, size);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(SightRecent) recent = sight_recent_read (lines[i]);

      if (recent == NULL)
        continue;

      check_shown (recent);
      check_same (recent);
    }

  return 0;
}
