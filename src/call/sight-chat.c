/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-chat.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "call/sight-call-error.h"
#include "protocol/sight-control-message.h"

/* Without an acknowledgement for so long what is on its way is said again. */
#define RETRY_FIRST       (4 * G_USEC_PER_SEC)
#define RETRY_LAST        (32 * G_USEC_PER_SEC)
/* The server takes so many messages at once, of all that we say to it. */
#define SERVER_BURST      40
#define SERVER_INTERVAL   (G_USEC_PER_SEC / 10)

typedef struct
{
  SightChatLine *line;
  gboolean       is_up[SIGHT_CHAT_N_PATHS];
  gint64         retry_at;    /* while something is on its way, else G_MAXINT64 */
  gint64         retry_after;
} Peer;

struct _SightChat
{
  GObject        parent_instance;

  GPtrArray     *messages;    /* of SightChatMessage */
  gsize          bytes;       /* of their texts */
  GHashTable    *peers;       /* SightId -> Peer */

  /* What may still be said through the server just now */
  guint          tokens;
  gint64         token_at;    /* when the next comes; 0 before the first was spent */
  gboolean       is_held;     /* something waits for a token */

  SightChatSend  send;
  gpointer       data;
};

static void sight_chat_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SightChat, sight_chat, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sight_chat_list_model_init))

static GType
sight_chat_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_CHAT_MESSAGE;
}

static guint
sight_chat_get_n_items (GListModel *model)
{
  return SIGHT_CHAT (model)->messages->len;
}

static gpointer
sight_chat_get_item (GListModel *model,
                     guint       position)
{
  SightChat *self = SIGHT_CHAT (model);

  return position < self->messages->len ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
sight_chat_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_chat_get_item_type;
  iface->get_n_items = sight_chat_get_n_items;
  iface->get_item = sight_chat_get_item;
}

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  sight_chat_line_free (peer->line);
  g_free (peer);
}

static void
sight_chat_finalize (GObject *object)
{
  SightChat *self = SIGHT_CHAT (object);

  g_hash_table_unref (self->peers);
  g_ptr_array_unref (self->messages);

  G_OBJECT_CLASS (sight_chat_parent_class)->finalize (object);
}

static void
sight_chat_class_init (SightChatClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_chat_finalize;
}

static void
sight_chat_init (SightChat *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->peers = g_hash_table_new_full (sight_id_hash, sight_id_equal, g_free, peer_free);
  self->tokens = SERVER_BURST;
}

SightChat *
sight_chat_new (SightChatSend send,
                gpointer      data)
{
  SightChat *self = g_object_new (SIGHT_TYPE_CHAT, NULL);

  self->send = send;
  self->data = data;

  return self;
}

/* Who is there */

static Peer *
find_peer (SightChat     *self,
           const SightId *id)
{
  return g_hash_table_lookup (self->peers, id);
}

void
sight_chat_add_peer (SightChat     *self,
                     const SightId *id)
{
  Peer *peer;

  g_return_if_fail (SIGHT_IS_CHAT (self));

  if (find_peer (self, id) != NULL)
    return;

  peer = g_new0 (Peer, 1);
  peer->line = sight_chat_line_new ();
  peer->retry_at = G_MAXINT64;
  peer->retry_after = RETRY_FIRST;
  g_hash_table_insert (self->peers, g_memdup2 (id, sizeof *id), peer);
}

/* Out of the table first: freeing it tells of messages that were missed, and
 * who is told may look here.
 */
void
sight_chat_remove_peer (SightChat     *self,
                        const SightId *id)
{
  g_autofree SightId *key = NULL;
  Peer *peer;

  g_return_if_fail (SIGHT_IS_CHAT (self));

  if (g_hash_table_steal_extended (self->peers, id, (gpointer *) &key, (gpointer *) &peer))
    peer_free (peer);
}

void
sight_chat_replace_peer (SightChat     *self,
                         const SightId *id,
                         const SightId *replacement)
{
  g_autofree SightId *key = NULL;
  Peer *peer;

  g_return_if_fail (SIGHT_IS_CHAT (self));

  if (!g_hash_table_steal_extended (self->peers, id, (gpointer *) &key, (gpointer *) &peer))
    return;

  sight_chat_line_rewind (peer->line);
  memset (peer->is_up, 0, sizeof peer->is_up);
  peer->retry_at = G_MAXINT64;
  sight_chat_remove_peer (self, replacement);
  g_hash_table_insert (self->peers, g_memdup2 (replacement, sizeof *replacement), peer);
}

