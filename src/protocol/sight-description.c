/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-description.h"

#include <string.h>

#include "protocol/sight-fields.h"
#include "protocol/sight-json-writer.h"
#include "protocol/sight-wire-text.h"

#define EXTENSION_MAX   14
#define PAYLOAD_TYPES   128
#define SSRCS_MAX       (2 * SIGHT_N_LINES)

static const char * const codec_names[] = {
  [SIGHT_CODEC_OPUS] = "opus",
  [SIGHT_CODEC_VP8] = "vp8",
  [SIGHT_CODEC_H264] = "h264",
};

static const char * const setup_names[] = {
  [SIGHT_SETUP_ACTPASS] = "actpass",
  [SIGHT_SETUP_ACTIVE] = "active",
  [SIGHT_SETUP_PASSIVE] = "passive",
};

const char *
sight_codec_to_name (SightCodec codec)
{
  g_return_val_if_fail ((guint) codec < G_N_ELEMENTS (codec_names), NULL);

  return codec_names[codec];
}

gboolean
sight_codec_from_name (const char *name,
                       SightCodec *out)
{
  int found = sight_names_find (codec_names, G_N_ELEMENTS (codec_names), name);

  if (found < 0)
    return FALSE;

  *out = found;
  return TRUE;
}

const char *
sight_setup_to_name (SightSetup setup)
{
  g_return_val_if_fail ((guint) setup < G_N_ELEMENTS (setup_names), NULL);

  return setup_names[setup];
}

gboolean
sight_setup_from_name (const char *name,
                       SightSetup *out)
{
  int found = sight_names_find (setup_names, G_N_ELEMENTS (setup_names), name);

  if (found < 0)
    return FALSE;

  *out = found;
  return TRUE;
}

gboolean
sight_line_is_picture (SightLine line)
{
  return line == SIGHT_LINE_CAMERA || line == SIGHT_LINE_SCREEN;
}

static gboolean
has_h264 (const SightDescription *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->lines[i].codec == SIGHT_CODEC_H264)
      return TRUE;

  return FALSE;
}

/* Reading only sees to it that everything fits into the struct; whether it is
 * right is decided in one place, sight_description_is_valid().
 */
static gboolean
read_text (const SightJsonValue *object,
           const char           *key,
           char                 *out,
           gsize                 max)
{
  gsize length;
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), &length);

  if (text == NULL || length > max)
    return FALSE;

  memcpy (out, text, length + 1);
  return TRUE;
}

static gboolean
read_positive (const SightJsonValue *object,
               const char           *key,
               gint64                most,
               gint64               *out)
{
  return sight_fields_get_sequence (object, key, 1, out) && *out <= most;
}

static gboolean
read_retransmission (SightLineDescription *line,
                     const SightJsonValue *object)
{
  gint64 payload_type, ssrc;

  if (sight_json_value_get (object, "rtx") == NULL && sight_json_value_get (object, "rssrc") == NULL)
    return TRUE;

  if (!read_positive (object, "rtx", PAYLOAD_TYPES - 1, &payload_type) ||
      !read_positive (object, "rssrc", G_MAXUINT32, &ssrc))
    return FALSE;

  line->rtx_payload_type = payload_type;
  line->rtx_ssrc = ssrc;
  return TRUE;
}

static gboolean
read_line (SightLineDescription *line,
           const SightJsonValue *object)
{
  gint64 payload_type, ssrc;

  if (!sight_codec_from_name (sight_fields_get_text (object, "c"), &line->codec) ||
      !read_positive (object, "pt", PAYLOAD_TYPES - 1, &payload_type) ||
      !read_positive (object, "ssrc", G_MAXUINT32, &ssrc))
    return FALSE;

  line->payload_type = payload_type;
  line->ssrc = ssrc;

  return read_retransmission (line, object);
}

static gboolean
read_lines (SightDescription     *self,
            const SightJsonValue *array)
{
  if (array == NULL || sight_json_value_get_type (array) != SIGHT_JSON_ARRAY ||
      sight_json_value_get_size (array) != SIGHT_N_LINES)
    return FALSE;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (!read_line (&self->lines[i], sight_json_value_get_index (array, i)))
      return FALSE;

  return TRUE;
}

static gboolean
read_extensions (SightDescription     *self,
                 const SightJsonValue *object)
{
  gint64 id;

  if (object == NULL || !read_positive (object, "twcc", EXTENSION_MAX, &id))
    return FALSE;
  self->twcc_id = id;

  if (sight_json_value_get (object, "mid") == NULL)
    return TRUE;
  if (!read_positive (object, "mid", EXTENSION_MAX, &id))
    return FALSE;
  self->mid_id = id;

  return TRUE;
}

gboolean
sight_description_parse (SightDescription     *out,
                         const SightJsonValue *value,
                         gboolean              is_offer)
{
  memset (out, 0, sizeof *out);

  if (!read_text (value, "u", out->ufrag, SIGHT_ICE_TEXT_MAX) ||
      !read_text (value, "p", out->pwd, SIGHT_ICE_TEXT_MAX) ||
      !read_text (value, "f", out->fingerprint, SIGHT_FINGERPRINT_HEX) ||
      !sight_setup_from_name (sight_fields_get_text (value, "s"), &out->setup) ||
      !read_lines (out, sight_json_value_get (value, "l")) ||
      !read_extensions (out, sight_json_value_get (value, "e")) ||
      !sight_fields_get_uint (value, "mx", SIGHT_DATA_MESSAGE_MAX, &out->data_message_max))
    return FALSE;

  if (has_h264 (out) && !read_text (value, "h264", out->h264_profile, SIGHT_H264_PROFILE_HEX))
    return FALSE;

  return sight_description_is_valid (out, is_offer);
}

