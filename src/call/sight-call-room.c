/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-private.h"

#include "protocol/sight-name.h"

/* What we say */

gboolean
sight_call_say (SightCall          *self,
                const SightId      *to,
                SightSealedMessage *message)
{
  g_autofree char *box = NULL;
  g_autoptr(GError) error = NULL;
  SightRequest request;

  if (!sight_sealed_line_seal (self->line, to, message, &request, &box, &error))
    {
      g_debug ("Not said: %s", error->message);
      return FALSE;
    }

  return sight_signaling_say (self->signaling, &request);
}

static void
say_intro (SightCall     *self,
           const SightId *to)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_INTRO };

  message.intro.name = self->name;
  message.intro.codecs = self->media->codecs;
  sight_call_say (self, to, &message);
}

/* Where a connection plays it goes there, server or not; what is lost with one
 * is said again on the next.
 */
static void
say_state (SightCall        *self,
           SightParticipant *participant)
{
  SightSealedMessage sealed = { .kind = SIGHT_SEALED_STATE };
  SightControlMessage control = { .kind = SIGHT_CONTROL_STATE };

  control.state = (SightStateFields) {
    .microphone = self->media->feeds[SIGHT_LINE_MICROPHONE] != NULL,
    .camera = self->media->feeds[SIGHT_LINE_CAMERA] != NULL,
    .screen = self->media->feeds[SIGHT_LINE_SCREEN] != NULL,
    .screen_sound = self->media->feeds[SIGHT_LINE_SCREEN_SOUND] != NULL,
    .hand = self->hand,
  };
  sealed.state = control.state;
  if (!sight_participant_say_control (participant, &control))
    sight_call_say (self, sight_participant_get_id (participant), &sealed);
}

void
sight_call_say_state (SightCall *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->participants));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->participants), i);

      if (sight_participant_get_name (participant) != NULL)
        say_state (self, participant);
    }
}

/* Participants */

SightParticipant *
sight_call_find (SightCall     *self,
                 const SightId *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->participants));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->participants), i);

      /* The list keeps it. */
      if (sight_id_equal (sight_participant_get_id (participant), id))
        return participant;
    }

  return NULL;
}

static SightParticipant *
find_ref (SightCall     *self,
          const SightId *id)
{
  SightParticipant *participant = sight_call_find (self, id);

  return participant != NULL ? g_object_ref (participant) : NULL;
}

static void
take_off (SightCall        *self,
          SightParticipant *participant)
{
  guint position;

  g_signal_handlers_disconnect_by_data (participant, self);
  sight_chat_remove_peer (self->chat, sight_participant_get_id (participant));
  if (g_list_store_find (self->participants, participant, &position))
    g_list_store_remove (self->participants, position);
}

static void
forget (SightCall        *self,
        SightParticipant *participant)
{
  if (self->line != NULL)
    sight_sealed_line_forget (self->line, sight_participant_get_id (participant));
  take_off (self, participant);
}

static void
on_participant_say (SightParticipant   *participant,
                    SightSealedMessage *message,
                    SightCall          *self)
{
  /* Sealing fills in what proves it fresh. */
  SightSealedMessage copy = *message;

  sight_call_say (self, sight_participant_get_id (participant), &copy);
}

/* It said that it is another now, and the server does not know the one that it
 * was. If the other was begun with apart, it was the same all the time; but who
 * has a connection of its own is somebody else, and so are we.
 */
static void
find_again (SightCall        *self,
            SightParticipant *participant)
{
  const SightId *claim = sight_participant_get_claim (participant);
  SightParticipant *other;
  gboolean offers;
  SightId id;

  if (claim == NULL || sight_id_equal (claim, &self->media->me))
    return;

  id = *claim;
  other = sight_call_find (self, &id);
  if (other != NULL && sight_participant_get_connection (other) != NULL)
    return;
  /* Where the server has not named the other yet, it is going to. */
  offers = sight_participant_offers (other != NULL ? other : participant);
  if (other != NULL)
    take_off (self, other);
  sight_chat_replace_peer (self->chat, sight_participant_get_id (participant), &id);
  sight_participant_found (participant, &id, offers);
}

static void
on_participant_control (SightParticipant    *participant,
                        SightControlMessage *message,
                        SightCall           *self)
{
  if (message->kind == SIGHT_CONTROL_ME)
    {
      sight_participant_claim (participant, &message->me);
      find_again (self, participant);
    }
  else if (message->kind == SIGHT_CONTROL_CHAT || message->kind == SIGHT_CONTROL_CHAT_ACK)
    {
      sight_call_chat_receive (self, participant, SIGHT_CHAT_PATH_CHANNEL, &message->chat);
    }
}

static void
on_participant_promoted (SightParticipant *participant,
                         SightCall        *self)
{
  say_state (self, participant);
  sight_call_chat_path (self, participant, SIGHT_CHAT_PATH_CHANNEL, TRUE);
}

