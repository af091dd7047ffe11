/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-room-link.h"

#include <string.h>

#include "protocol/sight-host.h"
#include "protocol/sight-limits.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-room-code.h"
#include "protocol/sight-text.h"

#define PORT_DIGITS_MAX 5

static const struct
{
  const char *name;
  const char *signal;
  guint16     port;
} schemes[] = {
  [SIGHT_LINK_HTTPS] = { "https", "wss", 443 },
  [SIGHT_LINK_HTTP] = { "http", "ws", 80 },
  [SIGHT_LINK_SIGHTLINE] = { "sightline", "wss", 443 },
};

static gboolean
refuse (GError     **error,
        const char  *problem)
{
  g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_LINK, problem);

  return FALSE;
}

void
sight_room_link_free (SightRoomLink *self)
{
  if (self == NULL)
    return;

  sight_room_code_free (self->code);
  g_free (self->host);
  g_free (self);
}

SightRoomLink *
sight_room_link_copy (const SightRoomLink *self)
{
  SightRoomLink *copy = g_new0 (SightRoomLink, 1);

  *copy = *self;
  copy->host = g_strdup (self->host);
  copy->code = g_strdup (self->code);

  return copy;
}

static gboolean
read_scheme (SightRoomLink  *self,
             const char     *text,
             gsize           length,
             GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (strlen (schemes[i].name) == length && g_ascii_strncasecmp (text, schemes[i].name, length) == 0)
        {
          self->scheme = i;
          self->port = schemes[i].port;
          return TRUE;
        }
    }

  return refuse (error, "A link starts with https://, http:// or sightline://");
}

static gboolean
read_port (SightRoomLink  *self,
           const char     *text,
           GError        **error)
{
  gsize length = strlen (text);
  guint64 port;

  if (length == 0 || length > PORT_DIGITS_MAX || strspn (text, "0123456789") != length)
    return refuse (error, "The port of the link has to be a number from 1 to 65535");

  port = g_ascii_strtoull (text, NULL, 10);
  if (port < 1 || port > G_MAXUINT16)
    return refuse (error, "The port of the link has to be a number from 1 to 65535");

  self->port = port;
  return TRUE;
}

/* HOST[:PORT] */
static gboolean
read_authority (SightRoomLink  *self,
                const char     *text,
                gsize           length,
                GError        **error)
{
  g_autofree char *host = g_strndup (text, length);
  char *bracket = host[0] == '[' ? strchr (host, ']') : NULL;
  char *colon = strchr (bracket != NULL ? bracket : host, ':');

  if (strchr (host, '@') != NULL)
    return refuse (error, "The link holds a user name or password; links to rooms have none");

  if (colon != NULL)
    {
      *colon = '\0';
      if (!read_port (self, colon + 1, error))
        return FALSE;
    }

  self->host = sight_host_normalise (host);
  if (self->host == NULL)
    return refuse (error, "The server in the link is no valid name or address");

  return TRUE;
}

static char *
percent_decode (const char  *text,
                GError     **error)
{
  g_autoptr(GString) decoded = g_string_sized_new (strlen (text));

  for (; *text != '\0'; text++)
    {
      if (*text != '%')
        {
          g_string_append_c (decoded, *text);
          continue;
        }
      if (!g_ascii_isxdigit (text[1]) || !g_ascii_isxdigit (text[2]) || (text[1] == '0' && text[2] == '0'))
        {
          refuse (error, "The link is damaged: it holds a % that stands for nothing");
          return NULL;
        }
      g_string_append_c (decoded, g_ascii_xdigit_value (text[1]) << 4 | g_ascii_xdigit_value (text[2]));
      text += 2;
    }

  return g_string_free (g_steal_pointer (&decoded), FALSE);
}

static gboolean
read_code (SightRoomLink  *self,
           const char     *fragment,
           GError        **error)
{
  char *text;

  if (*fragment == '\0')
    return refuse (error, "The link has no room code; it has to end with # and the code");

  text = percent_decode (fragment, error);
  if (text == NULL)
    return FALSE;

  self->code = sight_room_code_normalise (text, error);
  sight_room_code_free (text);

  return self->code != NULL;
}

