/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-chat-message.h"

struct _SightChatMessage
{
  GObject  parent_instance;

  SightId  id;
  SightId  sender;
  gboolean is_own;
  char    *text;
  gint64   at;

  guint    expected; /* acknowledgements that are still to come */
  gboolean missed;
};

enum {
  PROP_0,
  PROP_TEXT,
  PROP_AT,
  PROP_IS_OWN,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SightChatMessage, sight_chat_message, G_TYPE_OBJECT)

static void
sight_chat_message_finalize (GObject *object)
{
  SightChatMessage *self = SIGHT_CHAT_MESSAGE (object);

  g_free (self->text);

  G_OBJECT_CLASS (sight_chat_message_parent_class)->finalize (object);
}

static void
sight_chat_message_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  SightChatMessage *self = SIGHT_CHAT_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_AT:
      g_value_set_int64 (value, self->at);
      break;
    case PROP_IS_OWN:
      g_value_set_boolean (value, self->is_own);
      break;
    case PROP_STATE:
      g_value_set_uint (value, sight_chat_message_get_state (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sight_chat_message_class_init (SightChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sight_chat_message_finalize;
  object_class->get_property = sight_chat_message_get_property;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IS_OWN] = g_param_spec_boolean ("is-own", NULL, NULL, FALSE, flags);
  /* SightChatMessage:state: a #SightChatMessageState */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, SIGHT_CHAT_MISSED, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sight_chat_message_init (SightChatMessage *self)
{
}

static char *
clean_text (const char *text)
{
  GString *clean = g_string_sized_new (128);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' || c == '\t' || g_unichar_type (c) != G_UNICODE_CONTROL)
        g_string_append_unichar (clean, c);
    }

  return g_string_free (clean, FALSE);
}

SightChatMessage *
sight_chat_message_new_received (const SightId         *sender,
                                 const SightChatFields *fields)
{
  SightChatMessage *self = g_object_new (SIGHT_TYPE_CHAT_MESSAGE, NULL);

  self->id = fields->id;
  self->sender = *sender;
  self->text = clean_text (fields->text);
  self->at = fields->at;

  return self;
}

SightChatMessage *
sight_chat_message_new_own (const SightChatFields *fields)
{
  SightChatMessage *self = g_object_new (SIGHT_TYPE_CHAT_MESSAGE, NULL);

  self->id = fields->id;
  self->is_own = TRUE;
  self->text = g_strdup (fields->text);
  self->at = fields->at;

  return self;
}

const SightId *
sight_chat_message_get_id (SightChatMessage *self)
{
  g_return_val_if_fail (SIGHT_IS_CHAT_MESSAGE (self), NULL);

  return &self->id;
}

const SightId *
sight_chat_message_get_sender (SightChatMessage *self)
{
  g_return_val_if_fail (SIGHT_IS_CHAT_MESSAGE (self), NULL);

  return self->is_own ? NULL : &self->sender;
}

const char *
sight_chat_message_get_text (SightChatMessage *self)
{
  g_return_val_if_fail (SIGHT_IS_CHAT_MESSAGE (self), NULL);

  return self->text;
}

gint64
sight_chat_message_get_at (SightChatMessage *self)
{
  g_return_val_if_fail (SIGHT_IS_CHAT_MESSAGE (self), 0);

  return self->at;
}

SightChatMessageState
sight_chat_message_get_state (SightChatMessage *self)
{
  g_return_val_if_fail (SIGHT_IS_CHAT_MESSAGE (self), SIGHT_CHAT_RECEIVED);

  if (!self->is_own)
    return SIGHT_CHAT_RECEIVED;
  if (self->expected > 0)
    return SIGHT_CHAT_SENDING;

  return self->missed ? SIGHT_CHAT_MISSED : SIGHT_CHAT_DELIVERED;
}

void
sight_chat_message_expect (SightChatMessage *self,
                           guint             receivers)
{
  self->expected = receivers;
}

static void
count_down (SightChatMessage *self)
{
  g_return_if_fail (self->expected > 0);

  if (--self->expected == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
sight_chat_message_arrived (SightChatMessage *self)
{
  count_down (self);
}

void
sight_chat_message_missed (SightChatMessage *self)
{
  self->missed = TRUE;
  count_down (self);
}
