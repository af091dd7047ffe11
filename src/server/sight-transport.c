/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-transport.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "protocol/sight-limits.h"
#include "server/sight-certificate.h"
#include "server/sight-http-file.h"
#include "server/sight-http.h"
#include "server/sight-listener.h"
#include "server/sight-socket-address.h"

/* A frame is handed to the kernel whole. */
#define WRITE_SIZE (256 * 1024)

/* A page, its files and somebody's whole room may be opened from one address. */
#define HTTP_SOCKETS_PER_ADDRESS 32

#define HEADER_SIZE            8192 /* bytes of one request's headers */
#define DRAIN_STEP             (20 * G_TIME_SPAN_MILLISECOND)
#define CERTIFICATE_CHECK_TIME (60 * G_TIME_SPAN_SECOND)

/* Silence is the hub's business: no pings and no timer for each connection. */
static const lws_retry_bo_t no_keepalive = { 0 };

static SightTransport *
get_transport (struct lws *wsi)
{
  return lws_context_user (lws_get_context (wsi));
}

gboolean
sight_transport_is_trusted_proxy (const SightTransport *self,
                                  const SightAddress   *address)
{
  return sight_address_ranges_contain (self->config->trusted_proxies, address);
}

/* --- Time --- */

static void
schedule (SightTransport         *self,
          lws_sorted_usec_list_t *timer,
          sul_cb_t                callback,
          gint64                  delay)
{
  lws_sul_schedule (self->lws, 0, timer, callback, MAX (delay, 1));
}

void
sight_transport_wake (SightTransport *self)
{
  if (self->hub_timer_at != G_MININT64)
    lws_cancel_service (self->lws);
}

static void
on_hub_timer (lws_sorted_usec_list_t *timer)
{
  SightTransport *self = lws_container_of (timer, SightTransport, hub_timer);

  self->hub_timer_at = G_MAXINT64;
  sight_hub_tick (self->hub, g_get_monotonic_time (), g_get_real_time ());
  sight_transport_update_timer (self);
}

/* Deadlines mostly move away: then the timer comes too early, once, and is set
 * anew. This is asked after every message.
 */
void
sight_transport_update_timer (SightTransport *self)
{
  gint64 deadline = sight_hub_get_deadline (self->hub);

  if (deadline >= self->hub_timer_at)
    return;

  self->hub_timer_at = deadline;
  schedule (self, &self->hub_timer, on_hub_timer, deadline - g_get_monotonic_time ());
}

static void
on_refusal_timer (lws_sorted_usec_list_t *timer)
{
  SightTransport *self = lws_container_of (timer, SightTransport, refusal_timer);

  self->refusals = FALSE;
  for (SightConnection *connection = self->connections; connection != NULL; connection = connection->next)
    {
      if (connection->overflowed)
        sight_connection_refuse (connection, SIGHT_CLOSE_SLOW);
    }
  sight_transport_update_timer (self);
}

void
sight_transport_refuse_later (SightTransport *self)
{
  if (self->refusals)
    return;

  self->refusals = TRUE;
  schedule (self, &self->refusal_timer, on_refusal_timer, 0);
  sight_transport_wake (self);
}

/* --- Connections --- */

void
sight_transport_add_connection (SightTransport  *self,
                                SightConnection *connection)
{
  connection->next = self->connections;
  if (connection->next != NULL)
    connection->next->previous = connection;
  self->connections = connection;
  self->n_connections++;
}

static void
check_drained (SightTransport *self)
{
  if (self->drain_began != 0 && self->n_connections == 0 && self->on_drained != NULL)
    {
      self->on_drained (self->drained_data);
      self->on_drained = NULL;
    }
}

void
sight_transport_remove_connection (SightTransport  *self,
                                   SightConnection *connection)
{
  if (connection->previous != NULL)
    connection->previous->next = connection->next;
  else
    self->connections = connection->next;
  if (connection->next != NULL)
    connection->next->previous = connection->previous;
  connection->previous = connection->next = NULL;

  self->n_connections--;
  check_drained (self);
}

