/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-http.h"

#include <string.h>

#include "protocol/sight-limits.h"
#include "server/sight-http-file.h"
#include "server/sight-http-headers.h"
#include "server/sight-socket-address.h"
#include "server/sight-transport.h"

#define HEADER_MAX 1024 /* bytes of a header that is looked at */

/* From the answer until the client has read it. */
#define RESPONSE_SECONDS 30

#define RETRY_FULL    "Retry-After: 30\r\n"
#define RETRY_ADDRESS "Retry-After: 60\r\n"
#define UPGRADE_HINT  "Upgrade: websocket\r\n"
#define VERSION_HINT  "Sec-WebSocket-Version: 13\r\n"
#define ALLOW_HINT    "Allow: GET, HEAD\r\n"

/* The page needs its own files, the camera and its own server; nothing else. */
#define SECURITY_HEADERS \
  "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; " \
  "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; " \
  "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; " \
  "frame-ancestors 'none'\r\n" \
  "X-Content-Type-Options: nosniff\r\n" \
  "Referrer-Policy: no-referrer\r\n" \
  "Permissions-Policy: camera=(self), microphone=(self), display-capture=(self)\r\n" \
  "Cross-Origin-Opener-Policy: same-origin\r\n"

#define STRICT_TRANSPORT "Strict-Transport-Security: max-age=31536000\r\n"

typedef struct
{
  guint       status;
  const char *headers;      /* complete lines, or NULL */
  const char *content_type; /* NULL: plain text */
  const void *body;
  gsize       length;
  gboolean    without_body; /* an answer to HEAD, or 304 */
  gboolean    close;
} Response;

static const char *
get_reason (guint status)
{
  switch (status)
    {
    case 200: return "OK";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    default:  return "Unknown";
    }
}

/* Headers and body in one piece. What the socket does not take at once,
 * libwebsockets keeps.
 */
static GByteArray *
format_response (SightTransport *transport,
                 const Response *response)
{
  GByteArray *bytes = g_byte_array_sized_new (LWS_PRE + 1024 + response->length);
  g_autofree char *head = NULL;

  head = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                          "Server: sightline\r\n"
                          "Content-Type: %s\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "%s%s%s%s"
                          "\r\n",
                          response->status, get_reason (response->status),
                          response->content_type != NULL ? response->content_type : "text/plain; charset=utf-8",
                          response->length,
                          response->headers != NULL ? response->headers : "Cache-Control: no-store\r\n",
                          SECURITY_HEADERS,
                          transport->config->tls_certificate != NULL ? STRICT_TRANSPORT : "",
                          response->close ? "Connection: close\r\n" : "");

  g_byte_array_set_size (bytes, LWS_PRE);
  g_byte_array_append (bytes, (const guint8 *) head, strlen (head));
  if (!response->without_body)
    g_byte_array_append (bytes, response->body, response->length);

  return bytes;
}

static int
send_response (SightTransport *transport,
               struct lws     *wsi,
               const Response *response)
{
  g_autoptr(GByteArray) bytes = format_response (transport, response);

  sight_metrics_note_status (&transport->metrics, response->status);
  lws_set_timeout (wsi, PENDING_TIMEOUT_HTTP_CONTENT, RESPONSE_SECONDS);
  if (lws_write (wsi, bytes->data + LWS_PRE, bytes->len - LWS_PRE, LWS_WRITE_HTTP_HEADERS) < 0 ||
      response->close)
    return -1;

  return lws_http_transaction_completed (wsi) != 0 ? -1 : 0;
}

static int
refuse (SightTransport *transport,
        struct lws     *wsi,
        guint           status,
        const char     *headers,
        const char     *text)
{
  const Response response = {
    .status = status,
    .headers = headers,
    .body = text,
    .length = strlen (text),
    .without_body = lws_hdr_total_length (wsi, WSI_TOKEN_HEAD_URI) > 0,
    .close = TRUE,
  };

  return send_response (transport, wsi, &response);
}

static gboolean
get_header (struct lws            *wsi,
            enum lws_token_indexes token,
            char                  *buffer,
            gsize                  size)
{
  return lws_hdr_copy (wsi, buffer, size, token) > 0;
}

