/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-turn-probe.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

#include "server/sight-ice-url.h"
#include "server/sight-stun-message.h"
#include "server/sight-turn-channel.h"
#include "server/sight-turn-credentials.h"

#define MD5_LENGTH 16
#define TEXT_MAX 763 /* bytes of a realm or nonce, RFC 8489 */
#define ALLOCATION_MISMATCH 437
#define STALE_NONCE 438
#define TRIES 6
#define TRANSPORT_UDP (17u << 24)
#define YEARS (10 * 365 * 24 * 3600)

typedef struct
{
  const SightIceUrl        *url;
  const SightProbeOptions  *options;
  const struct addrinfo    *address;
  SightTurnChannel         *channel;
  GBytes                   *realm;
  GBytes                   *nonce;
  char                    **sentence;
} Probe;

/* What one attempt with one user name came to. */
typedef enum
{
  ATTEMPT_DONE,         /* with a result */
  ATTEMPT_UNAUTHORIZED,
} Attempt;

static SightProbeResult conclude (Probe            *self,
                                  SightProbeResult  result,
                                  const char       *format,
                                  ...) G_GNUC_PRINTF (3, 4);

static SightProbeResult
conclude (Probe            *self,
          SightProbeResult  result,
          const char       *format,
          ...)
{
  va_list arguments;

  g_free (*self->sentence);
  va_start (arguments, format);
  *self->sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return result;
}

static const char *
get_protocol (const SightIceUrl *url)
{
  if (url->kind == SIGHT_ICE_TURN_TCP)
    return "TCP";
  if (url->kind == SIGHT_ICE_TURN_TLS)
    return "TLS over TCP";
  return "UDP";
}

static SightProbeResult
conclude_channel (Probe              *self,
                  SightChannelStatus  status,
                  const char         *detail)
{
  guint port = self->url->port;

  switch (status)
    {
    case SIGHT_CHANNEL_REFUSED:
      return conclude (self, SIGHT_PROBE_UNREACHABLE,
                       "nothing listens on %s port %u there: start the TURN server, or correct the port",
                       get_protocol (self->url), port);

    case SIGHT_CHANNEL_TLS:
      return conclude (self, SIGHT_PROBE_TLS,
                       "TLS fails, so browsers will refuse it too: %s", detail);

    case SIGHT_CHANNEL_GARBAGE:
      return conclude (self, SIGHT_PROBE_GARBAGE,
                       "what answers on port %u is no STUN or TURN server (%s): correct the port",
                       port, detail);

    case SIGHT_CHANNEL_SILENT:
      return conclude (self, SIGHT_PROBE_UNREACHABLE,
                       "no answer over %s from port %u: is the server up, and does a firewall let it through?",
                       get_protocol (self->url), port);

    case SIGHT_CHANNEL_OK:
    case SIGHT_CHANNEL_FAILED:
    default:
      return conclude (self, SIGHT_PROBE_UNREACHABLE, "it cannot be reached over %s port %u: %s",
                       get_protocol (self->url), port, detail);
    }
}

static void
begin_request (GByteArray    *request,
               SightStunType  type)
{
  guint8 transaction[SIGHT_STUN_TRANSACTION_LENGTH] = { 0 };

  if (gnutls_rnd (GNUTLS_RND_NONCE, transaction, sizeof transaction) != GNUTLS_E_SUCCESS)
    g_critical ("There are no random bytes");
  sight_stun_begin (request, type, transaction);
}

static GBytes *
copy_attribute (const SightStunMessage *message,
                guint16                 attribute)
{
  gsize length = 0;
  const guint8 *value = sight_stun_message_find (message, attribute, &length);

  return value != NULL && length <= TEXT_MAX ? g_bytes_new (value, length) : NULL;
}

static void
keep_challenge (Probe                  *self,
                const SightStunMessage *answer)
{
  g_clear_pointer (&self->realm, g_bytes_unref);
  g_clear_pointer (&self->nonce, g_bytes_unref);
  self->realm = copy_attribute (answer, SIGHT_STUN_REALM);
  self->nonce = copy_attribute (answer, SIGHT_STUN_NONCE);
}

/* A new socket for each attempt: to the server it is another client. */
static gboolean
open_channel (Probe            *self,
              SightProbeResult *result)
{
  g_autofree char *detail = NULL;
  SightChannelStatus status = SIGHT_CHANNEL_OK;

  g_clear_pointer (&self->channel, sight_turn_channel_free);
  self->channel = sight_turn_channel_open (self->url, self->address->ai_addr,
                                           self->address->ai_addrlen, self->options->ca_file,
                                           self->options->timeout_ms, &status, &detail);
  if (self->channel == NULL)
    *result = conclude_channel (self, status, detail);

  return self->channel != NULL;
}

