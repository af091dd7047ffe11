/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-participant-private.h"

#include "media/sight-media-error.h"

/* The connections of a pair: what the machine wants done with them, and what
 * they report.
 */

/* The other side may find a connection live before we do: as many of its words
 * wait as it can have to say before it hears from us.
 */
#define EARLY_MAX 256

/* So long a connection stays for our last word to get out. */
#define LAST_WORD_MS 200

typedef struct
{
  SightDataChannelId  channel;
  GBytes             *message;
} Early;

/* A generation of the pair's connection. */
typedef struct
{
  SightParticipant    *participant;
  SightPeerConnection *connection;
  gint64               generation;
  SightPeerState       seen;       /* what the machine was told of */
  GQueue               early;      /* of Early: what came before it plays */
  SightId              own_id;     /* under which it was offered and answered: both */
  SightId              peer_id;    /* sides know the same ones, whatever comes later */
  gboolean             has_last_word;
} Link;

/* A connection that nobody has any more, and what waits for it to be closed. */
typedef struct
{
  SightPeerConnection *connection;
  GObject             *closing;
} Leaving;

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
early_free (gpointer data)
{
  Early *early = data;

  g_bytes_unref (early->message);
  g_free (early);
}

static void
on_close_ready (GObject      *connection,
                GAsyncResult *result,
                gpointer      closing)
{
  g_object_unref (closing);
}

static void
leaving_free (gpointer data)
{
  Leaving *self = data;

  sight_peer_connection_close_async (self->connection, on_close_ready, g_object_ref (self->closing));
  g_object_unref (self->connection);
  g_object_unref (self->closing);
  g_free (self);
}

static gboolean
on_last_word_out (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* What webrtcbin has not sent yet is lost with it. Of us nothing more is seen or
 * heard while it sends that, and nothing is shown or played.
 */
static void
linger (Leaving *self)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr(GSource) timeout = g_timeout_source_new (LAST_WORD_MS);

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      sight_peer_connection_set_feed (self->connection, i, NULL);
      sight_peer_connection_set_sink (self->connection, i, NULL);
    }
  g_source_set_callback (timeout, on_last_word_out, self, leaving_free);
  g_source_attach (timeout, context);
}

static void
link_free (gpointer data)
{
  Link *link = data;
  Leaving *leaving = g_new0 (Leaving, 1);

  for (guint i = 0; i < SIGHT_N_DATA_CHANNELS; i++)
    g_signal_handlers_disconnect_by_data (sight_peer_connection_get_channel (link->connection, i), link);
  g_signal_handlers_disconnect_by_data (link->connection, link);
  leaving->connection = g_steal_pointer (&link->connection);
  leaving->closing = g_object_ref (link->participant->media->closing);
  if (link->has_last_word)
    linger (leaving);
  else
    leaving_free (leaving);
  g_queue_clear_full (&link->early, early_free);
  g_free (link);
}

GPtrArray *
sight_participant_links_new (void)
{
  return g_ptr_array_new_with_free_func (link_free);
}

static void
on_description (SightPeerConnection    *connection,
                const SightDescription *description,
                Link                   *link)
{
  SightParticipant *self = link->participant;

  sight_pair_machine_local_description (self->machine, link->generation, description, g_get_monotonic_time ());
  sight_participant_settle (self);
}

static void
on_candidates (SightPeerConnection  *connection,
               const SightCandidate *candidates,
               guint                 n_candidates,
               gboolean              end,
               Link                 *link)
{
  sight_pair_machine_local_candidates (link->participant->machine, link->generation,
                                       candidates, n_candidates, end, g_get_monotonic_time ());
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
      sight_pair_machine_connected (machine, generation, g_get_monotonic_time ());
      break;
    case SIGHT_PEER_STATE_LIVE:
      sight_pair_machine_verified (machine, generation, g_get_monotonic_time ());
      break;
    case SIGHT_PEER_STATE_FAILED:
    case SIGHT_PEER_STATE_CLOSED:
      if (g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_RELAY))
        sight_pair_machine_explain (machine, error->message);
      sight_pair_machine_failed (machine, generation,
                                 g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_SECURITY), g_get_monotonic_time ());
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
  sight_participant_settle (self);
}

static void
on_silent_ms_changed (SightPeerConnection *connection,
                      GParamSpec          *pspec,
                      Link                *link)
{
  guint silent = sight_peer_connection_get_silent_ms (connection);

  if (silent >= SIGHT_PEER_STALLED_MS)
    return;

  sight_pair_machine_heard (link->participant->machine, link->generation, g_get_monotonic_time () - silent * 1000);
  sight_participant_settle (link->participant);
}

