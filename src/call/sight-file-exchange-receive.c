/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-file-exchange-private.h"

#include "protocol/sight-file-chunk.h"

/* Files of the other side: what comes, and what the person wants of it. */

SightFileReceiver *
sight_file_exchange_find_receiver (SightFileExchange *self,
                                   const SightId     *id)
{
  return g_hash_table_lookup (self->receivers, id);
}

/* The end of a file of theirs: said again where the sender has not heard it. */
static void
remove_receiver (SightFileExchange         *self,
                 SightFileReceiver         *receiver,
                 const SightControlMessage *last_word)
{
  const SightId *id = sight_file_transfer_get_id (sight_file_receiver_get_transfer (receiver));

  sight_file_receiver_close (receiver);
  if (last_word != NULL)
    {
      sight_file_exchange_keep (&self->endings, last_word);
      sight_file_exchange_say (self, last_word);
    }

  g_hash_table_remove (self->receivers, id);
}

void
sight_file_exchange_end_receiver (SightFileExchange *self,
                                  SightFileReceiver *receiver,
                                  const GError      *error,
                                  gboolean           by_peer)
{
  g_autoptr(SightFileTransfer) transfer = g_object_ref (sight_file_receiver_get_transfer (receiver));
  SightControlMessage message = sight_file_exchange_cancel_message (sight_file_transfer_get_id (transfer),
                                                                    sight_file_why_from_error (error));

  remove_receiver (self, receiver, by_peer ? NULL : &message);
  sight_file_transfer_fail (transfer, error);
}

void
sight_file_exchange_end_receiver_why (SightFileExchange *self,
                                      SightFileReceiver *receiver,
                                      SightFileWhy       why)
{
  g_autoptr(GError) error = sight_file_error_new (why, FALSE);

  sight_file_exchange_end_receiver (self, receiver, error, FALSE);
}

/* What the sender says */

static void
say_at (SightFileExchange *self,
        SightControlKind   kind,
        const SightId     *id,
        gint64             offset)
{
  SightControlMessage message = { .kind = kind, .file = { .id = *id, .offset = offset } };

  sight_file_exchange_say (self, &message);
}

static void
answer (SightFileExchange *self,
        SightFileReceiver *receiver)
{
  SightFileTransfer *transfer = sight_file_receiver_get_transfer (receiver);
  gint64 offset;

  if (!sight_file_receiver_answer (receiver, &offset))
    return;

  sight_file_transfer_set_state (transfer, SIGHT_FILE_RUNNING);
  say_at (self, SIGHT_CONTROL_FILE_ACCEPT, sight_file_transfer_get_id (transfer), offset);
}

static void
on_opened (gpointer           data,
           SightFileReceiver *receiver)
{
  answer (data, receiver);
}

static void
on_written (gpointer           data,
            SightFileReceiver *receiver,
            gint64             offset)
{
  SightFileExchange *self = data;
  SightFileTransfer *transfer = sight_file_receiver_get_transfer (receiver);

  sight_file_transfer_advance (transfer, offset, self->output->get_time (self->data));
  say_at (self, SIGHT_CONTROL_FILE_PROGRESS, sight_file_transfer_get_id (transfer), offset);
}

static void
on_saved (gpointer           data,
          SightFileReceiver *receiver,
          const char        *path)
{
  g_autoptr(SightFileTransfer) transfer = g_object_ref (sight_file_receiver_get_transfer (receiver));
  g_autofree char *kept = g_strdup (path);
  SightControlMessage message = {
    .kind = SIGHT_CONTROL_FILE_SAVED,
    .file = { .id = *sight_file_transfer_get_id (transfer) },
  };

  remove_receiver (data, receiver, &message);
  sight_file_transfer_finish (transfer, kept);
}

static void
on_receiver_failed (gpointer           data,
                    SightFileReceiver *receiver,
                    const GError      *error)
{
  sight_file_exchange_end_receiver (data, receiver, error, FALSE);
}

static const SightFileReceiverOutput receiver_output = {
  .opened = on_opened,
  .written = on_written,
  .saved = on_saved,
  .failed = on_receiver_failed,
};

static const SightControlMessage *
find_ending (SightFileExchange *self,
             const SightId     *id)
{
  for (GList *link = self->endings.head; link != NULL; link = link->next)
    if (sight_id_equal (&((SightControlMessage *) link->data)->file.id, id))
      return link->data;

  return NULL;
}