static gboolean
may_connect (SightTransport                            *self,
             const struct lws_filter_network_conn_args *connection)
{
  SightAddress address;

  self->metrics.accepted++;
  sight_socket_address_get_ip (&connection->cli_addr, &address);
  if (sight_turnstile_has_room (self->turnstile, &address, !sight_transport_is_trusted_proxy (self, &address)))
    return TRUE;

  self->metrics.turned_away++;
  return FALSE;
}

static void
enter_turnstile (SightTransport *self,
                 struct lws     *wsi)
{
  SightAddress address;

  sight_http_get_peer_address (wsi, &address);
  lws_set_opaque_user_data (wsi, sight_turnstile_enter (self->turnstile, &address));
}

static void
leave_turnstile (SightTransport *self,
                 struct lws     *wsi)
{
  SightTurnstileEntry *entry = lws_get_opaque_user_data (wsi);

  if (entry != NULL)
    {
      lws_set_opaque_user_data (wsi, NULL);
      sight_turnstile_leave (self->turnstile, entry);
    }
}

/* --- libwebsockets --- */

static int
on_lws_event (struct lws                *wsi,
              enum lws_callback_reasons  reason,
              void                      *user,
              void                      *in,
              size_t                     length)
{
  SightConnection *connection = user;

  switch ((int) reason)
    {
    case LWS_CALLBACK_RECEIVE:
      return sight_connection_receive (connection, in, length);

    case LWS_CALLBACK_SERVER_WRITEABLE:
      return sight_connection_write (connection);

    case LWS_CALLBACK_TIMER:
      return sight_connection_finish (connection);

    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
      return may_connect (get_transport (wsi), user) ? 0 : 1;

    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
      enter_turnstile (get_transport (wsi), wsi);
      return 0;

    case LWS_CALLBACK_HTTP:
      return sight_http_respond (get_transport (wsi), wsi, in);

    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      return sight_http_confirm_upgrade (get_transport (wsi), wsi, in);

    case LWS_CALLBACK_HTTP_BODY:
      return -1;

    /* Not HTTP, or CONNECT: libwebsockets would speak anything now. */
    case LWS_CALLBACK_RAW_RX:
      return sight_http_refuse_garbage (get_transport (wsi), wsi, in, length);

    case LWS_CALLBACK_ESTABLISHED:
      leave_turnstile (get_transport (wsi), wsi);
      return sight_connection_open (connection, get_transport (wsi), wsi);

    /* From here on only a close frame goes out. */
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      sight_connection_stop (connection);
      /* Half a code is none, and libwebsockets would send it back. */
      return length == 1 ? -1 : 0;

    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
      sight_connection_stop (connection);
      return 0;

    case LWS_CALLBACK_CLOSED:
      sight_connection_closed (connection);
      return 0;

    case LWS_CALLBACK_WSI_DESTROY:
      leave_turnstile (get_transport (wsi), wsi);
      return 0;

    default:
      return 0;
    }
}

/* The name is the subprotocol; HTTP goes through the same callback. */
static const struct lws_protocols protocols[] = {
  {
    .name = SIGHT_SUBPROTOCOL,
    .callback = on_lws_event,
    .per_session_data_size = sizeof (SightConnection),
    .rx_buffer_size = SIGHT_TRANSPORT_READ_SIZE,
    .tx_packet_size = WRITE_SIZE,
  },
  { 0 },
};

static void
on_lws_log (int         level,
            const char *line)
{
  g_autofree char *text = g_strchomp (g_strdup (line));

  g_debug ("libwebsockets: %s", text);
}

static void
get_random (guint8 *buffer,
            gsize   length)
{
  while (length > 0)
    {
      ssize_t n = getrandom (buffer, length, 0);

      if (n < 0 && errno != EINTR)
        g_error ("The system gives no random bytes: %s", g_strerror (errno));
      if (n > 0)
        {
          buffer += n;
          length -= n;
        }
    }
}

