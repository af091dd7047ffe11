/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Calls over a real coturn, in the places of turn-lab: from one of the two
 * computers nothing leads to the other but the relay.
 */

#define SECRET   "one;secret,with&signs:%+/="
#define PORT     "3478"
#define PATIENCE (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  char        *folder;
  char        *log;     /* of the relay, all its lives */
  GSubprocess *relay;   /* or NULL */
  GSubprocess *server;
  char        *link;
} Scene;

static char *
read_log (Scene *self)
{
  char *text = NULL;

  if (!g_file_get_contents (self->log, &text, NULL, NULL))
    text = g_strdup ("");

  return text;
}

static guint
count_in_log (Scene      *self,
              const char *part)
{
  g_autofree char *text = read_log (self);
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at++)
    n++;

  return n;
}

/* @more: options of its own. */
static void
start_relay (Scene      *self,
             const char *secret,
             const char *more)
{
  guint before = count_in_log (self, "Total General servers");
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  g_autofree char *quoted = g_shell_quote (secret);
  g_autofree char *arguments =
    g_strdup_printf ("exec turnserver -n --listening-ip %s --relay-ip %s --listening-port " PORT
                     " --use-auth-secret --static-auth-secret %s --realm example.org --fingerprint --verbose"
                     " --no-tls --no-dtls --no-cli --simple-log --log-file stdout --pidfile '%s/pid' --userdb '%s/db' %s >>'%s' 2>&1",
                     g_getenv ("SIGHT_TURN_ADDRESS"), g_getenv ("SIGHT_TURN_ADDRESS"), quoted,
                     self->folder, self->folder, more, self->log);
  const char *argv[] = { "sh", "-c", arguments, NULL };
  g_autoptr(GError) error = NULL;

  self->relay = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  while (count_in_log (self, "Total General servers") == before)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (10000);
    }
}

/* As a machine that goes down: nobody is told. */
static void
kill_relay (Scene *self)
{
  cli_stop (g_steal_pointer (&self->relay));
}