void
sight_file_exchange_new_offer (SightFileExchange         *self,
                               const SightControlMessage *message)
{
  const SightControlMessage *ending = find_ending (self, &message->file.id);
  SightFileReceiver *receiver;
  SightFileTransfer *transfer;

  if (ending != NULL)
    {
      sight_file_exchange_say (self, ending);
      return;
    }
  if (g_hash_table_size (self->receivers) >= SIGHT_FILES_MAX)
    {
      SightControlMessage busy = sight_file_exchange_cancel_message (&message->file.id, SIGHT_FILE_BUSY);

      sight_file_exchange_say (self, &busy);
      return;
    }

  receiver = sight_file_receiver_new (&message->file.id, message->file.name, message->file.size, &receiver_output, self);
  transfer = sight_file_receiver_get_transfer (receiver);
  sight_file_receiver_ask (receiver);
  g_hash_table_insert (self->receivers, (gpointer) sight_file_transfer_get_id (transfer), receiver);
  sight_file_exchange_append (self, transfer);
}

/* After a new generation: from where it stands. */
static void
receive_offer_again (SightFileExchange         *self,
                     SightFileReceiver         *receiver,
                     const SightControlMessage *message)
{
  SightFileTransfer *transfer = sight_file_receiver_get_transfer (receiver);

  if (message->file.size != sight_file_transfer_get_size (transfer))
    {
      sight_file_exchange_end_receiver_why (self, receiver, SIGHT_FILE_PROTOCOL);
      return;
    }

  sight_file_receiver_ask (receiver);
  answer (self, receiver);
}

void
sight_file_exchange_for_receiver (SightFileExchange         *self,
                                  SightFileReceiver         *receiver,
                                  const SightControlMessage *message)
{
  g_autoptr(GError) error = NULL;

  switch ((int) message->kind)
    {
    case SIGHT_CONTROL_FILE_OFFER:
      receive_offer_again (self, receiver, message);
      break;
    case SIGHT_CONTROL_FILE_DONE:
      sight_file_receiver_take_hash (receiver, message->file.hash);
      break;
    case SIGHT_CONTROL_FILE_CANCEL:
      error = sight_file_error_new (message->file.why, TRUE);
      sight_file_exchange_end_receiver (self, receiver, error, TRUE);
      break;
    default:
      break;
    }
}

void
sight_file_exchange_received_chunk (SightFileExchange *self,
                                    GBytes            *message)
{
  SightFileChunk chunk;
  SightFileReceiver *receiver;
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  if (!self->is_up || !sight_file_chunk_parse (&chunk, data, length, NULL))
    return;

  receiver = sight_file_exchange_find_receiver (self, &chunk.id);
  if (receiver != NULL && !sight_file_receiver_take (receiver, &chunk, message))
    sight_file_exchange_end_receiver_why (self, receiver, SIGHT_FILE_PROTOCOL);
}

/* What the person wants */

static SightFileReceiver *
find_offered (SightFileExchange *self,
              SightFileTransfer *transfer)
{
  SightFileReceiver *receiver = sight_file_exchange_find_receiver (self, sight_file_transfer_get_id (transfer));

  return receiver != NULL && sight_file_transfer_get_state (transfer) == SIGHT_FILE_OFFERED ? receiver : NULL;
}

/* Does nothing where the sender took the offer back meanwhile. */
void
sight_file_exchange_accept (SightFileExchange *self,
                            SightFileTransfer *transfer,
                            const char        *directory)
{
  SightFileReceiver *receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  receiver = find_offered (self, transfer);
  if (receiver == NULL)
    return;

  sight_file_transfer_set_state (transfer, SIGHT_FILE_PAUSED);
  sight_file_receiver_accept (receiver, directory);
}

void
sight_file_exchange_decline (SightFileExchange *self,
                             SightFileTransfer *transfer)
{
  g_autoptr(SightFileTransfer) kept = g_object_ref (transfer);
  SightControlMessage message = {
    .kind = SIGHT_CONTROL_FILE_DECLINE,
    .file = { .id = *sight_file_transfer_get_id (transfer) },
  };
  SightFileReceiver *receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  receiver = find_offered (self, transfer);
  if (receiver == NULL)
    return;

  remove_receiver (self, receiver, &message);
  sight_file_transfer_set_state (transfer, SIGHT_FILE_DECLINED);
}