static const SightHubDelivery delivery = {
  .send = sight_connection_send,
  .close = sight_connection_close,
  .random = get_random,
};

/* --- The certificate --- */

gboolean
sight_transport_reload_certificate (SightTransport  *self,
                                    GError         **error)
{
  const char *certificate = self->config->tls_certificate;
  const char *key = self->config->tls_key;

  if (certificate == NULL)
    return TRUE;

  self->certificate_changed = sight_certificate_get_changed (certificate, key);
  if (!sight_certificate_check (certificate, key, error))
    {
      self->metrics.certificate_failures++;
      return FALSE;
    }

  lws_tls_cert_updated (self->lws, certificate, key, NULL, 0, NULL, 0);
  self->metrics.certificate_reloads++;
  g_message ("Took the certificate '%s' into use", certificate);

  return TRUE;
}

static void
on_certificate_timer (lws_sorted_usec_list_t *timer)
{
  SightTransport *self = lws_container_of (timer, SightTransport, certificate_timer);
  gint64 changed = sight_certificate_get_changed (self->config->tls_certificate, self->config->tls_key);

  if (changed != 0 && changed != self->certificate_changed)
    {
      g_autoptr(GError) error = NULL;

      if (!sight_transport_reload_certificate (self, &error))
        g_warning ("%s; going on with the old one", error->message);
    }
  schedule (self, timer, on_certificate_timer, CERTIFICATE_CHECK_TIME);
}

/* --- The end --- */

static void
on_drain_timer (lws_sorted_usec_list_t *timer)
{
  SightTransport *self = lws_container_of (timer, SightTransport, drain_timer);
  gint64 span = (gint64) self->config->limits.drain_time * G_TIME_SPAN_MILLISECOND;
  gint64 elapsed = g_get_monotonic_time () - self->drain_began;
  gint64 moment = span > 0 ? elapsed * (G_MAXUINT16 + 1) / span : G_MAXUINT16;

  for (SightConnection *connection = self->connections; connection != NULL; connection = connection->next)
    {
      if (connection->drain_moment <= moment)
        sight_connection_refuse (connection, SIGHT_CLOSE_DRAIN);
    }
  sight_transport_update_timer (self);

  if (self->n_connections > 0)
    schedule (self, timer, on_drain_timer, DRAIN_STEP);
}

void
sight_transport_drain (SightTransport  *self,
                       void           (*on_drained) (gpointer data),
                       gpointer         data)
{
  if (self->drain_began != 0)
    return;

  self->on_drained = on_drained;
  self->drained_data = data;
  self->drain_began = g_get_monotonic_time ();
  sight_hub_drain (self->hub, self->drain_began);
  sight_listener_close_all (self->listeners);
  schedule (self, &self->drain_timer, on_drain_timer, 0);
  sight_transport_update_timer (self);
  sight_transport_wake (self);
  check_drained (self);
}

gboolean
sight_transport_is_draining (const SightTransport *self)
{
  return self->drain_began != 0;
}

/* --- The beginning --- */

static struct lws_context_creation_info
make_info (SightTransport *self,
           SightLoopKind   kind,
           gpointer       *loops)
{
  guint seconds = MAX ((self->config->limits.handshake_time + 999) / 1000, 1);
  struct lws_context_creation_info info = {
    .port = CONTEXT_PORT_NO_LISTEN,
    .protocols = protocols,
    .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
               (kind == SIGHT_LOOP_UV ? LWS_SERVER_OPTION_LIBUV : LWS_SERVER_OPTION_GLIB),
    .foreign_loops = loops,
    .user = self,
    .pcontext = &self->lws,
    .timeout_secs = seconds,
    .timeout_secs_ah_idle = seconds,
    .keepalive_timeout = seconds,
    .max_http_header_data2 = HEADER_SIZE,
    .max_http_header_pool2 = G_MAXUINT16,
    .retry_and_idle_policy = &no_keepalive,
    .gid = -1,
    .uid = -1,
  };

  if (self->config->tls_certificate != NULL)
    info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;

  return info;
}