static void
on_participant_state_changed (SightParticipant *participant,
                              GParamSpec       *pspec,
                              SightCall        *self)
{
  SightPairState state = sight_participant_get_state (participant);

  if (sight_participant_get_connection (participant) == NULL)
    sight_call_chat_path (self, participant, SIGHT_CHAT_PATH_CHANNEL, FALSE);
  if (state == SIGHT_PAIR_STALLED && sight_participant_get_connection (participant) == NULL)
    say_state (self, participant);
  /* There will be another connection soon, or another after this one. */
  if (state == SIGHT_PAIR_STALLED || state == SIGHT_PAIR_NEGOTIATING)
    sight_call_ice_prepare (self);
  if (state == SIGHT_PAIR_CLOSED)
    forget (self, participant);
}

static void
add_participant (SightCall             *self,
                 const SightMemberInfo *info)
{
  SightParticipant *known = sight_call_find (self, &info->id);
  g_autoptr(SightParticipant) participant = NULL;

  /* We were away, or it has told us before the server did. */
  if (known != NULL)
    {
      sight_participant_found (known, &info->id, self->order > info->order);
      sight_participant_set_away (known, info->away);
      return;
    }

  participant = sight_participant_new (info, self->order, self->media);
  g_signal_connect_object (participant, "say", G_CALLBACK (on_participant_say), self, 0);
  g_signal_connect_object (participant, "control", G_CALLBACK (on_participant_control), self, 0);
  g_signal_connect_object (participant, "promoted", G_CALLBACK (on_participant_promoted), self, 0);
  g_signal_connect_object (participant, "notify::state", G_CALLBACK (on_participant_state_changed), self, 0);
  sight_chat_add_peer (self->chat, &info->id);
  g_list_store_append (self->participants, participant);
}

GPtrArray *
sight_call_copy_participants (SightCall *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->participants));

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (self->participants), i));

  return all;
}

void
sight_call_for_each (SightCall *self,
                     void     (*func) (SightParticipant *participant))
{
  g_autoptr(GPtrArray) all = sight_call_copy_participants (self);

  for (guint i = 0; i < all->len; i++)
    func (g_ptr_array_index (all, i));
}

/* What the server says */

static void
set_host (SightCall     *self,
          const SightId *host)
{
  gboolean was_host = sight_call_is_host (self);

  self->host = *host;
  if (was_host != sight_call_is_host (self))
    sight_call_notify_is_host (self);
}

static void
set_locked (SightCall *self,
            gboolean   locked)
{
  if (self->locked == locked)
    return;

  self->locked = locked;
  sight_call_notify_locked (self);
}

/* The id that we had at the door is the one that we have inside: then what was
 * said through the door counts.
 */
static void
become (SightCall     *self,
        const SightId *me)
{
  if (sight_id_equal (&self->media->me, me))
    return;

  self->media->me = *me;
  sight_sealed_line_enter (self->line, me);
}

/* Who has failed is kept as long as it is there, to be told why; not longer. */
static void
lose (SightCall        *self,
      SightParticipant *participant,
      SightWhy          why)
{
  sight_participant_removed (participant, why);
  if (sight_participant_get_state (participant) == SIGHT_PAIR_FAILED)
    forget (self, participant);
  else
    find_again (self, participant);
}

/* We are somebody new to the server, but not to those whose connections play
 * on: they are told on these, where nobody else can say so.
 */
static void
come_back (SightCall *self)
{
  const SightControlMessage message = { .kind = SIGHT_CONTROL_ME, .me = self->media->me };
  g_autoptr(GPtrArray) all = sight_call_copy_participants (self);

  for (guint i = 0; i < all->len; i++)
    {
      lose (self, g_ptr_array_index (all, i), SIGHT_WHY_LOST);
      sight_participant_say_control (g_ptr_array_index (all, i), &message);
    }
}

/* Ourselves, perhaps not for the first time. */
static void
take_joined (SightCall        *self,
             const SightEvent *event)
{
  become (self, &event->joined.me);
  come_back (self);
  self->order = event->joined.order;
  sight_call_ice_take (self, &event->joined.ice);
  set_host (self, &event->joined.host);
  set_locked (self, event->joined.locked);

  for (guint i = 0; i < event->joined.n_members; i++)
    add_participant (self, &event->joined.members[i]);
  if (event->joined.n_members > 0)
    say_intro (self, NULL);
}

