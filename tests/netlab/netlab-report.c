/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-report.h"

#include "bench-histogram.h"

#define US 1000

static const char * const direction_names[NETLAB_N_DIRECTIONS] = { "a>b", "b>a" };
static const char * const fate_names[] = { "carried", "lost", "dropped" };

typedef struct
{
  gint64         from;
  gint64         to;
  guint64        rate;
  gboolean       outage;
  guint64        packets[G_N_ELEMENTS (fate_names)];
  guint64        bytes;    /* that went over the link */
  double         capacity; /* in bit; 0 where there is no bound */
  double         waited;   /* ns, all together */
  BenchHistogram queue;
} Phase;

struct _NetlabReport
{
  GPtrArray     *phases[NETLAB_N_DIRECTIONS]; /* of Phase */
  BenchHistogram late;

  /* Borrowed references */
  FILE          *log;
};

NetlabReport *
netlab_report_new (FILE *log)
{
  NetlabReport *self = g_new0 (NetlabReport, 1);

  self->log = log;
  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    self->phases[i] = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
netlab_report_free (NetlabReport *self)
{
  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    g_ptr_array_unref (self->phases[i]);
  g_free (self);
}

void
netlab_report_begin_phase (NetlabReport      *self,
                           NetlabDirection    direction,
                           const NetlabShape *shape,
                           gint64             when)
{
  Phase *phase = g_new0 (Phase, 1);

  phase->from = when;
  phase->rate = shape->rate;
  phase->outage = shape->outage;
  g_ptr_array_add (self->phases[direction], phase);
}

static Phase *
find_phase (NetlabReport    *self,
            NetlabDirection  direction,
            gint64           when)
{
  GPtrArray *phases = self->phases[direction];

  for (guint i = phases->len; i > 0; i--)
    {
      Phase *phase = g_ptr_array_index (phases, i - 1);

      if (phase->from <= when)
        return phase;
    }

  return NULL;
}

static void
write_line (NetlabReport    *self,
            NetlabDirection  direction,
            gint64           arrived,
            guint            size,
            gint64           waited,
            gint64           sent,
            NetlabFate       fate)
{
  if (self->log != NULL)
    fprintf (self->log, "%s %" G_GINT64_FORMAT " %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n",
             direction_names[direction], arrived / US, size, waited / US, sent / US, fate_names[fate]);
}

void
netlab_report_packet (NetlabReport       *self,
                      NetlabDirection     direction,
                      const NetlabPacket *packet,
                      gint64              origin)
{
  Phase *phase = find_phase (self, direction, packet->sent - origin);

  /* It was on its way when the time began to count. */
  if (phase == NULL)
    return;

  phase->packets[packet->fate]++;
  phase->bytes += packet->size;
  phase->waited += packet->waited;
  bench_histogram_add (&phase->queue, packet->waited, 1);
  write_line (self, direction, packet->arrived - origin, packet->size, packet->waited, packet->sent - origin, packet->fate);
}

void
netlab_report_drop (NetlabReport    *self,
                    NetlabDirection  direction,
                    guint            size,
                    gint64           when)
{
  Phase *phase = find_phase (self, direction, when);

  if (phase == NULL)
    return;

  phase->packets[NETLAB_DROPPED]++;
  write_line (self, direction, when, size, 0, when, NETLAB_DROPPED);
}

void
netlab_report_late (NetlabReport *self,
                    gint64        late)
{
  bench_histogram_add (&self->late, MAX (late, 0), 1);
}

static void
add_to_total (Phase       *total,
              const Phase *phase)
{
  total->to = phase->to;
  for (guint i = 0; i < G_N_ELEMENTS (fate_names); i++)
    total->packets[i] += phase->packets[i];
  total->bytes += phase->bytes;
  total->capacity += phase->capacity;
  total->waited += phase->waited;
  bench_histogram_merge (&total->queue, &phase->queue);
}

static double
get_ms (const BenchHistogram *histogram,
        double                fraction)
{
  return (double) bench_histogram_quantile (histogram, fraction) / NETLAB_MS;
}

/* JSON takes a point in any locale. */
static void
append_number (GString    *json,
               const char *key,
               double      value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.6g", value);
  g_string_append_printf (json, "\"%s\": %s, ", key, digits);
}

static void
append_phase (GString     *json,
              const Phase *phase)
{
  const guint64 *packets = phase->packets;
  guint64 sent = packets[NETLAB_CARRIED] + packets[NETLAB_LOST];
  guint64 all = sent + packets[NETLAB_DROPPED];

  g_string_append_c (json, '{');
  append_number (json, "from", (double) phase->from / NETLAB_SECOND);
  append_number (json, "to", (double) phase->to / NETLAB_SECOND);
  append_number (json, "rate_kbps", (double) phase->rate / 1000);
  append_number (json, "kbps", phase->to > phase->from ? phase->bytes * 8e6 / (double) (phase->to - phase->from) : 0);
  if (phase->capacity > 0)
    append_number (json, "utilisation", phase->bytes * 8.0 / phase->capacity);
  append_number (json, "packets", all);
  append_number (json, "lost", packets[NETLAB_LOST]);
  append_number (json, "dropped", packets[NETLAB_DROPPED]);
  append_number (json, "loss", all > 0 ? (double) (all - packets[NETLAB_CARRIED]) / all : 0);
  append_number (json, "queue_mean_ms", sent > 0 ? phase->waited / sent / NETLAB_MS : 0);
  append_number (json, "queue_p50_ms", get_ms (&phase->queue, 0.5));
  append_number (json, "queue_p95_ms", get_ms (&phase->queue, 0.95));
  append_number (json, "queue_p99_ms", get_ms (&phase->queue, 0.99));
  append_number (json, "queue_max_ms", (double) phase->queue.largest / NETLAB_MS);
  g_string_truncate (json, json->len - strlen (", "));
  g_string_append_c (json, '}');
}

/* A phase ends where the next begins; what comes after the end is left out. */
static void
finish_phases (GPtrArray *phases,
               gint64     end)
{
  for (guint i = 0; i < phases->len; i++)
    {
      Phase *phase = g_ptr_array_index (phases, i);
      Phase *next = i + 1 < phases->len ? g_ptr_array_index (phases, i + 1) : NULL;

      phase->to = next != NULL ? MIN (next->from, end) : end;
      if (!phase->outage)
        phase->capacity = (double) phase->rate * (phase->to - phase->from) / NETLAB_SECOND;
    }
}

static void
append_direction (GString   *json,
                  GPtrArray *phases)
{
  g_autofree Phase *total = g_new0 (Phase, 1);

  g_string_append (json, "{\"phases\": [");
  for (guint i = 0; i < phases->len; i++)
    {
      const Phase *phase = g_ptr_array_index (phases, i);

      g_string_append (json, i > 0 ? ", " : "");
      append_phase (json, phase);
      add_to_total (total, phase);
    }
  g_string_append (json, "], \"total\": ");
  append_phase (json, total);
  g_string_append_c (json, '}');
}

char *
netlab_report_to_json (NetlabReport *self,
                       gint64        end)
{
  GString *json = g_string_new ("{");

  append_number (json, "late_p50_ms", get_ms (&self->late, 0.5));
  append_number (json, "late_p99_ms", get_ms (&self->late, 0.99));
  append_number (json, "late_max_ms", (double) self->late.largest / NETLAB_MS);
  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    {
      finish_phases (self->phases[i], end);
      g_string_append_printf (json, "%s\"%s\": ", i > 0 ? ", " : "", direction_names[i]);
      append_direction (json, self->phases[i]);
    }
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}
