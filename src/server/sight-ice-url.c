/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-ice-url.h"

#include <string.h>

#include "server/sight-address.h"
#include "server/sight-server-config.h"

#define DEFAULT_PORT 3478
#define DEFAULT_TLS_PORT 5349

static gboolean
parse_kind (const char   *text,
            SightIceKind *kind,
            const char  **rest)
{
  static const struct
  {
    const char   *scheme;
    SightIceKind  kind;
  } schemes[] = {
    { "stun:", SIGHT_ICE_STUN },
    { "turn:", SIGHT_ICE_TURN_UDP },
    { "turns:", SIGHT_ICE_TURN_TLS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_str_has_prefix (text, schemes[i].scheme))
        {
          *kind = schemes[i].kind;
          *rest = text + strlen (schemes[i].scheme);
          return TRUE;
        }
    }

  return FALSE;
}

/* What clients do with DTLS ("turns:" over UDP) differs, so it is not offered. */
static gboolean
apply_transport (SightIceKind *kind,
                 const char   *query)
{
  if (query == NULL)
    return TRUE;
  if (strcmp (query, "transport=udp") == 0)
    return *kind == SIGHT_ICE_TURN_UDP;
  if (strcmp (query, "transport=tcp") != 0 || *kind == SIGHT_ICE_STUN)
    return FALSE;

  if (*kind == SIGHT_ICE_TURN_UDP)
    *kind = SIGHT_ICE_TURN_TCP;
  return TRUE;
}

static gboolean
has_port (const char *host_port)
{
  const char *colon = strrchr (host_port, ':');

  return colon != NULL && strchr (colon, ']') == NULL;
}

SightIceUrl *
sight_ice_url_parse (const char  *text,
                     GError     **error)
{
  g_autoptr(SightIceUrl) self = g_new0 (SightIceUrl, 1);
  g_autofree char *host_port = NULL;
  g_autofree char *query = NULL;
  const char *rest = NULL;
  const char *mark;

  g_return_val_if_fail (text != NULL, NULL);

  if (parse_kind (text, &self->kind, &rest))
    {
      mark = strchr (rest, '?');
      host_port = mark != NULL ? g_strndup (rest, mark - rest) : g_strdup (rest);
      query = mark != NULL ? g_strdup (mark + 1) : NULL;
      if (!has_port (host_port))
        {
          g_autofree char *host = g_steal_pointer (&host_port);
          gboolean tls = self->kind == SIGHT_ICE_TURN_TLS;

          host_port = g_strdup_printf ("%s:%u", host, tls ? DEFAULT_TLS_PORT : DEFAULT_PORT);
        }
    }

  if (host_port == NULL || !apply_transport (&self->kind, query) ||
      !sight_host_port_parse (host_port, &self->host, &self->port, NULL) || self->port == 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "must be like stun:HOST, turn:HOST:PORT, turn:HOST?transport=tcp or turns:HOST, not '%s'",
                   text);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
sight_ice_url_free (SightIceUrl *self)
{
  g_free (self->host);
  g_free (self);
}

gboolean
sight_ice_url_is_turn (const SightIceUrl *self)
{
  return self->kind != SIGHT_ICE_STUN;
}
