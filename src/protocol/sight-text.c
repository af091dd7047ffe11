/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-text.h"

#include <string.h>

gboolean
sight_unichar_is_white_space (gunichar c)
{
  return g_unichar_isspace (c) || c == 0x0b || c == 0x85;
}

gboolean
sight_unichar_is_letter_or_mark (gunichar c)
{
  return g_unichar_isalpha (c) || g_unichar_ismark (c);
}

char *
sight_text_strip (const char *text)
{
  const char *end = text + strlen (text);

  while (*text != '\0' && sight_unichar_is_white_space (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);

  while (end > text)
    {
      const char *last = g_utf8_prev_char (end);

      if (!sight_unichar_is_white_space (g_utf8_get_char (last)))
        break;
      end = last;
    }

  return g_strndup (text, end - text);
}

glong
sight_text_count (const char *text)
{
  return g_utf8_strlen (text, -1);
}
