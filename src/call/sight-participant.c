/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-participant-private.h"

#include "protocol/sight-name.h"

enum {
  PROP_0,
  PROP_NAME,
  PROP_STATE,
  PROP_AWAY,
  PROP_VERIFYING,
  PROP_MICROPHONE,
  PROP_CAMERA,
  PROP_SCREEN,
  PROP_SCREEN_SOUND,
  PROP_HAND,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_SAY,
  SIGNAL_CONTROL,
  SIGNAL_PROMOTED,
  SIGNAL_REACTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightParticipant, sight_participant, G_TYPE_OBJECT)

void
sight_participant_settle (SightParticipant *self)
{
  g_autoptr(SightParticipant) kept = g_object_ref (self);

  sight_participant_follow (self);
  if (!sight_participant_is_there (self))
    sight_file_exchange_close (self->files);
  if (self->deadline != NULL)
    sight_deadline_set (self->deadline, sight_pair_machine_get_deadline (self->machine));
}

static void
on_deadline (gpointer user_data)
{
  g_autoptr(SightParticipant) self = g_object_ref (SIGHT_PARTICIPANT (user_data));

  sight_pair_machine_tick (self->machine, g_get_monotonic_time ());
  sight_participant_settle (self);
}

void
sight_participant_notify_state (SightParticipant *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
sight_participant_notify_verifying (SightParticipant *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERIFYING]);
}

void
sight_participant_emit_say (SightParticipant         *self,
                            const SightSealedMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_SAY], 0, message);
}

void
sight_participant_emit_promoted (SightParticipant *self)
{
  g_signal_emit (self, signals[SIGNAL_PROMOTED], 0);
}

void
sight_participant_emit_reacted (SightParticipant *self,
                                SightReaction     reaction)
{
  g_signal_emit (self, signals[SIGNAL_REACTED], 0, (guint) reaction);
}

void
sight_participant_emit_control (SightParticipant          *self,
                                const SightControlMessage *message)
{
  g_signal_emit (self, signals[SIGNAL_CONTROL], 0, message);
}

static void
sight_participant_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SightParticipant *self = SIGHT_PARTICIPANT (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATE:
      g_value_set_uint (value, sight_pair_machine_get_state (self->machine));
      break;
    case PROP_AWAY:
      g_value_set_boolean (value, self->away);
      break;
    case PROP_VERIFYING:
      g_value_set_uint (value, sight_participant_get_verifying (self));
      break;
    case PROP_MICROPHONE:
    case PROP_CAMERA:
    case PROP_SCREEN:
    case PROP_SCREEN_SOUND:
      g_value_set_boolean (value, self->sends[prop_id - PROP_MICROPHONE]);
      break;
    case PROP_HAND:
      g_value_set_boolean (value, self->hand);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sight_participant_dispose (GObject *object)
{
  SightParticipant *self = SIGHT_PARTICIPANT (object);

  g_clear_pointer (&self->deadline, sight_deadline_free);
  sight_file_exchange_close (self->files);
  g_ptr_array_set_size (self->links, 0);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    g_clear_object (&self->sinks[i]);

  G_OBJECT_CLASS (sight_participant_parent_class)->dispose (object);
}

static void
sight_participant_finalize (GObject *object)
{
  SightParticipant *self = SIGHT_PARTICIPANT (object);

  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->verification, sight_verification_session_free);
  g_clear_object (&self->files);
  g_clear_pointer (&self->media, sight_call_media_unref);
  g_clear_pointer (&self->machine, sight_pair_machine_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (sight_participant_parent_class)->finalize (object);
}

static GParamSpec *
make_flag (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
sight_participant_class_init (SightParticipantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sight_participant_get_property;
  object_class->dispose = sight_participant_dispose;
  object_class->finalize = sight_participant_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, SIGHT_PAIR_IDLE, SIGHT_PAIR_CLOSED,
                                              SIGHT_PAIR_IDLE, flags);
  properties[PROP_AWAY] = make_flag ("away");
  properties[PROP_VERIFYING] = g_param_spec_uint ("verifying", NULL, NULL, SIGHT_VERIFYING, SIGHT_VERIFYING_FAILED,
                                                  SIGHT_VERIFYING, flags);
  properties[PROP_MICROPHONE] = make_flag ("microphone");
  properties[PROP_CAMERA] = make_flag ("camera");
  properties[PROP_SCREEN] = make_flag ("screen");
  properties[PROP_SCREEN_SOUND] = make_flag ("screen-sound");
  properties[PROP_HAND] = make_flag ("hand");
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SAY] = g_signal_new ("say", SIGHT_TYPE_PARTICIPANT, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_PROMOTED] = g_signal_new ("promoted", SIGHT_TYPE_PARTICIPANT, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REACTED] = g_signal_new ("reacted", SIGHT_TYPE_PARTICIPANT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CONTROL] = g_signal_new ("control", SIGHT_TYPE_PARTICIPANT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sight_participant_init (SightParticipant *self)
{
  self->links = sight_participant_links_new ();
  sight_participant_talk_init (self);
  self->deadline = sight_deadline_new (on_deadline, self);
}

/* The later one of two makes every offer (PROTOCOL.md section 11). */
SightParticipant *
sight_participant_new (const SightMemberInfo *info,
                       gint64                 order,
                       SightCallMedia        *media)
{
  SightParticipant *self = g_object_new (SIGHT_TYPE_PARTICIPANT, NULL);

  self->id = info->id;
  self->kind = info->kind;
  self->away = info->away;
  self->media = sight_call_media_ref (media);
  self->quality = (SightPeerQuality) SIGHT_PEER_QUALITY_INIT;
  sight_participant_yield (self);
  self->machine = sight_pair_machine_new (&sight_participant_machine_output, self, order > info->order);

  return self;
}

static void
set_flag (SightParticipant *self,
          gboolean         *flag,
          gboolean          value,
          guint             property)
{
  if (*flag == value)
    return;

  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
take_intro (SightParticipant         *self,
            const SightSealedMessage *message)
{
  g_autofree char *name = sight_name_clean (message->intro.name);

  self->codecs = message->intro.codecs;
  if (g_strcmp0 (name, self->name) == 0)
    return;

  g_free (self->name);
  self->name = g_steal_pointer (&name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

void
sight_participant_take_state (SightParticipant       *self,
                              const SightStateFields *state)
{
  set_flag (self, &self->sends[SIGHT_LINE_MICROPHONE], state->microphone, PROP_MICROPHONE);
  set_flag (self, &self->sends[SIGHT_LINE_CAMERA], state->camera, PROP_CAMERA);
  set_flag (self, &self->sends[SIGHT_LINE_SCREEN], state->screen, PROP_SCREEN);
  set_flag (self, &self->sends[SIGHT_LINE_SCREEN_SOUND], state->screen_sound, PROP_SCREEN_SOUND);
  set_flag (self, &self->hand, state->hand, PROP_HAND);
}

void
sight_participant_receive (SightParticipant         *self,
                           const SightSealedMessage *message)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  if (message->kind == SIGHT_SEALED_INTRO)
    take_intro (self, message);
  else if (message->kind == SIGHT_SEALED_STATE)
    sight_participant_take_state (self, &message->state);

  sight_pair_machine_receive (self->machine, message, g_get_monotonic_time ());
  sight_participant_settle (self);
}

void
sight_participant_set_away (SightParticipant *self,
                            gboolean          away)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  set_flag (self, &self->away, away, PROP_AWAY);
}

void
sight_participant_removed (SightParticipant *self,
                           SightWhy          why)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  sight_pair_machine_removed (self->machine, why, g_get_monotonic_time ());
  sight_participant_settle (self);
}

void
sight_participant_claim (SightParticipant *self,
                         const SightId    *id)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  self->claim = *id;
  self->has_claim = TRUE;
}

const SightId *
sight_participant_get_claim (SightParticipant *self)
{
  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), NULL);

  return self->has_claim && sight_pair_machine_is_lost (self->machine) ? &self->claim : NULL;
}

