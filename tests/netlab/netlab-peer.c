/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "call/sight-call-quality.h"
#include "call/sight-call.h"
#include "call/sight-web-socket.h"
#include "media/sight-audio-encoder.h"
#include "media/sight-frame-counter.h"
#include "media/sight-media.h"
#include "media/sight-peer-statistics.h"
#include "media/sight-test-source.h"
#include "media/sight-video-encoder.h"
#include "netlab-clip-source.h"
#include "netlab-frame-log.h"
#include "protocol/sight-room-link.h"

/* A member of a call as the command line's, which shows a clip that says when it
 * was shown, and writes down what it sees of the others: a line for each event,
 * with the time in ms.
 *
 *     join 123400.000
 *     state 123450.000 b live
 *     sound 124400.000 b 98
 *     repaired 124400.000 b 3
 *     frame 123456.789 b 1200 62 640x360
 */

#define TONE      440
#define ANNOUNCED 1000 /* ms, between two lines about sound and repairs */

typedef struct
{
  SightCall         *call;
  SightCallQuality  *quality;
  SightVideoEncoder *camera;
  SightAudioEncoder *microphone;
  SightSource       *tone;
  GPtrArray         *others; /* of Other */
  GMainLoop         *loop;
  char              *file;   /* to send; NULL when it is offered */
  char              *folder; /* for what is received */
} Peer;

typedef struct
{
  Peer              *peer;
  SightParticipant  *participant;
  NetlabFrameLog    *pictures;
  SightFrameCounter *sound;
} Other;

static void
say (const char *event,
     const char *of,
     const char *what)
{
  printf ("%s %.3f%s%s%s%s\n", event, g_get_monotonic_time () / 1000.0,
          of != NULL ? " " : "", of != NULL ? of : "", what != NULL ? " " : "", what != NULL ? what : "");
}

static const char *
get_name (Other *other)
{
  const char *name = sight_participant_get_name (other->participant);

  return name != NULL ? name : "?";
}

/* Only who has a name is looked at: it is in every line. */
static void
look (Other *other)
{
  if (other->pictures != NULL || sight_participant_get_name (other->participant) == NULL)
    return;

  other->pictures = netlab_frame_log_new (get_name (other), stdout);
  sight_participant_set_sink (other->participant, SIGHT_LINE_CAMERA, SIGHT_SINK (other->pictures));
}

/* To whoever is there first. */
static void
send_file (Peer *peer)
{
  g_autoptr(GError) error = NULL;

  if (peer->file != NULL && !sight_call_send_file (peer->call, peer->file, &error))
    g_printerr ("%s\n", error->message);
  g_clear_pointer (&peer->file, g_free);
}

static void
take_files (Peer  *peer,
            Other *other)
{
  SightFileExchange *files = sight_participant_get_files (other->participant);

  for (guint i = 0; peer->folder != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (files)); i++)
    {
      g_autoptr(SightFileTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (files), i);

      if (sight_file_transfer_get_state (transfer) == SIGHT_FILE_OFFERED)
        sight_file_exchange_accept (files, transfer, peer->folder);
    }
}

static void
on_state (SightParticipant *participant,
          GParamSpec       *pspec,
          Other            *other)
{
  SightPairState state = sight_participant_get_state (participant);

  say ("state", get_name (other), sight_pair_state_to_name (state));
  if (state == SIGHT_PAIR_LIVE)
    send_file (other->peer);
}

static void
other_free (gpointer data)
{
  Other *other = data;

  g_signal_handlers_disconnect_by_data (other->participant, other);
  sight_participant_set_sink (other->participant, SIGHT_LINE_CAMERA, NULL);
  sight_participant_set_sink (other->participant, SIGHT_LINE_MICROPHONE, NULL);
  g_clear_object (&other->pictures);
  g_object_unref (other->sound);
  g_object_unref (other->participant);
  g_free (other);
}

