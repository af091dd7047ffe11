/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "server/sight-socket-address.h"

/* Older protocols than TLS 1.2 are not offered. */
#define TLS_OPTIONS (SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | \
                     SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION)

struct _SightListener
{
  struct sockaddr_storage address;
  socklen_t               length;
  char                    text[NI_MAXHOST]; /* numeric, without brackets */
  char                   *name;             /* of the virtual host */
  char                   *url;              /* once it listens */
  guint16                 port;
};

void
sight_listener_free (SightListener *self)
{
  g_free (self->name);
  g_free (self->url);
  g_free (self);
}

const char *
sight_listener_get_url (const SightListener *self)
{
  return self->url;
}

static gboolean
resolve (const char   *listen,
         GPtrArray    *listeners,
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
      SightListener *listener = g_new0 (SightListener, 1);

      memcpy (&listener->address, result->ai_addr, result->ai_addrlen);
      listener->length = result->ai_addrlen;
      listener->port = port;
      listener->name = g_strdup_printf ("listener-%u", listeners->len);
      getnameinfo (result->ai_addr, result->ai_addrlen, listener->text, sizeof listener->text,
                   NULL, 0, NI_NUMERICHOST);
      g_ptr_array_add (listeners, listener);
    }
  freeaddrinfo (results);

  return TRUE;
}

/* libwebsockets logs why it cannot listen, but does not tell. */
static gboolean
probe (const SightListener  *self,
       GError              **error)
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
make_url (const SightListener *self,
          guint16              port,
          gboolean             tls)
{
  gboolean v6 = self->address.ss_family == AF_INET6;

  return g_strdup_printf ("%s://%s%s%s:%u", tls ? "https" : "http",
                          v6 ? "[" : "", self->text, v6 ? "]" : "", port);
}

gboolean
sight_listener_open (SightListener                           *self,
                     struct lws_context                      *lws,
                     const struct lws_context_creation_info  *info,
                     const SightServerConfig                 *config,
                     GError                                 **error)
{
  struct lws_context_creation_info vhost_info = *info;
  gboolean tls = config->tls_certificate != NULL;
  struct lws_vhost *vhost;

  if (!probe (self, error))
    return FALSE;

  vhost_info.vhost_name = self->name;
  vhost_info.iface = self->text;
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
      return FALSE;
    }

  self->url = make_url (self, lws_get_vhost_listen_port (vhost), tls);

  return TRUE;
}

gboolean
sight_listener_resolve_all (const SightServerConfig  *config,
                            GPtrArray                *listeners,
                            GError                  **error)
{
  for (guint i = 0; i < config->listen->len; i++)
    {
      if (!resolve (g_ptr_array_index (config->listen, i), listeners, error))
        return FALSE;
    }

  return TRUE;
}

/* "://127.0.0.1:8080" of a socket that listens, or NULL. */
static char *
get_listener_authority (int fd)
{
  struct sockaddr_storage address = { 0 };
  socklen_t length = sizeof address;
  char text[NI_MAXHOST];
  int listens = 0;
  socklen_t listens_length = sizeof listens;
  gboolean v6;

  if (getsockopt (fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listens_length) != 0 || !listens ||
      getsockname (fd, (struct sockaddr *) &address, &length) != 0 ||
      getnameinfo ((struct sockaddr *) &address, length, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
    return NULL;

  v6 = address.ss_family == AF_INET6;

  return g_strdup_printf ("://%s%s%s:%u", v6 ? "[" : "", text, v6 ? "]" : "",
                          sight_socket_address_get_port (&address));
}

static gboolean
is_ours (GPtrArray  *listeners,
         const char *authority)
{
  for (guint i = 0; i < listeners->len; i++)
    {
      SightListener *listener = g_ptr_array_index (listeners, i);

      if (listener->url != NULL && g_str_has_suffix (listener->url, authority))
        return TRUE;
    }

  return FALSE;
}

/* The descriptor stays with libwebsockets, and from now on stands for
 * something that nothing ever comes from.
 */
static void
replace_with_silence (int fd)
{
  int silence = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  if (silence < 0)
    return;

  dup3 (silence, fd, O_CLOEXEC);
  close (silence);
}

void
sight_listener_close_all (GPtrArray *listeners)
{
  g_autoptr(GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      int fd = atoi (name);
      g_autofree char *authority = get_listener_authority (fd);

      if (authority != NULL && is_ours (listeners, authority))
        replace_with_silence (fd);
    }
}
