/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-herald.h"

#include <glib/gi18n.h>

#include "app/sight-person-words.h"
#include "call/sight-chat-message.h"

/* Between what is said of one's reactions. */
#define REACTION_PAUSE (3 * G_TIME_SPAN_SECOND)

/* What was last said of somebody. */
typedef struct
{
  SightParticipant *participant;
  gboolean          is_known;    /* that it came */
  gboolean          is_stalled;
  gboolean          is_failed;
  gboolean          has_hand_up;
  gboolean          shows_screen;
  gint64            reacted_at;  /* monotonic time, or 0 */
} Known;

struct _SightCallHerald
{
  GObject              parent_instance;

  SightCall           *call;
  GPtrArray           *known;
  SightSignalingState  state;
  gboolean             is_locked;
};

enum
{
  SAID,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCallHerald, sight_call_herald, G_TYPE_OBJECT)

static void
say (SightCallHerald *self,
     const char      *sentence)
{
  g_signal_emit (self, signals[SAID], 0, sentence);
}

/* @sentence has %s once: the name. */
static void
say_of (SightCallHerald  *self,
        SightParticipant *participant,
        const char       *sentence)
{
  const char *name = sight_participant_get_name (participant);
  GString *text = g_string_new (sentence);

  g_string_replace (text, "%s", name != NULL ? name : _("Somebody"), 1);
  say (self, text->str);
  g_string_free (text, TRUE);
}

static Known *
find (SightCallHerald  *self,
      SightParticipant *participant)
{
  for (guint i = 0; i < self->known->len; i++)
    if (((Known *) g_ptr_array_index (self->known, i))->participant == participant)
      return g_ptr_array_index (self->known, i);

  return NULL;
}

static gboolean
change (gboolean *flag,
        gboolean  value)
{
  gboolean changed = *flag != value;

  *flag = value;

  return changed;
}

static void
say_of_line (SightCallHerald  *self,
             Known            *known,
             SightPairState    state)
{
  if (change (&known->is_stalled, state == SIGHT_PAIR_STALLED))
    /* Translators: %s is somebody's name, here and in what follows */
    say_of (self, known->participant, known->is_stalled ? _("Reconnecting to %s") : _("%s is back"));
  if (change (&known->is_failed, state == SIGHT_PAIR_FAILED) && known->is_failed)
    say_of (self, known->participant, _("The connection to %s failed"));
}

static void
on_participant_changed (SightParticipant *participant,
                        GParamSpec       *pspec,
                        SightCallHerald  *self)
{
  SightPairState state = sight_participant_get_state (participant);
  Known *known = find (self, participant);
  gboolean hand;

  if (known == NULL)
    return;

  if (!known->is_known && state == SIGHT_PAIR_LIVE)
    {
      known->is_known = TRUE;
      say_of (self, participant, _("%s is here"));
    }
  say_of_line (self, known, state);

  g_object_get (participant, "hand", &hand, NULL);
  if (change (&known->has_hand_up, hand) && hand)
    say_of (self, participant, _("%s raises a hand"));
  if (change (&known->shows_screen, sight_participant_sends (participant, SIGHT_LINE_SCREEN)))
    say_of (self, participant, known->shows_screen ? _("%s shows a screen") : _("%s shows no screen any more"));
}

/* However many somebody shows, it is said only now and then. */
static void
on_reacted (SightParticipant *participant,
            guint             reaction,
            SightCallHerald  *self)
{
  Known *known = find (self, participant);
  gint64 now = g_get_monotonic_time ();
  g_autofree char *sentence = NULL;

  if (known == NULL || (known->reacted_at != 0 && now - known->reacted_at < REACTION_PAUSE))
    return;

  known->reacted_at = now;
  /* Translators: a name, and what the emoji is called that this person shows */
  sentence = g_strdup_printf (_("%s reacts: %s"), sight_person_get_name (participant),
                              _(sight_reaction_get_name (reaction)));
  say (self, sentence);
}

static void
on_own_reacted (SightCallHerald *self,
                guint            reaction)
{
  /* Translators: %s is what an emoji is called */
  g_autofree char *sentence = g_strdup_printf (_("You react: %s"), _(sight_reaction_get_name (reaction)));

  say (self, sentence);
}

