/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Calls of several processes: what one sends is what the others see, hear and
 * read.
 */

typedef struct
{
  GSubprocess *server;
  char        *link;
} Room;

static void
room_set_up (Room          *self,
             gconstpointer  data)
{
  g_autofree char *url = NULL;

  self->server = cli_start_server (&url);
  self->link = cli_make_link (url);
}

static void
room_tear_down (Room          *self,
                gconstpointer  data)
{
  cli_stop (self->server);
  g_free (self->link);
}

static const char *
get_id (CliPeer *peer)
{
  return cli_get_text (cli_peer_wait (peer, "joined", NULL, NULL), "me");
}

/* What @peer tells of what it got from @other. */
static SightJson *
wait_of (CliPeer    *peer,
         CliPeer    *other,
         const char *name,
         const char *line)
{
  const char *id = get_id (other);
  guint mark = peer->mark;
  SightJson *event;

  while (TRUE)
    {
      event = cli_peer_wait (peer, name, "peer", id);
      if (line == NULL || g_strcmp0 (cli_get_text (event, "line"), line) == 0)
        break;
      g_ptr_array_find (peer->events, event, &peer->mark);
      peer->mark++;
    }
  peer->mark = mark;

  return event;
}

static void
assert_tone (CliPeer *peer,
             CliPeer *other,
             gint64   hz)
{
  gint64 heard = cli_get_number (wait_of (peer, other, "tone", "microphone"), "hz");

  g_assert_cmpint (heard, >=, hz - 8);
  g_assert_cmpint (heard, <=, hz + 8);
}

/* Who sends only what it is sent: a picture with our code is our own. */
static void
test_echo (Room          *room,
           gconstpointer  codec)
{
  g_autofree char *options = g_strdup_printf ("--codec %s --duration 100", (const char *) codec);
  g_autofree char *echoes = g_strconcat ("--name Echo --echo ", options, NULL);
  g_autofree char *calls = g_strconcat ("--camera test --microphone test:660 --chat 'Is this on?' --react clap "
                                        "--until frames=40 --until chats=1 ", options, NULL);
  g_autoptr(CliPeer) echo = cli_peer_new (room->link, echoes);
  g_autoptr(CliPeer) caller = NULL;
  SightJson *seen;

  get_id (echo);
  caller = cli_peer_new (room->link, calls);
  cli_expect_text (wait_of (caller, echo, "chat", NULL), "text", "Is this on?");
  cli_expect_text (wait_of (caller, echo, "reaction", NULL), "word", "clap");
  assert_tone (caller, echo, 660);
  g_assert_cmpint (cli_peer_finish (caller), ==, 0);
  seen = wait_of (caller, echo, "seen", "camera");
  g_assert_cmpint (cli_get_number (seen, "code"), >, 0);
  g_assert_cmpint (cli_get_number (wait_of (caller, echo, "first-frame", "camera"), "width"), ==, 640);
}

static guint
count_events (CliPeer    *peer,
              const char *name)
{
  guint n = 0;

  for (guint i = 0; i < peer->events->len; i++)
    n += g_strcmp0 (cli_get_text (g_ptr_array_index (peer->events, i), "event"), name) == 0;

  return n;
}

/* Two that answer do not go on for ever, and what the newest sends comes back. */
static void
test_two_echoes (Room          *room,
                 gconstpointer  data)
{
  g_autoptr(CliPeer) first = cli_peer_new (room->link, "--echo --duration 100");
  g_autoptr(CliPeer) second = cli_peer_new (room->link, "--echo --duration 100");
  g_autoptr(CliPeer) caller = NULL;

  get_id (first);
  get_id (second);
  caller = cli_peer_new (room->link, "--microphone test:550 --chat Hello --react wow --duration 100");
  assert_tone (caller, first, 550);
  assert_tone (caller, second, 550);
  wait_of (caller, first, "chat", NULL);
  wait_of (caller, second, "chat", NULL);
  g_assert_cmpint (cli_peer_leave (caller), ==, 0);
  g_assert_cmpint (cli_peer_leave (first), ==, 0);
  g_assert_cmpuint (count_events (first, "chat"), <=, 6);
  g_assert_cmpuint (count_events (first, "reaction"), <=, 2);
}

static guint
get_hz (guint i)
{
  return 440 + i * 110;
}

/* Everything of member @i has arrived, and is his. */
static void
assert_all_of (CliPeer *peer,
               CliPeer *other,
               guint    i)
{
  g_autofree char *text = g_strdup_printf ("I am %u", i);

  g_assert_cmpint (cli_get_number (wait_of (peer, other, "first-frame", "camera"), "width"), ==, 320);
  cli_expect_text (wait_of (peer, other, "chat", NULL), "text", text);
  assert_tone (peer, other, get_hz (i));
}

/* Everyone in a mesh, with a tone of its own. */
static void
test_mesh (Room          *room,
           gconstpointer  data)
{
  guint n = g_str_has_suffix (data, "4") ? 4 : 3;
  const char *codec = g_str_has_prefix (data, "h264") ? "h264" : "vp8";
  CliPeer *peers[4] = { NULL, };

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *options =
        g_strdup_printf ("--name Peer%u --camera test:320x180 --microphone test:%u --codec %s --chat 'I am %u' --duration 100",
                         i, get_hz (i), codec, i);

      peers[i] = cli_peer_new (room->link, options);
    }

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      if (i != j)
        assert_all_of (peers[i], peers[j], j);

  for (guint i = 0; i < n; i++)
    g_assert_cmpint (cli_peer_leave (peers[i]), ==, 0);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      if (i != j)
        g_assert_cmpint (cli_get_number (wait_of (peers[i], peers[j], "seen", "camera"), "code"), >, 0);
  for (guint i = 0; i < n; i++)
    cli_peer_free (peers[i]);
}

