/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-wire-text.h"

int
sight_names_find (const char * const *names,
                  guint               n_names,
                  const char         *name)
{
  for (guint i = 0; name != NULL && i < n_names; i++)
    if (g_str_equal (names[i], name))
      return i;

  return -1;
}

gboolean
sight_text_is_ice (const char *text,
                   gsize       length,
                   gsize       min,
                   gsize       max)
{
  if (length < min || length > max)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;

  return TRUE;
}

gboolean
sight_text_is_hex (const char *text,
                   gsize       length,
                   gsize       expected)
{
  if (length != expected)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
      return FALSE;

  return TRUE;
}
