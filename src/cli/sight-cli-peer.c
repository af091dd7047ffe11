/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-peer.h"

#include "call/sight-call-error.h"
#include "call/sight-chat-message.h"
#include "call/sight-web-socket.h"
#include "cli/sight-cli-event.h"
#include "media/sight-audio-encoder.h"
#include "media/sight-file-source.h"
#include "media/sight-frame-counter.h"
#include "media/sight-snapshot.h"
#include "media/sight-test-source.h"
#include "media/sight-video-encoder.h"
#include "protocol/sight-room-link.h"
#include "sight-build-config.h"

#define TEST_WIDTH   640
#define TEST_HEIGHT  360
#define TEST_RATE    30
#define TEST_TONE    440
#define KILO         1000

static const char * const line_names[SIGHT_N_LINES] = { "microphone", "camera", "screen", "screen-sound" };

/* Somebody else, and what came from there. */
typedef struct
{
  SightCliPeer      *peer;
  SightParticipant  *participant;
  SightFrameCounter *sinks[SIGHT_N_LINES];
  gboolean           seen[SIGHT_N_LINES];
  guint64            counted;     /* camera frames at the last description */
  gint64             counted_at;
} Other;

struct _SightCliPeer
{
  GObject                    parent_instance;

  SightCall                 *call;
  SightVideoEncoder         *camera;
  SightAudioEncoder         *microphone;
  SightSource               *sound;      /* that the microphone takes */
  GPtrArray                 *others;     /* of Other, as the call lists them */
  GError                    *error;
  gboolean                   is_done;
  gboolean                   has_ended;
  gboolean                   has_chatted;
  guint                      n_heard;    /* chat messages of others */
  gint64                     joined_at;

  /* Borrowed references */
  const SightCliPeerOptions *options;
};

enum {
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCliPeer, sight_cli_peer, G_TYPE_OBJECT)

static const char *
who (SightCliPeer *self)
{
  return self->options->tells_who ? self->options->name : NULL;
}

static void
end (SightCliPeer *self,
     const GError *error)
{
  if (self->has_ended)
    return;

  self->has_ended = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static gint64
since_join (SightCliPeer *self)
{
  return (g_get_monotonic_time () - self->joined_at) / KILO;
}

/* Pictures */

static char *
make_path (SightCliPeer *self,
           const char   *peer,
           const char   *line,
           const char   *which)
{
  /* The name is a stranger's: nothing of it may lead elsewhere. */
  g_autofree char *safe = g_strcanon (g_strdup (peer), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '_');
  g_autofree char *name = g_strdup_printf ("%s-%s-%s.png", safe, line, which);

  return g_build_filename (self->options->snapshots, name, NULL);
}

static void
write_snapshots (Other *other)
{
  const char *name = sight_participant_get_name (other->participant);

  for (guint i = SIGHT_LINE_CAMERA; i <= SIGHT_LINE_SCREEN; i++)
    {
      g_autofree char *first = make_path (other->peer, name != NULL ? name : "somebody", line_names[i], "first");
      g_autofree char *last = make_path (other->peer, name != NULL ? name : "somebody", line_names[i], "last");
      g_autoptr(GError) error = NULL;

      if (!sight_snapshot_write_first (other->sinks[i], first, &error) ||
          !sight_snapshot_write_last (other->sinks[i], last, &error))
        g_printerr ("A picture could not be written: %s\n", error != NULL ? error->message : "no reason is known");
    }
}

static void
tell_first_frame (Other *other,
                  guint  line)
{
  SightCliPeer *self = other->peer;
  SightCliEvent *event = sight_cli_event_new ("first-frame");
  const char *name = sight_participant_get_name (other->participant);
  gint64 ms = since_join (self);
  guint width, height;

  sight_snapshot_get_size (other->sinks[line], &width, &height);
  sight_cli_event_text (event, "peer", sight_participant_get_id (other->participant)->text);
  sight_cli_event_text (event, "line", line_names[line]);
  sight_cli_event_number (event, "ms", ms);
  if (width > 0)
    {
      sight_cli_event_number (event, "width", width);
      sight_cli_event_number (event, "height", height);
    }
  sight_cli_event_print (event, self->options->json, who (self), "the first of %s's %s after %" G_GINT64_FORMAT " ms",
                         name != NULL ? name : "somebody", line_names[line], ms);
}

static void
on_frames (SightFrameCounter *sink,
           Other             *other)
{
  SightCliPeer *self = other->peer;
  guint64 frames = 0;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (other->sinks[i] == sink && !other->seen[i])
      {
        other->seen[i] = TRUE;
        tell_first_frame (other, i);
      }

  frames = sight_frame_counter_get_count (other->sinks[SIGHT_LINE_CAMERA]);
  if (self->options->until_frames > 0 && frames >= self->options->until_frames)
    {
      self->is_done = TRUE;
      end (self, NULL);
    }
}

/* The conversation */

static void
tell_chat (SightCliPeer     *self,
           SightChatMessage *message)
{
  const SightId *sender = sight_chat_message_get_sender (message);
  SightParticipant *participant = sender != NULL ? sight_call_find (self->call, sender) : NULL;
  const char *name = participant != NULL ? sight_participant_get_name (participant) : NULL;
  SightCliEvent *event;

  if (sender == NULL)
    return;

  event = sight_cli_event_new ("chat");
  sight_cli_event_text (event, "peer", sender->text);
  sight_cli_event_text (event, "text", sight_chat_message_get_text (message));
  sight_cli_event_print (event, self->options->json, who (self), "%s says: %s", name != NULL ? name : "somebody",
                         sight_chat_message_get_text (message));

  if (++self->n_heard == self->options->until_chats)
    {
      self->is_done = TRUE;
      end (self, NULL);
    }
}

static void
on_chat_changed (SightCliPeer *self,
                 guint         position,
                 guint         removed,
                 guint         added,
                 GListModel   *chat)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (chat, position + i);

      tell_chat (self, message);
    }
}