static SightProbeResult
probe_stun (Probe *self)
{
  g_autoptr(GByteArray) request = g_byte_array_new ();
  g_autofree char *detail = NULL;
  g_autofree char *text = NULL;
  SightStunMessage answer;
  SightChannelStatus status;
  SightAddress mapped;
  guint16 port;

  begin_request (request, SIGHT_STUN_BINDING);
  status = sight_turn_channel_exchange (self->channel, request, &answer, &detail);
  if (status != SIGHT_CHANNEL_OK)
    return conclude_channel (self, status, detail);

  if (answer.type != SIGHT_STUN_BINDING_SUCCESS ||
      !sight_stun_message_get_xor_address (&answer, SIGHT_STUN_XOR_MAPPED_ADDRESS, &mapped, &port))
    return conclude (self, SIGHT_PROBE_REFUSED, "it refuses to tell addresses: is STUN switched off there?");

  text = sight_address_to_string (&mapped);
  return conclude (self, SIGHT_PROBE_OK, "it answers, and sees this computer as %s", text);
}

/* Long-term credentials, RFC 8489 section 9.2.2. */
static void
make_key (Probe                      *self,
          const SightTurnCredentials *credentials,
          guint8                      key[MD5_LENGTH])
{
  g_autoptr(GByteArray) text = g_byte_array_new ();
  gsize realm_length = 0;
  const guint8 *realm = g_bytes_get_data (self->realm, &realm_length);

  g_byte_array_append (text, (const guint8 *) credentials->username, strlen (credentials->username));
  g_byte_array_append (text, (const guint8 *) ":", 1);
  if (realm_length > 0)
    g_byte_array_append (text, realm, realm_length);
  g_byte_array_append (text, (const guint8 *) ":", 1);
  g_byte_array_append (text, (const guint8 *) credentials->password, strlen (credentials->password));

  if (gnutls_hash_fast (GNUTLS_DIG_MD5, text->data, text->len, key) != GNUTLS_E_SUCCESS)
    memset (key, 0, MD5_LENGTH);
}

static void
sign_request (Probe                      *self,
              GByteArray                 *request,
              const SightTurnCredentials *credentials)
{
  guint8 key[MD5_LENGTH];
  gsize length = 0;
  const guint8 *value;

  sight_stun_append (request, SIGHT_STUN_USERNAME, credentials->username,
                     strlen (credentials->username));
  value = g_bytes_get_data (self->realm, &length);
  sight_stun_append (request, SIGHT_STUN_REALM, value, length);
  value = g_bytes_get_data (self->nonce, &length);
  sight_stun_append (request, SIGHT_STUN_NONCE, value, length);

  make_key (self, credentials, key);
  sight_stun_append_integrity (request, key, sizeof key);
}

/* Gives the relay back, which would else count against a quota for minutes. */
static void
release (Probe                      *self,
         const SightTurnCredentials *credentials)
{
  g_autoptr(GByteArray) request = g_byte_array_new ();
  g_autofree char *detail = NULL;
  SightStunMessage answer;

  begin_request (request, SIGHT_STUN_REFRESH);
  sight_stun_append_number (request, SIGHT_STUN_LIFETIME, 0);
  if (credentials != NULL)
    sign_request (self, request, credentials);
  sight_turn_channel_exchange (self->channel, request, &answer, &detail);
}

static void
get_server_address (const struct sockaddr *from,
                    SightAddress          *out)
{
  memset (out, 0, sizeof *out);
  if (from->sa_family == AF_INET6)
    {
      memcpy (out->bytes, &((const struct sockaddr_in6 *) (gconstpointer) from)->sin6_addr, 16);
    }
  else
    {
      out->bytes[10] = out->bytes[11] = 0xff;
      memcpy (out->bytes + 12, &((const struct sockaddr_in *) (gconstpointer) from)->sin_addr, 4);
    }
}

gboolean
sight_turn_relay_is_reachable (const SightAddress *server,
                               const SightAddress *relay)
{
  if (sight_address_is_loopback (relay))
    return sight_address_is_loopback (server);

  return !sight_address_is_private (relay) || sight_address_is_private (server);
}

static SightProbeResult
conclude_relay (Probe                  *self,
                const SightStunMessage *answer)
{
  g_autofree char *text = NULL;
  SightAddress relay, server;
  guint16 port;

  if (!sight_stun_message_get_xor_address (answer, SIGHT_STUN_XOR_RELAYED_ADDRESS, &relay, &port))
    return conclude (self, SIGHT_PROBE_GARBAGE, "its answer names no relay address");

  text = sight_address_to_string (&relay);
  get_server_address (self->address->ai_addr, &server);
  if (!sight_turn_relay_is_reachable (&server, &relay))
    return conclude (self, SIGHT_PROBE_PRIVATE_RELAY,
                     "it relays on %s, which nobody reaches over the internet: "
                     "set external-ip in its configuration", text);

  return conclude (self, SIGHT_PROBE_OK, "a relay on %s was given and returned", text);
}