void
sight_http_get_peer_address (struct lws   *wsi,
                             SightAddress *address)
{
  struct sockaddr_storage peer = { 0 };
  socklen_t length = sizeof peer;

  if (getpeername (lws_get_socket_fd (wsi), (struct sockaddr *) &peer, &length) != 0)
    peer.ss_family = AF_UNSPEC;
  sight_socket_address_get_ip (&peer, address);
}

void
sight_http_get_client_address (SightTransport *transport,
                               struct lws     *wsi,
                               SightAddress   *address)
{
  char chain[HEADER_MAX];

  sight_http_get_peer_address (wsi, address);
  if (sight_transport_is_trusted_proxy (transport, address) &&
      get_header (wsi, WSI_TOKEN_X_FORWARDED_FOR, chain, sizeof chain))
    sight_http_follow_forwarded (chain, transport->config->trusted_proxies, address);
}

static gboolean
is_forwarded (struct lws *wsi)
{
  return lws_hdr_total_length (wsi, WSI_TOKEN_X_FORWARDED_FOR) > 0 ||
         lws_hdr_custom_length (wsi, "forwarded:", strlen ("forwarded:")) >= 0;
}

static gboolean
may_see_metrics (SightTransport *transport,
                 struct lws     *wsi)
{
  const SightServerConfig *config = transport->config;
  SightAddress peer, client;

  sight_http_get_peer_address (wsi, &peer);
  sight_http_get_client_address (transport, wsi, &client);

  /* A proxy on this machine that nobody told us of would make everyone look
   * local. One that is known has to name another address.
   */
  if (is_forwarded (wsi) && sight_address_equal (&peer, &client))
    return FALSE;
  if (config->metrics_allow->len == 0)
    return sight_address_is_loopback (&client);

  return sight_address_ranges_contain (config->metrics_allow, &client);
}

static int
respond_metrics (SightTransport *transport,
                 struct lws     *wsi,
                 gboolean        head)
{
  g_autofree char *text = NULL;
  Response response = {
    .status = 200,
    .content_type = "text/plain; version=0.0.4; charset=utf-8",
    .without_body = head,
  };

  if (!may_see_metrics (transport, wsi))
    return refuse (transport, wsi, 403, NULL, "Not for this address\n");

  text = sight_metrics_to_text (&transport->metrics, sight_hub_get_stats (transport->hub),
                                sight_turnstile_get_count (transport->turnstile),
                                sight_transport_is_draining (transport));
  response.body = text;
  response.length = strlen (text);

  return send_response (transport, wsi, &response);
}

static int
respond_health (SightTransport *transport,
                struct lws     *wsi,
                gboolean        head)
{
  gboolean draining = sight_transport_is_draining (transport);
  const char *text = draining ? "draining\n" : "ok\n";
  const Response response = {
    .status = draining ? 503 : 200,
    .body = text,
    .length = strlen (text),
    .without_body = head,
  };

  return send_response (transport, wsi, &response);
}

static const SightHttpFile *
find_file (SightTransport *transport,
           const char     *path)
{
  SightHttpFile *file = g_hash_table_lookup (transport->files, path);

  if (file == NULL)
    {
      file = sight_http_file_load (path);
      if (file != NULL)
        g_hash_table_insert (transport->files, g_strdup (path), file);
    }

  return file;
}

/* With a weight it is not asked for by anybody whom we serve. */
static gboolean
takes_gzip (struct lws *wsi)
{
  char encodings[HEADER_MAX];

  return get_header (wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, encodings, sizeof encodings) &&
         sight_http_list_has (encodings, "gzip");
}

static gboolean
is_known (struct lws *wsi,
          const char *etag)
{
  char known[HEADER_MAX];

  return get_header (wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, known, sizeof known) &&
         (g_str_equal (known, "*") || strstr (known, etag) != NULL);
}

