/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-dialect.h"

#include <string.h>

/* The servers are those under test and the texts are their own, so a member
 * looks for the few words that it needs instead of parsing JSON: the generator
 * has to cost less than what it measures.
 */
static const char *
find (const char *text,
      gsize       length,
      const char *words)
{
  const char *found = memmem (text, length, words, strlen (words));

  return found == NULL ? NULL : found + strlen (words);
}

static gboolean
has_type (const char *text,
          gsize       length,
          const char *type)
{
  const char *found = find (text, length, "\"t\":\"");
  gsize size = strlen (type);

  return found != NULL && (gsize) (text + length - found) > size &&
         memcmp (found, type, size) == 0 && found[size] == '"';
}

static gboolean
copy_string (const char *text,
             gsize       length,
             const char *words,
             char       *out,
             gsize       size)
{
  const char *found = find (text, length, words);
  const char *end;

  if (found == NULL)
    return FALSE;

  end = memchr (found, '"', (gsize) (text + length - found));
  if (end == NULL || (gsize) (end - found) >= size)
    return FALSE;

  memcpy (out, found, (gsize) (end - found));
  out[end - found] = '\0';

  return TRUE;
}

/* Random to look at, as room ids are, and the same for both members. */
static void
append_room (GString          *out,
             const BenchVoice *voice)
{
  guint32 room = voice->index / 2;

  for (guint i = 0; i < 4; i++)
    {
      room = (room ^ (room >> 16)) * 0x45d9f3bu + 0x9e3779b9u;
      g_string_append_printf (out, "%08x", room ^ (room >> 15));
    }
}

static void
append_root_path (GString          *out,
                  const BenchVoice *voice)
{
  g_string_append_c (out, '/');
}

static void
append_nothing (GString    *out,
                BenchVoice *voice)
{
}

/* Sightline, as PROTOCOL.md has it. */

static void
sightline_append_path (GString          *out,
                       const BenchVoice *voice)
{
  g_string_append (out, "/signal");
}

static void
sightline_append_opening (GString    *out,
                          BenchVoice *voice)
{
  g_string_append (out, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"bench\"");
  if (voice->sid[0] != '\0')
    g_string_append_printf (out, ",\"resume\":{\"sid\":\"%s\",\"key\":\"%s\",\"s\":%" G_GINT64_FORMAT "}",
                            voice->sid, voice->key, voice->sequence);
  g_string_append_c (out, '}');

  memcpy (voice->old_sid, voice->sid, sizeof voice->sid);
  memcpy (voice->old_key, voice->key, sizeof voice->key);
}

static void
sightline_append_reply (GString    *out,
                        BenchVoice *voice)
{
  g_string_append (out, "{\"t\":\"join\",\"room\":\"");
  append_room (out, voice);
  g_string_append (out, "\",\"kind\":\"cli\"");
  if (voice->old_sid[0] != '\0')
    g_string_append_printf (out, ",\"replaces\":{\"sid\":\"%s\",\"key\":\"%s\"}",
                            voice->old_sid, voice->old_key);
  g_string_append_c (out, '}');
}

static void
sightline_append_relay (GString          *out,
                        const BenchVoice *voice,
                        const char       *box,
                        gsize             length)
{
  g_string_append_printf (out, "{\"t\":\"relay\",\"to\":\"%s\",\"n\":%u,\"box\":\"", voice->partner, voice->sent);
  g_string_append_len (out, box, (gssize) length);
  g_string_append (out, "\"}");
}

static void
sightline_append_keepalive (GString    *out,
                            BenchVoice *voice)
{
  g_string_append_printf (out, "{\"t\":\"ping\",\"a\":%" G_GINT64_FORMAT "}", voice->sequence);
}

static BenchHeard
sightline_hear_members (BenchVoice *voice,
                        const char *text,
                        gsize       length,
                        const char *list)
{
  const char *members = find (text, length, list);
  const char *end;

  if (members == NULL)
    return BENCH_HEARD_NOTHING;
  end = memchr (members, ']', (gsize) (text + length - members));
  if (end == NULL ||
      !copy_string (members, (gsize) (end - members), "\"id\":\"", voice->partner, sizeof voice->partner))
    return BENCH_HEARD_NOTHING;

  return BENCH_HEARD_PARTNER;
}

static BenchHeard
sightline_hear (BenchVoice *voice,
                const char *text,
                gsize       length)
{
  const char *sequence = find (text, length, "\"s\":");

  if (sequence != NULL)
    voice->sequence = MAX (voice->sequence, g_ascii_strtoll (sequence, NULL, 10));

  if (has_type (text, length, "relay"))
    return BENCH_HEARD_RELAY;
  if (has_type (text, length, "pong"))
    return BENCH_HEARD_NOTHING;
  if (has_type (text, length, "error"))
    return BENCH_HEARD_ERROR;
  if (has_type (text, length, "members"))
    return sightline_hear_members (voice, text, length, "\"add\":[");

  if (has_type (text, length, "welcome"))
    {
      voice->sequence = 0;
      copy_string (text, length, "\"sid\":\"", voice->sid, sizeof voice->sid);
      copy_string (text, length, "\"key\":\"", voice->key, sizeof voice->key);
      return BENCH_HEARD_REPLY;
    }

  if (has_type (text, length, "joined"))
    {
      copy_string (text, length, "\"me\":\"", voice->id, sizeof voice->id);
      return BENCH_HEARD_JOINED | sightline_hear_members (voice, text, length, "\"members\":[");
    }

  return BENCH_HEARD_NOTHING;
}