static SightProbeResult
conclude_refusal (Probe                  *self,
                  const SightStunMessage *answer)
{
  guint code = 0;

  sight_stun_message_get_error (answer, &code);
  switch (code)
    {
    case 486:
      return conclude (self, SIGHT_PROBE_QUOTA,
                       "the secret is right, but the quota of relays is used up: "
                       "raise total-quota or user-quota there");

    case 508:
      return conclude (self, SIGHT_PROBE_QUOTA,
                       "the secret is right, but no port is free for a relay: "
                       "widen min-port to max-port there");

    case 403:
      return conclude (self, SIGHT_PROBE_REFUSED,
                       "it forbids relays to this computer (403): look at its allowed and denied addresses");

    case 300:
      return conclude (self, SIGHT_PROBE_REFUSED,
                       "it sends clients to another server (300): name that one in ice-url");

    default:
      return conclude (self, SIGHT_PROBE_REFUSED,
                       "it refuses to give a relay (error %u): its log says why", code);
    }
}

/* One Allocate with one pair of credentials, again if the nonce was stale, and
 * from another port if the server still remembers a client at this one (RFC
 * 8656, section 7.4).
 */
static Attempt
try_credentials (Probe                      *self,
                 const SightTurnCredentials *credentials,
                 SightProbeResult           *result)
{
  if (!open_channel (self, result))
    return ATTEMPT_DONE;

  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr(GByteArray) request = g_byte_array_new ();
      g_autofree char *detail = NULL;
      SightStunMessage answer;
      SightChannelStatus status;
      guint code = 0;

      begin_request (request, SIGHT_STUN_ALLOCATE);
      sight_stun_append_number (request, SIGHT_STUN_REQUESTED_TRANSPORT, TRANSPORT_UDP);
      sign_request (self, request, credentials);
      status = sight_turn_channel_exchange (self->channel, request, &answer, &detail);
      if (status != SIGHT_CHANNEL_OK)
        {
          *result = conclude_channel (self, status, detail);
          return ATTEMPT_DONE;
        }

      if (answer.type == SIGHT_STUN_ALLOCATE_SUCCESS)
        {
          *result = conclude_relay (self, &answer);
          release (self, credentials);
          return ATTEMPT_DONE;
        }

      if (sight_stun_message_get_error (&answer, &code) && (code == 401 || code == STALE_NONCE))
        {
          keep_challenge (self, &answer);
          if (self->realm == NULL || self->nonce == NULL)
            break;
          if (code == STALE_NONCE)
            continue;
          return ATTEMPT_UNAUTHORIZED;
        }

      if (code == ALLOCATION_MISMATCH && i + 1 < TRIES)
        {
          if (!open_channel (self, result))
            return ATTEMPT_DONE;
          continue;
        }

      *result = conclude_refusal (self, &answer);
      return ATTEMPT_DONE;
    }

  *result = conclude (self, SIGHT_PROBE_REFUSED, "it keeps changing its nonce: its log says why");
  return ATTEMPT_DONE;
}

static Attempt
try_secret (Probe             *self,
            const char        *secret,
            gint64             expires,
            SightProbeResult  *result)
{
  g_autoptr(SightTurnCredentials) credentials = NULL;
  guint8 random[SIGHT_TURN_RANDOM_LENGTH] = { 0 };

  if (gnutls_rnd (GNUTLS_RND_NONCE, random, sizeof random) != GNUTLS_E_SUCCESS)
    g_critical ("There are no random bytes");
  credentials = sight_turn_credentials_new (secret, expires, random);

  return try_credentials (self, credentials, result);
}

static SightProbeResult
try_given_credentials (Probe *self)
{
  const SightTurnCredentials credentials = {
    .username = (char *) self->options->username,
    .password = (char *) (self->options->password != NULL ? self->options->password : ""),
  };
  SightProbeResult result = SIGHT_PROBE_OK;

  if (try_credentials (self, &credentials, &result) == ATTEMPT_DONE)
    return result;

  return conclude (self, SIGHT_PROBE_WRONG_SECRET,
                   "it refuses the credentials that are given out for it (401): whoever runs both servers finds the "
                   "reason with sightline-server --check");
}

/* The server says 401 to a wrong secret and to an expired name alike: what it
 * says to other secrets and other times tells them apart.
 */