static void
say_chats (SightCliPeer *self)
{
  if (self->has_chatted)
    return;

  self->has_chatted = TRUE;
  for (guint i = 0; self->options->chats != NULL && self->options->chats[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!sight_call_say_chat (self->call, self->options->chats[i], &error))
        g_printerr ("Not said: %s\n", error->message);
    }
}

/* The others */

static void
on_state_changed (SightParticipant *participant,
                  GParamSpec       *pspec,
                  Other            *other)
{
  SightCliPeer *self = other->peer;
  SightCliEvent *event = sight_cli_event_new ("state");
  SightPairState state = sight_participant_get_state (participant);
  const GError *error = sight_participant_get_error (participant);
  const char *name = sight_participant_get_name (participant);
  gboolean is_security = g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY);

  sight_cli_event_text (event, "peer", sight_participant_get_id (participant)->text);
  sight_cli_event_text (event, "state", sight_pair_state_to_name (state));
  if (error != NULL)
    sight_cli_event_text (event, "reason", error->message);
  sight_cli_event_print (event, self->options->json, who (self), "%s is %s%s%s", name != NULL ? name : "somebody",
                         sight_pair_state_to_name (state), error != NULL ? ": " : "", error != NULL ? error->message : "");

  if (state == SIGHT_PAIR_LIVE)
    say_chats (self);
  if (is_security)
    {
      event = sight_cli_event_new ("security");
      sight_cli_event_text (event, "peer", sight_participant_get_id (participant)->text);
      sight_cli_event_print (event, self->options->json, who (self), "SECURITY: %s", error->message);
      end (self, error);
    }
}

static void
on_name_changed (SightParticipant *participant,
                 GParamSpec       *pspec,
                 Other            *other)
{
  SightCliPeer *self = other->peer;
  SightCliEvent *event = sight_cli_event_new ("peer");

  sight_cli_event_text (event, "peer", sight_participant_get_id (participant)->text);
  sight_cli_event_text (event, "name", sight_participant_get_name (participant));
  sight_cli_event_print (event, self->options->json, who (self), "%s is here", sight_participant_get_name (participant));
}

static void
other_free (gpointer data)
{
  Other *other = data;

  if (other->peer->options->snapshots != NULL)
    write_snapshots (other);
  g_signal_handlers_disconnect_by_data (other->participant, other);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      sight_participant_set_sink (other->participant, i, NULL);
      g_signal_handlers_disconnect_by_data (other->sinks[i], other);
      g_object_unref (other->sinks[i]);
    }
  g_object_unref (other->participant);
  g_free (other);
}

static Other *
other_new (SightCliPeer     *self,
           SightParticipant *participant)
{
  Other *other = g_new0 (Other, 1);

  other->peer = self;
  other->participant = g_object_ref (participant);
  other->counted_at = g_get_monotonic_time ();
  g_signal_connect (participant, "notify::state", G_CALLBACK (on_state_changed), other);
  g_signal_connect (participant, "notify::name", G_CALLBACK (on_name_changed), other);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      other->sinks[i] = sight_frame_counter_new (NULL);
      g_signal_connect (other->sinks[i], "frames", G_CALLBACK (on_frames), other);
      sight_participant_set_sink (participant, i, SIGHT_SINK (other->sinks[i]));
    }

  return other;
}