/* The room relay of peers/ws-relay.js: the same words without sessions. */

static void
rooms_append_opening (GString    *out,
                      BenchVoice *voice)
{
  g_string_append (out, "{\"t\":\"join\",\"room\":\"");
  append_room (out, voice);
  g_string_append (out, "\"}");
}

static void
rooms_append_relay (GString          *out,
                    const BenchVoice *voice,
                    const char       *box,
                    gsize             length)
{
  g_string_append_printf (out, "{\"t\":\"relay\",\"n\":%u,\"box\":\"", voice->sent);
  g_string_append_len (out, box, (gssize) length);
  g_string_append (out, "\"}");
}

/* The PeerJS server: members are called by their ids, which they choose. */

static void
peerjs_append_id (GString *out,
                  guint    index)
{
  g_string_append_printf (out, "bench-%07u", index);
}

static void
peerjs_append_path (GString          *out,
                    const BenchVoice *voice)
{
  g_string_append (out, "/peerjs?key=peerjs&id=");
  peerjs_append_id (out, voice->index);
  g_string_append_printf (out, "&token=t%010u&version=1.5.5", voice->index);
}

static void
peerjs_append_relay (GString          *out,
                     const BenchVoice *voice,
                     const char       *box,
                     gsize             length)
{
  g_string_append (out, "{\"type\":\"OFFER\",\"dst\":\"");
  peerjs_append_id (out, voice->index ^ 1);
  g_string_append (out, "\",\"payload\":{\"box\":\"");
  g_string_append_len (out, box, (gssize) length);
  g_string_append (out, "\"}}");
}

static void
peerjs_append_keepalive (GString    *out,
                         BenchVoice *voice)
{
  g_string_append (out, "{\"type\":\"HEARTBEAT\"}");
}

static BenchHeard
peerjs_hear (BenchVoice *voice,
             const char *text,
             gsize       length)
{
  const char *type = find (text, length, "\"type\":\"");

  if (type == NULL)
    return BENCH_HEARD_NOTHING;
  if (g_str_has_prefix (type, "OFFER\""))
    return BENCH_HEARD_RELAY;
  if (g_str_has_prefix (type, "OPEN\""))
    return BENCH_HEARD_JOINED | BENCH_HEARD_PARTNER;

  return BENCH_HEARD_ERROR;
}

/* A server that sends back what it gets. */

static void
echo_append_relay (GString          *out,
                   const BenchVoice *voice,
                   const char       *box,
                   gsize             length)
{
  g_string_append (out, "{\"box\":\"");
  g_string_append_len (out, box, (gssize) length);
  g_string_append (out, "\"}");
}

static BenchHeard
echo_hear (BenchVoice *voice,
           const char *text,
           gsize       length)
{
  return BENCH_HEARD_RELAY;
}

static const BenchDialect dialects[] = {
  {
    "sightline", "sightline.v1", 10, 64,
    sightline_append_path, sightline_append_opening, sightline_append_reply,
    sightline_append_relay, sightline_append_keepalive, sightline_hear,
  },
  {
    "rooms", NULL, 0, 0,
    append_root_path, rooms_append_opening, append_nothing,
    rooms_append_relay, append_nothing, sightline_hear,
  },
  {
    "peerjs", NULL, 5, 0,
    peerjs_append_path, append_nothing, append_nothing,
    peerjs_append_relay, peerjs_append_keepalive, peerjs_hear,
  },
  {
    "echo", NULL, 0, 0,
    append_root_path, append_nothing, append_nothing,
    echo_append_relay, append_nothing, echo_hear,
  },
};

const BenchDialect *
bench_dialect_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      if (g_strcmp0 (dialects[i].name, name) == 0)
        return &dialects[i];
    }

  return NULL;
}

const char *
bench_dialect_find_box (const char *text,
                        gsize       length)
{
  return find (text, length, "\"box\":\"");
}

static void
write_hex (char    *out,
           guint64  value,
           guint    digits)
{
  for (guint i = digits; i > 0; i--, value >>= 4)
    out[i - 1] = "0123456789abcdef"[value & 0xf];
}

static gboolean
read_hex (const char *text,
          guint       digits,
          guint64    *value)
{
  *value = 0;
  for (guint i = 0; i < digits; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return FALSE;
      *value = *value << 4 | (guint64) digit;
    }

  return TRUE;
}

void
bench_box_stamp (char    *box,
                 gint64   time,
                 guint32  number)
{
  write_hex (box, (guint64) time, 16);
  write_hex (box + 16, number, 8);
}

gboolean
bench_box_read (const char *box,
                gsize       length,
                gint64     *time,
                guint32    *number)
{
  guint64 value;

  if (length < BENCH_BOX_MIN || !read_hex (box, 16, &value))
    return FALSE;
  *time = (gint64) value;
  if (!read_hex (box + 16, 8, &value))
    return FALSE;
  *number = (guint32) value;

  return TRUE;
}
