/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-host.h"

#include <string.h>

#define NAME_MAX_LENGTH  253
#define LABEL_MAX_LENGTH 63

/* 0 to 255 without leading zeros; gives what stands behind it, or NULL. */
static const char *
read_octet (const char *text,
            guint      *value)
{
  guint digits = 0;

  *value = 0;
  while (g_ascii_isdigit (text[digits]) && digits < 3)
    *value = *value * 10 + g_ascii_digit_value (text[digits++]);

  if (digits == 0 || *value > 255 || (digits > 1 && text[0] == '0'))
    return NULL;

  return text + digits;
}

static gboolean
parse_ipv4 (const char *text,
            guint       octets[4])
{
  for (guint i = 0; i < 4; i++)
    {
      text = read_octet (text, &octets[i]);
      if (text == NULL || *text != (i < 3 ? '.' : '\0'))
        return FALSE;
      text++;
    }

  return TRUE;
}

gboolean
sight_host_is_ipv4 (const char *text)
{
  guint octets[4];

  return parse_ipv4 (text, octets);
}

/* One group, or the IPv4 address at the end, which is two. */
static const char *
read_group (const char *text,
            guint16     groups[8],
            guint      *n)
{
  guint octets[4];
  guint digits = 0, value = 0;

  if (*n <= 6 && parse_ipv4 (text, octets))
    {
      groups[(*n)++] = octets[0] << 8 | octets[1];
      groups[(*n)++] = octets[2] << 8 | octets[3];
      return text + strlen (text);
    }

  while (g_ascii_isxdigit (text[digits]) && digits < 4)
    value = value << 4 | g_ascii_xdigit_value (text[digits++]);
  if (digits == 0 || *n == 8)
    return NULL;

  groups[(*n)++] = value;
  return text + digits;
}

/* Puts the zeros of "::" where it stood, before group @gap. */
static void
spread (guint16 groups[8],
        guint   n,
        guint   gap)
{
  memmove (groups + 8 - (n - gap), groups + gap, (n - gap) * sizeof groups[0]);
  memset (groups + gap, 0, (8 - n) * sizeof groups[0]);
}

gboolean
sight_host_parse_ipv6 (const char *text,
                       guint16     groups[8])
{
  gboolean has_gap = g_str_has_prefix (text, "::");
  guint n = 0, gap = 0;

  if (has_gap)
    text += 2;

  while (*text != '\0')
    {
      text = read_group (text, groups, &n);
      if (text == NULL)
        return FALSE;
      if (*text == '\0')
        break;
      if (*text != ':' || text[1] == '\0')
        return FALSE;
      text++;
      if (*text != ':')
        continue;
      if (has_gap)
        return FALSE;
      has_gap = TRUE;
      gap = n;
      text++;
    }

  if (!has_gap)
    return n == 8;
  if (n == 8)
    return FALSE;

  spread (groups, n, gap);
  return TRUE;
}

/* The first longest run of at least two zero groups. */
static guint
find_zeros (const guint16  groups[8],
            guint         *length)
{
  guint best = 8, run = 0;

  *length = 1;
  for (guint i = 0; i < 8; i++)
    {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > *length)
        {
          *length = run;
          best = i + 1 - run;
        }
    }

  return best;
}

/* As browsers write it (URL Standard): never with an IPv4 address in it, which
 * the system would do.
 */
char *
sight_host_ipv6_to_text (const guint16 groups[8])
{
  GString *text = g_string_new (NULL);
  guint length;
  guint zeros = find_zeros (groups, &length);

  for (guint i = 0; i < 8; i++)
    {
      if (i == zeros)
        {
          g_string_append (text, "::");
          i += length - 1;
          continue;
        }
      if (text->len > 0 && text->str[text->len - 1] != ':')
        g_string_append_c (text, ':');
      g_string_append_printf (text, "%x", groups[i]);
    }

  return g_string_free (text, FALSE);
}

static char *
normalise_literal (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *inside = NULL;
  g_autofree char *address = NULL;
  guint16 groups[8];

  if (length < 2 || text[length - 1] != ']')
    return NULL;

  inside = g_strndup (text + 1, length - 2);
  if (!sight_host_parse_ipv6 (inside, groups))
    return NULL;

  address = sight_host_ipv6_to_text (groups);
  return g_strdup_printf ("[%s]", address);
}

static gboolean
is_label (const char *label,
          gsize       length)
{
  if (length == 0 || length > LABEL_MAX_LENGTH || label[0] == '-' || label[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return FALSE;

  return TRUE;
}

/* Browsers take a name that ends so for an IPv4 address, written oddly. */
static gboolean
is_number (const char *label,
           gsize       length)
{
  gsize start = length >= 2 && label[0] == '0' && label[1] == 'x' ? 2 : 0;

  for (gsize i = start; i < length; i++)
    if (start > 0 ? !g_ascii_isxdigit (label[i]) : !g_ascii_isdigit (label[i]))
      return FALSE;

  return TRUE;
}

/* @name is ASCII in lower case. */
static gboolean
is_name (const char *name)
{
  const char *label = name;

  if (strlen (name) > NAME_MAX_LENGTH)
    return FALSE;

  for (;;)
    {
      gsize length = strcspn (label, ".");
      gboolean is_last = label[length] == '\0' || label[length + 1] == '\0';

      if (!is_label (label, length))
        return FALSE;
      if (is_last)
        return !is_number (label, length);
      label += length + 1;
    }
}

/* Letters whose ASCII form depends on who is asked: IDNA 2003 maps them away,
 * IDNA 2008 keeps them. A link must not lead to two servers.
 */
static gboolean
is_ambiguous (gunichar c)
{
  return c == 0xdf || c == 0x1e9e || c == 0x3c2 || c == 0x200c || c == 0x200d;
}

static char *
name_to_ascii (const char *text)
{
  g_autofree char *ascii = NULL;
  g_autofree char *readable = NULL;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (is_ambiguous (g_utf8_get_char (at)))
      return NULL;

  ascii = g_hostname_to_ascii (text);
  if (ascii == NULL)
    return NULL;

  /* An "xn--" label that means nothing is no name. */
  if (g_hostname_is_ascii_encoded (ascii))
    {
      readable = g_hostname_to_unicode (ascii);
      if (readable == NULL)
        return NULL;
    }

  return g_ascii_strdown (ascii, -1);
}

char *
sight_host_normalise (const char *text)
{
  g_autofree char *name = NULL;

  if (text[0] == '[')
    return normalise_literal (text);
  if (sight_host_is_ipv4 (text))
    return g_strdup (text);
  if (text[0] == '\0' || !g_utf8_validate (text, -1, NULL))
    return NULL;

  name = name_to_ascii (text);

  return name != NULL && is_name (name) ? g_steal_pointer (&name) : NULL;
}
