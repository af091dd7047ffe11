/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-server-check.h"

#include <errno.h>
#include <libwebsockets.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "server/sight-check-report.h"
#include "server/sight-transport.h"
#include "server/sight-turn-probe.h"

#define PROBE_TIMEOUT_MS 5000

static int
try_to_listen (const struct addrinfo *info)
{
  int one = 1;
  int number = 0;
  int fd = socket (info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return errno;

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (info->ai_family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  if (bind (fd, info->ai_addr, info->ai_addrlen) != 0 || listen (fd, 1) != 0)
    number = errno;
  close (fd);

  return number;
}

static void
report_listen (SightCheckReport *report,
               const char       *subject,
               int               number)
{
  if (number == 0)
    sight_check_report_good (report, subject, "it can listen there");
  else if (number == EADDRINUSE)
    sight_check_report_warning (report, subject, "someone listens there: this server, if it runs already");
  else if (number == EACCES)
    sight_check_report_error (report, subject, "not allowed: ports below 1024 need the capability "
                              "CAP_NET_BIND_SERVICE, which the systemd unit gives");
  else if (number == EADDRNOTAVAIL)
    sight_check_report_error (report, subject, "this computer does not have that address");
  else
    sight_check_report_error (report, subject, "it cannot listen there: %s", g_strerror (number));
}

static void
check_listen (SightCheckReport *report,
              const char       *text)
{
  struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
  struct addrinfo *found = NULL;
  g_autofree char *subject = g_strdup_printf ("listen %s", text);
  g_autofree char *host = NULL;
  g_autofree char *service = NULL;
  guint16 port = 0;
  int status;

  if (!sight_host_port_parse (text, &host, &port, NULL))
    return;

  service = g_strdup_printf ("%u", port);
  status = getaddrinfo (host, service, &hints, &found);
  if (status != 0)
    {
      sight_check_report_error (report, subject, "the name has no address: %s", gai_strerror (status));
      return;
    }

  report_listen (report, subject, try_to_listen (found));
  freeaddrinfo (found);
}

static gboolean
listens_to_others (const SightServerConfig *config)
{
  for (guint i = 0; i < config->listen->len; i++)
    {
      const char *text = config->listen->pdata[i];

      if (!g_str_has_prefix (text, "127.") && !g_str_has_prefix (text, "[::1]:") &&
          !g_str_has_prefix (text, "localhost:"))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_local_url (const char *url)
{
  return g_str_has_prefix (url, "http://127.") || g_str_has_prefix (url, "http://localhost") ||
         g_str_has_prefix (url, "http://[::1]");
}

static void
check_encryption (SightCheckReport        *report,
                  const SightServerConfig *config)
{
  const char *url = config->public_url;
  gboolean tls = config->tls_certificate != NULL;
  gboolean proxied = config->trusted_proxies->len > 0;

  if (!tls && !proxied && listens_to_others (config))
    sight_check_report_warning (report, "listen", "other computers reach it without encryption, and browsers give "
                                "no camera there: set tls-certificate, or let a proxy encrypt and name it in trusted-proxy");

  if (url == NULL)
    sight_check_report_warning (report, "public-url", "it is not set, so names are not compared");
  else if (g_str_has_prefix (url, "http://") && !is_local_url (url))
    sight_check_report_warning (report, "public-url", "browsers give no camera to pages without https");
  else if (g_str_has_prefix (url, "https://") && !tls && !proxied)
    sight_check_report_error (report, "public-url", "it says https, but there is neither tls-certificate "
                              "nor a trusted-proxy that could encrypt");
  else
    sight_check_report_good (report, "public-url", "%s", url);
}

static void
check_origins (SightCheckReport        *report,
               const SightServerConfig *config)
{
  for (guint i = 0; i < config->origins->len; i++)
    {
      const char *origin = config->origins->pdata[i];

      if (g_str_has_prefix (origin, "http://") && !is_local_url (origin))
        sight_check_report_warning (report, "origin", "%s is not encrypted: whoever is on the way can change the page",
                                    origin);
      else if (g_strcmp0 (origin, config->public_url) == 0)
        sight_check_report_warning (report, "origin", "%s is the server's own and allowed anyway", origin);
      else
        sight_check_report_good (report, "origin", "%s", origin);
    }
}

/* The server raises the soft limit to the hard one itself. */
static void
check_files (SightCheckReport        *report,
             const SightServerConfig *config)
{
  struct rlimit limit;
  guint64 needed = (guint64) config->limits.sockets + SIGHT_TRANSPORT_RESERVED_FILES;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;

  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < needed)
    sight_check_report_warning (report, "sockets", "the system allows %" G_GUINT64_FORMAT " open files and "
                                "%" G_GUINT64_FORMAT " are needed: set LimitNOFILE in the unit, or sockets lower",
                                (guint64) limit.rlim_max, needed);
  else
    sight_check_report_good (report, "sockets", "the system allows enough open files for %u",
                             config->limits.sockets);
}

/* Debian has the event loops of libwebsockets in packages of their own. */
static void
check_event_loop (SightCheckReport *report)
{
  uv_loop_t loop;
  gpointer loops[] = { &loop };
  struct lws_context *context = NULL;
  struct lws_context_creation_info info = {
    .port = CONTEXT_PORT_NO_LISTEN,
    .options = LWS_SERVER_OPTION_LIBUV,
    .foreign_loops = loops,
    .gid = (gid_t) -1,
    .uid = (uid_t) -1,
    /* Set to NULL once it is destroyed indeed. */
    .pcontext = &context,
  };

  lws_set_log_level (0, NULL);
  uv_loop_init (&loop);
  context = lws_create_context (&info);
  if (context == NULL)
    {
      sight_check_report_error (report, "libwebsockets", "its libuv plugin is missing: "
                                "install libwebsockets-evlib-uv");
    }
  else
    {
      sight_check_report_good (report, "libwebsockets", "%s with libuv", lws_get_library_version ());
      /* Handles close in turns of the loop; then some versions want to be told
       * once more.
       */
      lws_context_destroy (context);
      uv_run (&loop, UV_RUN_DEFAULT);
      if (context != NULL)
        lws_context_destroy (context);
      uv_run (&loop, UV_RUN_DEFAULT);
    }
  uv_loop_close (&loop);
}

static void
check_ice (SightCheckReport        *report,
           const SightServerConfig *config,
           const char              *ca_file)
{
  SightProbeOptions options = {
    .secrets = config->turn_secrets,
    .ttl = config->turn_ttl,
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .timeout_ms = PROBE_TIMEOUT_MS,
    .ca_file = ca_file,
  };

  if (config->ice_urls->len == 0)
    sight_check_report_warning (report, "ice-url", "there is no STUN or TURN server: calls work within one network "
                                "and fail through most routers");

  for (guint i = 0; i < config->ice_urls->len; i++)
    {
      const char *url = config->ice_urls->pdata[i];
      g_autofree char *sentence = NULL;

      if (sight_turn_probe (url, &options, &sentence) == SIGHT_PROBE_OK)
        sight_check_report_good (report, url, "%s", sentence);
      else
        sight_check_report_error (report, url, "%s", sentence);
    }
}

gboolean
sight_server_check (const SightServerConfig *config,
                    const char              *ca_file,
                    GString                 *out)
{
  SightCheckReport report = { .out = out };
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (config != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (sight_server_config_validate (config, &error))
    sight_check_report_good (&report, "configuration", "it is valid");
  else
    sight_check_report_error (&report, "configuration", "%s", error->message);

  for (guint i = 0; i < config->listen->len; i++)
    check_listen (&report, config->listen->pdata[i]);
  check_encryption (&report, config);
  check_origins (&report, config);
  sight_check_certificate (&report, config, ca_file);
  check_files (&report, config);
  check_event_loop (&report);
  check_ice (&report, config, ca_file);

  g_string_append_printf (out, "errors: %u, warnings: %u\n", report.n_errors, report.n_warnings);
  return report.n_errors == 0;
}
