/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-turn-credentials.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "protocol/sight-json-writer.h"

#define SHA1_LENGTH 20

SightTurnCredentials *
sight_turn_credentials_new (const char   *secret,
                            gint64        expires,
                            const guint8  random[SIGHT_TURN_RANDOM_LENGTH])
{
  SightTurnCredentials *self = g_new0 (SightTurnCredentials, 1);
  g_autoptr(GString) username = g_string_new (NULL);
  guint8 digest[SHA1_LENGTH] = { 0 };
  int status;

  g_string_printf (username, "%" G_GINT64_FORMAT ":", expires);
  for (guint i = 0; i < SIGHT_TURN_RANDOM_LENGTH; i++)
    g_string_append_printf (username, "%02x", random[i]);

  /* SHA-1 is what TURN servers check here; as an HMAC it is still sound. */
  status = gnutls_hmac_fast (GNUTLS_MAC_SHA1, secret, strlen (secret),
                             username->str, username->len, digest);
  if (status != GNUTLS_E_SUCCESS)
    g_critical ("HMAC-SHA1 for TURN failed: %s", gnutls_strerror (status));

  self->username = g_string_free (g_steal_pointer (&username), FALSE);
  self->password = g_base64_encode (digest, sizeof digest);
  return self;
}

void
sight_turn_credentials_free (SightTurnCredentials *self)
{
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

static gboolean
is_stun (const char *url)
{
  return g_str_has_prefix (url, "stun:");
}

static gboolean
has_kind (const GPtrArray *urls,
          gboolean         stun)
{
  for (guint i = 0; i < urls->len; i++)
    {
      if (is_stun (g_ptr_array_index (urls, i)) == stun)
        return TRUE;
    }

  return FALSE;
}

/* All URLs of one kind, which share their credentials. */
static void
append_servers (GString                    *out,
                const GPtrArray            *urls,
                const SightTurnCredentials *credentials)
{
  gboolean stun = credentials == NULL;

  if (!has_kind (urls, stun))
    return;

  sight_json_begin_object (out);
  sight_json_append_key (out, "urls");
  sight_json_begin_array (out);
  for (guint i = 0; i < urls->len; i++)
    {
      if (is_stun (g_ptr_array_index (urls, i)) == stun)
        sight_json_append_string (out, g_ptr_array_index (urls, i), -1);
    }
  sight_json_end_array (out);

  if (credentials != NULL)
    {
      sight_json_append_key (out, "username");
      sight_json_append_string (out, credentials->username, -1);
      sight_json_append_key (out, "credential");
      sight_json_append_string (out, credentials->password, -1);
    }
  sight_json_end_object (out);
}

void
sight_turn_credentials_append_ice (GString                 *out,
                                   const SightServerConfig *config,
                                   gint64                   now_seconds,
                                   const guint8             random[SIGHT_TURN_RANDOM_LENGTH],
                                   gint64                  *expires)
{
  g_autoptr(SightTurnCredentials) credentials = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (config != NULL);
  g_return_if_fail (expires != NULL);

  *expires = 0;
  sight_json_begin_array (out);
  append_servers (out, config->ice_urls, NULL);

  /* Without a secret a client could only be refused. */
  if (config->turn_secrets->len > 0 && has_kind (config->ice_urls, FALSE))
    {
      *expires = now_seconds + config->turn_ttl;
      credentials = sight_turn_credentials_new (g_ptr_array_index (config->turn_secrets, 0),
                                                *expires, random);
      append_servers (out, config->ice_urls, credentials);
    }
  sight_json_end_array (out);
}