static void
on_items_changed (SightCliPeer *self,
                  guint         position,
                  guint         removed,
                  guint         added,
                  GListModel   *call)
{
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (self->others, position);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (call, position + i);

      g_ptr_array_insert (self->others, position + i, other_new (self, participant));
    }

  if (self->options->until_peers > 0 && self->others->len >= self->options->until_peers)
    {
      self->is_done = TRUE;
      end (self, NULL);
    }
}

static void
on_call_state_changed (SightCliPeer *self)
{
  SightSignalingState state = sight_call_get_state (self->call);
  const GError *error = sight_call_get_error (self->call);
  SightCliEvent *event;

  if (state == SIGHT_SIGNALING_JOINED && self->joined_at == 0)
    {
      self->joined_at = g_get_monotonic_time ();
      event = sight_cli_event_new ("joined");
      sight_cli_event_text (event, "me", sight_call_get_id (self->call)->text);
      sight_cli_event_print (event, self->options->json, who (self), "in the call");
    }
  else
    {
      event = sight_cli_event_new ("server");
      sight_cli_event_text (event, "state", sight_signaling_state_to_name (state));
      if (error != NULL)
        sight_cli_event_text (event, "reason", error->message);
      sight_cli_event_print (event, self->options->json, who (self), "server: %s%s%s", sight_signaling_state_to_name (state),
                             error != NULL ? ": " : "", error != NULL ? error->message : "");
    }

  /* Who is in a call goes on without the server; who is not has nothing. */
  if (state == SIGHT_SIGNALING_ENDED || (state == SIGHT_SIGNALING_CONNECTING && error != NULL))
    end (self, error);
}

