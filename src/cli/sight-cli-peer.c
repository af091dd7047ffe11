/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-peer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "call/sight-call.h"
#include "call/sight-call-error.h"
#include "call/sight-call-statistics.h"
#include "call/sight-chat-message.h"
#include "call/sight-web-socket.h"
#include "cli/sight-cli-echo.h"
#include "cli/sight-cli-media.h"
#include "cli/sight-cli-name.h"
#include "cli/sight-cli-other.h"
#include "cli/sight-cli-status.h"
#include "protocol/sight-replay-guard.h"
#include "protocol/sight-room-link.h"
#include "sight-build-config.h"

struct _SightCliPeer
{
  GObject                parent_instance;

  SightCall             *call;
  SightCliMedia         *media;
  SightCliEcho          *echo;       /* or NULL */
  SightCallStatistics   *statistics;
  FILE                  *stats;      /* where they go, or NULL */
  GPtrArray             *others;     /* of SightCliOther, as the call lists them */
  GError                *error;
  gboolean               is_done;
  gboolean               has_ended;
  gboolean               has_chatted;
  guint                  n_heard;    /* chat messages of others */
  guint                  n_files;    /* of those who are gone */
  gint64                 joined_at;
  gboolean               has_joined;
  guint                  joined_idle;
  gboolean               has_told_joined;

  /* Borrowed references */
  const SightCliOptions *options;
};

enum {
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCliPeer, sight_cli_peer, G_TYPE_OBJECT)

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

static guint
count_live (SightCliPeer *self)
{
  guint n = 0;

  for (guint i = 0; i < self->others->len; i++)
    n += sight_cli_other_is_live (g_ptr_array_index (self->others, i));

  return n;
}

static gboolean
has_frames (SightCliPeer *self,
            guint         wanted)
{
  for (guint i = 0; i < self->others->len; i++)
    if (sight_cli_other_get_frames (g_ptr_array_index (self->others, i)) < wanted)
      return FALSE;

  return self->others->len > 0;
}

static guint
count_files (SightCliPeer *self)
{
  guint n = self->n_files;

  for (guint i = 0; i < self->others->len; i++)
    n += sight_cli_other_get_files (g_ptr_array_index (self->others, i));

  return n;
}

/* All that was waited for is there. */
static void
finish_if_done (SightCliPeer *self)
{
  const guint *until = self->options->until;

  if (!sight_cli_options_has_goal (self->options) ||
      (until[SIGHT_CLI_GOAL_PEERS] > 0 && count_live (self) < until[SIGHT_CLI_GOAL_PEERS]) ||
      (until[SIGHT_CLI_GOAL_FRAMES] > 0 && !has_frames (self, until[SIGHT_CLI_GOAL_FRAMES])) ||
      count_files (self) < until[SIGHT_CLI_GOAL_FILES] ||
      self->n_heard < until[SIGHT_CLI_GOAL_CHATS])
    return;

  self->is_done = TRUE;
  end (self, NULL);
}

/* The conversation */

static void
tell_chat (SightCliPeer     *self,
           SightChatMessage *message)
{
  const SightId *sender = sight_chat_message_get_sender (message);
  g_autoptr(GString) lines = NULL;
  SightCliEvent *event;

  if (sender == NULL)
    return;

  /* A second line must not look like something that happened. */
  lines = g_string_new (sight_chat_message_get_text (message));
  g_string_replace (lines, "\n", "\n    ", 0);
  event = sight_cli_event_new ("chat");
  sight_cli_event_text (event, "peer", sender->text);
  sight_cli_event_text (event, "text", sight_chat_message_get_text (message));
  sight_cli_event_print (event, &self->options->teller, "%s says: %s",
                         sight_cli_name_of (sight_call_find (self->call, sender)), lines->str);

  self->n_heard++;
  if (self->echo != NULL)
    sight_cli_echo_answer (self->echo, message);
  finish_if_done (self);
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
  if (self->options->react != NULL)
    sight_call_react (self->call, sight_reaction_from_word (self->options->react));
}

static void
on_reacted (SightCliPeer *self,
            guint         reaction)
{
  if (self->echo != NULL)
    sight_cli_echo_react (self->echo, reaction, g_get_monotonic_time ());
}

