/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-statistics-writer.h"

#include <string.h>

#include "protocol/sight-json-writer.h"

/* One table for both kinds of text. */

typedef enum
{
  FIELD_UINT,
  FIELD_UINT64,
  FIELD_INT64,
  FIELD_DOUBLE,
  FIELD_TIME,   /* a double; less than 0 is unknown */
  FIELD_FLAG,
  FIELD_TEXT,   /* an array of characters */
  FIELD_NAME,   /* a number with a name */
} FieldType;

typedef struct
{
  const char  *name;
  FieldType    type;
  gsize        offset;
  const char *(*to_name) (int number);
} Field;

static const char *
name_candidate (int type)
{
  return sight_candidate_type_to_name (type);
}

static const char *
name_transport (int transport)
{
  return transport == SIGHT_TRANSPORT_TCP ? "tcp" : "udp";
}

static const char *
name_relay (int relay)
{
  return sight_relay_transport_to_name (relay);
}

static const char *
name_codec (int codec)
{
  return sight_codec_to_name (codec);
}

#define PEER(name, type)    { #name, FIELD_ ## type, G_STRUCT_OFFSET (SightPeerStatistics, name), NULL }
#define PATH(name, type, f) { #name, FIELD_ ## type, G_STRUCT_OFFSET (SightPathStatistics, name), f }
#define FLOW(name, type)    { #name, FIELD_ ## type, G_STRUCT_OFFSET (SightTrafficStatistics, name), NULL }
#define SENT(name, type)    { #name, FIELD_ ## type, G_STRUCT_OFFSET (SightSendStatistics, name), NULL }
#define RECV(name, type)    { #name, FIELD_ ## type, G_STRUCT_OFFSET (SightReceiveStatistics, name), NULL }

static const Field peer_fields[] = {
  PEER (generation, INT64), PEER (silent_ms, UINT), PEER (beat_round_trip, TIME), PEER (rtcp_round_trip, TIME),
  PEER (estimate, UINT), PEER (target, UINT), PEER (srtp, TEXT),
};

static const Field path_fields[] = {
  PATH (local, NAME, name_candidate), PATH (remote, NAME, name_candidate), PATH (transport, NAME, name_transport),
  PATH (local_relay, NAME, name_relay), PATH (remote_relay, NAME, name_relay), PATH (is_ipv6, FLAG, NULL),
};

static const Field flow_fields[] = {
  FLOW (bytes, UINT64), FLOW (bitrate, UINT), FLOW (repair_bitrate, UINT), FLOW (rtcp_bitrate, UINT),
};

static const Field line_fields[] = {
  { "codec", FIELD_NAME, G_STRUCT_OFFSET (SightLineStatistics, codec), name_codec },
};

static const Field sent_fields[] = {
  SENT (ssrc, UINT), SENT (packets, UINT64), SENT (bytes, UINT64), SENT (bitrate, UINT), SENT (repeated, UINT64),
  SENT (frames, UINT64), SENT (key_frames, UINT64), SENT (frame_rate, DOUBLE), SENT (width, UINT), SENT (height, UINT),
  SENT (nacked, UINT64), SENT (key_requests, UINT), SENT (has_report, FLAG), SENT (fraction_lost, DOUBLE),
  SENT (lost, INT64), SENT (jitter, TIME), SENT (round_trip, TIME),
};

static const Field received_fields[] = {
  RECV (ssrc, UINT), RECV (packets, UINT64), RECV (bytes, UINT64), RECV (bitrate, UINT), RECV (lost, UINT64),
  RECV (fraction_lost, DOUBLE), RECV (repaired, UINT64), RECV (missed, UINT64), RECV (late, UINT64),
  RECV (duplicated, UINT64), RECV (nacked, UINT64), RECV (key_requests, UINT), RECV (jitter, TIME),
  RECV (buffered, TIME), RECV (frames, UINT64), RECV (key_frames, UINT64), RECV (frame_rate, DOUBLE),
  RECV (width, UINT), RECV (height, UINT), RECV (freezes, UINT), RECV (frozen_ms, UINT64), RECV (concealed, DOUBLE),
};

static const char * const line_names[SIGHT_N_LINES] = { "microphone", "camera", "screen", "screen_sound" };

/* A line, and what goes one way on it. */
#define GROUPS_MAX 2

/* How a kind of text begins and ends a group of fields, and writes one. */
typedef struct _Writer Writer;

typedef struct
{
  void (*begin) (Writer     *writer,
                 const char *name);
  void (*end)   (Writer     *writer);
  /* @text is NULL where nothing is known. */
  void (*field) (Writer     *writer,
                 const char *name,
                 const char *text,
                 gboolean    is_number);
} Format;

struct _Writer
{
  const Format *format;
  GString      *out;
  GString      *prefix;             /* of the names of columns */
  gsize         lengths[GROUPS_MAX]; /* of it, before each group that is open */
  guint         n_groups;
};

/* JSON */

static void
json_begin (Writer     *writer,
            const char *name)
{
  sight_json_append_key (writer->out, name);
  sight_json_begin_object (writer->out);
}

static void
json_end (Writer *writer)
{
  sight_json_end_object (writer->out);
}

static void
json_field (Writer     *writer,
            const char *name,
            const char *text,
            gboolean    is_number)
{
  sight_json_append_key (writer->out, name);
  if (text == NULL || is_number)
    g_string_append (writer->out, text != NULL ? text : "null");
  else
    sight_json_append_string (writer->out, text, -1);
}

static const Format json_format = { json_begin, json_end, json_field };

