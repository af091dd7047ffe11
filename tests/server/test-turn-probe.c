/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The probe against the real coturn on loopback, and against a small server of
 * its own for what coturn does not do on request.
 */

#include <gio/gio.h>
#include <glib.h>
#include <string.h>

#include "coturn-fixture.h"
#include "server/sight-stun-message.h"
#include "server/sight-turn-credentials.h"
#include "server/sight-turn-probe.h"

static SightProbeResult
probe (const char  *url,
       const char  *secrets_text,
       gint64       age,
       const char  *ca_file,
       char       **sentence)
{
  g_auto(GStrv) secrets = g_strsplit (secrets_text, " ", -1);
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  SightProbeOptions options = {
    .secrets = list,
    .ttl = 900,
    .now = g_get_real_time () / G_USEC_PER_SEC - age,
    .timeout_ms = 5000,
    .ca_file = ca_file,
  };
  SightProbeResult result;

  for (char **secret = secrets; *secret != NULL; secret++)
    {
      if (**secret != '\0')
        g_ptr_array_add (list, *secret);
    }
  result = sight_turn_probe (url, &options, sentence);
  g_test_message ("%s: %s", url, *sentence);
  g_assert_nonnull (*sentence);
  return result;
}

static void
assert_probe (const char       *url,
              const char       *secrets,
              gint64            age,
              const char       *ca_file,
              SightProbeResult  expected,
              const char       *pattern)
{
  g_autofree char *sentence = NULL;
  SightProbeResult result = probe (url, secrets, age, ca_file, &sentence);

  if (result != expected || !g_pattern_match_simple (pattern, sentence))
    g_error ("%s answers %d ('%s'), not %d ('%s')", url, result, sentence, expected, pattern);
}

static void
test_udp (Coturn        *coturn,
          gconstpointer  data)
{
  g_autofree char *turn = g_strdup_printf ("turn:127.0.0.1:%u", coturn->port);
  g_autofree char *stun = g_strdup_printf ("stun:127.0.0.1:%u", coturn->port);

  assert_probe (turn, "north", 0, NULL, SIGHT_PROBE_OK, "a relay on 127.0.0.1 was given*");
  assert_probe (turn, "north old", 0, NULL, SIGHT_PROBE_OK, "*");
  assert_probe (stun, "", 0, NULL, SIGHT_PROBE_OK, "*sees this computer as 127.0.0.1");
}

/* Credentials of somebody else's making, as a client has them. */
static void
test_given (Coturn        *coturn,
            gconstpointer  data)
{
  g_autofree char *url = g_strdup_printf ("turn:127.0.0.1:%u", coturn->port);
  const guint8 random[SIGHT_TURN_RANDOM_LENGTH] = { 1, 2, 3 };
  g_autoptr(SightTurnCredentials) made =
    sight_turn_credentials_new ("north", g_get_real_time () / G_USEC_PER_SEC + 900, random);
  SightProbeOptions options = { .username = made->username, .password = made->password, .timeout_ms = 5000 };
  g_autofree char *sentence = NULL;
  g_autofree char *refused = NULL;
  SightProbeResult result;

  g_assert_cmpint (sight_turn_probe (url, &options, &sentence), ==, SIGHT_PROBE_OK);
  options.password = "guessed";
  result = sight_turn_probe (url, &options, &refused);
  if (result != SIGHT_PROBE_WRONG_SECRET || strstr (refused, "(401)") == NULL)
    g_error ("A guessed password ends in %d: %s", result, refused);
}

static void
test_wrong_secret (Coturn        *coturn,
                   gconstpointer  data)
{
  g_autofree char *url = g_strdup_printf ("turn:127.0.0.1:%u", coturn->port);

  assert_probe (url, "south", 0, NULL, SIGHT_PROBE_WRONG_SECRET, "*static-auth-secret*");
  assert_probe (url, "south north", 0, NULL, SIGHT_PROBE_OLD_SECRET, "it knows secret 2*");
  assert_probe (url, "", 0, NULL, SIGHT_PROBE_WRONG_SECRET, "*there is no secret*");
}

static void
test_expired (Coturn        *coturn,
              gconstpointer  data)
{
  g_autofree char *url = g_strdup_printf ("turn:127.0.0.1:%u", coturn->port);

  assert_probe (url, "north", 7200, NULL, SIGHT_PROBE_CLOCK, "*clocks*");
}

