/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-metrics.h"

/* Upper bounds in microseconds. */
static const gint64 bounds[SIGHT_METRICS_BUCKETS - 1] = {
  100, 250, 500, 1000, 2500, 5000, 10000, 25000, 100000, 500000, 2000000,
};

/* What this server answers at all; the last stands for the rest. */
static const guint statuses[SIGHT_METRICS_STATUSES] = {
  200, 304, 400, 403, 404, 405, 426, 429, 503, 413, 0,
};

static const char * const handshakes[] = {
  "accepted", "origin", "subprotocol", "version", "refused",
};

static const char * const admissions[] = {
  "ok", "full", "address", "draining",
};

void
sight_metrics_note_latency (SightMetrics *self,
                            gint64        duration)
{
  guint i = 0;

  duration = MAX (duration, 0);
  while (i < G_N_ELEMENTS (bounds) && duration > bounds[i])
    i++;

  self->latency[i]++;
  self->latency_sum += duration;
}

void
sight_metrics_note_status (SightMetrics *self,
                           guint         status)
{
  guint i = 0;

  while (statuses[i] != 0 && statuses[i] != status)
    i++;

  self->statuses[i]++;
}

static void
append_family (GString    *text,
               const char *name,
               const char *type,
               const char *help)
{
  g_string_append_printf (text, "# HELP sightline_%s %s\n# TYPE sightline_%s %s\n",
                          name, help, name, type);
}

static void
append_value (GString    *text,
              const char *name,
              const char *type,
              const char *help,
              guint64     value)
{
  append_family (text, name, type, help);
  g_string_append_printf (text, "sightline_%s %" G_GUINT64_FORMAT "\n", name, value);
}

static void
append_labelled (GString    *text,
                 const char *name,
                 const char *label,
                 const char *value,
                 guint64     count)
{
  g_string_append_printf (text, "sightline_%s{%s=\"%s\"} %" G_GUINT64_FORMAT "\n",
                          name, label, value, count);
}

static void
append_gauges (GString             *text,
               const SightHubStats *stats,
               guint                http_sockets,
               gboolean             draining)
{
  append_value (text, "rooms", "gauge", "Rooms with at least one member.", stats->rooms);
  append_value (text, "members", "gauge", "Members in rooms.", stats->members);
  append_value (text, "waiting", "gauge", "Who knocked and waits for a host.", stats->waiting);
  append_value (text, "sessions", "gauge", "Sessions, with and without a socket.", stats->sessions);
  append_value (text, "sessions_detached", "gauge", "Sessions whose socket is gone.", stats->detached);
  append_value (text, "sockets", "gauge", "Open WebSockets.", stats->clients);
  append_value (text, "http_sockets", "gauge", "Open connections that are no WebSocket (yet).", http_sockets);
  append_value (text, "draining", "gauge", "1 while the server goes down.", draining ? 1 : 0);
}

static void
append_hub_counters (GString             *text,
                     const SightHubStats *stats)
{
  append_value (text, "messages_total", "counter", "Messages received from clients.", stats->messages);
  append_value (text, "received_bytes_total", "counter", "Bytes of the messages received.", stats->bytes);
  append_value (text, "relayed_total", "counter", "Messages relayed, counted once per receiver.", stats->relayed);
  append_value (text, "joins_total", "counter", "Members that joined a room.", stats->joins);
  append_value (text, "resumes_total", "counter", "Sessions that went on over a new socket.", stats->resumes);
  append_value (text, "resume_misses_total", "counter", "Sessions that could not go on.", stats->resume_misses);

  append_family (text, "errors_total", "counter", "Errors told to clients, by code.");
  for (guint i = 0; i < SIGHT_N_WIRE_ERRORS; i++)
    append_labelled (text, "errors_total", "code", sight_wire_error_to_code (i), stats->errors[i]);

  append_family (text, "closes_total", "counter", "WebSockets closed by the server, by reason.");
  for (guint i = 0; i < G_N_ELEMENTS (stats->closes); i++)
    {
      SightClose code = sight_hub_close_at (i);

      if (code != 0)
        append_labelled (text, "closes_total", "reason", sight_close_to_name (code), stats->closes[i]);
    }

  append_family (text, "admissions_total", "counter", "Handshakes that came to the limits, by answer.");
  for (guint i = 0; i < G_N_ELEMENTS (admissions); i++)
    append_labelled (text, "admissions_total", "answer", admissions[i], stats->admission[i]);
}

static void
append_transport_counters (GString            *text,
                           const SightMetrics *self)
{
  append_value (text, "connections_total", "counter", "TCP connections accepted.", self->accepted);
  append_value (text, "connections_turned_away_total", "counter",
                "TCP connections closed unread, because there were too many.", self->turned_away);
  append_value (text, "certificate_reloads_total", "counter", "Certificates taken into use while running.",
                self->certificate_reloads);
  append_value (text, "certificate_failures_total", "counter", "Certificates that could not be taken into use.",
                self->certificate_failures);

  append_family (text, "handshakes_total", "counter", "WebSocket handshakes, by outcome.");
  for (guint i = 0; i < G_N_ELEMENTS (handshakes); i++)
    append_labelled (text, "handshakes_total", "outcome", handshakes[i], self->handshakes[i]);

  append_family (text, "http_responses_total", "counter", "HTTP answers, by status.");
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *status = g_strdup_printf ("%u", statuses[i]);

      append_labelled (text, "http_responses_total", "status",
                       statuses[i] != 0 ? status : "other", self->statuses[i]);
    }
}

static void
append_latency (GString            *text,
                const SightMetrics *self)
{
  guint64 count = 0;

  append_family (text, "delivery_seconds", "histogram",
                 "From receiving a message until the socket took what it caused.");
  for (guint i = 0; i < SIGHT_METRICS_BUCKETS; i++)
    {
      char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";

      if (i < G_N_ELEMENTS (bounds))
        g_ascii_formatd (bound, sizeof bound, "%.5g", bounds[i] / (double) G_USEC_PER_SEC);
      count += self->latency[i];
      append_labelled (text, "delivery_seconds_bucket", "le", bound, count);
    }
  g_string_append_printf (text, "sightline_delivery_seconds_sum %" G_GUINT64_FORMAT ".%06u\n",
                          self->latency_sum / G_USEC_PER_SEC,
                          (guint) (self->latency_sum % G_USEC_PER_SEC));
  g_string_append_printf (text, "sightline_delivery_seconds_count %" G_GUINT64_FORMAT "\n", count);
}

char *
sight_metrics_to_text (const SightMetrics  *self,
                       const SightHubStats *stats,
                       guint                http_sockets,
                       gboolean             draining)
{
  GString *text = g_string_sized_new (8192);

  append_gauges (text, stats, http_sockets, draining);
  append_hub_counters (text, stats);
  append_transport_counters (text, self);
  append_latency (text, self);

  return g_string_free (text, FALSE);
}
