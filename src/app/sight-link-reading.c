/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-link-reading.h"

#include <glib/gi18n.h>
#include <string.h>

#include "protocol/sight-name.h"

/* Longer is no invitation; what is said of it stays what the parser says. */
#define INVITATION_MAX (16 * 1024)
#define ROOM_MAX       40 /* code points of a chosen name that are shown */

static const char * const prefixes[] = { "https://", "http://", "sightline://" };

static gboolean
starts_link (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_ascii_strncasecmp (text, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;

  return FALSE;
}

/* The first word of an invitation that can be a link to a room: an address
 * without a code is somebody's home page.
 */
static char *
find_link (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      gsize length;

      if (!starts_link (p))
        continue;
      length = strcspn (p, " \t\r\n<>\"");
      if (memchr (p, '#', length) != NULL && p[length - 1] != '#')
        return g_strndup (p, length);
    }

  return NULL;
}

/* An invitation has words around its link; a link alone is left as it is, so
 * that what is wrong with it is said.
 */
static char *
pick_link (const char *text)
{
  g_autofree char *stripped = NULL;
  char *found;

  if (!g_utf8_validate (text, -1, NULL) || strlen (text) > INVITATION_MAX)
    return g_strdup (text);

  stripped = g_strstrip (g_strdup (text));
  if (strpbrk (stripped, " \t\r\n<>") == NULL)
    return g_steal_pointer (&stripped);

  found = find_link (stripped);

  return found != NULL ? found : g_steal_pointer (&stripped);
}

static gboolean
has_usual_port (const SightRoomLink *link)
{
  return link->port == (link->scheme == SIGHT_LINK_HTTP ? 80 : 443);
}

char *
sight_link_reading_to_host (const SightRoomLink *link)
{
  return has_usual_port (link) ? g_strdup (link->host) : g_strdup_printf ("%s:%u", link->host, link->port);
}

char *
sight_link_reading_to_room (const SightRoomLink *link)
{
  g_autofree char *shown = sight_room_code_to_display (link->code);

  return sight_name_clean_to (shown, ROOM_MAX);
}

char *
sight_link_reading_invite (const SightRoomLink *link)
{
  g_autofree char *text = sight_room_link_to_string (link);

  /* Translators: sent to others by mail or message; %s is a link */
  return g_strdup_printf (_("Join my video call: %s"), text);
}

static char *
describe_chosen (const char    *room,
                 const char    *host,
                 SightStrength  strength)
{
  switch (strength)
    {
    case SIGHT_STRENGTH_STRONG:
      /* Translators: the name of a room and the server that it is on */
      return g_strdup_printf (_("Room “%s” on %s"), room, host);

    case SIGHT_STRENGTH_FAIR:
      return g_strdup_printf (_("Room “%s” on %s. Someone who knows you might guess this name, and join."), room, host);

    case SIGHT_STRENGTH_WEAK:
    default:
      return g_strdup_printf (_("Room “%s” on %s. This name is easy to guess, and whoever guesses it can join."), room, host);
    }
}

static void
describe (SightLinkReading *self,
          gboolean          is_link)
{
  g_autofree char *host = sight_link_reading_to_host (self->link);
  g_autofree char *room = sight_link_reading_to_room (self->link);
  SightStrength strength = sight_room_code_get_strength (self->link->code);

  if (sight_room_code_is_made (self->link->code))
    {
      self->kind = is_link ? SIGHT_READING_LINK : SIGHT_READING_CODE;
      self->sentence = g_strdup_printf (_("Room %s on %s"), room, host);
      return;
    }

  self->kind = SIGHT_READING_CHOSEN;
  self->is_weak = strength != SIGHT_STRENGTH_STRONG;
  self->sentence = describe_chosen (room, host, strength);
}

SightLinkReading *
sight_link_reading_new (const char *text,
                        const char *default_server)
{
  SightLinkReading *self = g_new0 (SightLinkReading, 1);
  g_autofree char *picked = pick_link (text);
  g_autoptr(GError) error = NULL;
  gboolean is_link = starts_link (picked);

  if (*picked == '\0')
    return self;

  self->kind = SIGHT_READING_REFUSED;
  if (!is_link && strstr (picked, "://") == NULL && (default_server == NULL || *default_server == '\0'))
    {
      self->sentence = g_strdup (_("This is no link, and a code or a name needs a server: choose one in the preferences, "
                                   "or paste the whole link."));
      return self;
    }

  self->link = sight_room_link_parse (picked, default_server, &error);
  if (self->link == NULL)
    self->sentence = g_strdup (_(error->message));
  else
    describe (self, is_link);

  return self;
}

void
sight_link_reading_free (SightLinkReading *self)
{
  if (self == NULL)
    return;

  sight_room_link_free (self->link);
  g_free (self->sentence);
  g_free (self);
}