static gboolean
is_in_call (SightCallHerald  *self,
            SightParticipant *participant)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->call));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) other = g_list_model_get_item (G_LIST_MODEL (self->call), i);

      if (other == participant)
        return TRUE;
    }

  return FALSE;
}

static void
say_who_left (SightCallHerald *self)
{
  for (guint i = self->known->len; i > 0; i--)
    {
      Known *known = g_ptr_array_index (self->known, i - 1);

      if (is_in_call (self, known->participant))
        continue;

      g_signal_handlers_disconnect_by_data (known->participant, self);
      if (known->is_known)
        say_of (self, known->participant, _("%s has left"));
      g_ptr_array_remove_index (self->known, i - 1);
    }
}

static void
on_items_changed (SightCallHerald *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->call));

  say_who_left (self);
  for (guint i = 0; i < n; i++)
    {
      SightParticipant *participant = g_list_model_get_item (G_LIST_MODEL (self->call), i);
      Known *known = find (self, participant);

      if (known != NULL)
        {
          g_object_unref (participant);
          continue;
        }

      known = g_new0 (Known, 1);
      known->participant = participant;
      g_ptr_array_add (self->known, known);
      g_signal_connect_object (participant, "notify", G_CALLBACK (on_participant_changed), self, 0);
      g_signal_connect_object (participant, "reacted", G_CALLBACK (on_reacted), self, 0);
      on_participant_changed (participant, NULL, self);
    }
}

/* What others write, as it comes; a long text is cut by who reads it aloud. */
static void
on_chat_changed (SightCallHerald *self,
                 guint            position,
                 guint            removed,
                 guint            added,
                 GListModel      *chat)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (chat, position + i);
      const SightId *sender = sight_chat_message_get_sender (message);
      SightParticipant *participant = sender != NULL ? sight_call_find (self->call, sender) : NULL;
      g_autofree char *sentence = NULL;

      if (sender == NULL)
        continue;

      /* Translators: a name, and what that person writes */
      sentence = g_strdup_printf (_("%s writes: %s"),
                                  participant != NULL ? sight_person_get_name (participant) : _("Somebody"),
                                  sight_chat_message_get_text (message));
      say (self, sentence);
    }
}

static void
on_knock (SightCallHerald *self,
          const char      *id,
          const char      *name)
{
  g_autofree char *sentence = NULL;

  if (name == NULL)
    return;

  /* Translators: %s is somebody's name */
  sentence = g_strdup_printf (_("%s waits to be let in"), *name != '\0' ? name : _("Somebody"));
  say (self, sentence);
}

static void
on_call_changed (SightCallHerald *self)
{
  SightSignalingState state = sight_call_get_state (self->call);
  gboolean was_lost = self->state == SIGHT_SIGNALING_RECONNECTING;

  if (!was_lost && state == SIGHT_SIGNALING_RECONNECTING)
    say (self, _("The server is not there. The call goes on"));
  else if (was_lost && state == SIGHT_SIGNALING_JOINED)
    say (self, _("The server is back"));
  self->state = state;

  if (change (&self->is_locked, sight_call_is_locked (self->call)))
    say (self, self->is_locked ? _("The room is locked") : _("The room is open again"));
}

static void
known_free (gpointer data)
{
  Known *known = data;

  g_object_unref (known->participant);
  g_free (known);
}

static void
sight_call_herald_finalize (GObject *object)
{
  SightCallHerald *self = SIGHT_CALL_HERALD (object);

  g_ptr_array_unref (self->known);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (sight_call_herald_parent_class)->finalize (object);
}

static void
sight_call_herald_class_init (SightCallHeraldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_call_herald_finalize;

  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sight_call_herald_init (SightCallHerald *self)
{
  self->known = g_ptr_array_new_with_free_func (known_free);
}

SightCallHerald *
sight_call_herald_new (SightCall *call)
{
  SightCallHerald *self = g_object_new (SIGHT_TYPE_CALL_HERALD, NULL);

  self->call = g_object_ref (call);
  self->state = sight_call_get_state (call);
  self->is_locked = sight_call_is_locked (call);
  g_signal_connect_object (call, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "notify", G_CALLBACK (on_call_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "reacted", G_CALLBACK (on_own_reacted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "knock", G_CALLBACK (on_knock), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sight_call_get_chat (call), "items-changed", G_CALLBACK (on_chat_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);

  return self;
}
