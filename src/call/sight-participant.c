/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-participant.h"

#include "call/sight-deadline.h"
#include "media/sight-media-error.h"
#include "protocol/sight-name.h"

/* A generation of the pair's connection. */
typedef struct
{
  SightParticipant    *participant;
  SightPeerConnection *connection;
  gint64               generation;
  SightPeerState       seen;       /* what the machine was told of */
} Link;

struct _SightParticipant
{
  GObject               parent_instance;

  SightId               id;
  SightId               claim;     /* the one that it says it has now */
  gboolean              has_claim;
  SightKind             kind;
  char                 *name;
  gboolean              away;
  gboolean              sends[SIGHT_N_LINES];
  gboolean              hand;
  SightVideoCodecs      codecs;    /* theirs, from the introduction */

  SightPairMachine     *machine;
  SightDeadline        *deadline;  /* the machine's */
  GPtrArray            *links;     /* of Link: the one that plays, the one in the making */
  SightSink            *sinks[SIGHT_N_LINES];
  SightCallMedia       *media;     /* the call's */
  SightPeerQuality      quality;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_STATE,
  PROP_AWAY,
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
  SIGNAL_MESSAGE,
  SIGNAL_PROMOTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightParticipant, sight_participant, G_TYPE_OBJECT)

static gint64
now (void)
{
  return g_get_monotonic_time ();
}

static void
update_deadline (SightParticipant *self)
{
  if (self->deadline != NULL)
    sight_deadline_set (self->deadline, sight_pair_machine_get_deadline (self->machine));
}

static void
on_deadline (gpointer user_data)
{
  g_autoptr(SightParticipant) self = g_object_ref (SIGHT_PARTICIPANT (user_data));

  sight_pair_machine_tick (self->machine, now ());
  update_deadline (self);
}

/* Connections */

static Link *
find_link (SightParticipant *self,
           gint64            generation)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = g_ptr_array_index (self->links, i);

      if (link->generation == generation)
        return link;
    }

  return NULL;
}

static void
on_close_ready (GObject      *connection,
                GAsyncResult *result,
                gpointer      closing)
{
  g_object_unref (closing);
}

static void
link_free (gpointer data)
{
  Link *link = data;
  GObject *closing = link->participant->media->closing;

  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    g_signal_handlers_disconnect_by_data (sight_peer_connection_get_channel (link->connection, i), link);
  g_signal_handlers_disconnect_by_data (link->connection, link);
  sight_peer_connection_close_async (link->connection, on_close_ready, g_object_ref (closing));
  g_object_unref (link->connection);
  g_free (link);
}

static void
on_description (SightPeerConnection    *connection,
                const SightDescription *description,
                Link                   *link)
{
  SightParticipant *self = link->participant;

  sight_pair_machine_local_description (self->machine, link->generation, description, now ());
  update_deadline (self);
}

static void
on_candidates (SightPeerConnection  *connection,
               const SightCandidate *candidates,
               guint                 n_candidates,
               gboolean              end,
               Link                 *link)
{
  sight_pair_machine_local_candidates (link->participant->machine, link->generation,
                                       candidates, n_candidates, end, now ());
}

/* The machine may drop the link in any of these. */
static void
tell_state (Link           *link,
            SightPeerState  state)
{
  SightPairMachine *machine = link->participant->machine;
  const GError *error = sight_peer_connection_get_error (link->connection);
  gint64 generation = link->generation;

  switch (state)
    {
    case SIGHT_PEER_STATE_VERIFYING:
      sight_pair_machine_connected (machine, generation, now ());
      break;
    case SIGHT_PEER_STATE_LIVE:
      sight_pair_machine_verified (machine, generation, now ());
      break;
    case SIGHT_PEER_STATE_FAILED:
    case SIGHT_PEER_STATE_CLOSED:
      if (g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_RELAY))
        sight_pair_machine_explain (machine, error->message);
      sight_pair_machine_failed (machine, generation,
                                 g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_SECURITY), now ());
      break;
    case SIGHT_PEER_STATE_NEW:
    case SIGHT_PEER_STATE_NEGOTIATING:
    case SIGHT_PEER_STATE_CONNECTING:
    case SIGHT_PEER_STATE_STALLED:
    default:
      break;
    }
}

static void
on_state_changed (SightPeerConnection *connection,
                  GParamSpec          *pspec,
                  Link                *link)
{
  g_autoptr(SightParticipant) self = g_object_ref (link->participant);
  SightPeerState state = sight_peer_connection_get_state (connection);
  gboolean skipped;

  if (state == link->seen)
    return;

  /* Notifications may run together; the machine wants every step. */
  skipped = state == SIGHT_PEER_STATE_LIVE && link->seen < SIGHT_PEER_STATE_VERIFYING;
  if (link->seen < SIGHT_PEER_STATE_LIVE || state == SIGHT_PEER_STATE_FAILED || state == SIGHT_PEER_STATE_CLOSED)
    {
      link->seen = state;
      if (skipped)
        tell_state (link, SIGHT_PEER_STATE_VERIFYING);
      tell_state (link, state);
    }
  update_deadline (self);
}

