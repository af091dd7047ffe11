/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-ice-config.h"

#include <gio/gio.h>
#include <string.h>

#define DEFAULT_PORT 3478
#define URL_MAX      512

struct _SightIceConfig
{
  gboolean         relay_only;
  char            *stun;
  GPtrArray       *turn;      /* char *, NULL-terminated */
  GPtrArray       *addresses; /* char *, NULL-terminated */
};

typedef struct
{
  gboolean    is_turn;
  char       *host;      /* a name or an address, IPv6 in brackets */
  guint       port;
  const char *transport; /* NULL: any */
} IceUrl;

static GPtrArray *
new_strings (void)
{
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (strings, NULL);
  return strings;
}

static void
add_string (GPtrArray *strings,
            char      *text)
{
  g_ptr_array_insert (strings, strings->len - 1, text);
}

SightIceConfig *
sight_ice_config_new (void)
{
  SightIceConfig *self = g_new0 (SightIceConfig, 1);

  self->turn = new_strings ();
  self->addresses = new_strings ();

  return self;
}

SightIceConfig *
sight_ice_config_copy (const SightIceConfig *self)
{
  SightIceConfig *copy = sight_ice_config_new ();

  copy->relay_only = self->relay_only;
  copy->stun = g_strdup (self->stun);
  for (guint i = 0; i + 1 < self->turn->len; i++)
    add_string (copy->turn, g_strdup (g_ptr_array_index (self->turn, i)));
  for (guint i = 0; i + 1 < self->addresses->len; i++)
    add_string (copy->addresses, g_strdup (g_ptr_array_index (self->addresses, i)));

  return copy;
}

void
sight_ice_config_free (SightIceConfig *self)
{
  g_ptr_array_unref (self->turn);
  g_ptr_array_unref (self->addresses);
  g_free (self->stun);
  g_free (self);
}

static gboolean
is_host (const char *host)
{
  g_autofree char *inner = NULL;

  if (host[0] == '[')
    {
      if (!g_str_has_suffix (host, "]"))
        return FALSE;
      inner = g_strndup (host + 1, strlen (host) - 2);
      return strchr (inner, ':') != NULL && strchr (inner, '%') == NULL && g_hostname_is_ip_address (inner);
    }

  return host[0] != '\0' && strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == strlen (host);
}

/* HOST[:PORT] */
static gboolean
read_authority (const char *text,
                IceUrl     *out)
{
  const char *bracket = strrchr (text, ']');
  const char *colon = strrchr (bracket != NULL ? bracket : text, ':');
  guint64 port = DEFAULT_PORT;

  if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;

  out->host = colon != NULL ? g_strndup (text, colon - text) : g_strdup (text);
  out->port = port;
  return is_host (out->host);
}

static gboolean
read_query (const char *query,
            IceUrl     *out)
{
  if (g_str_equal (query, "transport=udp"))
    out->transport = "udp";
  else if (g_str_equal (query, "transport=tcp"))
    out->transport = "tcp";

  return out->is_turn && out->transport != NULL;
}

static gboolean
read_url (const char *url,
          IceUrl     *out)
{
  g_autofree char *authority = NULL;
  const char *question;

  if (strlen (url) > URL_MAX)
    return FALSE;

  out->is_turn = g_ascii_strncasecmp (url, "turn:", 5) == 0;
  if (!out->is_turn && g_ascii_strncasecmp (url, "stun:", 5) != 0)
    return FALSE;

  url += 5;
  question = strchr (url, '?');
  if (question != NULL && !read_query (question + 1, out))
    return FALSE;

  authority = question != NULL ? g_strndup (url, question - url) : g_strdup (url);
  return read_authority (authority, out);
}

static char *
write_turn (const IceUrl *url,
            const char   *username,
            const char   *credential)
{
  g_autofree char *user = g_uri_escape_string (username != NULL ? username : "", NULL, FALSE);
  g_autofree char *password = g_uri_escape_string (credential != NULL ? credential : "", NULL, FALSE);

  return g_strdup_printf ("turn://%s:%s@%s:%u%s%s", user, password, url->host, url->port,
                          url->transport != NULL ? "?transport=" : "", url->transport != NULL ? url->transport : "");
}

gboolean
sight_ice_config_add_server (SightIceConfig *self,
                             const char     *url,
                             const char     *username,
                             const char     *credential)
{
  IceUrl parsed = { 0 };
  gboolean good;

  g_return_val_if_fail (url != NULL, FALSE);

  good = read_url (url, &parsed);
  if (good && parsed.is_turn)
    add_string (self->turn, write_turn (&parsed, username, credential));
  else if (good && self->stun == NULL)
    /* webrtcbin asks one; the first is as good as any. */
    self->stun = g_strdup_printf ("stun://%s:%u", parsed.host, parsed.port);
  g_free (parsed.host);

  return good;
}

void
sight_ice_config_set_relay_only (SightIceConfig *self,
                                 gboolean        relay_only)
{
  self->relay_only = relay_only;
}

gboolean
sight_ice_config_get_relay_only (const SightIceConfig *self)
{
  return self->relay_only;
}

void
sight_ice_config_add_address (SightIceConfig *self,
                              const char     *address)
{
  add_string (self->addresses, g_strdup (address));
}

const char *
sight_ice_config_get_stun (const SightIceConfig *self)
{
  return self->stun;
}

const char * const *
sight_ice_config_get_turn (const SightIceConfig *self)
{
  return (const char * const *) self->turn->pdata;
}

const char * const *
sight_ice_config_get_addresses (const SightIceConfig *self)
{
  return (const char * const *) self->addresses->pdata;
}