static Other *
other_new (Peer             *peer,
           SightParticipant *participant)
{
  Other *other = g_new0 (Other, 1);

  other->peer = peer;
  other->participant = participant;
  other->sound = sight_frame_counter_new (NULL);
  sight_participant_set_sink (participant, SIGHT_LINE_MICROPHONE, SIGHT_SINK (other->sound));
  look (other);
  g_signal_connect_swapped (participant, "notify::name", G_CALLBACK (look), other);
  g_signal_connect (participant, "notify::state", G_CALLBACK (on_state), other);

  return other;
}

static void
on_items_changed (GListModel *call,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Peer       *peer)
{
  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (peer->others, position);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (peer->others, position + i, other_new (peer, g_list_model_get_item (call, position + i)));
}

static void
on_call_state (SightCall  *call,
               GParamSpec *pspec,
               Peer       *peer)
{
  say ("server", sight_signaling_state_to_name (sight_call_get_state (call)), NULL);
  if (sight_call_get_state (call) == SIGHT_SIGNALING_ENDED)
    g_main_loop_quit (peer->loop);
}

static void
announce (Other      *other,
          const char *what,
          guint64     number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  say (what, get_name (other), text);
}

static gboolean
on_announce (gpointer user_data)
{
  Peer *peer = user_data;

  for (guint i = 0; i < peer->others->len; i++)
    {
      Other *other = g_ptr_array_index (peer->others, i);
      SightPeerConnection *connection = sight_participant_get_connection (other->participant);
      SightPeerStatistics statistics;

      announce (other, "sound", sight_frame_counter_get_count (other->sound));
      if (connection != NULL && sight_peer_connection_get_statistics (connection, &statistics))
        announce (other, "repaired", statistics.lines[SIGHT_LINE_CAMERA].received.repaired);
      take_files (peer, other);
    }
  fflush (stdout);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_stop (gpointer user_data)
{
  Peer *peer = user_data;

  g_main_loop_quit (peer->loop);

  return G_SOURCE_CONTINUE;
}

/* What it sends */

static gboolean
open_camera (Peer        *peer,
             const char  *format,
             int          kbps,
             GError     **error)
{
  g_autoptr(SightSource) clip = NULL;
  guint width, height, rate;

  if (sscanf (format, "%ux%u@%u", &width, &height, &rate) != 3 || width % 2 + height % 2 + (rate == 0) > 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "A camera is as 640x360@30, with even sizes, not '%s'", format);
      return FALSE;
    }

  peer->camera = sight_video_encoder_new (sight_video_codec_find (SIGHT_CODEC_VP8), SIGHT_PICTURE_CAMERA, error);
  if (peer->camera == NULL)
    return FALSE;
  sight_call_quality_set_camera (peer->quality, peer->camera, NULL);
  sight_call_quality_set_most (peer->quality, kbps * 1000);
  clip = netlab_clip_source_new (width, height, rate);
  sight_video_encoder_set_source (peer->camera, clip);
  sight_call_set_feed (peer->call, SIGHT_LINE_CAMERA, sight_video_encoder_get_feed (peer->camera));

  return TRUE;
}

static gboolean
open_microphone (Peer    *peer,
                 GError **error)
{
  peer->microphone = sight_audio_encoder_new (SIGHT_SOUND_VOICE, error);
  if (peer->microphone == NULL)
    return FALSE;

  peer->tone = sight_test_tone_new (TONE);
  sight_source_add_taker (peer->tone, peer->microphone, sight_audio_encoder_take);
  sight_call_quality_set_sound (peer->quality, SIGHT_LINE_MICROPHONE, peer->microphone);
  sight_call_set_feed (peer->call, SIGHT_LINE_MICROPHONE, sight_audio_encoder_get_feed (peer->microphone));

  return TRUE;
}