static char *
hash_of (const char *path)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, length);
}

static char *
write_file (const char *folder,
            const char *name,
            gsize       size)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = g_test_rand_int ();
  g_assert_true (g_file_set_contents (path, data, size, NULL));

  return path;
}

static void
assert_same_emoji (SightJson *one,
                   SightJson *other)
{
  const SightJsonValue *ours = sight_json_value_get (sight_json_get_root (one), "emoji");
  const SightJsonValue *theirs = sight_json_value_get (sight_json_get_root (other), "emoji");

  g_assert_cmpuint (sight_json_value_get_size (ours), ==, 7);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpstr (sight_json_value_get_string (sight_json_value_get_index (ours, i), NULL), ==,
                     sight_json_value_get_string (sight_json_value_get_index (theirs, i), NULL));
}

/* Two files to two others, of whom one does not want them; and the same emoji
 * at both ends.
 */
static void
test_files (Room          *room,
            gconstpointer  data)
{
  g_autofree char *from = g_dir_make_tmp ("sightline-send-XXXXXX", NULL);
  g_autofree char *to = g_dir_make_tmp ("sightline-save-XXXXXX", NULL);
  g_autofree char *small = write_file (from, "small.bin", 10);
  g_autofree char *large = write_file (from, "large one.bin", 3 * 1024 * 1024 + 5);
  g_autofree char *sends = g_strdup_printf ("--name Sender --camera test:320x180 --send %s --send '%s' --duration 100", small, large);
  g_autofree char *keeps = g_strdup_printf ("--name Keeper --save %s --until files=2 --duration 90", to);
  g_autofree char *copy = g_build_filename (to, "large one.bin", NULL);
  g_autofree char *other_copy = g_build_filename (to, "small.bin", NULL);
  g_autofree char *hash = hash_of (large);
  g_autoptr(CliPeer) sender = cli_peer_new (room->link, sends);
  g_autoptr(CliPeer) refuser = cli_peer_new (room->link, "--name Refuser --duration 100");
  g_autoptr(CliPeer) keeper = cli_peer_new (room->link, keeps);
  g_autofree char *arrived = NULL;
  SightJson *event;

  assert_same_emoji (wait_of (keeper, sender, "verification", NULL), wait_of (sender, keeper, "verification", NULL));
  g_assert_cmpint (cli_peer_finish (keeper), ==, 0);
  event = cli_peer_wait (keeper, "file", "sha256", hash);
  cli_expect_text (event, "state", "done");
  cli_expect_text (event, "path", copy);
  arrived = hash_of (copy);
  g_assert_cmpstr (arrived, ==, hash);

  event = cli_peer_wait (refuser, "file", "state", "declined");
  cli_expect_text (event, "direction", "in");
  cli_peer_wait (sender, "file", "state", "declined");
  cli_peer_wait (sender, "file", "state", "done");

  g_remove (copy);
  g_remove (other_copy);
  g_remove (small);
  g_remove (large);
  g_rmdir (to);
  g_rmdir (from);
}

/* A line a second for each of the others. */
static void
test_stats (Room          *room,
            gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("sightline-stats-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "stats.json", NULL);
  g_autofree char *options = g_strdup_printf ("--stats %s --camera test:320x180 --until peers=2 --until frames=70 --duration 100", path);
  g_autoptr(CliPeer) first = cli_peer_new (room->link, "--camera test:320x180 --duration 100");
  g_autoptr(CliPeer) second = cli_peer_new (room->link, "--camera test:320x180 --duration 100");
  g_autoptr(CliPeer) counts = cli_peer_new (room->link, options);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint seen[2] = { 0, };

  g_assert_cmpint (cli_peer_finish (counts), ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr(SightJson) record = sight_json_parse (lines[i], strlen (lines[i]), NULL);
      const SightJsonValue *camera = sight_json_value_get (sight_json_get_root (record), "camera");
      gint64 frames = 0;

      g_assert_nonnull (record);
      sight_json_value_get_int (sight_json_value_get (sight_json_value_get (camera, "received"), "frames"), &frames);
      if (frames > 0)
        seen[g_strcmp0 (cli_get_text (record, "peer"), get_id (first)) == 0 ? 0 : 1]++;
    }
  g_assert_cmpuint (seen[0], >=, 1);
  g_assert_cmpuint (seen[1], >=, 1);

  g_remove (path);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/e2e/calls/echo-vp8", Room, "vp8", room_set_up, test_echo, room_tear_down);
  g_test_add ("/e2e/calls/echo-h264", Room, "h264", room_set_up, test_echo, room_tear_down);
  g_test_add ("/e2e/calls/two-echoes", Room, NULL, room_set_up, test_two_echoes, room_tear_down);
  g_test_add ("/e2e/calls/files", Room, NULL, room_set_up, test_files, room_tear_down);
  g_test_add ("/e2e/calls/stats", Room, NULL, room_set_up, test_stats, room_tear_down);
  g_test_add ("/e2e/calls/mesh-of-3", Room, "vp8 3", room_set_up, test_mesh, room_tear_down);
  g_test_add ("/e2e/calls/mesh-of-3-h264", Room, "h264 3", room_set_up, test_mesh, room_tear_down);
  g_test_add ("/e2e/calls/mesh-of-4", Room, "vp8 4", room_set_up, test_mesh, room_tear_down);

  return g_test_run ();
}