/* Who we are is known only after that we are in. */
static void
tell_joined (SightCliPeer *self)
{
  const char *me = sight_call_get_id (self->call)->text;
  SightCliEvent *event;

  if (self->has_told_joined || *me == '\0')
    return;

  self->has_told_joined = TRUE;
  event = sight_cli_event_new ("joined");
  sight_cli_event_text (event, "me", me);
  sight_cli_event_print (event, &self->options->teller, "in the call");
}

/* The others */

static void
on_other_changed (SightCliPeer  *self,
                  SightCliOther *other)
{
  if (sight_cli_other_is_live (other))
    say_chats (self);
  if (self->echo != NULL)
    sight_cli_echo_update (self->echo);
  finish_if_done (self);
}

/* Those who were there first are heard of before the state is. */
static void
note_joined (SightCliPeer *self)
{
  if (self->joined_at == 0)
    self->joined_at = g_get_monotonic_time ();
}

static SightCliOther *
add_other (SightCliPeer     *self,
           SightParticipant *participant)
{
  SightCliOther *other;

  note_joined (self);
  other = sight_cli_other_new (participant, self->options, self->media, self->joined_at);
  g_signal_connect_object (other, "changed", G_CALLBACK (on_other_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (other, "failed", G_CALLBACK (end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (participant, "reacted", G_CALLBACK (on_reacted), self, G_CONNECT_SWAPPED);

  return other;
}

static void
close_other (gpointer other)
{
  sight_cli_other_close (other);
  g_object_unref (other);
}

static void
remove_other (SightCliPeer *self,
              guint         position)
{
  SightCliOther *other = g_ptr_array_index (self->others, position);

  sight_cli_other_tell_left (other);
  self->n_files += sight_cli_other_get_files (other);
  if (self->echo != NULL)
    sight_cli_echo_forget (self->echo, other);
  g_ptr_array_remove_index (self->others, position);
}

static void
on_items_changed (SightCliPeer *self,
                  guint         position,
                  guint         removed,
                  guint         added,
                  GListModel   *call)
{
  tell_joined (self);
  for (guint i = 0; i < removed; i++)
    remove_other (self, position);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (call, position + i);

      g_ptr_array_insert (self->others, position + i, add_other (self, participant));
    }

  finish_if_done (self);
}

/* The server */

/* Said once for each kind: somebody who may not be of this call speaks. */
static void
on_dropped (SightCliPeer *self,
            guint         drop)
{
  static const struct { const char *name; const char *sentence; } drops[] = {
    [SIGHT_DROP_UNOPENED] = { "unopened", "it is not sealed with the code of this room" },
    [SIGHT_DROP_REPLAYED] = { "replayed", "it was said before" },
    [SIGHT_DROP_STALE] = { "stale", "it was said in an earlier call" },
    [SIGHT_DROP_BAD] = { "bad", "it is no message" },
  };
  SightCliEvent *event;

  if (drop >= G_N_ELEMENTS (drops) || drops[drop].name == NULL)
    return;

  event = sight_cli_event_new ("dropped");
  sight_cli_event_text (event, "why", drops[drop].name);
  sight_cli_event_print (event, &self->options->teller, "something was dropped: %s", drops[drop].sentence);
}

static gboolean
on_joined (gpointer user_data)
{
  SightCliPeer *self = user_data;

  self->joined_idle = 0;
  tell_joined (self);

  return G_SOURCE_REMOVE;
}

static void
tell_server (SightCliPeer        *self,
             SightSignalingState  state,
             const GError        *error)
{
  SightCliEvent *event = sight_cli_event_new ("server");
  const char *name = sight_signaling_state_to_name (state);

  sight_cli_event_text (event, "state", name);
  if (error != NULL)
    sight_cli_event_text (event, "reason", error->message);
  sight_cli_event_print (event, &self->options->teller, "server: %s%s%s", name,
                         error != NULL ? ": " : "", error != NULL ? error->message : "");
}

static void
on_call_state_changed (SightCliPeer *self)
{
  SightSignalingState state = sight_call_get_state (self->call);
  const GError *error = sight_call_get_error (self->call);

  if (state == SIGHT_SIGNALING_JOINED && !self->has_joined)
    {
      self->has_joined = TRUE;
      note_joined (self);
      self->joined_idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_joined, self, NULL);
    }
  else
    tell_server (self, state, error);

  /* Who is in a call goes on without the server; who is not has nothing. */
  if (state == SIGHT_SIGNALING_ENDED || (state == SIGHT_SIGNALING_CONNECTING && error != NULL))
    end (self, error);
}

/* Statistics */

static void
on_updated (SightCliPeer *self)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  sight_call_statistics_write_json (self->statistics, lines);
  fputs (lines->str, self->stats);
  /* Whoever reads it while it grows gets whole lines. */
  if (fflush (self->stats) == 0)
    return;

  g_printerr ("No more statistics are written: %s\n", g_strerror (errno));
  g_signal_handlers_disconnect_by_func (self->statistics, on_updated, self);
}

static gboolean
open_stats (SightCliPeer  *self,
            GError       **error)
{
  const char *path = self->options->stats;

  self->statistics = sight_call_statistics_new (self->call);
  if (path == NULL)
    return TRUE;

  self->stats = g_fopen (path, "we");
  if (self->stats == NULL)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "Statistics cannot be written to '%s': %s",
                   path, g_strerror (errno));
      return FALSE;
    }

  g_signal_connect_object (self->statistics, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);

  return TRUE;
}

