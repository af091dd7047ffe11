/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"

#include "call/sight-chat-message.h"
#include "call/sight-web-socket.h"
#include "media/sight-frame-code.h"

/* With as many names as all these libraries have, GLib makes its table of them
 * larger and leaves the old one to those who may be reading it. That leak can
 * be told from others only by what stands behind GLib's own allocator.
 */
const char *__asan_default_options (void);

G_GNUC_UNUSED __attribute__ ((visibility ("default"))) const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

SightServer *
start_server (const char *listen)
{
  SightServerConfig *config = sight_server_config_new ();
  SightServer *server;
  g_autoptr(GError) error = NULL;

  g_ptr_array_set_size (config->listen, 0);
  g_ptr_array_add (config->listen, g_strdup (listen));
  server = sight_server_new (config);
  sight_server_start (server, NULL, &error);
  g_assert_no_error (error);

  return server;
}

const char *
get_host (SightServer *server)
{
  return sight_server_get_addresses (server)[0] + strlen ("http://");
}

static Person *
make_person (const char *host,
             const char *code,
             const char *name,
             gboolean    relay_only)
{
  g_autofree char *url = g_strdup_printf ("ws://%s/signal", host);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  const SightCallConfig config = { .name = name, .kind = SIGHT_KIND_CLI, .relay_only = relay_only };
  Person *self = g_new0 (Person, 1);
  g_autoptr(GError) error = NULL;

  self->call = sight_call_new (SIGHT_SOCKET (socket), code, &config, &error);
  g_assert_no_error (error);
  self->camera = source_new_video (SIGHT_CODEC_VP8);
  sight_call_set_feed (self->call, SIGHT_LINE_CAMERA, self->camera->feed);
  sight_call_join (self->call);

  return self;
}

Person *
person_new (const char *host,
            const char *code,
            const char *name)
{
  return make_person (host, code, name, FALSE);
}

Person *
person_new_unreachable (const char *host,
                        const char *code,
                        const char *name)
{
  return make_person (host, code, name, TRUE);
}

void
person_free (Person *self)
{
  sight_call_leave (self->call);
  wait_for (SOON, G_OBJECT (self->call)->ref_count == 1);
  g_assert_finalize_object (self->call);
  /* Connections are taken apart on other threads. */
  wait_for (SOON, G_OBJECT (self->camera->feed)->ref_count == 1);
  source_free (self->camera);
  g_free (self);
}

guint
get_count (Person *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->call));
}

SightParticipant *
get_other (Person *self,
           guint   position)
{
  g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->call), position);

  return participant;
}

gboolean
is_live (Person *self,
         guint   position)
{
  return get_count (self) > position &&
         sight_participant_get_state (get_other (self, position)) == SIGHT_PAIR_LIVE;
}

static void
on_killed (GObject      *connection,
           GAsyncResult *result,
           gpointer      data)
{
}

void
kill_connection (Person *self,
                 guint   position)
{
  SightPeerConnection *connection = sight_participant_get_connection (get_other (self, position));

  g_assert_nonnull (connection);
  sight_peer_connection_close_async (connection, on_killed, NULL);
}

void
expect_picture (Person *self,
                guint   position)
{
  g_autoptr(SightFrameCounter) sink = sight_frame_counter_new (NULL);
  g_autoptr(GstSample) sample = NULL;
  SightFrameCode code;

  sight_participant_set_sink (get_other (self, position), SIGHT_LINE_CAMERA, SIGHT_SINK (sink));
  wait_for (SOON, sight_frame_counter_get_count (sink) >= 5);
  sample = sight_frame_counter_get_last (sink);
  g_assert_true (sight_frame_code_read_sample (sample, &code));
  g_assert_cmpuint (code.number, >, 0);
  sight_participant_set_sink (get_other (self, position), SIGHT_LINE_CAMERA, NULL);
}

gboolean
has_heard (Person     *self,
           guint       position,
           const char *text)
{
  GListModel *chat = sight_call_get_chat (self->call);
  g_autoptr(SightChatMessage) message = g_list_model_get_item (chat, position);

  return message != NULL && g_str_equal (sight_chat_message_get_text (message), text);
}

void
say_chat (Person     *self,
          const char *text)
{
  g_autoptr(GError) error = NULL;

  sight_call_say_chat (self->call, text, &error);
  g_assert_no_error (error);
}

void
start_two (SightServer **server,
           Person       *people[2])
{
  *server = start_server ("127.0.0.1:0");
  people[0] = person_new (get_host (*server), CODE, "Ana");
  wait_for (SOON, sight_call_get_state (people[0]->call) == SIGHT_SIGNALING_JOINED);
  people[1] = person_new (get_host (*server), CODE, "Boris");
  wait_for (SOON, is_live (people[0], 0) && is_live (people[1], 0));
}

void
stop_two (SightServer *server,
          Person      *people[2])
{
  person_free (people[1]);
  wait_for (SOON, get_count (people[0]) == 0);
  person_free (people[0]);
  g_object_unref (server);
}