/* What goes out */

static gboolean
take_token (SightChat *self,
            gint64     now)
{
  if (self->tokens == SERVER_BURST)
    self->token_at = now + SERVER_INTERVAL;
  while (self->tokens < SERVER_BURST && now >= self->token_at)
    {
      self->tokens++;
      self->token_at += SERVER_INTERVAL;
    }
  if (self->tokens == 0)
    {
      self->is_held = TRUE;
      return FALSE;
    }

  self->tokens--;
  return TRUE;
}

static void
pump (SightChat     *self,
      const SightId *id,
      Peer          *peer,
      gint64         now)
{
  gboolean by_channel = peer->is_up[SIGHT_CHAT_PATH_CHANNEL];
  SightChatFields fields;

  if (!by_channel && !peer->is_up[SIGHT_CHAT_PATH_SERVER])
    return;

  while (sight_chat_line_has_next (peer->line) && (by_channel || take_token (self, now)))
    {
      sight_chat_line_next (peer->line, &fields);
      self->send (self->data, id, by_channel ? SIGHT_CHAT_PATH_CHANNEL : SIGHT_CHAT_PATH_SERVER, &fields);
    }

  if (!sight_chat_line_is_on_way (peer->line))
    peer->retry_at = G_MAXINT64;
  else if (peer->retry_at == G_MAXINT64)
    peer->retry_at = now + peer->retry_after;
}

static void
say_again (SightChat     *self,
           const SightId *id,
           Peer          *peer,
           gint64         now)
{
  sight_chat_line_rewind (peer->line);
  peer->retry_at = G_MAXINT64;
  pump (self, id, peer, now);
}

/* Where the channel is up, it says nothing that the server has come back. */
void
sight_chat_path_up (SightChat     *self,
                    const SightId *id,
                    SightChatPath  path,
                    gint64         now)
{
  Peer *peer;

  g_return_if_fail (SIGHT_IS_CHAT (self));
  g_return_if_fail (path < SIGHT_CHAT_N_PATHS);

  peer = find_peer (self, id);
  if (peer == NULL)
    return;

  peer->is_up[path] = TRUE;
  peer->retry_after = RETRY_FIRST;
  if (path == SIGHT_CHAT_PATH_CHANNEL || !peer->is_up[SIGHT_CHAT_PATH_CHANNEL])
    say_again (self, id, peer, now);
}

void
sight_chat_path_down (SightChat     *self,
                      const SightId *id,
                      SightChatPath  path,
                      gint64         now)
{
  Peer *peer;

  g_return_if_fail (SIGHT_IS_CHAT (self));
  g_return_if_fail (path < SIGHT_CHAT_N_PATHS);

  peer = find_peer (self, id);
  if (peer == NULL || !peer->is_up[path])
    return;

  peer->is_up[path] = FALSE;
  if (path == SIGHT_CHAT_PATH_CHANNEL || !peer->is_up[SIGHT_CHAT_PATH_CHANNEL])
    say_again (self, id, peer, now);
}

/* The oldest go, until there is room for one more of @bytes. */
static void
make_room (SightChat *self,
           gsize      bytes)
{
  guint removed = 0;

  while (self->messages->len > removed &&
         (self->messages->len - removed >= SIGHT_CHAT_MESSAGES_MAX || self->bytes + bytes > SIGHT_CHAT_BYTES_MAX))
    self->bytes -= strlen (sight_chat_message_get_text (g_ptr_array_index (self->messages, removed++)));
  if (removed == 0)
    return;

  g_ptr_array_remove_range (self->messages, 0, removed);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
}

static void
append (SightChat        *self,
        SightChatMessage *message)
{
  gsize bytes = strlen (sight_chat_message_get_text (message));

  make_room (self, bytes);
  self->bytes += bytes;
  g_ptr_array_add (self->messages, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);
}

static gboolean
make_fields (SightChatFields  *out,
             const char       *text,
             gint64            at,
             GError          **error)
{
  guint8 bytes[SIGHT_ID_BYTES];
  SightControlMessage message = { .kind = SIGHT_CONTROL_CHAT };
  g_autofree char *written = NULL;

  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) < 0)
    {
      g_set_error_literal (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED,
                           _("There are no random numbers to name the message with"));
      return FALSE;
    }

  *out = (SightChatFields) { .text = text, .at = at };
  sight_id_from_bytes (&out->id, bytes);
  /* As long as it can get; then it fits whatever goes before it. */
  out->after = out->id;
  message.chat = *out;
  written = sight_control_message_to_text (&message, NULL, NULL);
  if (written == NULL)
    g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED,
                 _("A message has 1 to %d characters: say it in several"), SIGHT_CHAT_TEXT_MAX);

  return written != NULL;
}