static gboolean
open_call (Peer        *peer,
           const char  *text,
           const char  *name,
           GError     **error)
{
  g_autoptr(SightRoomLink) link = sight_room_link_parse (text, NULL, error);
  const SightCallConfig config = { .name = name, .user_agent = "netlab-peer", .kind = SIGHT_KIND_CLI };
  g_autoptr(SightWebSocket) socket = NULL;
  g_autofree char *url = NULL;

  if (link == NULL)
    return FALSE;

  url = sight_room_link_get_signal_url (link);
  socket = sight_web_socket_new (url);
  peer->call = sight_call_new (SIGHT_SOCKET (socket), link->code, &config, error);
  if (peer->call == NULL)
    return FALSE;

  peer->quality = sight_call_quality_new (peer->call);
  g_signal_connect (peer->call, "items-changed", G_CALLBACK (on_items_changed), peer);
  g_signal_connect (peer->call, "notify::state", G_CALLBACK (on_call_state), peer);

  return TRUE;
}

static void
stay (Peer *peer)
{
  guint sources[] = {
    g_unix_signal_add (SIGTERM, on_stop, peer),
    g_unix_signal_add (SIGINT, on_stop, peer),
    g_timeout_add (ANNOUNCED, on_announce, peer),
  };

  /* As whoever sees the button to join: Chromium's page is loaded by then too. */
  sight_peer_connection_warm_up ();
  say ("join", NULL, NULL);
  sight_call_join (peer->call);
  g_main_loop_run (peer->loop);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
}

static void
on_left (GObject      *call,
         GAsyncResult *result,
         gpointer      user_data)
{
  Peer *peer = user_data;

  sight_call_leave_finish (SIGHT_CALL (call), result, NULL);
  g_main_loop_quit (peer->loop);
}

static void
leave (Peer *peer)
{
  g_signal_handlers_disconnect_by_data (peer->call, peer);
  g_ptr_array_set_size (peer->others, 0);
  sight_call_leave_async (peer->call, on_left, peer);
  g_main_loop_run (peer->loop);
}

static void
clear (Peer *peer)
{
  if (peer->tone != NULL)
    sight_source_remove_taker (peer->tone, peer->microphone);
  g_clear_object (&peer->quality);
  g_clear_object (&peer->call);
  g_clear_object (&peer->tone);
  g_clear_object (&peer->microphone);
  g_clear_object (&peer->camera);
  g_free (peer->file);
  g_free (peer->folder);
  g_ptr_array_unref (peer->others);
  g_main_loop_unref (peer->loop);
}

int
main (int    argc,
      char **argv)
{
  Peer peer = { 0, };
  g_autofree char *name = NULL, *camera = NULL;
  gboolean microphone = FALSE, good;
  int kbps = 0;
  const GOptionEntry entries[] = {
    { "name", 'n', 0, G_OPTION_ARG_STRING, &name, "of whom the others see", "NAME" },
    { "camera", 'c', 0, G_OPTION_ARG_STRING, &camera, "show the clip in that size, so many times a second", "WIDTHxHEIGHT@RATE" },
    { "max-bitrate", 0, 0, G_OPTION_ARG_INT, &kbps, "of the camera", "KBPS" },
    { "microphone", 'm', 0, G_OPTION_ARG_NONE, &microphone, "send a tone", NULL },
    { "send", 0, 0, G_OPTION_ARG_FILENAME, &peer.file, "offer it to whoever is there first", "FILE" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &peer.folder, "take whatever is offered", "FOLDER" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("LINK");
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || !sight_media_init (&error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Which room? netlab-peer LINK");
      return 2;
    }

  peer.others = g_ptr_array_new_with_free_func (other_free);
  peer.loop = g_main_loop_new (NULL, FALSE);
  good = open_call (&peer, argv[1], name, &error) &&
         (camera == NULL || open_camera (&peer, camera, kbps, &error)) &&
         (!microphone || open_microphone (&peer, &error));
  if (good)
    {
      stay (&peer);
      leave (&peer);
    }
  else
    {
      g_printerr ("%s\n", error->message);
    }
  clear (&peer);

  return good ? 0 : 1;
}