static SightProbeResult
try_all_credentials (Probe *self)
{
  const GPtrArray *secrets = self->options->secrets;
  gint64 expires = self->options->now + self->options->ttl;
  SightProbeResult result = SIGHT_PROBE_OK;

  if (secrets == NULL || secrets->len == 0)
    return conclude (self, SIGHT_PROBE_WRONG_SECRET, "there is no secret for it: set turn-secret-file");

  if (try_secret (self, g_ptr_array_index (secrets, 0), expires, &result) == ATTEMPT_DONE)
    return result;

  if (try_secret (self, g_ptr_array_index (secrets, 0), expires + YEARS, &result) == ATTEMPT_DONE)
    {
      if (result != SIGHT_PROBE_OK && result != SIGHT_PROBE_PRIVATE_RELAY)
        return result;
      return conclude (self, SIGHT_PROBE_CLOCK,
                       "the secret is right, but credentials of this computer are expired there: "
                       "set the clocks of both computers");
    }

  for (guint i = 1; i < secrets->len; i++)
    {
      if (try_secret (self, g_ptr_array_index (secrets, i), expires, &result) != ATTEMPT_DONE)
        continue;
      if (result != SIGHT_PROBE_OK && result != SIGHT_PROBE_PRIVATE_RELAY)
        return result;
      return conclude (self, SIGHT_PROBE_OLD_SECRET,
                       "it knows secret %u of the file but not the first, which makes credentials: "
                       "add the first as static-auth-secret there", i + 1);
    }

  return conclude (self, SIGHT_PROBE_WRONG_SECRET,
                   "it refuses the credentials (401): give it use-auth-secret and the same "
                   "static-auth-secret as in turn-secret-file, and one realm");
}

static SightProbeResult
probe_turn (Probe *self)
{
  g_autoptr(GByteArray) request = g_byte_array_new ();
  g_autofree char *detail = NULL;
  SightStunMessage answer;
  SightChannelStatus status;
  guint code = 0;

  begin_request (request, SIGHT_STUN_ALLOCATE);
  sight_stun_append_number (request, SIGHT_STUN_REQUESTED_TRANSPORT, TRANSPORT_UDP);
  status = sight_turn_channel_exchange (self->channel, request, &answer, &detail);
  if (status != SIGHT_CHANNEL_OK)
    return conclude_channel (self, status, detail);

  if (answer.type == SIGHT_STUN_ALLOCATE_SUCCESS)
    {
      release (self, NULL);
      return conclude (self, SIGHT_PROBE_OPEN,
                       "it relays for everyone, without credentials: set use-auth-secret there");
    }

  sight_stun_message_get_error (&answer, &code);
  if (code != 401)
    return conclude_refusal (self, &answer);

  keep_challenge (self, &answer);
  if (self->realm == NULL || self->nonce == NULL || g_bytes_get_size (self->realm) == 0)
    return conclude (self, SIGHT_PROBE_NO_REALM,
                     "it asks for credentials without a realm: set realm there");

  return self->options->username != NULL ? try_given_credentials (self) : try_all_credentials (self);
}

static SightProbeResult
probe_address (Probe                 *self,
               const struct addrinfo *info)
{
  SightProbeResult result = SIGHT_PROBE_UNREACHABLE;

  self->address = info;
  if (open_channel (self, &result))
    result = sight_ice_url_is_turn (self->url) ? probe_turn (self) : probe_stun (self);

  g_clear_pointer (&self->channel, sight_turn_channel_free);
  return result;
}

SightProbeResult
sight_turn_probe (const char               *text,
                  const SightProbeOptions  *options,
                  char                    **sentence)
{
  g_autoptr(SightIceUrl) url = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *port = NULL;
  Probe self = { .options = options, .sentence = sentence };
  struct addrinfo hints = { .ai_socktype = SOCK_DGRAM, .ai_flags = AI_ADDRCONFIG };
  struct addrinfo *found = NULL;
  SightProbeResult result = SIGHT_PROBE_UNRESOLVED;
  int status;

  *sentence = NULL;
  url = sight_ice_url_parse (text, &error);
  if (url == NULL)
    return conclude (&self, SIGHT_PROBE_UNRESOLVED, "%s", error->message);

  self.url = url;
  port = g_strdup_printf ("%u", url->port);
  status = getaddrinfo (url->host, port, &hints, &found);
  if (status != 0)
    return conclude (&self, SIGHT_PROBE_UNRESOLVED, "the name '%s' has no address: %s",
                     url->host, gai_strerror (status));

  /* Clients try every address too; one that works is enough for them. */
  for (struct addrinfo *info = found; info != NULL; info = info->ai_next)
    {
      result = probe_address (&self, info);
      if (result != SIGHT_PROBE_UNREACHABLE)
        break;
    }

  freeaddrinfo (found);
  g_clear_pointer (&self.realm, g_bytes_unref);
  g_clear_pointer (&self.nonce, g_bytes_unref);
  return result;
}