static int
respond_file (SightTransport *transport,
              struct lws     *wsi,
              const char     *path,
              gboolean        head)
{
  const SightHttpFile *file = find_file (transport, path);
  g_autofree char *headers = NULL;
  char etag[64];
  gboolean is_gzip;
  gboolean unchanged;
  Response response = { 0 };

  if (file == NULL)
    return refuse (transport, wsi, 404, NULL, "There is nothing here\n");

  is_gzip = file->gzip != NULL && takes_gzip (wsi);
  g_snprintf (etag, sizeof etag, "\"%s%s\"", file->sum, is_gzip ? "-gzip" : "");
  unchanged = is_known (wsi, etag);
  headers = g_strdup_printf ("Cache-Control: no-cache\r\nVary: Accept-Encoding\r\nETag: %s\r\n%s",
                             etag, is_gzip ? "Content-Encoding: gzip\r\n" : "");

  response.status = unchanged ? 304 : 200;
  response.headers = headers;
  response.content_type = file->content_type;
  response.body = g_bytes_get_data (is_gzip ? file->gzip : file->bytes, &response.length);
  response.without_body = head || unchanged;

  return send_response (transport, wsi, &response);
}

static gboolean
has_body (struct lws *wsi)
{
  char length[32];

  return lws_hdr_total_length (wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0 ||
         (lws_hdr_total_length (wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 &&
          (!get_header (wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, length, sizeof length) ||
           !g_str_equal (length, "0")));
}

int
sight_http_respond (SightTransport *transport,
                    struct lws     *wsi,
                    const char     *path)
{
  gboolean head = lws_hdr_total_length (wsi, WSI_TOKEN_HEAD_URI) > 0;

  if (!head && lws_hdr_total_length (wsi, WSI_TOKEN_GET_URI) == 0)
    return refuse (transport, wsi, 405, ALLOW_HINT, "Only GET and HEAD\n");
  if (has_body (wsi))
    return refuse (transport, wsi, 413, NULL, "No request here has a body\n");

  if (g_str_equal (path, SIGHT_SIGNAL_PATH))
    return refuse (transport, wsi, 426, UPGRADE_HINT, "This is for WebSockets\n");
  if (g_str_equal (path, "/healthz"))
    return respond_health (transport, wsi, head);
  if (g_str_equal (path, "/metrics"))
    return respond_metrics (transport, wsi, head);

  return respond_file (transport, wsi, path, head);
}

static gboolean
is_origin_allowed (SightTransport *transport,
                   struct lws     *wsi)
{
  GPtrArray *origins = transport->config->origins;
  char origin[HEADER_MAX], host[HEADER_MAX];

  if (lws_hdr_total_length (wsi, WSI_TOKEN_ORIGIN) == 0)
    return TRUE;
  if (!get_header (wsi, WSI_TOKEN_ORIGIN, origin, sizeof origin))
    return FALSE;

  for (guint i = 0; i < origins->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (origins, i), origin) == 0)
        return TRUE;
    }

  return get_header (wsi, WSI_TOKEN_HOST, host, sizeof host) && sight_http_origin_is_host (origin, host);
}

static gboolean
offers_subprotocol (struct lws *wsi)
{
  char list[HEADER_MAX];

  return get_header (wsi, WSI_TOKEN_PROTOCOL, list, sizeof list) && sight_http_list_has (list, SIGHT_SUBPROTOCOL);
}

static gboolean
has_known_version (struct lws *wsi)
{
  char version[16];

  return get_header (wsi, WSI_TOKEN_VERSION, version, sizeof version) && g_str_equal (version, "13");
}

static void
log_refusal (SightTransport *transport,
             struct lws     *wsi,
             SightHandshake  outcome,
             guint           status)
{
  static const char * const reasons[SIGHT_N_HANDSHAKES] = {
    [SIGHT_HANDSHAKE_ORIGIN] = "origin",
    [SIGHT_HANDSHAKE_SUBPROTOCOL] = "subprotocol",
    [SIGHT_HANDSHAKE_VERSION] = "version",
    [SIGHT_HANDSHAKE_REFUSED] = "limit",
  };
  g_autofree char *address_text = NULL;
  SightAddress address;
  char status_text[8];

  sight_http_get_client_address (transport, wsi, &address);
  address_text = sight_log_format_address (&address, transport->config->log_addresses);
  g_snprintf (status_text, sizeof status_text, "%u", status);
  sight_log_limited (&transport->handshake_log[outcome], g_get_monotonic_time (), G_LOG_LEVEL_INFO,
                     "handshake-refused", "reason", reasons[outcome], "status", status_text,
                     "address", address_text, NULL);
}

