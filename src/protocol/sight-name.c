/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-name.h"

#include <string.h>

#include "protocol/sight-text.h"

static gboolean
is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d;
}

static gboolean
is_unwanted (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A joiner shapes the letters at its sides, and some languages need it;
 * anywhere else it only makes names that look alike.
 */
static gboolean
is_between_letters (const char *start,
                    const char *at)
{
  const char *next = g_utf8_next_char (at);

  return at > start && *next != '\0' &&
         sight_unichar_is_letter_or_mark (g_utf8_get_char (g_utf8_prev_char (at))) &&
         sight_unichar_is_letter_or_mark (g_utf8_get_char (next));
}

static char *
remove_unwanted (const char *text)
{
  GString *wanted = g_string_sized_new (strlen (text));

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_joiner (c) ? is_between_letters (text, at) : !is_unwanted (c))
        g_string_append_unichar (wanted, c);
    }

  return g_string_free (wanted, FALSE);
}

/* Where a cut left a joiner without its second letter, it goes as well. */
static void
drop_last_joiner (GString *text)
{
  const char *last = g_utf8_find_prev_char (text->str, text->str + text->len);

  if (last != NULL && is_joiner (g_utf8_get_char (last)))
    g_string_truncate (text, last - text->str);
}

/* One space for a run of white space, none at the ends, and not too long. */
static char *
fit (const char *text,
     guint       most)
{
  GString *fitted = g_string_sized_new (strlen (text));
  gboolean due = FALSE;
  guint n = 0;

  for (const char *at = text; *at != '\0' && n < most; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (sight_unichar_is_white_space (c))
        {
          due = n > 0;
          continue;
        }
      if (due)
        {
          if (n + 1 == most)
            break;
          g_string_append_c (fitted, ' ');
          n++;
          due = FALSE;
        }
      g_string_append_unichar (fitted, c);
      n++;
    }
  drop_last_joiner (fitted);

  return g_string_free (fitted, FALSE);
}

char *
sight_name_clean_to (const char *text,
                     guint       most)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *again = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  wanted = remove_unwanted (composed);
  again = g_utf8_normalize (wanted, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  return fit (again, most);
}

char *
sight_name_clean (const char *text)
{
  return sight_name_clean_to (text, SIGHT_NAME_MAX);
}
