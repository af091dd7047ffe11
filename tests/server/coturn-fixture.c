/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "coturn-fixture.h"

#include <signal.h>
#include <sys/prctl.h>

#include "fixture-certificate.h"
#include "server/sight-turn-probe.h"

#define START_TIME (10 * G_USEC_PER_SEC)

gboolean
coturn_is_installed (void)
{
  g_autofree char *turnserver = g_find_program_in_path ("turnserver");

  return turnserver != NULL;
}

static guint16
take_port (GSocketType type)
{
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) got = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  got = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
}

static gboolean
accepts (guint16 port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  return connection != NULL;
}

/* coturn opens its sockets one after another and UDP not first, and starts its
 * threads for authentication later still.
 */
static gboolean
relays (guint16 port)
{
  g_autofree char *url = g_strdup_printf ("turn:127.0.0.1:%u", port);
  g_autofree char *sentence = NULL;
  g_autoptr(GPtrArray) secrets = g_ptr_array_new ();
  SightProbeOptions options = {
    .secrets = secrets,
    .ttl = 900,
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .timeout_ms = 1000,
  };

  g_ptr_array_add (secrets, (gpointer) "north");
  return sight_turn_probe (url, &options, &sentence) == SIGHT_PROBE_OK;
}

static void
on_child (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
launch (Coturn *self)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;
  g_autofree char *port = g_strdup_printf ("--listening-port=%u", self->port);
  g_autofree char *tls_port = g_strdup_printf ("--tls-listening-port=%u", self->tls_port);
  g_autofree char *certificate = g_strconcat ("--cert=", self->certificate, NULL);
  g_autofree char *key = g_strconcat ("--pkey=", self->key, NULL);
  g_autofree char *database = g_strconcat ("--userdb=", self->directory, "/turndb", NULL);
  g_autofree char *pid_file = g_strconcat ("--pidfile=", self->directory, "/pid", NULL);
  g_autofree char *turnserver = g_find_program_in_path ("turnserver");
  const char *arguments[] = {
    turnserver, "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", port, tls_port,
    certificate, key, database, pid_file, "--use-auth-secret", "--static-auth-secret=north",
    "--realm=test.example", "--no-cli", "--log-file=stdout", "--allow-loopback-peers", NULL,
  };
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, on_child, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  return process;
}

void
coturn_set_up (Coturn        *self,
               gconstpointer  data)
{
  gint64 deadline;

  self->directory = g_dir_make_tmp ("sightline-coturn-XXXXXX", NULL);
  fixture_certificate_write (self->directory, "turn", "localhost", 30, &self->certificate, &self->key);

  /* Someone else may take a port before coturn does: then with other ports. */
  for (guint i = 0; i < 3; i++)
    {
      self->port = take_port (G_SOCKET_TYPE_STREAM);
      self->tls_port = take_port (G_SOCKET_TYPE_STREAM);
      self->process = launch (self);

      deadline = g_get_monotonic_time () + START_TIME;
      while (g_get_monotonic_time () < deadline)
        {
          if (accepts (self->port) && accepts (self->tls_port) && relays (self->port))
            return;
          g_usleep (20 * 1000);
        }
      g_subprocess_force_exit (self->process);
      g_subprocess_wait (self->process, NULL, NULL);
      g_clear_object (&self->process);
    }

  g_error ("coturn did not start");
}

void
coturn_stop (Coturn *self)
{
  if (self->process == NULL)
    return;

  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
coturn_tear_down (Coturn        *self,
                  gconstpointer  data)
{
  coturn_stop (self);
  fixture_directory_remove (self->directory);
  g_free (self->directory);
  g_free (self->certificate);
  g_free (self->key);
}