static void
test_streams (Coturn        *coturn,
              gconstpointer  data)
{
  g_autofree char *tcp = g_strdup_printf ("turn:127.0.0.1:%u?transport=tcp", coturn->port);
  g_autofree char *tls = g_strdup_printf ("turns:localhost:%u", coturn->tls_port);
  g_autofree char *wrong_name = g_strdup_printf ("turns:127.0.0.1:%u", coturn->tls_port);

  assert_probe (tcp, "north", 0, NULL, SIGHT_PROBE_OK, "a relay on 127.0.0.1*");
  assert_probe (tcp, "south", 0, NULL, SIGHT_PROBE_WRONG_SECRET, "*");
  assert_probe (tls, "north", 0, coturn->certificate, SIGHT_PROBE_OK, "a relay on 127.0.0.1*");
  assert_probe (tls, "north", 0, NULL, SIGHT_PROBE_TLS, "*issuer*");
  assert_probe (wrong_name, "north", 0, coturn->certificate, SIGHT_PROBE_TLS, "*name*");
}

static void
test_stopped (Coturn        *coturn,
              gconstpointer  data)
{
  g_autofree char *udp = g_strdup_printf ("turn:127.0.0.1:%u", coturn->port);
  g_autofree char *tcp = g_strdup_printf ("turn:127.0.0.1:%u?transport=tcp", coturn->port);

  coturn_stop (coturn);
  assert_probe (udp, "north", 0, NULL, SIGHT_PROBE_UNREACHABLE, "nothing listens on UDP*");
  assert_probe (tcp, "north", 0, NULL, SIGHT_PROBE_UNREACHABLE, "nothing listens on TCP*");
}

static void
test_unresolved (void)
{
  assert_probe ("turn:no-such-host.invalid", "north", 0, NULL, SIGHT_PROBE_UNRESOLVED,
                "the name 'no-such-host.invalid' has no address*");
}

/* A server that answers the first request with @first, the port that asks next
 * with @second unless that is 0, and all others with @code, 0 being success.
 */
typedef struct
{
  GSocket    *socket;
  GThread    *thread;
  guint       first;
  guint       second;
  guint       code;
  guint16     refused_port;
  gboolean    garbage;
  gboolean    realm;
  const char *relay;
} Fake;

static void
answer (Fake                   *self,
        GByteArray             *out,
        const SightStunMessage *request,
        guint                   code)
{
  guint8 error[4] = { 0, 0, code / 100, code % 100 };
  SightAddress relay;

  sight_stun_begin (out, code == 0 ? SIGHT_STUN_ALLOCATE_SUCCESS : SIGHT_STUN_ALLOCATE_ERROR,
                    request->transaction);
  if (code != 0)
    sight_stun_append (out, SIGHT_STUN_ERROR_CODE, error, sizeof error);
  if (self->realm)
    {
      sight_stun_append (out, SIGHT_STUN_REALM, "r", 1);
      sight_stun_append (out, SIGHT_STUN_NONCE, "n", 1);
    }
  if (code == 0 && sight_address_parse (self->relay, &relay))
    {
      guint8 value[8] = { 0, 1, 0x21, 0x12 };

      for (guint i = 0; i < 4; i++)
        value[4 + i] = relay.bytes[12 + i] ^ request->data[4 + i];
      sight_stun_append (out, SIGHT_STUN_XOR_RELAYED_ADDRESS, value, sizeof value);
    }
}

static guint
choose_code (Fake           *self,
             GSocketAddress *from,
             guint           n_requests)
{
  guint16 port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (from));

  if (n_requests == 0)
    return self->first;
  if (self->second != 0 && self->refused_port == 0)
    self->refused_port = port;

  return port == self->refused_port ? self->second : self->code;
}

static gpointer
run_fake (gpointer user_data)
{
  Fake *self = user_data;
  guint8 buffer[2048];
  guint n_requests = 0;

  while (TRUE)
    {
      g_autoptr(GSocketAddress) from = NULL;
      g_autoptr(GByteArray) out = g_byte_array_new ();
      SightStunMessage request;
      gssize got = g_socket_receive_from (self->socket, &from, (char *) buffer, sizeof buffer, NULL, NULL);

      if (got <= 1)
        return NULL;
      g_assert_true (sight_stun_message_parse (&request, buffer, got, NULL));
      if (self->garbage)
        g_byte_array_append (out, (const guint8 *) "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
      else
        answer (self, out, &request, choose_code (self, from, n_requests));
      n_requests++;
      g_socket_send_to (self->socket, from, (const char *) out->data, out->len, NULL, NULL);
    }
}

static void
assert_fake (Fake             *self,
             const char       *host,
             SightProbeResult  expected,
             const char       *pattern)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) got = NULL;
  g_autofree char *url = NULL;

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_assert_true (g_socket_bind (self->socket, any, FALSE, NULL));
  got = g_socket_get_local_address (self->socket, NULL);
  url = g_strdup_printf ("turn:%s:%u", host,
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  self->thread = g_thread_new ("fake", run_fake, self);

  assert_probe (url, "north", 0, NULL, expected, pattern);

  /* One byte ends it. */
  g_socket_send_to (self->socket, got, "", 1, NULL, NULL);
  g_thread_join (self->thread);
  g_clear_object (&self->socket);
}