/* Hands @message to everyone who can still take one. */
static guint
hand_over (SightChat        *self,
           SightChatMessage *message)
{
  guint n = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += sight_chat_line_say (((Peer *) value)->line, message);

  return n;
}

static void
pump_all (SightChat *self,
          gint64     now)
{
  GHashTableIter iter;
  gpointer key, value;

  self->is_held = FALSE;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    pump (self, key, value, now);
}

SightChatMessage *
sight_chat_say (SightChat   *self,
                const char  *text,
                gint64       at,
                gint64       now,
                GError     **error)
{
  g_autoptr(SightChatMessage) message = NULL;
  SightChatFields fields;
  guint n, peers;

  g_return_val_if_fail (SIGHT_IS_CHAT (self), NULL);

  if (!make_fields (&fields, text, at, error))
    return NULL;

  message = sight_chat_message_new_own (&fields);
  n = hand_over (self, message);
  if (n == 0)
    {
      g_set_error_literal (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED,
                           g_hash_table_size (self->peers) == 0
                           ? _("Nobody is there to read it yet")
                           : _("Too many messages wait for the connection to come back"));
      return NULL;
    }

  peers = g_hash_table_size (self->peers);
  sight_chat_message_expect (message, peers);
  for (guint i = n; i < peers; i++)
    sight_chat_message_missed (message);

  append (self, message);
  pump_all (self, now);

  return message;
}

/* What comes in */

static void
acknowledge (SightChat             *self,
             const SightId         *id,
             SightChatPath          path,
             const SightChatFields *fields)
{
  SightChatFields acknowledgement = { .id = fields->id };

  self->send (self->data, id, path, &acknowledgement);
}

static void
acknowledged (SightChat     *self,
              const SightId *id,
              Peer          *peer,
              const SightId *message,
              gint64         now)
{
  if (!sight_chat_line_acknowledged (peer->line, message))
    return;

  /* Who was told of it may have changed who is there. */
  peer = find_peer (self, id);
  if (peer == NULL)
    return;

  peer->retry_after = RETRY_FIRST;
  peer->retry_at = G_MAXINT64;
  pump (self, id, peer, now);
}

void
sight_chat_received (SightChat             *self,
                     const SightId         *id,
                     SightChatPath          path,
                     const SightChatFields *fields,
                     gint64                 now)
{
  g_autoptr(SightChatMessage) message = NULL;
  SightChatNews news;
  Peer *peer;

  g_return_if_fail (SIGHT_IS_CHAT (self));

  peer = find_peer (self, id);
  if (peer == NULL)
    return;

  if (fields->text == NULL)
    {
      acknowledged (self, id, peer, &fields->id, now);
      return;
    }

  news = sight_chat_line_hear (peer->line, fields);
  if (news == SIGHT_CHAT_GAP)
    return;

  acknowledge (self, id, path, fields);
  if (news == SIGHT_CHAT_NEW)
    {
      message = sight_chat_message_new_received (id, fields);
      append (self, message);
    }
}

/* Time */

gint64
sight_chat_get_deadline (SightChat *self)
{
  gint64 deadline;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (SIGHT_IS_CHAT (self), G_MAXINT64);

  deadline = self->is_held ? self->token_at : G_MAXINT64;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    deadline = MIN (deadline, ((Peer *) value)->retry_at);

  return deadline;
}

void
sight_chat_tick (SightChat *self,
                 gint64     now)
{
  GHashTableIter iter;
  gpointer key, value;

  g_return_if_fail (SIGHT_IS_CHAT (self));

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Peer *peer = value;

      if (now < peer->retry_at)
        continue;

      peer->retry_after = MIN (2 * peer->retry_after, RETRY_LAST);
      sight_chat_line_rewind (peer->line);
      peer->retry_at = G_MAXINT64;
    }

  pump_all (self, now);
}

guint
sight_chat_get_waiting (SightChat     *self,
                        const SightId *id)
{
  Peer *peer;

  g_return_val_if_fail (SIGHT_IS_CHAT (self), 0);

  peer = find_peer (self, id);

  return peer != NULL ? sight_chat_line_get_waiting (peer->line) : 0;
}
