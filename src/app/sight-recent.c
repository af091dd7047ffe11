/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-recent.h"

#include <glib/gi18n.h>

#include "app/sight-link-reading.h"
#include "protocol/sight-name.h"

#define PEOPLE_MAX 120 /* code points */
/* Unix time of year 9999: GDateTime ends there. */
#define WHEN_MAX   G_GINT64_CONSTANT (253402300799)

struct _SightRecent
{
  GObject        parent_instance;

  SightRoomLink *link;
  gint64         when;
  char          *people;
};

enum {
  PROP_0,
  PROP_TITLE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightRecent, sight_recent, G_TYPE_OBJECT)

static void
sight_recent_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TITLE:
      g_value_take_string (value, sight_recent_dup_title (SIGHT_RECENT (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_recent_finalize (GObject *object)
{
  SightRecent *self = SIGHT_RECENT (object);

  sight_room_link_free (self->link);
  g_free (self->people);

  G_OBJECT_CLASS (sight_recent_parent_class)->finalize (object);
}

static void
sight_recent_class_init (SightRecentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_recent_get_property;
  object_class->finalize = sight_recent_finalize;

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_recent_init (SightRecent *self)
{
}

static char *
clean_people (const char *people)
{
  g_autofree char *clean = people != NULL ? sight_name_clean_to (people, PEOPLE_MAX) : NULL;

  return clean != NULL && *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}

SightRecent *
sight_recent_new (const SightRoomLink *link,
                  gint64               when,
                  const char          *people)
{
  SightRecent *self = g_object_new (SIGHT_TYPE_RECENT, NULL);

  self->link = sight_room_link_copy (link);
  self->when = CLAMP (when, 0, WHEN_MAX);
  self->people = clean_people (people);

  return self;
}

const SightRoomLink *
sight_recent_get_link (SightRecent *self)
{
  return self->link;
}

gint64
sight_recent_get_when (SightRecent *self)
{
  return self->when;
}

const char *
sight_recent_get_people (SightRecent *self)
{
  return self->people;
}

void
sight_recent_set_people (SightRecent *self,
                         const char  *people)
{
  g_free (self->people);
  self->people = clean_people (people);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

char *
sight_recent_dup_title (SightRecent *self)
{
  return self->people != NULL ? g_strdup (self->people) : sight_link_reading_to_room (self->link);
}

gboolean
sight_recent_is_of (SightRecent         *self,
                    const SightRoomLink *link)
{
  return self->link->port == link->port && g_str_equal (self->link->host, link->host) &&
         g_str_equal (self->link->code, link->code);
}

static gint64
count_days (GDateTime *time)
{
  GDate date;

  g_date_set_dmy (&date, g_date_time_get_day_of_month (time), g_date_time_get_month (time), g_date_time_get_year (time));

  return g_date_get_julian (&date);
}

char *
sight_recent_when_to_text (gint64     when,
                           GDateTime *now)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (CLAMP (when, 0, WHEN_MAX));
  g_autoptr(GDateTime) time = g_date_time_to_timezone (utc, g_date_time_get_timezone (now));
  gint64 days;

  if (time == NULL)
    time = g_date_time_ref (utc);
  days = count_days (now) - count_days (time);

  if (days == 0)
    /* Translators: a time of today; see g_date_time_format() */
    return g_date_time_format (time, _("Today, %R"));
  if (days == 1)
    /* Translators: a time of yesterday; see g_date_time_format() */
    return g_date_time_format (time, _("Yesterday, %R"));
  if (days > 1 && days < 7)
    /* Translators: a time within the last week; see g_date_time_format() */
    return g_date_time_format (time, _("%A, %R"));

  /* Translators: a day longer ago; see g_date_time_format() */
  return g_date_time_format (time, _("%-e %B %Y"));
}

void
sight_recent_write (SightRecent *self,
                    GString     *out)
{
  g_autofree char *link = sight_room_link_to_string (self->link);

  g_string_append_printf (out, "%" G_GINT64_FORMAT " %s", self->when, link);
  if (self->people != NULL)
    g_string_append_printf (out, " %s", self->people);
}

SightRecent *
sight_recent_read (const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 3);
  g_autoptr(SightRoomLink) link = NULL;
  gint64 when;

  if (g_strv_length (words) < 2 || !g_utf8_validate (line, -1, NULL) ||
      !g_ascii_string_to_signed (words[0], 10, 0, WHEN_MAX, &when, NULL))
    return NULL;

  link = sight_room_link_parse (words[1], NULL, NULL);

  return link != NULL ? sight_recent_new (link, when, words[2]) : NULL;
}