gboolean
sight_participant_offers (SightParticipant *self)
{
  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), FALSE);

  return sight_pair_machine_offers (self->machine);
}

void
sight_participant_found (SightParticipant *self,
                         const SightId    *id,
                         gboolean          offers)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  self->id = *id;
  self->has_claim = FALSE;
  sight_pair_machine_found (self->machine, offers);
  set_flag (self, &self->away, FALSE, PROP_AWAY);
  sight_participant_settle (self);
}

void
sight_participant_signaling_back (SightParticipant *self)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  sight_pair_machine_signaling_back (self->machine, g_get_monotonic_time ());
}

void
sight_participant_network_changed (SightParticipant *self)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  sight_pair_machine_network_changed (self->machine, g_get_monotonic_time ());
  sight_participant_settle (self);
}

void
sight_participant_hang_up (SightParticipant *self)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  /* The server may be away, and need not know why we are not there any more. */
  sight_participant_say_goodbye (self);
  sight_pair_machine_hang_up (self->machine, g_get_monotonic_time ());
  sight_participant_settle (self);
}

const SightId *
sight_participant_get_id (SightParticipant *self)
{
  return &self->id;
}

SightKind
sight_participant_get_kind (SightParticipant *self)
{
  return self->kind;
}

const char *
sight_participant_get_name (SightParticipant *self)
{
  return self->name;
}

SightPairState
sight_participant_get_state (SightParticipant *self)
{
  return sight_pair_machine_get_state (self->machine);
}

gboolean
sight_participant_is_there (SightParticipant *self)
{
  SightPairState state = sight_participant_get_state (self);

  return state != SIGHT_PAIR_FAILED && state != SIGHT_PAIR_CLOSED;
}

const GError *
sight_participant_get_error (SightParticipant *self)
{
  return sight_pair_machine_get_error (self->machine);
}

gboolean
sight_participant_is_away (SightParticipant *self)
{
  return self->away;
}

gboolean
sight_participant_sends (SightParticipant *self,
                         SightLine         line)
{
  g_return_val_if_fail (line < SIGHT_N_LINES, FALSE);

  return self->sends[line];
}

gint64
sight_participant_get_generation (SightParticipant *self)
{
  return sight_pair_machine_get_generation (self->machine);
}
