/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-file-name.h"

#include <string.h>

#include "protocol/sight-name.h"

#define END_BYTES 20 /* of ".tar.gz" and the like, kept when a name is cut */

static const char *
last_component (const char *name)
{
  const char *start = name;

  for (const char *at = name; *at != '\0'; at++)
    if (*at == '/' || *at == '\\')
      start = at + 1;

  return start;
}

/* At the beginning these hide a file, make an option of a command of it, or
 * mean somebody's home; at the end other systems drop them.
 */
static void
trim (char *name)
{
  gsize length;

  memmove (name, name + strspn (name, ".-~ "), strlen (name + strspn (name, ".-~ ")) + 1);
  length = strlen (name);
  while (length > 0 && strchr (". ", name[length - 1]) != NULL)
    length--;
  name[length] = '\0';
}

static gboolean
is_reserved (const char *name)
{
  static const char * const names[] = { "con", "prn", "aux", "nul" };
  gsize length = strcspn (name, ".");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (length == 3 && g_ascii_strncasecmp (name, names[i], 3) == 0)
      return TRUE;

  return length == 4 && g_ascii_isdigit (name[3]) &&
         (g_ascii_strncasecmp (name, "com", 3) == 0 || g_ascii_strncasecmp (name, "lpt", 3) == 0);
}

/* Where the end of the name begins, with its dot; the end of @name for none. */
static const char *
find_end (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot != name && strlen (dot + 1) <= END_BYTES ? dot : name + strlen (name);
}

/* Whether the first @length bytes of @name may end there: not with what was
 * taken from the ends, nor with a joiner without its second letter.
 */
static gboolean
may_end (const char *name,
         gsize       length)
{
  if (((guchar) name[length] & 0xc0) == 0x80 || strchr (". ", name[length - 1]) != NULL)
    return FALSE;

  return length < 3 || (memcmp (name + length - 3, "\xe2\x80\x8c", 3) != 0 && memcmp (name + length - 3, "\xe2\x80\x8d", 3) != 0);
}

static char *
cut (const char *name)
{
  const char *end = find_end (name);
  gsize keep = MIN ((gsize) (end - name), SIGHT_FILE_NAME_BYTES - strlen (end));

  while (keep > 1 && !may_end (name, keep))
    keep--;

  return g_strdup_printf ("%.*s%s", (int) keep, name, end);
}

char *
sight_file_name_clean (const char *name)
{
  g_autofree char *clean = NULL;
  g_autofree char *spared = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  clean = sight_name_clean_to (last_component (name), G_MAXUINT);
  g_strdelimit (clean, "<>:\"|?*/\\", '_');
  trim (clean);
  if (clean[0] == '\0')
    return g_strdup ("file");

  spared = is_reserved (clean) ? g_strconcat ("_", clean, NULL) : g_steal_pointer (&clean);

  return strlen (spared) > SIGHT_FILE_NAME_BYTES ? cut (spared) : g_steal_pointer (&spared);
}

char *
sight_file_name_numbered (const char *name,
                          guint       number)
{
  const char *end = find_end (name);

  if (number <= 1)
    return g_strdup (name);

  return g_strdup_printf ("%.*s (%u)%s", (int) (end - name), name, number, end);
}
