/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-shared-message.h"

#include "protocol/sight-fields.h"
#include "protocol/sight-json-writer.h"
#include "protocol/sight-wire-text.h"

static const char * const closed_names[] = {
  [SIGHT_CLOSED_LEFT] = "left",
  [SIGHT_CLOSED_SECURITY] = "security",
  [SIGHT_CLOSED_REPLACED] = "replaced",
  [SIGHT_CLOSED_FAILED] = "failed",
};

const char *
sight_closed_why_to_name (SightClosedWhy why)
{
  g_return_val_if_fail ((guint) why < G_N_ELEMENTS (closed_names), NULL);

  return closed_names[why];
}

gboolean
sight_closed_why_read (SightClosedWhy       *out,
                       const SightJsonValue *object)
{
  int why = sight_names_find (closed_names, G_N_ELEMENTS (closed_names), sight_fields_get_text (object, "why"));

  if (why < 0)
    return FALSE;

  *out = why;
  return TRUE;
}

/* A boolean that may be missing, and is false then. */
static gboolean
get_flag (const SightJsonValue *object,
          const char           *key,
          gboolean             *out)
{
  return sight_json_value_get (object, key) == NULL || sight_fields_get_bool (object, key, out);
}

gboolean
sight_state_fields_read (SightStateFields     *self,
                         const SightJsonValue *object)
{
  return sight_fields_get_bool (object, "mic", &self->microphone) &&
         sight_fields_get_bool (object, "cam", &self->camera) &&
         sight_fields_get_bool (object, "screen", &self->screen) &&
         sight_fields_get_bool (object, "sound", &self->screen_sound) &&
         get_flag (object, "hand", &self->hand) &&
         get_flag (object, "rec", &self->recording);
}

gboolean
sight_chat_fields_read (SightChatFields      *self,
                        const SightJsonValue *object)
{
  glong characters;

  self->text = sight_json_value_get_string (sight_json_value_get (object, "text"), NULL);
  if (self->text == NULL)
    return FALSE;

  characters = g_utf8_strlen (self->text, -1);

  return characters >= 1 && characters <= SIGHT_CHAT_TEXT_MAX &&
         sight_fields_get_id (object, "cid", &self->id) &&
         (sight_json_value_get (object, "after") == NULL || sight_fields_get_id (object, "after", &self->after)) &&
         sight_fields_get_sequence (object, "at", 0, &self->at);
}

void
sight_state_fields_write (const SightStateFields *self,
                          GString                *out)
{
  sight_json_write_bool (out, "mic", self->microphone);
  sight_json_write_bool (out, "cam", self->camera);
  sight_json_write_bool (out, "screen", self->screen);
  sight_json_write_bool (out, "sound", self->screen_sound);
  if (self->hand)
    sight_json_write_bool (out, "hand", TRUE);
  if (self->recording)
    sight_json_write_bool (out, "rec", TRUE);
}

void
sight_chat_fields_write (const SightChatFields *self,
                         GString               *out)
{
  sight_json_write_text (out, "cid", self->id.text);
  if (self->text == NULL)
    return;

  if (self->after.text[0] != '\0')
    sight_json_write_text (out, "after", self->after.text);
  sight_json_write_text (out, "text", self->text);
  sight_json_append_key (out, "at");
  sight_json_append_int (out, self->at);
}
