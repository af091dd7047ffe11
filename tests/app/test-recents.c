/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-recents.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("sight-recents-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "state", "recent-calls", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *state = g_path_get_dirname (fixture->path);

  g_unlink (fixture->path);
  g_rmdir (state);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_file (Fixture    *fixture,
            const char *text,
            gssize      length)
{
  g_autofree char *state = g_path_get_dirname (fixture->path);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (state, 0700);
  g_file_set_contents (fixture->path, text, length, &error);
  g_assert_no_error (error);
}

static SightRoomLink *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  SightRoomLink *link = sight_room_link_parse (text, NULL, &error);

  g_assert_no_error (error);

  return link;
}

static void
add (SightRecents *recents,
     const char   *text,
     gint64        when)
{
  g_autoptr(SightRoomLink) link = parse (text);

  sight_recents_add (recents, link, when);
}

static void
assert_titles (SightRecents *recents,
               const char   *expected)
{
  g_autoptr(GString) titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (recents)); i++)
    {
      g_autoptr(SightRecent) recent = g_list_model_get_item (G_LIST_MODEL (recents), i);
      g_autofree char *title = sight_recent_dup_title (recent);

      g_string_append_printf (titles, "%s|", title);
    }
  g_assert_cmpstr (titles->str, ==, expected);
}

/* What one program wrote, the next one reads; the newest first, each room once. */
static void
test_kept (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(SightRecents) first = sight_recents_new (fixture->path);
  g_autoptr(SightRecents) second = NULL;
  g_autoptr(SightRoomLink) family = parse ("https://meet.example.org/#family-dinner");
  GStatBuf info;

  add (first, "https://meet.example.org/#family-dinner", 1000);
  add (first, "http://192.168.1.7:8730/#k3vd-9xtm-4qpa-7hse", 2000);
  add (first, "https://other.example.org/#family-dinner", 3000);
  sight_recents_set_people (first, family, "Ana, Борис");
  add (first, "https://meet.example.org/#family-dinner", 4000);
  assert_titles (first, "Ana, Борис|family-dinner|k3vd-9xtm-4qpa-7hse|");
  sight_recents_flush (first);

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  second = sight_recents_new (fixture->path);
  assert_titles (second, "Ana, Борис|family-dinner|k3vd-9xtm-4qpa-7hse|");
}

static void
count_changes (guint      *count,
               guint       position,
               guint       removed,
               guint       added,
               GListModel *model)
{
  *count += removed + added;
}

static void
test_removed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SightRecents) recents = sight_recents_new (fixture->path);
  g_autoptr(SightRecents) again = NULL;
  g_autoptr(SightRecent) middle = NULL;
  guint changes = 0;

  add (recents, "https://a.example/#room-a", 1);
  add (recents, "https://a.example/#room-b", 2);
  add (recents, "https://a.example/#room-c", 3);
  g_signal_connect_swapped (recents, "items-changed", G_CALLBACK (count_changes), &changes);

  middle = g_list_model_get_item (G_LIST_MODEL (recents), 1);
  sight_recents_remove (recents, middle);
  g_assert_cmpuint (changes, ==, 1);
  assert_titles (recents, "room-c|room-a|");
  /* It is gone already. */
  sight_recents_remove (recents, middle);
  assert_titles (recents, "room-c|room-a|");

  sight_recents_clear (recents);
  g_assert_cmpuint (changes, ==, 3);
  sight_recents_flush (recents);
  again = sight_recents_new (fixture->path);
  assert_titles (again, "");
}

/* Who wants nothing remembered leaves nothing behind, on the disk either. */
static void
test_private (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SightRecents) recents = sight_recents_new (fixture->path);
  g_autofree char *text = NULL;

  add (recents, "https://a.example/#room-a", 1);
  sight_recents_set_enabled (recents, FALSE);
  add (recents, "https://a.example/#room-b", 2);
  assert_titles (recents, "");
  sight_recents_flush (recents);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "");
}