static gboolean
check_path (const char  *path,
            GError     **error)
{
  if (path[0] == '?' || (path[0] == '/' && path[1] == '?'))
    return refuse (error, "The link holds a query; links to rooms have none");
  if (path[0] == '/' && path[1] != '#' && path[1] != '\0')
    return refuse (error, "The link leads to a page, not to a room; a room is HOST/# and the code");

  return TRUE;
}

/* SCHEME://HOST[:PORT][/]; gives what stands behind it. */
static const char *
read_server (SightRoomLink  *self,
             const char     *text,
             GError        **error)
{
  const char *authority = strstr (text, "://");
  gsize length;

  if (authority == NULL)
    {
      refuse (error, "A server is written https://HOST or http://HOST");
      return NULL;
    }
  if (!read_scheme (self, text, authority - text, error))
    return NULL;

  authority += strlen ("://");
  length = strcspn (authority, "/?#");
  if (!read_authority (self, authority, length, error) || !check_path (authority + length, error))
    return NULL;

  return authority + length + (authority[length] == '/');
}

static gboolean
read_link (SightRoomLink  *self,
           const char     *text,
           const char     *default_server,
           GError        **error)
{
  gboolean is_bare = strstr (text, "://") == NULL;
  const char *rest;

  if (is_bare && default_server == NULL)
    return refuse (error, "This is a code without a server; paste the whole link");

  rest = read_server (self, is_bare ? default_server : text, error);
  if (rest == NULL)
    return FALSE;
  if (!is_bare)
    return read_code (self, rest + (*rest == '#'), error);
  if (*rest != '\0')
    return refuse (error, "The server that is set holds more than a name and a port");

  self->code = sight_room_code_normalise (text, error);

  return self->code != NULL;
}

SightRoomLink *
sight_room_link_parse (const char  *text,
                       const char  *default_server,
                       GError     **error)
{
  g_autoptr(SightRoomLink) self = g_new0 (SightRoomLink, 1);
  char *stripped;
  gboolean is_read;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    {
      refuse (error, "The link is not valid Unicode text");
      return NULL;
    }

  stripped = sight_text_strip (text);
  if (strlen (stripped) > SIGHT_ROOM_LINK_MAX)
    is_read = refuse (error, "The link is longer than a link to a room can be");
  else
    is_read = read_link (self, stripped, default_server, error);
  sight_room_code_free (stripped);

  return is_read ? g_steal_pointer (&self) : NULL;
}

static char *
format_server (const SightRoomLink *self,
               const char          *name,
               guint16              usual_port)
{
  if (self->port == usual_port)
    return g_strdup_printf ("%s://%s", name, self->host);

  return g_strdup_printf ("%s://%s:%u", name, self->host, self->port);
}

char *
sight_room_link_to_scheme (const SightRoomLink *self,
                           SightLinkScheme      scheme)
{
  g_autofree char *server = NULL;
  g_autofree char *shown = sight_room_code_to_display (self->code);
  g_autofree char *fragment = g_uri_escape_string (shown, NULL, FALSE);

  g_return_val_if_fail ((guint) scheme < G_N_ELEMENTS (schemes), NULL);

  server = format_server (self, schemes[scheme].name, schemes[scheme].port);

  return g_strdup_printf ("%s/#%s", server, fragment);
}

char *
sight_room_link_to_string (const SightRoomLink *self)
{
  return sight_room_link_to_scheme (self, self->scheme);
}

char *
sight_room_link_get_signal_url (const SightRoomLink *self)
{
  g_autofree char *server = format_server (self, schemes[self->scheme].signal, schemes[self->scheme].port);

  return g_strconcat (server, SIGHT_SIGNAL_PATH, NULL);
}

gboolean
sight_room_link_is_loopback (const SightRoomLink *self)
{
  return g_str_equal (self->host, "localhost") || g_str_equal (self->host, "[::1]") ||
         (g_str_has_prefix (self->host, "127.") && sight_host_is_ipv4 (self->host));
}
