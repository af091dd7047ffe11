/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-statistics-log.h"

/* Nobody is asked more often than twice a second, or it is not all kept. */
#define RECORDS_MAX 256

typedef struct
{
  gconstpointer  key;     /* NULL: left */
  SightId        id;
  char          *name;
  GQueue         records; /* SightStatisticsRecord, the oldest first */
} Series;

struct _SightStatisticsLog
{
  GPtrArray *series;
};

static void
series_free (gpointer data)
{
  Series *series = data;

  g_queue_clear_full (&series->records, g_free);
  g_free (series->name);
  g_free (series);
}

SightStatisticsLog *
sight_statistics_log_new (void)
{
  SightStatisticsLog *self = g_new0 (SightStatisticsLog, 1);

  self->series = g_ptr_array_new_with_free_func (series_free);

  return self;
}

void
sight_statistics_log_free (SightStatisticsLog *self)
{
  g_ptr_array_unref (self->series);
  g_free (self);
}

static Series *
find_series (SightStatisticsLog *self,
             gconstpointer       key)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);

      if (series->key == key)
        return series;
    }

  return NULL;
}

static Series *
get_series (SightStatisticsLog *self,
            gconstpointer       key)
{
  Series *series = find_series (self, key);

  if (series == NULL)
    {
      series = g_new0 (Series, 1);
      series->key = key;
      g_queue_init (&series->records);
      g_ptr_array_add (self->series, series);
    }

  return series;
}

/* The newest that is old enough, or else the oldest. */
static const SightPeerStatistics *
find_before (Series *series,
             gint64  now)
{
  const SightStatisticsRecord *before = NULL;

  for (GList *l = series->records.tail; l != NULL; l = l->prev)
    {
      before = l->data;
      if (now - before->statistics.monotonic_time >= SIGHT_STATISTICS_JUDGE)
        break;
    }

  return before != NULL ? &before->statistics : NULL;
}

static void
expire_series (Series *series,
               gint64  now)
{
  const SightStatisticsRecord *oldest;

  while ((oldest = g_queue_peek_head (&series->records)) != NULL &&
         (now - oldest->statistics.monotonic_time > SIGHT_STATISTICS_KEPT || series->records.length > RECORDS_MAX))
    g_free (g_queue_pop_head (&series->records));
}

static void
take_name (Series     *series,
           const char *name)
{
  if (g_strcmp0 (series->name, name) == 0)
    return;

  g_free (series->name);
  series->name = g_strdup (name);
  for (GList *l = series->records.head; l != NULL; l = l->next)
    ((SightStatisticsRecord *) l->data)->name = series->name;
}

void
sight_statistics_log_add (SightStatisticsLog        *self,
                          gconstpointer              key,
                          const SightId             *id,
                          const char                *name,
                          SightPairState             state,
                          const SightPeerStatistics *statistics)
{
  Series *series;
  SightStatisticsRecord *record;

  g_return_if_fail (key != NULL);

  series = get_series (self, key);
  series->id = *id;
  take_name (series, name);
  record = g_new (SightStatisticsRecord, 1);
  *record = (SightStatisticsRecord) { *id, series->name, state, SIGHT_VERDICT_GOOD, *statistics };
  record->verdict = sight_verdict_judge (state, find_before (series, statistics->monotonic_time), statistics);
  g_queue_push_tail (&series->records, record);
  expire_series (series, statistics->monotonic_time);
}

void
sight_statistics_log_part (SightStatisticsLog *self,
                           gconstpointer       key)
{
  Series *series = find_series (self, key);

  if (series != NULL)
    series->key = NULL;
}

void
sight_statistics_log_expire (SightStatisticsLog *self,
                             gint64              now)
{
  for (guint i = self->series->len; i > 0; i--)
    {
      Series *series = g_ptr_array_index (self->series, i - 1);

      expire_series (series, now);
      if (series->key == NULL && series->records.length == 0)
        g_ptr_array_remove_index (self->series, i - 1);
    }
}

const SightStatisticsRecord *
sight_statistics_log_get (SightStatisticsLog *self,
                          const SightId      *id)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);

      if (series->key != NULL && sight_id_equal (&series->id, id))
        return g_queue_peek_tail (&series->records);
    }

  return NULL;
}

void
sight_statistics_log_newest (SightStatisticsLog  *self,
                             SightStatisticsFunc  func,
                             gpointer             data)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);

      if (series->key != NULL && series->records.length > 0)
        func (g_queue_peek_tail (&series->records), data);
    }
}

void
sight_statistics_log_foreach (SightStatisticsLog  *self,
                              const SightId       *id,
                              SightStatisticsFunc  func,
                              gpointer             data)
{
  for (guint i = 0; i < self->series->len; i++)
    {
      Series *series = g_ptr_array_index (self->series, i);

      if (id != NULL && !sight_id_equal (&series->id, id))
        continue;
      for (GList *l = series->records.head; l != NULL; l = l->next)
        func (l->data, data);
    }
}