/* CSV */

static void
csv_begin (Writer     *writer,
           const char *name)
{
  writer->lengths[writer->n_groups++] = writer->prefix->len;
  g_string_append_printf (writer->prefix, "%s_", name);
}

static void
csv_end (Writer *writer)
{
  g_string_truncate (writer->prefix, writer->lengths[--writer->n_groups]);
}

static void
append_comma (GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ',');
}

/* A name that begins like a formula would be one, in programs for tables. */
static void
append_cell (GString    *out,
             const char *text)
{
  gboolean is_formula = text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL;

  if (!is_formula && strpbrk (text, "\",\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append (out, is_formula ? "\"'" : "\"");
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
csv_field (Writer     *writer,
           const char *name,
           const char *text,
           gboolean    is_number)
{
  append_comma (writer->out);
  if (text != NULL && is_number)
    g_string_append (writer->out, text);
  else if (text != NULL)
    append_cell (writer->out, text);
}

static void
csv_name (Writer     *writer,
          const char *name,
          const char *text,
          gboolean    is_number)
{
  append_comma (writer->out);
  g_string_append_printf (writer->out, "%s%s", writer->prefix->str, name);
}

static const Format csv_format = { csv_begin, csv_end, csv_field };
static const Format csv_header_format = { csv_begin, csv_end, csv_name };

/* Both */

static char *
dup_double (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.4f", number));
}

static char *
dup_number (const Field   *field,
            gconstpointer  at)
{
  switch (field->type)
    {
    case FIELD_UINT:
      return g_strdup_printf ("%u", *(const guint *) at);
    case FIELD_UINT64:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *) at);
    case FIELD_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, *(const gint64 *) at);
    case FIELD_TIME:
      return *(const double *) at < 0 ? NULL : dup_double (*(const double *) at);
    case FIELD_FLAG:
      return g_strdup (*(const gboolean *) at ? "true" : "false");
    case FIELD_DOUBLE:
      return dup_double (*(const double *) at);
    case FIELD_TEXT:
    case FIELD_NAME:
    default:
      return NULL;
    }
}

/* Without @data, nothing is known. */
static void
write_fields (Writer        *writer,
              const Field   *fields,
              guint          n,
              gconstpointer  data)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean is_number = fields[i].type < FIELD_TEXT;
      g_autofree char *text = NULL;

      if (data != NULL && fields[i].type == FIELD_TEXT)
        text = g_strdup (G_STRUCT_MEMBER_P (data, fields[i].offset));
      else if (data != NULL && fields[i].type == FIELD_NAME)
        text = g_strdup (fields[i].to_name (G_STRUCT_MEMBER (int, data, fields[i].offset)));
      else if (data != NULL)
        text = dup_number (&fields[i], G_STRUCT_MEMBER_P (data, fields[i].offset));
      writer->format->field (writer, fields[i].name, text, is_number);
    }
}

static void
write_group (Writer        *writer,
             const char    *name,
             const Field   *fields,
             guint          n,
             gconstpointer  data)
{
  writer->format->begin (writer, name);
  write_fields (writer, fields, n, data);
  writer->format->end (writer);
}

static void
write_line (Writer                    *writer,
            const char                *name,
            const SightLineStatistics *line)
{
  writer->format->begin (writer, name);
  write_fields (writer, line_fields, G_N_ELEMENTS (line_fields), line);
  write_group (writer, "sent", sent_fields, G_N_ELEMENTS (sent_fields), &line->sent);
  write_group (writer, "received", received_fields, G_N_ELEMENTS (received_fields), &line->received);
  writer->format->end (writer);
}

static void
write_record (Writer                      *writer,
              const SightStatisticsRecord *record)
{
  const SightPeerStatistics *now = &record->statistics;
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now->real_time / 1000);

  writer->format->field (writer, "time", time, TRUE);
  writer->format->field (writer, "peer", record->id.text, FALSE);
  writer->format->field (writer, "name", record->name, FALSE);
  writer->format->field (writer, "verdict", sight_verdict_to_name (record->verdict), FALSE);
  writer->format->field (writer, "state", sight_pair_state_to_name (record->state), FALSE);
  write_fields (writer, peer_fields, G_N_ELEMENTS (peer_fields), now);
  write_group (writer, "path", path_fields, G_N_ELEMENTS (path_fields), now->path.is_known ? &now->path : NULL);
  write_group (writer, "sent", flow_fields, G_N_ELEMENTS (flow_fields), &now->sent);
  write_group (writer, "received", flow_fields, G_N_ELEMENTS (flow_fields), &now->received);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    write_line (writer, line_names[i], &now->lines[i]);
}

void
sight_statistics_write_json (const SightStatisticsRecord *record,
                             GString                     *out)
{
  Writer writer = { .format = &json_format, .out = out };

  sight_json_begin_object (out);
  write_record (&writer, record);
  sight_json_end_object (out);
}

static void
write_row (const Format                *format,
           const SightStatisticsRecord *record,
           GString                     *out)
{
  Writer writer = { .format = format, .out = out, .prefix = g_string_new (NULL) };

  write_record (&writer, record);
  g_string_append (out, "\r\n");
  g_string_free (writer.prefix, TRUE);
}

void
sight_statistics_write_csv_header (GString *out)
{
  static const SightStatisticsRecord nobody;

  write_row (&csv_header_format, &nobody, out);
}

void
sight_statistics_write_csv (const SightStatisticsRecord *record,
                            GString                     *out)
{
  write_row (&csv_format, record, out);
}