static void
test_bound (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(SightRecents) recents = sight_recents_new (fixture->path);
  g_autoptr(SightRecent) newest = NULL;

  for (guint i = 0; i < 2 * SIGHT_RECENTS_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("https://a.example/#room-%u", i);

      add (recents, text, i);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recents)), ==, SIGHT_RECENTS_MAX);
  newest = g_list_model_get_item (G_LIST_MODEL (recents), 0);
  g_assert_cmpint (sight_recent_get_when (newest), ==, 2 * SIGHT_RECENTS_MAX - 1);
  sight_recents_flush (recents);
}

/* Lines that are none are left out, and the good ones between them stay. */
static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  static const char text[] =
    "\n"
    "10\n"
    "ten https://a.example/#room-a\n"
    "-1 https://a.example/#room-a\n"
    "99999999999999999999 https://a.example/#room-a\n"
    "10 nothing\n"
    "10 https://a.example/\n"
    "10 javascript:alert(1)#room\n"
    "20 https://a.example/#good-one \033[31mEve\033[0m\xe2\x80\xae\n"
    "10 https://a.example/#bad \xff\xfe\n"
    "30 https://a.example/#good-two\n"
    "30 https://a.example/#good-two Twice\n"
    "40 https://a.example/#cut";
  g_autoptr(SightRecents) recents = NULL;
  g_autoptr(SightRecent) good = NULL;

  write_file (fixture, text, sizeof text - 1);
  recents = sight_recents_new (fixture->path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recents)), ==, 2);
  good = g_list_model_get_item (G_LIST_MODEL (recents), 1);
  g_assert_cmpstr (sight_recent_get_people (good), !=, NULL);
  g_assert_null (strchr (sight_recent_get_people (good), '\033'));
}

static void
test_huge (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SightRecents) recents = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "%u https://a.example/#room-%u\n", i, i);
  write_file (fixture, text->str, text->len);
  recents = sight_recents_new (fixture->path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recents)), ==, SIGHT_RECENTS_MAX);
}

static void
test_binary (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(SightRecents) recents = NULL;
  char bytes[4096];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = g_test_rand_int_range (0, 256);
  write_file (fixture, bytes, sizeof bytes);
  recents = sight_recents_new (fixture->path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recents)), ==, 0);
}

static void
assert_when (gint64      when,
             const char *expected)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset (2 * 3600);
  /* Sunday, 22 November 2026, 01:30 there: Saturday in UTC. */
  g_autoptr(GDateTime) now = g_date_time_new (zone, 2026, 11, 22, 1, 30, 0);
  g_autofree char *text = sight_recent_when_to_text (g_date_time_to_unix (now) + when, now);

  g_assert_cmpstr (g_strstrip (text), ==, expected);
}

static void
test_when (void)
{
  assert_when (-60, "Today, 01:29");
  assert_when (-2 * 3600, "Yesterday, 23:30");
  assert_when (-26 * 3600, "Friday, 23:30");
  assert_when (-7 * 86400, "15 November 2026");
  /* Clocks are set back now and then. */
  assert_when (86400, "23 November 2026");
  assert_when (G_GINT64_CONSTANT (1) << 50, "31 December 9999");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/app/recents/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/app/recents/removed", Fixture, NULL, set_up, test_removed, tear_down);
  g_test_add ("/app/recents/private", Fixture, NULL, set_up, test_private, tear_down);
  g_test_add ("/app/recents/bound", Fixture, NULL, set_up, test_bound, tear_down);
  g_test_add ("/app/recents/broken", Fixture, NULL, set_up, test_broken, tear_down);
  g_test_add ("/app/recents/huge", Fixture, NULL, set_up, test_huge, tear_down);
  g_test_add ("/app/recents/binary", Fixture, NULL, set_up, test_binary, tear_down);
  g_test_add_func ("/app/recents/when", test_when);

  return g_test_run ();
}
