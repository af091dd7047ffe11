/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-schedule.h"

#include <string.h>

#define HOUR      3600.0
#define QUEUE_MS  300.0

typedef enum
{
  RATE,
  DELAY,
  QUEUE,
  LOSS,
  BURST,
  REORDER,
  HELD,
  OUTAGE,
  N_PARAMETERS,
} Parameter;

static const struct
{
  const char *name;
  double      max;
  double      usual;
} parameters[N_PARAMETERS] = {
  [RATE] = { "rate", 1e8, 0 },
  [DELAY] = { "delay", 60000, 0 },
  [QUEUE] = { "queue", 60000, QUEUE_MS },
  [LOSS] = { "loss", 100, 0 },
  [BURST] = { "burst", 1000, 1 },
  [REORDER] = { "reorder", 100, 0 },
  [HELD] = { "held", 60000, 0 },
  [OUTAGE] = { "outage", 1, 0 },
};

typedef struct
{
  gint64    when;
  gboolean  holds[NETLAB_N_DIRECTIONS];
  Parameter parameter;
  double    value;
} Change;

struct _NetlabSchedule
{
  GArray *changes; /* of Change, in the order of the text */
  gint64  end;
};

static gboolean
refuse (GError     **error,
        const char  *line,
        const char  *why)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "The schedule's line '%s': %s", line, why);

  return FALSE;
}

static gboolean
parse_number (const char *text,
              double      max,
              double     *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);

  /* The comparison refuses what is no number as well. */
  return end != text && *end == '\0' && *value >= 0 && *value <= max;
}

static gboolean
parse_change (const char *word,
              Change     *change)
{
  for (guint i = 0; i < N_PARAMETERS; i++)
    {
      gsize length = strlen (parameters[i].name);

      if (strncmp (word, parameters[i].name, length) == 0 && word[length] == '=')
        {
          change->parameter = i;
          return parse_number (word + length + 1, parameters[i].max, &change->value);
        }
    }

  return FALSE;
}

static gboolean
parse_direction (const char *word,
                 Change     *change)
{
  change->holds[NETLAB_A_TO_B] = g_str_equal (word, "both") || g_str_equal (word, "a>b");
  change->holds[NETLAB_B_TO_A] = g_str_equal (word, "both") || g_str_equal (word, "b>a");

  return change->holds[NETLAB_A_TO_B] || change->holds[NETLAB_B_TO_A];
}

static gboolean
parse_line (NetlabSchedule  *self,
            const char      *line,
            gint64          *last,
            GError         **error)
{
  g_auto(GStrv) words = g_strsplit_set (line, " \t", -1);
  g_autoptr(GPtrArray) filled = g_ptr_array_new ();
  Change change = { 0, };
  double seconds;

  for (guint i = 0; words[i] != NULL && *words[i] != '#'; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (filled, words[i]);
  if (filled->len == 0)
    return TRUE;

  if (!parse_number (filled->pdata[0], HOUR, &seconds))
    return refuse (error, line, "it begins with no time in seconds");
  change.when = (gint64) (seconds * NETLAB_SECOND);
  if (change.when < *last)
    return refuse (error, line, "it is earlier than the one before");
  *last = change.when;

  if (filled->len == 2 && g_str_equal (filled->pdata[1], "end"))
    {
      self->end = change.when;
      return TRUE;
    }
  if (filled->len < 3 || !parse_direction (filled->pdata[1], &change))
    return refuse (error, line, "after the time come 'both', 'a>b' or 'b>a' and what changes, or 'end'");

  for (guint i = 2; i < filled->len; i++)
    {
      if (!parse_change (filled->pdata[i], &change))
        return refuse (error, line, "a change is rate=, delay=, queue=, loss=, burst=, reorder=, held= or outage= and a number in its bounds");
      g_array_append_val (self->changes, change);
    }

  return TRUE;
}

NetlabSchedule *
netlab_schedule_parse (const char  *text,
                       GError     **error)
{
  g_autoptr(NetlabSchedule) self = g_new0 (NetlabSchedule, 1);
  g_auto(GStrv) lines = g_strsplit_set (text, "\n;", -1);
  gint64 last = 0;

  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  self->end = NETLAB_NEVER;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (self->end != NETLAB_NEVER && *g_strstrip (lines[i]) != '\0')
        refuse (error, lines[i], "it comes after the end");
      else if (parse_line (self, lines[i], &last, error))
        continue;

      return NULL;
    }

  return g_steal_pointer (&self);
}

void
netlab_schedule_free (NetlabSchedule *self)
{
  g_array_unref (self->changes);
  g_free (self);
}

void
netlab_schedule_get_shape (const NetlabSchedule *self,
                           NetlabDirection       direction,
                           gint64                when,
                           NetlabShape          *shape)
{
  double values[N_PARAMETERS];

  for (guint i = 0; i < N_PARAMETERS; i++)
    values[i] = parameters[i].usual;
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = &g_array_index (self->changes, Change, i);

      if (change->when <= when && change->holds[direction])
        values[change->parameter] = change->value;
    }

  *shape = (NetlabShape) {
    .rate = (guint64) (values[RATE] * 1000),
    .delay = (gint64) (values[DELAY] * NETLAB_MS),
    .queue = (gint64) (values[QUEUE] * NETLAB_MS),
    .loss = values[LOSS] / 100,
    .burst = values[BURST],
    .reorder = values[REORDER] / 100,
    .held = (gint64) (values[HELD] * NETLAB_MS),
    .outage = values[OUTAGE] > 0,
  };
}

gint64
netlab_schedule_get_next (const NetlabSchedule *self,
                          NetlabDirection       direction,
                          gint64                after)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = &g_array_index (self->changes, Change, i);

      if (change->when > after && change->holds[direction])
        return change->when;
    }

  return NETLAB_NEVER;
}

gint64
netlab_schedule_get_end (const NetlabSchedule *self)
{
  return self->end;
}