static void
on_silent_ms_changed (SightPeerConnection *connection,
                      GParamSpec          *pspec,
                      Link                *link)
{
  guint silent = sight_peer_connection_get_silent_ms (connection);

  if (silent >= SIGHT_PEER_STALLED_MS)
    return;

  sight_pair_machine_heard (link->participant->machine, link->generation, now () - silent * 1000);
  update_deadline (link->participant);
}

static void
on_channel_message (SightDataChannel *channel,
                    GBytes           *message,
                    Link             *link)
{
  SightParticipant *self = link->participant;

  if (link->generation == sight_pair_machine_get_generation (self->machine))
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, sight_data_channel_get_id (channel), message);
}

/* What the path to this one has room for. */
static SightFeed *
get_feed (SightParticipant *self,
          SightLine         line)
{
  SightFeed *feed = self->media->feeds[line];

  if (line != SIGHT_LINE_CAMERA || feed == NULL || self->quality.camera == SIGHT_LAYER_HIGH)
    return feed;

  return self->quality.camera == SIGHT_LAYER_LOW ? self->media->small : NULL;
}

static SightCodec
choose_codec (SightParticipant *self)
{
  SightVideoCodecs both = self->media->codecs & self->codecs;

  if (both & (1 << self->media->preferred))
    return self->media->preferred;

  return both & SIGHT_VIDEO_CODEC_VP8 || both == 0 ? SIGHT_CODEC_VP8 : SIGHT_CODEC_H264;
}

static SightPeerConnection *
make_connection (SightParticipant *self,
                 gboolean          offers,
                 gboolean          relay_only)
{
  g_autoptr(SightIceConfig) ice = sight_ice_config_copy (self->media->ice);
  SightPeerConfig config = {
    .is_offerer = offers,
    .video_codec = choose_codec (self),
    .certificate = self->media->certificate,
    .ice = ice,
  };

  if (relay_only && sight_ice_config_get_turn (ice)[0] != NULL)
    sight_ice_config_set_relay_only (ice, TRUE);

  return sight_peer_connection_new (&config);
}

static void
on_machine_make (gpointer data,
                 gint64   generation,
                 gboolean offers,
                 gboolean relay_only)
{
  SightParticipant *self = data;
  Link *link = g_new0 (Link, 1);

  link->participant = self;
  link->generation = generation;
  link->connection = make_connection (self, offers, relay_only);
  link->seen = sight_peer_connection_get_state (link->connection);
  g_ptr_array_add (self->links, link);

  g_signal_connect (link->connection, "description", G_CALLBACK (on_description), link);
  g_signal_connect (link->connection, "candidates", G_CALLBACK (on_candidates), link);
  g_signal_connect (link->connection, "notify::state", G_CALLBACK (on_state_changed), link);
  g_signal_connect (link->connection, "notify::silent-ms", G_CALLBACK (on_silent_ms_changed), link);
  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    g_signal_connect (sight_peer_connection_get_channel (link->connection, i), "message",
                      G_CALLBACK (on_channel_message), link);

  /* Nothing of it leaves before the other side has proved who it is. */
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    sight_peer_connection_set_feed (link->connection, i, get_feed (self, i));
  sight_peer_connection_start (link->connection);
}

static void
on_machine_set_remote (gpointer                data,
                       gint64                  generation,
                       const SightDescription *description)
{
  Link *link = find_link (data, generation);

  /* A description that cannot be used fails the connection, which says so. */
  if (link != NULL)
    sight_peer_connection_set_remote (link->connection, description, NULL);
}

static void
on_machine_add_candidates (gpointer              data,
                           gint64                generation,
                           const SightCandidate *candidates,
                           guint                 n_candidates,
                           gboolean              end)
{
  Link *link = find_link (data, generation);

  if (link != NULL)
    sight_peer_connection_add_candidates (link->connection, candidates, n_candidates, end);
}

/* The sinks keep the old connection's last picture until the first new one. */
static void
on_machine_promote (gpointer data,
                    gint64   generation)
{
  SightParticipant *self = data;
  Link *link = find_link (self, generation);

  for (guint i = 0; link != NULL && i < SIGHT_N_LINES; i++)
    sight_peer_connection_set_sink (link->connection, i, self->sinks[i]);
  g_signal_emit (self, signals[SIGNAL_PROMOTED], 0);
}

static void
on_machine_drop (gpointer data,
                 gint64   generation)
{
  SightParticipant *self = data;
  Link *link = find_link (self, generation);

  if (link != NULL)
    g_ptr_array_remove (self->links, link);
}