static void
test_fake (void)
{
  static const struct
  {
    guint             first;
    guint             code;
    gboolean          realm;
    SightProbeResult  expected;
    const char       *pattern;
  } rows[] = {
    { 401, 0, TRUE, SIGHT_PROBE_OK, "a relay on 10.0.0.1*" },
    { 401, 486, TRUE, SIGHT_PROBE_QUOTA, "*total-quota*" },
    { 401, 508, TRUE, SIGHT_PROBE_QUOTA, "*min-port*" },
    { 401, 403, TRUE, SIGHT_PROBE_REFUSED, "*403*" },
    { 401, 437, TRUE, SIGHT_PROBE_REFUSED, "*error 437*" },
    { 401, 438, TRUE, SIGHT_PROBE_REFUSED, "*nonce*" },
    { 401, 401, TRUE, SIGHT_PROBE_WRONG_SECRET, "*401*" },
    { 401, 0, FALSE, SIGHT_PROBE_NO_REALM, "*realm*" },
    { 0, 0, TRUE, SIGHT_PROBE_OPEN, "*for everyone*" },
    { 300, 0, TRUE, SIGHT_PROBE_REFUSED, "*another server*" },
    { 500, 0, TRUE, SIGHT_PROBE_REFUSED, "*error 500*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fake fake = { .first = rows[i].first, .code = rows[i].code, .realm = rows[i].realm, .relay = "10.0.0.1" };

      assert_fake (&fake, "127.0.0.1", rows[i].expected, rows[i].pattern);
    }
}

static void
test_fake_relays (void)
{
  Fake garbage = { .garbage = TRUE };
  Fake no_relay = { .first = 401, .realm = TRUE, .relay = "" };

  assert_fake (&garbage, "127.0.0.1", SIGHT_PROBE_GARBAGE, "*no STUN or TURN server*");
  assert_fake (&no_relay, "127.0.0.1", SIGHT_PROBE_GARBAGE, "*no relay address*");
}

/* A client that met the memory of an earlier one at its port comes from another. */
static void
test_fake_mismatch (void)
{
  Fake mismatch = { .first = 401, .second = 437, .realm = TRUE, .relay = "10.0.0.1" };

  assert_fake (&mismatch, "127.0.0.1", SIGHT_PROBE_OK, "a relay on 10.0.0.1*");
}

static void
test_reachable (void)
{
  static const struct
  {
    const char *server;
    const char *relay;
    gboolean    reachable;
  } rows[] = {
    { "8.8.8.8", "8.8.4.4", TRUE },
    { "8.8.8.8", "10.0.0.1", FALSE },
    { "8.8.8.8", "127.0.0.1", FALSE },
    { "192.168.0.2", "192.168.0.2", TRUE },
    { "192.168.0.2", "127.0.0.1", FALSE },
    { "127.0.0.1", "127.0.0.1", TRUE },
    { "192.168.0.2", "8.8.8.8", TRUE },
    { "2001:db8::1", "fd00::1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SightAddress server, relay;

      g_assert_true (sight_address_parse (rows[i].server, &server));
      g_assert_true (sight_address_parse (rows[i].relay, &relay));
      g_assert_cmpint (sight_turn_relay_is_reachable (&server, &relay), ==, rows[i].reachable);
    }
}

static void
test_no_coturn (void)
{
  g_test_skip ("turnserver is missing; it comes with coturn");
}

static void
add_coturn (const char *path,
            void (*test) (Coturn *, gconstpointer))
{
  g_test_add (path, Coturn, NULL, coturn_set_up, test, coturn_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/turn-probe/reachable", test_reachable);
  g_test_add_func ("/server/turn-probe/unresolved", test_unresolved);
  g_test_add_func ("/server/turn-probe/fake", test_fake);
  g_test_add_func ("/server/turn-probe/fake-relays", test_fake_relays);
  g_test_add_func ("/server/turn-probe/fake-mismatch", test_fake_mismatch);

  if (coturn_is_installed ())
    {
      add_coturn ("/server/turn-probe/udp", test_udp);
      add_coturn ("/server/turn-probe/given", test_given);
      add_coturn ("/server/turn-probe/wrong-secret", test_wrong_secret);
      add_coturn ("/server/turn-probe/expired", test_expired);
      add_coturn ("/server/turn-probe/streams", test_streams);
      add_coturn ("/server/turn-probe/stopped", test_stopped);
    }
  else
    {
      g_test_add_func ("/server/turn-probe/coturn", test_no_coturn);
    }

  return g_test_run ();
}