SightTransport *
sight_transport_new (const SightServerConfig *config)
{
  SightTransport *self = g_new0 (SightTransport, 1);

  self->config = config;
  self->hub_timer_at = G_MAXINT64;
  self->hub = sight_hub_new (config, &delivery, g_get_monotonic_time (), g_get_real_time ());
  self->turnstile = sight_turnstile_new (config->limits.sockets + SIGHT_TRANSPORT_RESERVED_FILES / 2,
                                         MAX (HTTP_SOCKETS_PER_ADDRESS, 2 * config->limits.address_sockets));
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) sight_listener_free);
  self->addresses = g_ptr_array_new ();
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sight_http_file_free);

  return self;
}

static gboolean
open_listeners (SightTransport                          *self,
                const struct lws_context_creation_info  *info,
                GError                                 **error)
{
  if (!sight_listener_resolve_all (self->config, self->listeners, error))
    return FALSE;

  for (guint i = 0; i < self->listeners->len; i++)
    {
      SightListener *listener = g_ptr_array_index (self->listeners, i);

      if (!sight_listener_open (listener, self->lws, info, self->config, error))
        return FALSE;
      g_ptr_array_add (self->addresses, (gpointer) sight_listener_get_url (listener));
    }
  g_ptr_array_add (self->addresses, NULL);

  return TRUE;
}

static gboolean
open_context (SightTransport  *self,
              SightLoopKind    kind,
              gpointer         loop,
              GError         **error)
{
  gpointer loops[] = { loop };
  struct lws_context_creation_info info = make_info (self, kind, loops);

  lws_set_log_level (LLL_ERR | LLL_WARN, on_lws_log);
  self->lws = lws_create_context (&info);
  if (self->lws == NULL)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_FAILED,
                   "Cannot start libwebsockets on %s. Is its package libwebsockets-evlib-%s installed?",
                   kind == SIGHT_LOOP_UV ? "libuv" : "GLib", kind == SIGHT_LOOP_UV ? "uv" : "glib");
      return FALSE;
    }

  return open_listeners (self, &info, error);
}

gboolean
sight_transport_open (SightTransport  *self,
                      SightLoopKind    kind,
                      gpointer         loop,
                      GError         **error)
{
  const char *certificate = self->config->tls_certificate;
  const char *key = self->config->tls_key;

  g_return_val_if_fail (self->lws == NULL, FALSE);

  if (certificate != NULL)
    {
      self->certificate_changed = sight_certificate_get_changed (certificate, key);
      if (!sight_certificate_check (certificate, key, error))
        return FALSE;
    }

  if (!open_context (self, kind, loop, error))
    return FALSE;

  if (certificate != NULL)
    schedule (self, &self->certificate_timer, on_certificate_timer, CERTIFICATE_CHECK_TIME);
  sight_transport_update_timer (self);
  sight_transport_wake (self);

  return TRUE;
}

void
sight_transport_close (SightTransport *self)
{
  if (self->lws == NULL)
    return;

  self->on_drained = NULL;
  lws_sul_cancel (&self->hub_timer);
  lws_sul_cancel (&self->refusal_timer);
  lws_sul_cancel (&self->drain_timer);
  lws_sul_cancel (&self->certificate_timer);
  /* From now on the hub's deadlines are nobody's business. */
  self->hub_timer_at = G_MININT64;
  lws_context_destroy (self->lws);
}

void
sight_transport_finish (SightTransport *self)
{
  lws_context_destroy (self->lws);
}

gboolean
sight_transport_is_closed (const SightTransport *self)
{
  return self->lws == NULL;
}

void
sight_transport_free (SightTransport *self)
{
  g_return_if_fail (self->lws == NULL);

  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->listeners);
  g_hash_table_unref (self->files);
  sight_hub_free (self->hub);
  sight_turnstile_free (self->turnstile);
  g_free (self);
}
