/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "call/sight-chat.h"
#include "call/sight-file-exchange.h"
#include "call/sight-verification-session.h"
#include "protocol/sight-file-chunk.h"

/* A member at the other end of the data channels who keeps to nothing, with our
 * chat, our verification and our files at this one. The input is a program: what
 * it says, and what the person at this end does meanwhile. Whatever happens,
 * nothing is verified without the person's word, no chat message is there twice,
 * lists stay short, and files appear in their folder only, under the size that
 * was agreed.
 */

#define N_IDS     4
#define STEPS_MAX 200

typedef struct
{
  SightChat                *chat;
  SightFileExchange        *files;
  SightVerificationSession *verification;
  gboolean                  has_confirmed;
  char                     *directory;
  gint64                    now;
  guint                     answers;
  guint                     transfers; /* that somebody holds: us, or a thread */
} World;

static const SightId peer = { "PeerPeerPeerPeer" };

/* So that an empty file can arrive. */
static const guint8 hash_of_nothing[SIGHT_FILE_HASH_LENGTH] = {
  0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
  0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
};

static void
on_chat (gpointer               data,
         const SightId         *id,
         SightChatPath          path,
         const SightChatFields *fields)
{
  ((World *) data)->answers++;
}

/* Whatever we say can be said: it fits, and is within its bounds. */
static void
on_say (gpointer                   data,
        const SightControlMessage *message)
{
  g_autofree char *text = sight_control_message_to_text (message, NULL, NULL);

  g_assert_nonnull (text);
  ((World *) data)->answers++;
}

static void
on_send (gpointer  data,
         GBytes   *message)
{
  g_assert_not_reached ();
}

static guint64
on_get_buffered (gpointer data)
{
  return 0;
}

static gint64
on_get_time (gpointer data)
{
  return ((World *) data)->now;
}

static void
on_changed (gpointer data)
{
}

static void
on_transfer_gone (gpointer  data,
                  GObject  *where_it_was)
{
  ((World *) data)->transfers--;
}

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  World *self = user_data;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(GObject) transfer = g_list_model_get_item (model, i);

      g_object_weak_ref (transfer, on_transfer_gone, self);
      self->transfers++;
    }
}

static const SightFileOutput file_output = {
  .say = on_say,
  .send = on_send,
  .get_buffered = on_get_buffered,
  .get_time = on_get_time,
};

static const SightVerificationOutput verification_output = {
  .say = on_say,
  .changed = on_changed,
};

static void
world_init (World    *self,
            gboolean  is_initiator)
{
  static const SightRoomId room = { "00112233445566778899aabbccddeeff" };
  SightVerificationSide own = { .id = { "OwnOwnOwnOwnOwn0" } };
  SightVerificationSide other = { .id = peer };

  self->now = G_USEC_PER_SEC;
  self->directory = g_dir_make_tmp ("sight-fuzz-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
  self->chat = sight_chat_new (on_chat, self);
  sight_chat_add_peer (self->chat, &peer);
  sight_chat_path_up (self->chat, &peer, SIGHT_CHAT_PATH_CHANNEL, self->now);
  self->files = sight_file_exchange_new (&file_output, self);
  g_signal_connect (self->files, "items-changed", G_CALLBACK (on_items_changed), self);
  sight_file_exchange_set_up (self->files, TRUE);
  self->verification = sight_verification_session_new (&verification_output, self, &room, &own, &other, 1, is_initiator);
  sight_verification_session_start (self->verification);
}

static void
make_id (SightId *out,
         guint    which)
{
  g_snprintf (out->text, sizeof out->text, "%016u", which % N_IDS);
}

/* One message on control, with ids out of so few that they meet again. */
static void
hear (World     *self,
      FuzzInput *input)
{
  SightControlMessage message = { .kind = SIGHT_CONTROL_STATE + fuzz_take_byte (input) % (SIGHT_CONTROL_FILE_SAVED - 1) };
  guint which = fuzz_take_byte (input);
  guint number = fuzz_take_16 (input);

  if (message.kind == SIGHT_CONTROL_CHAT || message.kind == SIGHT_CONTROL_CHAT_ACK)
    {
      make_id (&message.chat.id, which);
      message.chat.text = message.kind == SIGHT_CONTROL_CHAT ? "text" : NULL;
      if (number & 1)
        make_id (&message.chat.after, number >> 1);
      sight_chat_received (self->chat, &peer, number & 2 ? SIGHT_CHAT_PATH_SERVER : SIGHT_CHAT_PATH_CHANNEL,
                           &message.chat, self->now);
    }
  else if (message.kind >= SIGHT_CONTROL_SAS_COMMIT && message.kind <= SIGHT_CONTROL_SAS_ABORT)
    {
      if (message.kind == SIGHT_CONTROL_SAS_ABORT)
        message.abort = number % (SIGHT_SAS_ORDER + 1);
      else
        memset (message.bytes, number, sizeof message.bytes);
      sight_verification_session_received (self->verification, &message);
    }
  else if (message.kind >= SIGHT_CONTROL_FILE_OFFER)
    {
      make_id (&message.file.id, which);
      message.file.name = which & 64 ? "../a" : "a";
      message.file.size = message.kind == SIGHT_CONTROL_FILE_OFFER ? number : 0;
      if (message.kind == SIGHT_CONTROL_FILE_DONE && number & 1)
        memcpy (message.file.hash, hash_of_nothing, sizeof hash_of_nothing);
      else if (message.kind == SIGHT_CONTROL_FILE_CANCEL)
        message.file.why = number % (SIGHT_FILE_FAILED + 1);
      else
        message.file.offset = number;
      sight_file_exchange_received (self->files, &message);
    }
}

static void
take_chunk (World     *self,
            FuzzInput *input)
{
  static const guint8 zeros[SIGHT_FILE_CHUNK_MAX];
  SightFileChunk chunk = { .payload = zeros };
  g_autoptr(GBytes) message = NULL;

  make_id (&chunk.id, fuzz_take_byte (input));
  chunk.offset = fuzz_take_16 (input);
  chunk.length = 1 + fuzz_take_16 (input) % SIGHT_FILE_CHUNK_MAX;
  message = sight_file_chunk_write (&chunk);
  sight_file_exchange_received_chunk (self->files, message);
}

static void
act_on_file (World *self,
             guint  what,
             guint  which)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->files));
  g_autoptr(SightFileTransfer) transfer = NULL;
  gboolean is_open;

  if (n == 0)
    return;

  transfer = g_list_model_get_item (G_LIST_MODEL (self->files), which % n);
  is_open = sight_file_transfer_get_state (transfer) == SIGHT_FILE_OFFERED;
  if (what == 0)
    {
      sight_file_exchange_accept (self->files, transfer, self->directory);
      if (is_open)
        g_main_context_iteration (NULL, TRUE);
    }
  else if (what == 1)
    sight_file_exchange_decline (self->files, transfer);
  else
    sight_file_exchange_cancel (self->files, transfer);
}