static void
sight_cli_peer_dispose (GObject *object)
{
  SightCliPeer *self = SIGHT_CLI_PEER (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_handle_id (&self->joined_idle, g_source_remove);
  g_clear_pointer (&self->echo, sight_cli_echo_free);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_clear_object (&self->media);
  g_clear_object (&self->statistics);
  g_clear_pointer (&self->stats, fclose);
  g_clear_object (&self->call);

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
  self->others = g_ptr_array_new_with_free_func (close_other);
}

static gboolean
make_call (SightCliPeer         *self,
           const SightRoomLink  *link,
           GError              **error)
{
  SightCodec codec = sight_cli_options_get_codec (self->options);
  g_autofree char *url = sight_room_link_get_signal_url (link);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  const SightCallConfig config = {
    .name = self->options->name,
    .user_agent = "sightline-cli " SIGHT_VERSION,
    .kind = SIGHT_KIND_CLI,
    .codecs = SIGHT_VIDEO_CODEC_VP8 | (codec == SIGHT_CODEC_H264 ? SIGHT_VIDEO_CODEC_H264 : 0),
    .preferred = codec,
    .relay_only = self->options->relay_only,
    .ice = self->options->ice,
  };

  self->call = sight_call_new (SIGHT_SOCKET (socket), link->code, &config, error);
  if (self->call == NULL)
    return FALSE;

  g_signal_connect_object (self->call, "notify::state", G_CALLBACK (on_call_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "dropped", G_CALLBACK (on_dropped), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sight_call_get_chat (self->call), "items-changed",
                           G_CALLBACK (on_chat_changed), self, G_CONNECT_SWAPPED);

  return TRUE;
}

SightCliPeer *
sight_cli_peer_new (const char             *text,
                    const SightCliOptions  *options,
                    GError                **error)
{
  g_autoptr(SightCliPeer) self = g_object_new (SIGHT_TYPE_CLI_PEER, NULL);
  g_autoptr(SightRoomLink) link = sight_room_link_parse (text, NULL, error);

  self->options = options;
  if (link == NULL || !make_call (self, link, error) || !open_stats (self, error))
    return NULL;

  self->media = sight_cli_media_new (options, self->call, error);
  if (self->media == NULL)
    return NULL;

  if (options->echo)
    self->echo = sight_cli_echo_new (options, self->call, self->media, self->others);

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
  g_clear_pointer (&self->echo, sight_cli_echo_free);
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

void
sight_cli_peer_describe (SightCliPeer *self,
                         GString      *out)
{
  if (self->others->len == 0)
    g_string_append (out, "is alone\n");

  for (guint i = 0; i < self->others->len; i++)
    {
      SightParticipant *participant = sight_cli_other_get_participant (g_ptr_array_index (self->others, i));
      const SightStatisticsRecord *record =
        sight_call_statistics_get (self->statistics, sight_participant_get_id (participant));

      if (record != NULL)
        sight_cli_status_append (out, record);
    }
}