/* Of one that has played nothing more is heard: what was said on it is said
 * again on the next.
 */
static void
on_channel_message (SightDataChannel *channel,
                    GBytes           *message,
                    Link             *link)
{
  SightParticipant *self = link->participant;
  SightDataChannelId id = sight_data_channel_get_id (channel);
  Early *early;

  if (link->generation == self->followed)
    {
      sight_participant_hear (self, id, message);
    }
  else if (link->generation > self->followed && id != SIGHT_DATA_BEAT && link->early.length < EARLY_MAX)
    {
      early = g_new (Early, 1);
      early->channel = id;
      early->message = g_bytes_ref (message);
      g_queue_push_tail (&link->early, early);
    }
}

static void
on_files_low (SightDataChannel *channel,
              Link             *link)
{
  if (link->generation == link->participant->followed)
    sight_file_exchange_drained (link->participant->files);
}

static void
fingerprint_from_hex (guint8      out[SIGHT_FINGERPRINT_LENGTH],
                      const char *hex)
{
  for (guint i = 0; i < SIGHT_FINGERPRINT_LENGTH; i++)
    out[i] = g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);
}

/* A connection that plays has shown the certificate that its description names. */
gboolean
sight_participant_get_sides (SightParticipant      *self,
                             SightVerificationSide *own,
                             SightVerificationSide *peer)
{
  Link *link = self->followed != 0 ? find_link (self, self->followed) : NULL;
  const SightDescription *remote = link != NULL ? sight_peer_connection_get_remote (link->connection) : NULL;

  if (remote == NULL)
    return FALSE;

  own->id = link->own_id;
  peer->id = link->peer_id;
  fingerprint_from_hex (own->fingerprint, sight_dtls_certificate_get_fingerprint (self->media->certificate));
  fingerprint_from_hex (peer->fingerprint, remote->fingerprint);

  return TRUE;
}

static void
deliver_early (SightParticipant *self,
               gint64            generation)
{
  Link *link;

  /* Any of it may end the connection. */
  while ((link = find_link (self, generation)) != NULL && self->followed == generation &&
         !g_queue_is_empty (&link->early))
    {
      Early *early = g_queue_pop_head (&link->early);

      sight_participant_hear (self, early->channel, early->message);
      early_free (early);
    }
}

void
sight_participant_follow (SightParticipant *self)
{
  gint64 generation = sight_pair_machine_get_generation (self->machine);

  if (generation == self->followed)
    return;

  self->followed = generation;
  if (generation != 0)
    sight_participant_emit_promoted (self);
  sight_participant_talk_on (self);
  deliver_early (self, generation);
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
  g_signal_connect (sight_peer_connection_get_channel (link->connection, SIGHT_DATA_FILES), "low",
                    G_CALLBACK (on_files_low), link);

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
  SightParticipant *self = data;
  gboolean is_description = message->kind == SIGHT_SEALED_OFFER || message->kind == SIGHT_SEALED_ANSWER;
  Link *link = is_description ? find_link (self, message->generation) : NULL;

  if (link != NULL)
    {
      link->own_id = self->media->me;
      link->peer_id = self->id;
    }
  sight_participant_emit_say (self, message);
}

static void
on_machine_state_changed (gpointer data)
{
  sight_participant_notify_state (data);
}

const SightPairOutput sight_participant_machine_output = {
  .make = on_machine_make,
  .set_remote = on_machine_set_remote,
  .add_candidates = on_machine_add_candidates,
  .promote = on_machine_promote,
  .drop = on_machine_drop,
  .send = on_machine_send,
  .state_changed = on_machine_state_changed,
};

/* What everyone may ask */

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
  sight_participant_yield (self);
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

void
sight_participant_say_goodbye (SightParticipant *self)
{
  const SightControlMessage message = { .kind = SIGHT_CONTROL_CLOSE, .closed = SIGHT_CLOSED_LEFT };
  Link *link = find_link (self, sight_pair_machine_get_generation (self->machine));

  if (link != NULL)
    link->has_last_word = sight_participant_say_control (self, &message);
}

SightPeerConnection *
sight_participant_get_connection (SightParticipant *self)
{
  Link *link = find_link (self, sight_pair_machine_get_generation (self->machine));

  return link != NULL ? link->connection : NULL;
}