static void
act (World     *self,
     FuzzInput *input)
{
  guint what = fuzz_take_byte (input) % 9;
  guint which = fuzz_take_byte (input);

  switch (what)
    {
    case 0:
    case 1:
    case 2:
      act_on_file (self, what, which);
      break;
    case 3:
      sight_file_exchange_set_up (self->files, which & 1);
      break;
    case 4:
      self->has_confirmed |= sight_verification_session_get_state (self->verification) == SIGHT_VERIFYING_COMPARE;
      sight_verification_session_confirm (self->verification, which & 1);
      break;
    case 5:
      sight_chat_say (self->chat, "ours", 0, self->now, NULL);
      break;
    case 6:
      self->now += which * G_USEC_PER_SEC / 4;
      sight_chat_tick (self->chat, self->now);
      break;
    case 7:
      sight_chat_path_down (self->chat, &peer, which & 1, self->now);
      break;
    default:
      sight_chat_path_up (self->chat, &peer, which & 1, self->now);
      break;
    }
}

static void
check_chat (World *self)
{
  GListModel *model = G_LIST_MODEL (self->chat);
  guint heard = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(SightChatMessage) message = g_list_model_get_item (model, i);

      heard += sight_chat_message_get_sender (message) != NULL;
    }
  g_assert_cmpuint (heard, <=, N_IDS);
}

static void
check_files (World *self)
{
  GListModel *model = G_LIST_MODEL (self->files);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(SightFileTransfer) transfer = g_list_model_get_item (model, i);
      SightFileState state = sight_file_transfer_get_state (transfer);

      g_assert_cmpstr (sight_file_transfer_get_name (transfer), ==, "a");
      g_assert_cmpint (sight_file_transfer_get_done (transfer), <=, sight_file_transfer_get_size (transfer));
      g_assert_true ((state == SIGHT_FILE_ENDED) == (sight_file_transfer_get_error (transfer) != NULL));
    }
}

static void
check (World *self)
{
  check_chat (self);
  check_files (self);
  g_assert_true (self->has_confirmed ||
                 sight_verification_session_get_state (self->verification) != SIGHT_VERIFYING_CONFIRMED);
}

/* What is not done is gone. */
static void
remove_files (World *self)
{
  g_autoptr(GDir) directory = g_dir_open (self->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_assert_false (g_str_has_suffix (name, ".part"));
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
}

static void
world_clear (World *self)
{
  sight_file_exchange_close (self->files);
  g_object_unref (self->files);
  /* A thread that writes or removes holds its transfer. */
  while (self->transfers > 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->chat);
  sight_verification_session_free (self->verification);
  remove_files (self);
  g_free (self->directory);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  World world = { 0 };

  fuzz_init ();

  world_init (&world, fuzz_take_byte (&input) & 1);
  for (guint i = 0; i < STEPS_MAX && input.size > 0; i++)
    {
      guint step = fuzz_take_byte (&input) % 4;

      if (step < 2)
        hear (&world, &input);
      else if (step == 2)
        take_chunk (&world, &input);
      else
        act (&world, &input);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      check (&world);
    }
  world_clear (&world);

  return 0;
}