static void
on_machine_send (gpointer                  data,
                 const SightSealedMessage *message)
{
  g_signal_emit (data, signals[SIGNAL_SAY], 0, message);
}

static void
on_machine_state_changed (gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_STATE]);
}

static const SightPairOutput machine_output = {
  .make = on_machine_make,
  .set_remote = on_machine_set_remote,
  .add_candidates = on_machine_add_candidates,
  .promote = on_machine_promote,
  .drop = on_machine_drop,
  .send = on_machine_send,
  .state_changed = on_machine_state_changed,
};

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
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", SIGHT_TYPE_PARTICIPANT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BYTES);
}

static void
sight_participant_init (SightParticipant *self)
{
  self->links = g_ptr_array_new_with_free_func (link_free);
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
  self->machine = sight_pair_machine_new (&machine_output, self, order > info->order);

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

static void
take_state (SightParticipant         *self,
            const SightSealedMessage *message)
{
  set_flag (self, &self->sends[SIGHT_LINE_MICROPHONE], message->state.microphone, PROP_MICROPHONE);
  set_flag (self, &self->sends[SIGHT_LINE_CAMERA], message->state.camera, PROP_CAMERA);
  set_flag (self, &self->sends[SIGHT_LINE_SCREEN], message->state.screen, PROP_SCREEN);
  set_flag (self, &self->sends[SIGHT_LINE_SCREEN_SOUND], message->state.screen_sound, PROP_SCREEN_SOUND);
  set_flag (self, &self->hand, message->state.hand, PROP_HAND);
}

void
sight_participant_receive (SightParticipant         *self,
                           const SightSealedMessage *message)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  if (message->kind == SIGHT_SEALED_INTRO)
    take_intro (self, message);
  else if (message->kind == SIGHT_SEALED_STATE)
    take_state (self, message);

  sight_pair_machine_receive (self->machine, message, now ());
  update_deadline (self);
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

  sight_pair_machine_removed (self->machine, why, now ());
  update_deadline (self);
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

void
sight_participant_found (SightParticipant *self,
                         const SightId    *id)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  self->id = *id;
  self->has_claim = FALSE;
  sight_pair_machine_found (self->machine);
  set_flag (self, &self->away, FALSE, PROP_AWAY);
}

void
sight_participant_signaling_back (SightParticipant *self)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  sight_pair_machine_signaling_back (self->machine, now ());
}

void
sight_participant_network_changed (SightParticipant *self)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  sight_pair_machine_network_changed (self->machine, now ());
  update_deadline (self);
}

void
sight_participant_hang_up (SightParticipant *self)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  sight_pair_machine_hang_up (self->machine, now ());
  update_deadline (self);
}

void
sight_participant_update_feed (SightParticipant *self,
                               SightLine         line)
{
  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = g_ptr_array_index (self->links, i);

      sight_peer_connection_set_feed (link->connection, line, get_feed (self, line));
    }
}

const SightPeerQuality *
sight_participant_get_quality (SightParticipant *self)
{
  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), NULL);

  return &self->quality;
}

void
sight_participant_set_quality (SightParticipant       *self,
                               const SightPeerQuality *quality)
{
  SightLayer old;

  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));

  old = self->quality.camera;
  self->quality = *quality;
  if (old != quality->camera)
    sight_participant_update_feed (self, SIGHT_LINE_CAMERA);
}

void
sight_participant_set_sink (SightParticipant *self,
                            SightLine         line,
                            SightSink        *sink)
{
  SightPeerConnection *connection;

  g_return_if_fail (SIGHT_IS_PARTICIPANT (self));
  g_return_if_fail (line < SIGHT_N_LINES);

  if (!g_set_object (&self->sinks[line], sink))
    return;

  connection = sight_participant_get_connection (self);
  if (connection != NULL)
    sight_peer_connection_set_sink (connection, line, sink);
}

gboolean
sight_participant_send (SightParticipant   *self,
                        SightDataChannelId  channel,
                        GBytes             *message)
{
  SightPeerConnection *connection;

  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), FALSE);

  connection = sight_participant_get_connection (self);

  return connection != NULL &&
         sight_data_channel_send (sight_peer_connection_get_channel (connection, channel), message, NULL);
}

gboolean
sight_participant_say_control (SightParticipant          *self,
                               const SightControlMessage *message)
{
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  char *text;

  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), FALSE);

  text = sight_control_message_to_text (message, &length, NULL);
  if (text == NULL)
    return FALSE;

  bytes = g_bytes_new_take (text, length);

  return sight_participant_send (self, SIGHT_DATA_CONTROL, bytes);
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

SightPeerConnection *
sight_participant_get_connection (SightParticipant *self)
{
  Link *link = find_link (self, sight_pair_machine_get_generation (self->machine));

  return link != NULL ? link->connection : NULL;
}

gint64
sight_participant_get_generation (SightParticipant *self)
{
  return sight_pair_machine_get_generation (self->machine);
}