static void
take_members (SightCall        *self,
              const SightEvent *event)
{
  for (guint i = 0; i < event->members.n_added; i++)
    add_participant (self, &event->members.added[i]);

  for (guint i = 0; i < event->members.n_updated; i++)
    {
      g_autoptr(SightParticipant) participant = find_ref (self, &event->members.updated[i].id);

      if (participant != NULL)
        sight_participant_set_away (participant, event->members.updated[i].away);
    }

  for (guint i = 0; i < event->members.n_removed; i++)
    {
      g_autoptr(SightParticipant) participant = find_ref (self, &event->members.removed[i].id);

      if (participant != NULL)
        lose (self, participant, event->members.removed[i].why);
    }

  if (event->members.has_host)
    set_host (self, &event->members.host);
  if (event->members.has_locked)
    set_locked (self, event->members.locked);
}

static void
take_message (SightCall                *self,
              const SightId            *from,
              gboolean                  is_for_all,
              const SightSealedMessage *message)
{
  g_autoptr(SightParticipant) participant = find_ref (self, from);

  /* From someone at the door: his name, for whoever decides. */
  if (participant == NULL)
    {
      g_autofree char *name = NULL;

      if (message->kind == SIGHT_SEALED_INTRO)
        {
          name = sight_name_clean (message->intro.name);
          sight_call_emit_knock (self, from, name);
        }
      return;
    }

  /* A newcomer tells all, and is told by each: its answer has to be able to
   * prove that it heard us.
   */
  if (is_for_all)
    say_intro (self, from);
  if (message->kind == SIGHT_SEALED_INTRO)
    {
      say_state (self, participant);
      sight_call_chat_path (self, participant, SIGHT_CHAT_PATH_SERVER, TRUE);
    }
  if (message->kind == SIGHT_SEALED_CHAT || message->kind == SIGHT_SEALED_CHAT_ACK)
    sight_call_chat_receive (self, participant, SIGHT_CHAT_PATH_SERVER, &message->chat);
  sight_participant_receive (participant, message);
}

static void
take_relay (SightCall        *self,
            const SightEvent *event)
{
  g_auto(SightSealedMessage) message = { 0, };
  SightDrop drop;
  gboolean tell;

  if (sight_sealed_line_open (self->line, event, &message, &drop, &tell))
    take_message (self, &event->relay.from, event->relay.to_all, &message);
  else if (tell)
    sight_call_emit_dropped (self, drop);
}

/* At the door, under the id that we shall have: the host is told our name. */
static void
take_notice (SightCall        *self,
             const SightEvent *event)
{
  if (!event->notice.has_me)
    return;

  become (self, &event->notice.me);
  say_intro (self, &event->notice.host);
}

void
sight_call_handle_event (SightCall        *self,
                         const SightEvent *event)
{
  switch (event->type)
    {
    case SIGHT_EVENT_JOINED:
      take_joined (self, event);
      break;
    case SIGHT_EVENT_MEMBERS:
      take_members (self, event);
      break;
    case SIGHT_EVENT_RELAY:
      take_relay (self, event);
      break;
    case SIGHT_EVENT_KNOCK:
      if (event->knock.gone)
        sight_call_emit_knock_gone (self, &event->knock.who);
      else
        sight_call_emit_knock (self, &event->knock.who, NULL);
      break;
    case SIGHT_EVENT_ICE:
      sight_call_ice_take (self, &event->ice);
      break;
    case SIGHT_EVENT_NOTICE:
      take_notice (self, event);
      break;
    case SIGHT_EVENT_ERROR:
      g_debug ("The server refused %s: %s", event->error.re != NULL ? event->error.re : "something", event->error.code);
      break;
    case SIGHT_EVENT_UNKNOWN:
    case SIGHT_EVENT_WELCOME:
    case SIGHT_EVENT_PONG:
    default:
      break;
    }
}

/* The way through the server is there again, or not. */
static void
set_server_path (SightCall *self,
                 gboolean   is_up)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->participants));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->participants), i);

      if (!is_up || sight_participant_get_name (participant) != NULL)
        sight_call_chat_path (self, participant, SIGHT_CHAT_PATH_SERVER, is_up);
    }
}

void
sight_call_handle_state (SightCall *self)
{
  SightSignalingState old = self->state;

  self->state = sight_signaling_get_state (self->signaling);
  if (old != self->state && self->state == SIGHT_SIGNALING_RECONNECTING)
    set_server_path (self, FALSE);
  if (old == SIGHT_SIGNALING_RECONNECTING && self->state == SIGHT_SIGNALING_JOINED)
    {
      sight_call_ice_prepare (self);
      sight_call_for_each (self, sight_participant_signaling_back);
      set_server_path (self, TRUE);
    }
  if (self->state == SIGHT_SIGNALING_ENDED)
    sight_call_for_each (self, sight_participant_hang_up);

  sight_call_notify_state (self);
}

/* Connections know their addresses: on another network they are made anew,
 * while the old ones play on as long as they can.
 */
void
sight_call_handle_network (SightCall *self)
{
  sight_call_ice_prepare (self);
  sight_call_for_each (self, sight_participant_network_changed);
}