static gboolean
is_payload_type (guint number)
{
  return (number >= 35 && number <= 63) || (number >= 96 && number <= 127);
}

static gboolean
is_line_valid (const SightLineDescription *line,
               guint                       index)
{
  if (sight_line_is_picture (index) != (line->codec != SIGHT_CODEC_OPUS) ||
      !is_payload_type (line->payload_type) || line->ssrc == 0)
    return FALSE;

  if (line->rtx_payload_type == 0 && line->rtx_ssrc == 0)
    return TRUE;

  return sight_line_is_picture (index) && is_payload_type (line->rtx_payload_type) && line->rtx_ssrc != 0;
}

static gboolean
note_meaning (guint16 *meanings,
              guint    number,
              guint    meaning)
{
  if (meanings[number] != 0 && meanings[number] != meaning)
    return FALSE;

  meanings[number] = meaning;
  return TRUE;
}

/* One number, one meaning: all lines share one transport. */
static gboolean
are_payload_types_clear (const SightDescription *self)
{
  guint16 meanings[PAYLOAD_TYPES] = { 0 };

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      const SightLineDescription *line = &self->lines[i];

      if (!note_meaning (meanings, line->payload_type, PAYLOAD_TYPES + line->codec))
        return FALSE;
      if (line->rtx_payload_type != 0 && !note_meaning (meanings, line->rtx_payload_type, line->payload_type))
        return FALSE;
    }

  return TRUE;
}

static gboolean
are_ssrcs_different (const SightDescription *self)
{
  guint32 ssrcs[SSRCS_MAX];
  guint n = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      ssrcs[n++] = self->lines[i].ssrc;
      if (self->lines[i].rtx_ssrc != 0)
        ssrcs[n++] = self->lines[i].rtx_ssrc;
    }

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      if (ssrcs[i] == ssrcs[j])
        return FALSE;

  return TRUE;
}

static gboolean
are_extensions_valid (const SightDescription *self)
{
  return self->twcc_id >= 1 && self->twcc_id <= EXTENSION_MAX &&
         self->mid_id <= EXTENSION_MAX && self->mid_id != self->twcc_id;
}

static gboolean
is_profile_valid (const SightDescription *self)
{
  if (!has_h264 (self))
    return TRUE;

  return g_str_has_prefix (self->h264_profile, "42") &&
         sight_text_is_hex (self->h264_profile, strlen (self->h264_profile), SIGHT_H264_PROFILE_HEX);
}

gboolean
sight_description_is_valid (const SightDescription *self,
                            gboolean                is_offer)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (!is_line_valid (&self->lines[i], i))
      return FALSE;

  return sight_text_is_ice (self->ufrag, strlen (self->ufrag), SIGHT_ICE_UFRAG_MIN, SIGHT_ICE_TEXT_MAX) &&
         sight_text_is_ice (self->pwd, strlen (self->pwd), SIGHT_ICE_PWD_MIN, SIGHT_ICE_TEXT_MAX) &&
         sight_text_is_hex (self->fingerprint, strlen (self->fingerprint), SIGHT_FINGERPRINT_HEX) &&
         is_offer == (self->setup == SIGHT_SETUP_ACTPASS) &&
         self->data_message_max >= SIGHT_DATA_MESSAGE_MIN && self->data_message_max <= SIGHT_DATA_MESSAGE_MAX &&
         are_payload_types_clear (self) && are_ssrcs_different (self) &&
         are_extensions_valid (self) && is_profile_valid (self);
}

gboolean
sight_description_answers (const SightDescription *self,
                           const SightDescription *offer)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      const SightLineDescription *ours = &self->lines[i];
      const SightLineDescription *theirs = &offer->lines[i];

      if (ours->codec != theirs->codec || ours->payload_type != theirs->payload_type ||
          ours->rtx_payload_type != theirs->rtx_payload_type)
        return FALSE;
    }

  return self->twcc_id == offer->twcc_id && self->mid_id == offer->mid_id &&
         g_str_equal (self->h264_profile, offer->h264_profile);
}

static void
write_line (const SightLineDescription *line,
            GString                    *out)
{
  sight_json_begin_object (out);
  sight_json_write_text (out, "c", codec_names[line->codec]);
  sight_json_write_int (out, "pt", line->payload_type);
  if (line->rtx_payload_type != 0)
    sight_json_write_int (out, "rtx", line->rtx_payload_type);
  sight_json_write_int (out, "ssrc", line->ssrc);
  if (line->rtx_ssrc != 0)
    sight_json_write_int (out, "rssrc", line->rtx_ssrc);
  sight_json_end_object (out);
}

void
sight_description_write (const SightDescription *self,
                         GString                *out)
{
  sight_json_begin_object (out);
  sight_json_write_text (out, "u", self->ufrag);
  sight_json_write_text (out, "p", self->pwd);
  sight_json_write_text (out, "f", self->fingerprint);
  sight_json_write_text (out, "s", setup_names[self->setup]);
  sight_json_append_key (out, "l");
  sight_json_begin_array (out);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    write_line (&self->lines[i], out);
  sight_json_end_array (out);
  sight_json_append_key (out, "e");
  sight_json_begin_object (out);
  sight_json_write_int (out, "twcc", self->twcc_id);
  if (self->mid_id != 0)
    sight_json_write_int (out, "mid", self->mid_id);
  sight_json_end_object (out);
  sight_json_write_int (out, "mx", self->data_message_max);
  if (has_h264 (self))
    sight_json_write_text (out, "h264", self->h264_profile);
  sight_json_end_object (out);
}