static void
sight_cli_peer_dispose (GObject *object)
{
  SightCliPeer *self = SIGHT_CLI_PEER (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_clear_object (&self->call);
  if (self->sound != NULL)
    sight_source_remove_taker (self->sound, self->microphone);
  g_clear_object (&self->sound);
  g_clear_object (&self->microphone);
  g_clear_object (&self->camera);

  G_OBJECT_CLASS (sight_cli_peer_parent_class)->dispose (object);
}

static void
sight_cli_peer_finalize (GObject *object)
{
  g_clear_error (&SIGHT_CLI_PEER (object)->error);

  G_OBJECT_CLASS (sight_cli_peer_parent_class)->finalize (object);
}

static void
sight_cli_peer_class_init (SightCliPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_cli_peer_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_cli_peer_finalize;

  signals[SIGNAL_ENDED] = g_signal_new ("ended", SIGHT_TYPE_CLI_PEER, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_cli_peer_init (SightCliPeer *self)
{
  self->others = g_ptr_array_new_with_free_func (other_free);
}

/* What we send */

static gboolean
is_none (const char *source)
{
  return source == NULL || g_str_equal (source, "none");
}

static gboolean
check_file (const char  *path,
            GError     **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "'%s' is no file; a source is 'test', 'none' or a media file in this version", path);

  return FALSE;
}

static gboolean
open_camera (SightCliPeer *self,
             SightCodec    codec,
             GError      **error)
{
  const char *name = self->options->camera;
  const SightVideoCodec *encoder = sight_video_codec_find (codec);
  g_autoptr(SightSource) source = NULL;

  if (is_none (name))
    return TRUE;
  if (!g_str_equal (name, "test") && !check_file (name, error))
    return FALSE;
  if (encoder == NULL)
    {
      g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, "There is no encoder for %s here",
                   sight_codec_to_name (codec));
      return FALSE;
    }

  self->camera = sight_video_encoder_new (encoder, SIGHT_PICTURE_CAMERA, error);
  if (self->camera == NULL)
    return FALSE;
  source = g_str_equal (name, "test") ? sight_test_picture_new (TEST_WIDTH, TEST_HEIGHT, TEST_RATE)
                                      : sight_file_source_new (name, SIGHT_FILE_PICTURE);
  sight_video_encoder_set_source (self->camera, source);
  if (self->options->bitrate > 0)
    sight_video_encoder_set_bitrate (self->camera, self->options->bitrate * KILO);
  sight_call_set_feed (self->call, SIGHT_LINE_CAMERA, sight_video_encoder_get_feed (self->camera));

  return TRUE;
}

static gboolean
open_microphone (SightCliPeer *self,
                 GError      **error)
{
  const char *name = self->options->microphone;

  if (is_none (name))
    return TRUE;
  if (!g_str_equal (name, "test") && !check_file (name, error))
    return FALSE;

  self->microphone = sight_audio_encoder_new (SIGHT_SOUND_VOICE, error);
  if (self->microphone == NULL)
    return FALSE;
  self->sound = g_str_equal (name, "test") ? sight_test_tone_new (TEST_TONE)
                                           : sight_file_source_new (name, SIGHT_FILE_SOUND);
  sight_source_add_taker (self->sound, self->microphone, sight_audio_encoder_take);
  sight_call_set_feed (self->call, SIGHT_LINE_MICROPHONE, sight_audio_encoder_get_feed (self->microphone));

  return TRUE;
}

static gboolean
make_call (SightCliPeer         *self,
           const SightRoomLink  *link,
           SightCodec            codec,
           GError              **error)
{
  g_autofree char *url = sight_room_link_get_signal_url (link);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  const SightCallConfig config = {
    .name = self->options->name,
    .user_agent = "sightline-cli " SIGHT_VERSION,
    .kind = SIGHT_KIND_CLI,
    .codecs = codec == SIGHT_CODEC_H264 ? SIGHT_VIDEO_CODEC_H264 : SIGHT_VIDEO_CODEC_VP8,
    .preferred = codec,
    .relay_only = self->options->relay_only,
  };

  self->call = sight_call_new (SIGHT_SOCKET (socket), link->code, &config, error);
  if (self->call == NULL)
    return FALSE;

  g_signal_connect_object (self->call, "notify::state", G_CALLBACK (on_call_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sight_call_get_chat (self->call), "items-changed",
                           G_CALLBACK (on_chat_changed), self, G_CONNECT_SWAPPED);

  return TRUE;
}

SightCliPeer *
sight_cli_peer_new (const char                 *text,
                    const SightCliPeerOptions  *options,
                    GError                    **error)
{
  g_autoptr(SightCliPeer) self = g_object_new (SIGHT_TYPE_CLI_PEER, NULL);
  g_autoptr(SightRoomLink) link = sight_room_link_parse (text, NULL, error);
  SightCodec codec = g_strcmp0 (options->codec, "h264") == 0 ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8;

  self->options = options;
  if (link == NULL || !make_call (self, link, codec, error) ||
      !open_camera (self, codec, error) || !open_microphone (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sight_cli_peer_join (SightCliPeer *self)
{
  sight_call_join (self->call);
}

static void
on_leave_ready (GObject      *call,
                GAsyncResult *result,
                gpointer      left)
{
  *(gboolean *) left = sight_call_leave_finish (SIGHT_CALL (call), result, NULL);
}

void
sight_cli_peer_leave (SightCliPeer *self)
{
  gboolean left = FALSE;

  g_signal_handlers_disconnect_by_data (self->call, self);
  g_signal_handlers_disconnect_by_data (sight_call_get_chat (self->call), self);
  g_ptr_array_set_size (self->others, 0);
  sight_call_leave_async (self->call, on_leave_ready, &left);
  while (!left)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
sight_cli_peer_is_done (SightCliPeer *self)
{
  return self->is_done;
}

const GError *
sight_cli_peer_get_error (SightCliPeer *self)
{
  return self->error;
}

char *
sight_cli_peer_describe (SightCliPeer *self)
{
  gint64 now = g_get_monotonic_time ();
  guint width, height;
  guint64 frames;
  double rate;
  Other *other;
  const char *name;

  if (self->others->len == 0)
    return g_strdup ("alone");

  other = g_ptr_array_index (self->others, 0);
  frames = sight_frame_counter_get_count (other->sinks[SIGHT_LINE_CAMERA]);
  rate = (frames - other->counted) * 1e6 / MAX (now - other->counted_at, 1);
  other->counted = frames;
  other->counted_at = now;
  name = sight_participant_get_name (other->participant);
  sight_snapshot_get_size (other->sinks[SIGHT_LINE_CAMERA], &width, &height);

  return g_strdup_printf ("sees %s: %s, %ux%u, %4.1f frames/s, age of the last %d ms, %" G_GUINT64_FORMAT " pieces of sound",
                          name != NULL ? name : "somebody",
                          sight_pair_state_to_name (sight_participant_get_state (other->participant)),
                          width, height, rate, sight_snapshot_get_age (other->sinks[SIGHT_LINE_CAMERA]),
                          sight_frame_counter_get_count (other->sinks[SIGHT_LINE_MICROPHONE]));
}
