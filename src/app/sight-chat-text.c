/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-text.h"

#include <gio/gio.h>
#include <string.h>

#define URI_DELIMITERS "!#$%&'()*+,/:;=?@[]"

static const struct
{
  const char *prefix;
  const char *scheme; /* put before it; NULL where it is there */
} beginnings[] = {
  { "https://", NULL },
  { "http://", NULL },
  { "mailto:", NULL },
  { "www.", "https://" },
};

/* Embeddings, overrides and isolates. Marks of direction (U+200E, U+200F) turn
 * nothing but themselves and belong to right-to-left text.
 */
static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *
sight_chat_text_clean (const char *text)
{
  GString *clean = g_string_sized_new (strlen (text));

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!turns_direction (g_utf8_get_char (at)))
      g_string_append_unichar (clean, g_utf8_get_char (at));

  return g_string_free (clean, FALSE);
}

/* Links */

static gboolean
ends_link (gunichar c)
{
  if (g_unichar_isspace (c) || strchr ("<>\"`{}|\\^", c < 0x80 ? (int) c : 'a') != NULL)
    return TRUE;

  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return TRUE;

    default:
      return FALSE;
    }
}

static guint
count (const char *start,
       const char *end,
       char        c)
{
  guint n = 0;

  for (const char *at = start; at < end; at++)
    n += *at == c;

  return n;
}

/* What ends a sentence, or a bracket that was opened before the link. */
static const char *
trim_link (const char *start,
           const char *end)
{
  while (end > start)
    {
      char last = end[-1];

      if (strchr (".,;:!?'*_~", last) != NULL ||
          (last == ')' && count (start, end, ')') > count (start, end, '(')) ||
          (last == ']' && count (start, end, ']') > count (start, end, '[')))
        end--;
      else
        break;
    }

  return end;
}

static const char *
find_end (const char *start)
{
  const char *end = start;

  while (*end != '\0' && !ends_link (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);

  return trim_link (start, end);
}

static char *
escape (const char *text)
{
  return g_uri_escape_string (text, URI_DELIMITERS, FALSE);
}

/* Who writes a name before the host wants it to look like one. */
static char *
make_web_uri (const char *text)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *host = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *rest = NULL;
  const char *path;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL)
    return NULL;

  host = g_hostname_to_ascii (g_uri_get_host (uri));
  if (host == NULL || *host == '\0' || *host == '.' || strpbrk (host, "%@/\\ ") != NULL)
    return NULL;

  path = strchr (strstr (text, "://") + 3, '/');
  if (path == NULL)
    path = strpbrk (strstr (text, "://") + 3, "?#");
  rest = escape (path != NULL ? path : "");
  plain = strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  return g_uri_get_port (uri) > 0
           ? g_strdup_printf ("%s://%s:%d%s", g_uri_get_scheme (uri), plain, g_uri_get_port (uri), rest)
           : g_strdup_printf ("%s://%s%s", g_uri_get_scheme (uri), plain, rest);
}

/* An address and no more: neither a subject, nor what somebody should attach. */
static char *
make_mail_uri (const char *text)
{
  const char *address = text + strlen ("mailto:");
  const char *at = strchr (address, '@');
  g_autofree char *escaped = NULL;

  if (at == NULL || at == address || at[1] == '\0' || strpbrk (address, "?&,;%/#") != NULL || strchr (at + 1, '@') != NULL)
    return NULL;

  escaped = g_uri_escape_string (address, "@+", FALSE);
  return g_strconcat ("mailto:", escaped, NULL);
}

static char *
make_uri (const char *start,
          const char *end,
          const char *scheme)
{
  g_autofree char *text = NULL;
  g_autofree char *own = NULL;

  if (end - start > SIGHT_CHAT_LINK_MAX)
    return NULL;

  own = g_strndup (start, end - start);
  text = g_strconcat (scheme != NULL ? scheme : "", own, NULL);

  return g_ascii_strncasecmp (text, "mailto:", strlen ("mailto:")) == 0 ? make_mail_uri (text) : make_web_uri (text);
}

static gboolean
take_link (const char *start,
           const char *text,
           GArray     *links,
           const char **end)
{
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      SightChatLink link;

      if (g_ascii_strncasecmp (start, beginnings[i].prefix, strlen (beginnings[i].prefix)) != 0)
        continue;

      *end = find_end (start);
      link.uri = make_uri (start, *end, beginnings[i].scheme);
      link.start = start - text;
      link.end = *end - text;
      if (link.uri != NULL)
        g_array_append_val (links, link);

      return *end > start;
    }

  return FALSE;
}

static void
clear_link (gpointer data)
{
  g_free (((SightChatLink *) data)->uri);
}

/* A link begins where a word does: no "javascript:https://..." makes one. */
GArray *
sight_chat_text_find_links (const char *text)
{
  GArray *links = g_array_new (FALSE, FALSE, sizeof (SightChatLink));
  const char *at = text;
  gboolean in_word = FALSE;

  g_array_set_clear_func (links, clear_link);
  while (*at != '\0' && links->len < SIGHT_CHAT_LINKS_MAX)
    {
      gunichar c = g_utf8_get_char (at);
      const char *end;

      if (!in_word && take_link (at, text, links, &end))
        {
          at = end;
          in_word = TRUE;
          continue;
        }

      in_word = g_unichar_isalnum (c) || strchr (":/@.-_+", c < 0x80 ? (int) c : ' ') != NULL;
      at = g_utf8_next_char (at);
    }

  return links;
}

/* Emoji */

static gboolean
is_between (gunichar c,
            gunichar first,
            gunichar last)
{
  return c >= first && c <= last;
}

static gboolean
is_emoji (gunichar c)
{
  return is_between (c, 0x1f300, 0x1faff) || is_between (c, 0x1f1e6, 0x1f1ff) || is_between (c, 0x2600, 0x27bf) ||
         is_between (c, 0x2b05, 0x2b55) || is_between (c, 0x2190, 0x21ff) || is_between (c, 0x2300, 0x23ff) ||
         is_between (c, 0x1f000, 0x1f2ff) || c == 0x203c || c == 0x2049 || c == 0x3030 || c == 0x303d;
}

/* What belongs to the emoji before it: colours, tags, and how it is drawn. */
static gboolean
extends_emoji (gunichar c)
{
  return c == 0xfe0f || c == 0x20e3 || is_between (c, 0x1f3fb, 0x1f3ff) || is_between (c, 0xe0020, 0xe007f);
}

#define JOINER 0x200d

gboolean
sight_chat_text_is_emoji (const char *text)
{
  gboolean joined = FALSE;
  gboolean half_flag = FALSE;
  guint n = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      gboolean is_flag = is_between (c, 0x1f1e6, 0x1f1ff);

      if (n > 0 && (c == JOINER || extends_emoji (c)))
        {
          joined = c == JOINER;
          continue;
        }
      if (!is_emoji (c))
        return FALSE;
      if (!joined && !(is_flag && half_flag) && ++n > SIGHT_CHAT_EMOJI_MAX)
        return FALSE;

      half_flag = is_flag && !half_flag;
      joined = FALSE;
    }

  return n > 0;
}