static void
start_server (Scene      *self,
              const char *transport)
{
  const char *address = g_getenv ("SIGHT_TURN_ADDRESS");
  g_autofree char *secret_file = g_build_filename (self->folder, "secret", NULL);
  g_autofree char *options =
    g_strdup_printf ("--listen %s:0 --ice-url turn:%s:" PORT "?transport=%s --turn-secret-file %s",
                     address, address, transport, secret_file);
  g_autofree char *url = NULL;

  g_assert_true (g_file_set_contents_full (secret_file, SECRET, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  self->server = cli_start_server_with (options, &url);
  self->link = cli_make_link (url);
}

static void
scene_init (Scene      *self,
            const char *transport)
{
  g_autoptr(GError) error = NULL;

  *self = (Scene) { 0, };
  self->folder = g_dir_make_tmp ("sightline-turn-XXXXXX", &error);
  g_assert_no_error (error);
  self->log = g_build_filename (self->folder, "log", NULL);
  start_server (self, transport);
}

static void
scene_clear (Scene *self)
{
  static const char * const names[] = { "secret", "log", "pid", "db" };

  cli_stop (self->server);
  if (self->relay != NULL)
    kill_relay (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->log);
  g_free (self->link);
}

/* Two that see, hear and read each other; each sends what only it sends. */
typedef struct
{
  CliPeer *ana;
  CliPeer *boris;
} Couple;

static void
couple_enter (Couple     *self,
              Scene      *scene,
              const char *options,
              const char *of_boris)
{
  g_autofree char *ana = g_strdup_printf ("--name Ana --camera test --microphone test:440 --chat 'From Ana' --duration 200 %s",
                                          options);
  g_autofree char *boris = g_strdup_printf ("--name Boris --camera test --microphone test:660 --chat 'From Boris' --duration 190 %s %s",
                                            options, of_boris);

  self->ana = cli_peer_new_of ("SIGHT_TEST_CLI_A", scene->link, ana);
  cli_peer_wait (self->ana, "joined", NULL, NULL);
  self->boris = cli_peer_new_of ("SIGHT_TEST_CLI_B", scene->link, boris);
}

static void
assert_tone (CliPeer *peer,
             gint64   hz)
{
  gint64 heard = cli_get_number (cli_peer_wait (peer, "tone", "line", "microphone"), "hz");

  g_assert_cmpint (heard, >=, hz - 8);
  g_assert_cmpint (heard, <=, hz + 8);
}

static void
assert_all_arrives (Couple *self)
{
  cli_expect_text (cli_peer_wait (self->ana, "chat", NULL, NULL), "text", "From Boris");
  cli_expect_text (cli_peer_wait (self->boris, "chat", NULL, NULL), "text", "From Ana");
  assert_tone (self->ana, 660);
  assert_tone (self->boris, 440);
  g_assert_cmpint (cli_get_number (cli_peer_wait (self->ana, "first-frame", "line", "camera"), "width"), ==, 640);
  g_assert_cmpint (cli_get_number (cli_peer_wait (self->boris, "first-frame", "line", "camera"), "width"), ==, 640);
}

/* The code in a picture says that it is one of ours, and whole. */
static void
assert_seen (CliPeer *peer)
{
  g_assert_cmpint (cli_get_number (cli_peer_wait (peer, "seen", "line", "camera"), "code"), >, 0);
}

static void
couple_leave (Couple *self)
{
  g_assert_cmpint (cli_peer_leave (self->boris), ==, 0);
  g_assert_cmpint (cli_peer_leave (self->ana), ==, 0);
  assert_seen (self->ana);
  assert_seen (self->boris);
}

static void
couple_free (Couple *self)
{
  cli_peer_free (self->ana);
  cli_peer_free (self->boris);
}

/* Each has a place on the relay of its own, and says who it is with the name
 * that the server made: a time and a number with a colon between, so that it
 * has to be escaped in a URL, as the "=" at the end of its password has.
 */
static void
assert_relayed (Scene *scene,
                guint  allocations)
{
  g_autofree char *text = read_log (scene);

  g_assert_cmpuint (count_in_log (scene, "incoming packet ALLOCATE processed, success"), >=, allocations);
  g_assert_true (g_regex_match_simple ("user <[0-9]{10}:[0-9a-f]{16}>: incoming packet ALLOCATE processed, success", text, 0, 0));
  g_assert_true (g_regex_match_simple ("incoming packet CHANNEL_BIND processed, success", text, 0, 0));
}

static void
test_relay_only (gconstpointer data)
{
  const char *transport = data;
  gboolean is_tcp = g_str_equal (transport, "tcp");
  Couple couple;
  Scene scene;

  scene_init (&scene, transport);
  start_relay (&scene, SECRET, is_tcp ? "--no-udp" : "--no-tcp");
  couple_enter (&couple, &scene, "--relay-only", "");
  assert_all_arrives (&couple);
  assert_relayed (&scene, 2);
  couple_leave (&couple);
  couple_free (&couple);
  scene_clear (&scene);
}

/* Who may use any path finds that there is none but the relay. */
static void
test_no_other_path (void)
{
  Couple couple;
  Scene scene;

  scene_init (&scene, "udp");
  start_relay (&scene, SECRET, "");
  couple_enter (&couple, &scene, "", "");
  assert_all_arrives (&couple);
  assert_relayed (&scene, 2);
  couple_leave (&couple);
  couple_free (&couple);
  scene_clear (&scene);
}

static void
assert_says_relay (CliPeer *peer)
{
  SightJson *failed = cli_peer_wait (peer, "state", "state", "failed");

  g_assert_nonnull (cli_get_text (failed, "reason"));
  g_assert_nonnull (strstr (cli_get_text (failed, "reason"), "relay"));
}

/* The relay has another secret: nobody is left to guess why there is no call. */
static void
test_wrong_secret (void)
{
  Couple couple;
  Scene scene;

  scene_init (&scene, "udp");
  start_relay (&scene, "another one", "");
  couple_enter (&couple, &scene, "--relay-only", "");
  assert_says_relay (couple.boris);
  assert_says_relay (couple.ana);
  g_assert_cmpuint (count_in_log (&scene, "ALLOCATE processed, success"), ==, 0);
  couple_free (&couple);
  scene_clear (&scene);
}

/* As many users as made allocations. */
static guint
count_users (Scene *scene)
{
  g_autofree char *text = read_log (scene);
  g_autoptr(GRegex) regex = g_regex_new ("user <([^>]+)>: incoming packet ALLOCATE processed, success", 0, 0, NULL);
  g_autoptr(GHashTable) users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    g_hash_table_add (users, g_match_info_fetch (match, 1));

  return g_hash_table_size (users);
}

static void
wait_state (Couple     *couple,
            const char *state)
{
  cli_peer_wait (couple->ana, "state", "state", state);
  cli_peer_wait (couple->boris, "state", "state", state);
}

/* Frames came, then none for as long as it takes to call that stalled, and then
 * came again.
 */
static void
assert_paused (CliPeer *peer)
{
  g_assert_cmpint (cli_get_number (cli_peer_wait (peer, "seen", "line", "camera"), "longest-pause-ms"), >, 4000);
}

/* A relay that goes down in the middle of a call and comes back: the call does
 * too, over a connection with new credentials, and nobody had to do anything.
 */
static void
test_relay_dies (void)
{
  Couple couple;
  Scene scene;

  scene_init (&scene, "udp");
  start_relay (&scene, SECRET, "");
  couple_enter (&couple, &scene, "--relay-only", "--until frames=400");
  assert_all_arrives (&couple);
  g_assert_cmpuint (count_users (&scene), ==, 2);

  kill_relay (&scene);
  cli_peer_mark (couple.ana);
  cli_peer_mark (couple.boris);
  wait_state (&couple, "stalled");

  start_relay (&scene, SECRET, "");
  wait_state (&couple, "live");
  g_assert_cmpuint (count_users (&scene), >=, 4);

  g_assert_cmpint (cli_peer_finish (couple.boris), ==, 0);
  assert_paused (couple.boris);
  couple_leave (&couple);
  assert_paused (couple.ana);
  couple_free (&couple);
  scene_clear (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/e2e/turn/udp", "udp", test_relay_only);
  g_test_add_data_func ("/e2e/turn/tcp", "tcp", test_relay_only);
  g_test_add_func ("/e2e/turn/no-other-path", test_no_other_path);
  g_test_add_func ("/e2e/turn/wrong-secret", test_wrong_secret);
  g_test_add_func ("/e2e/turn/relay-dies", test_relay_dies);

  return g_test_run ();
}
