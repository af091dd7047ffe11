/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-statistics.h"

#include "call/sight-statistics-writer.h"
#include "protocol/sight-json-writer.h"

#define INTERVAL_MS 1000

struct _SightCallStatistics
{
  GObject             parent_instance;

  SightCall          *call;
  SightStatisticsLog *log;
  GSource            *source;
  GPtrArray          *known; /* SightParticipant, those of the last look */
};

enum
{
  UPDATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCallStatistics, sight_call_statistics, G_TYPE_OBJECT)

/* One whose connection is being made has a state, and nothing else. */
static void
look_at (SightCallStatistics *self,
         SightParticipant    *participant)
{
  SightPeerConnection *connection = sight_participant_get_connection (participant);
  SightPeerStatistics statistics = { .beat_round_trip = -1, .rtcp_round_trip = -1 };

  if (connection != NULL)
    sight_peer_connection_get_statistics (connection, &statistics);
  statistics.monotonic_time = g_get_monotonic_time ();
  statistics.real_time = g_get_real_time ();
  statistics.target = sight_participant_get_quality (participant)->target;
  statistics.generation = sight_participant_get_generation (participant);
  sight_statistics_log_add (self->log, participant, sight_participant_get_id (participant),
                            sight_participant_get_name (participant), sight_participant_get_state (participant),
                            &statistics);
}

/* Who is gone may leave an address for somebody else. */
static void
part (SightCallStatistics *self,
      GPtrArray           *present)
{
  for (guint i = 0; i < self->known->len; i++)
    {
      gpointer participant = g_ptr_array_index (self->known, i);

      if (!g_ptr_array_find (present, participant, NULL))
        sight_statistics_log_part (self->log, participant);
    }

  g_ptr_array_unref (self->known);
  self->known = g_ptr_array_ref (present);
}

void
sight_call_statistics_update (SightCallStatistics *self)
{
  g_autoptr(GPtrArray) present = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (SIGHT_IS_CALL_STATISTICS (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->call)); i++)
    {
      SightParticipant *participant = g_list_model_get_item (G_LIST_MODEL (self->call), i);

      g_ptr_array_add (present, participant);
      look_at (self, participant);
    }
  part (self, present);
  sight_statistics_log_expire (self->log, g_get_monotonic_time ());
  g_signal_emit (self, signals[UPDATED], 0);
}

static gboolean
on_second (gpointer user_data)
{
  g_autoptr(SightCallStatistics) self = g_object_ref (user_data);

  sight_call_statistics_update (self);
  return G_SOURCE_CONTINUE;
}

static void
sight_call_statistics_dispose (GObject *object)
{
  SightCallStatistics *self = SIGHT_CALL_STATISTICS (object);

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  /* They borrow from the call. */
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_object (&self->call);
  g_clear_pointer (&self->log, sight_statistics_log_free);

  G_OBJECT_CLASS (sight_call_statistics_parent_class)->dispose (object);
}

static void
sight_call_statistics_class_init (SightCallStatisticsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sight_call_statistics_dispose;

  signals[UPDATED] = g_signal_new ("updated", SIGHT_TYPE_CALL_STATISTICS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_call_statistics_init (SightCallStatistics *self)
{
  self->log = sight_statistics_log_new ();
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
}

SightCallStatistics *
sight_call_statistics_new (SightCall *call)
{
  SightCallStatistics *self;

  g_return_val_if_fail (SIGHT_IS_CALL (call), NULL);

  self = g_object_new (SIGHT_TYPE_CALL_STATISTICS, NULL);
  self->call = g_object_ref (call);
  self->source = g_timeout_source_new (INTERVAL_MS);
  g_source_set_callback (self->source, on_second, self, NULL);
  g_source_set_static_name (self->source, "sight-call-statistics");
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

const SightStatisticsRecord *
sight_call_statistics_get (SightCallStatistics *self,
                           const SightId       *id)
{
  g_return_val_if_fail (SIGHT_IS_CALL_STATISTICS (self), NULL);

  return sight_statistics_log_get (self->log, id);
}

void
sight_call_statistics_foreach (SightCallStatistics *self,
                               const SightId       *id,
                               SightStatisticsFunc  func,
                               gpointer             data)
{
  g_return_if_fail (SIGHT_IS_CALL_STATISTICS (self));

  sight_statistics_log_foreach (self->log, id, func, data);
}

static void
write_json_line (const SightStatisticsRecord *record,
                 gpointer                     data)
{
  /* In a text of its own, or else it would be one more of what is there. */
  g_autoptr(GString) line = g_string_new (NULL);

  sight_statistics_write_json (record, line);
  g_string_append_printf (data, "%s\n", line->str);
}

void
sight_call_statistics_write_json (SightCallStatistics *self,
                                  GString             *out)
{
  g_return_if_fail (SIGHT_IS_CALL_STATISTICS (self));

  sight_statistics_log_newest (self->log, write_json_line, out);
}

static void
write_json (const SightStatisticsRecord *record,
            gpointer                     data)
{
  sight_statistics_write_json (record, data);
}

void
sight_call_statistics_export_json (SightCallStatistics *self,
                                   GString             *out)
{
  g_autoptr(GString) all = g_string_new (NULL);

  g_return_if_fail (SIGHT_IS_CALL_STATISTICS (self));

  sight_json_begin_array (all);
  sight_statistics_log_foreach (self->log, NULL, write_json, all);
  sight_json_end_array (all);
  g_string_append_printf (out, "%s\n", all->str);
}

static void
write_csv (const SightStatisticsRecord *record,
           gpointer                     data)
{
  sight_statistics_write_csv (record, data);
}

void
sight_call_statistics_export_csv (SightCallStatistics *self,
                                  GString             *out)
{
  g_return_if_fail (SIGHT_IS_CALL_STATISTICS (self));

  sight_statistics_write_csv_header (out);
  sight_statistics_log_foreach (self->log, NULL, write_csv, out);
}