static int
refuse_handshake (SightTransport *transport,
                  struct lws     *wsi,
                  SightHandshake  outcome,
                  guint           status,
                  const char     *headers,
                  const char     *text)
{
  transport->metrics.handshakes[outcome]++;
  log_refusal (transport, wsi, outcome, status);

  return refuse (transport, wsi, status, headers, text);
}

static int
ask_hub (SightTransport *transport,
         struct lws     *wsi)
{
  SightAddress address;

  sight_http_get_client_address (transport, wsi, &address);
  switch (sight_hub_admit (transport->hub, &address))
    {
    case SIGHT_ADMISSION_OK:
      transport->metrics.handshakes[SIGHT_HANDSHAKE_ACCEPTED]++;
      return 0;

    case SIGHT_ADMISSION_ADDRESS:
      return refuse_handshake (transport, wsi, SIGHT_HANDSHAKE_REFUSED, 429, RETRY_ADDRESS,
                               "Too many connections from this address\n");

    case SIGHT_ADMISSION_DRAINING:
      return refuse_handshake (transport, wsi, SIGHT_HANDSHAKE_REFUSED, 503, RETRY_FULL,
                               "The server goes down\n");

    case SIGHT_ADMISSION_FULL:
    default:
      return refuse_handshake (transport, wsi, SIGHT_HANDSHAKE_REFUSED, 503, RETRY_FULL,
                               "The server is full\n");
    }
}

/* An upgrade to anything but a WebSocket may be ignored, says RFC 9110; so the
 * request is answered as if it had not asked. libwebsockets wants it closed.
 */
static int
ignore_upgrade (SightTransport *transport,
                struct lws     *wsi,
                const char     *path)
{
  sight_http_respond (transport, wsi, path);

  return -1;
}

int
sight_http_confirm_upgrade (SightTransport *transport,
                            struct lws     *wsi,
                            const char     *upgrade)
{
  char path[HEADER_MAX] = "";

  if (lws_hdr_total_length (wsi, WSI_TOKEN_GET_URI) == 0)
    return refuse (transport, wsi, 405, ALLOW_HINT, "Only GET\n");
  if (!get_header (wsi, WSI_TOKEN_GET_URI, path, sizeof path))
    return refuse (transport, wsi, 404, NULL, "There is nothing here\n");
  if (g_ascii_strcasecmp (upgrade, "websocket") != 0)
    return ignore_upgrade (transport, wsi, path);
  if (!g_str_equal (path, SIGHT_SIGNAL_PATH))
    return refuse (transport, wsi, 404, NULL, "There is nothing here\n");

  if (!has_known_version (wsi))
    return refuse_handshake (transport, wsi, SIGHT_HANDSHAKE_VERSION, 426, VERSION_HINT,
                             "Only WebSockets of version 13\n");
  if (!is_origin_allowed (transport, wsi))
    return refuse_handshake (transport, wsi, SIGHT_HANDSHAKE_ORIGIN, 403, NULL,
                             "Not for pages of this origin\n");
  if (!offers_subprotocol (wsi))
    return refuse_handshake (transport, wsi, SIGHT_HANDSHAKE_SUBPROTOCOL, 400, NULL,
                             "The subprotocol is " SIGHT_SUBPROTOCOL "\n");

  return ask_hub (transport, wsi);
}

int
sight_http_refuse_garbage (SightTransport *transport,
                           struct lws     *wsi,
                           const char     *data,
                           gsize           length)
{
  g_autoptr(GByteArray) bytes = NULL;
  gsize word = 0;
  gboolean method;
  Response response = { .close = TRUE };

  while (word < length && word < 32 && (g_ascii_isupper (data[word]) || data[word] == '-'))
    word++;
  method = word > 0 && word < length && data[word] == ' ';

  response.status = method ? 405 : 400;
  response.headers = method ? ALLOW_HINT : NULL;
  response.body = method ? "Only GET and HEAD\n" : "This is not HTTP\n";
  response.length = strlen (response.body);

  sight_metrics_note_status (&transport->metrics, response.status);
  bytes = format_response (transport, &response);
  lws_write (wsi, bytes->data + LWS_PRE, bytes->len - LWS_PRE, LWS_WRITE_RAW);

  return -1;
}
