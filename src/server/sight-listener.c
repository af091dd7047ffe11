/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "server/sight-socket-address.h"

/* Older protocols than TLS 1.2 are not offered. */
#define TLS_OPTIONS (SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | \
                     SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION)

typedef struct
{
  struct sockaddr_storage address;
  socklen_t               length;
  char                    text[NI_MAXHOST]; /* numeric, without brackets */
  guint16                 port;
} Listener;

static gboolean
resolve (const char   *listen,
         GArray       *listeners,
         GError      **error)
{
  const struct addrinfo hints = {
    .ai_family = AF_UNSPEC,
    .ai_socktype = SOCK_STREAM,
    .ai_flags = AI_PASSIVE,
  };
  struct addrinfo *results = NULL;
  g_autofree char *host = NULL;
  g_autofree char *service = NULL;
  guint16 port;
  int status;

  if (!sight_host_port_parse (listen, &host, &port, error))
    return FALSE;

  service = g_strdup_printf ("%u", port);
  status = getaddrinfo (host, service, &hints, &results);
  if (status != 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_LISTEN,
                   "Cannot listen on '%s': %s", listen, gai_strerror (status));
      return FALSE;
    }

  for (struct addrinfo *result = results; result != NULL; result = result->ai_next)
    {
      Listener listener = { .length = result->ai_addrlen, .port = port };

      memcpy (&listener.address, result->ai_addr, result->ai_addrlen);
      getnameinfo (result->ai_addr, result->ai_addrlen, listener.text, sizeof listener.text,
                   NULL, 0, NI_NUMERICHOST);
      g_array_append_val (listeners, listener);
    }
  freeaddrinfo (results);

  return TRUE;
}

/* libwebsockets logs why it cannot listen, but does not tell. */
static gboolean
probe (const Listener  *self,
       GError         **error)
{
  int fd = socket (self->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  gboolean good;
  int saved_errno;

  good = fd >= 0 &&
         setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
         (self->address.ss_family != AF_INET6 ||
          setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
         bind (fd, (const struct sockaddr *) &self->address, self->length) == 0 &&
         listen (fd, 1) == 0;
  saved_errno = errno;
  if (fd >= 0)
    close (fd);

  if (!good)
    {
      const char *hint = "";

      if (saved_errno == EADDRINUSE)
        hint = ": another program has it, or another instance of this one";
      else if (saved_errno == EACCES)
        hint = ": ports below 1024 need CAP_NET_BIND_SERVICE";
      else if (saved_errno == EADDRNOTAVAIL)
        hint = ": this machine does not have that address";
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_LISTEN,
                   "Cannot listen on %s port %u: %s%s",
                   self->text, self->port, g_strerror (saved_errno), hint);
    }

  return good;
}

static char *
make_url (const Listener    *self,
          guint16            port,
          gboolean           tls)
{
  gboolean v6 = self->address.ss_family == AF_INET6;

  return g_strdup_printf ("%s://%s%s%s:%u", tls ? "https" : "http",
                          v6 ? "[" : "", self->text, v6 ? "]" : "", port);
}

static char *
open_one (const Listener                         *self,
          guint                                   number,
          struct lws_context                     *lws,
          const struct lws_context_creation_info *info,
          const SightServerConfig                *config,
          GError                                **error)
{
  struct lws_context_creation_info vhost_info = *info;
  g_autofree char *name = g_strdup_printf ("listener-%u", number);
  gboolean tls = config->tls_certificate != NULL;
  struct lws_vhost *vhost;

  if (!probe (self, error))
    return NULL;

  /* libwebsockets keeps the pointers as long as the virtual host lives. */
  vhost_info.vhost_name = g_intern_string (name);
  vhost_info.iface = g_intern_string (self->text);
  vhost_info.port = self->port;
  vhost_info.options |= LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                        LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
  if (self->address.ss_family == AF_INET6)
    vhost_info.options |= LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY | LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE;
  else
    vhost_info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;

  if (tls)
    {
      vhost_info.ssl_cert_filepath = config->tls_certificate;
      vhost_info.ssl_private_key_filepath = config->tls_key;
      vhost_info.ssl_options_set = TLS_OPTIONS;
      vhost_info.alpn = "http/1.1";
    }

  vhost = lws_create_vhost (lws, &vhost_info);
  if (vhost == NULL || lws_get_vhost_listen_port (vhost) <= 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_LISTEN,
                   "Cannot listen on %s port %u; run with --log-level=debug to see why",
                   self->text, self->port);
      return NULL;
    }

  return make_url (self, lws_get_vhost_listen_port (vhost), tls);
}

GPtrArray *
sight_listener_open_all (struct lws_context                      *lws,
                         const struct lws_context_creation_info  *info,
                         const SightServerConfig                 *config,
                         GError                                 **error)
{
  g_autoptr(GArray) listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  g_autoptr(GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < config->listen->len; i++)
    {
      if (!resolve (g_ptr_array_index (config->listen, i), listeners, error))
        return NULL;
    }

  for (guint i = 0; i < listeners->len; i++)
    {
      char *url = open_one (&g_array_index (listeners, Listener, i), i, lws, info, config, error);

      if (url == NULL)
        return NULL;
      g_ptr_array_add (urls, url);
    }
  g_ptr_array_add (urls, NULL);

  return g_steal_pointer (&urls);
}
