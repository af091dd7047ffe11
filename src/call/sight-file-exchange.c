/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-file-exchange.h"

#include "call/sight-call-error.h"
#include "call/sight-file-receiver.h"
#include "call/sight-file-sender.h"
#include "protocol/sight-file-chunk.h"

/* How the last ones ended, for a sender that asks again. */
#define ENDINGS_MAX 256

struct _SightFileExchange
{
  GObject                parent_instance;

  GPtrArray             *transfers; /* of SightFileTransfer: the list */
  GPtrArray             *senders;   /* of SightFileSender, not over; in turn */
  guint                  turn;      /* whose it is, in senders */
  GHashTable            *receivers; /* SightId -> SightFileReceiver, not over */
  GQueue                 endings;   /* of SightControlMessage: the last word on a file of theirs */
  GQueue                 unsaid;    /* of SightControlMessage: for when there is a channel */

  gboolean               is_up;

  const SightFileOutput *output;
  gpointer               data;
};

static void sight_file_exchange_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SightFileExchange, sight_file_exchange, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sight_file_exchange_list_model_init))

static GType
sight_file_exchange_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_FILE_TRANSFER;
}

static guint
sight_file_exchange_get_n_items (GListModel *model)
{
  return SIGHT_FILE_EXCHANGE (model)->transfers->len;
}

static gpointer
sight_file_exchange_get_item (GListModel *model,
                              guint       position)
{
  SightFileExchange *self = SIGHT_FILE_EXCHANGE (model);

  return position < self->transfers->len ? g_object_ref (g_ptr_array_index (self->transfers, position)) : NULL;
}

static void
sight_file_exchange_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_file_exchange_get_item_type;
  iface->get_n_items = sight_file_exchange_get_n_items;
  iface->get_item = sight_file_exchange_get_item;
}

static void
sight_file_exchange_dispose (GObject *object)
{
  sight_file_exchange_close (SIGHT_FILE_EXCHANGE (object));

  G_OBJECT_CLASS (sight_file_exchange_parent_class)->dispose (object);
}

static void
sight_file_exchange_finalize (GObject *object)
{
  SightFileExchange *self = SIGHT_FILE_EXCHANGE (object);

  g_queue_clear_full (&self->endings, g_free);
  g_queue_clear_full (&self->unsaid, g_free);
  g_hash_table_unref (self->receivers);
  g_ptr_array_unref (self->senders);
  g_ptr_array_unref (self->transfers);

  G_OBJECT_CLASS (sight_file_exchange_parent_class)->finalize (object);
}

static void
sight_file_exchange_class_init (SightFileExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_file_exchange_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_file_exchange_finalize;
}

static void
sight_file_exchange_init (SightFileExchange *self)
{
  self->transfers = g_ptr_array_new_with_free_func (g_object_unref);
  self->senders = g_ptr_array_new_with_free_func (g_object_unref);
  self->receivers = g_hash_table_new_full (sight_id_hash, sight_id_equal, NULL, g_object_unref);
}

SightFileExchange *
sight_file_exchange_new (const SightFileOutput *output,
                         gpointer               data)
{
  SightFileExchange *self = g_object_new (SIGHT_TYPE_FILE_EXCHANGE, NULL);

  self->output = output;
  self->data = data;

  return self;
}

/* The list */

static void
append (SightFileExchange *self,
        SightFileTransfer *transfer)
{
  if (self->transfers->len >= SIGHT_FILES_LISTED_MAX)
    for (guint i = 0; i < self->transfers->len; i++)
      if (sight_file_transfer_is_over (g_ptr_array_index (self->transfers, i)))
        {
          g_ptr_array_remove_index (self->transfers, i);
          g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
          break;
        }

  g_ptr_array_add (self->transfers, g_object_ref (transfer));
  g_list_model_items_changed (G_LIST_MODEL (self), self->transfers->len - 1, 0, 1);
}

static SightFileSender *
find_sender (SightFileExchange *self,
             const SightId     *id)
{
  for (guint i = 0; i < self->senders->len; i++)
    {
      SightFileSender *sender = g_ptr_array_index (self->senders, i);

      if (sight_id_equal (sight_file_transfer_get_id (sight_file_sender_get_transfer (sender)), id))
        return sender;
    }

  return NULL;
}

static SightFileReceiver *
find_receiver (SightFileExchange *self,
               const SightId     *id)
{
  return g_hash_table_lookup (self->receivers, id);
}

/* What is said */

static void
say (SightFileExchange         *self,
     const SightControlMessage *message)
{
  if (self->is_up)
    self->output->say (self->data, message);
}

static void
keep (GQueue                    *queue,
      const SightControlMessage *message)
{
  if (queue->length >= ENDINGS_MAX)
    g_free (g_queue_pop_head (queue));

  g_queue_push_tail (queue, g_memdup2 (message, sizeof *message));
}

static void
say_at (SightFileExchange *self,
        SightControlKind   kind,
        const SightId     *id,
        gint64             offset)
{
  SightControlMessage message = { .kind = kind, .file = { .id = *id, .offset = offset } };

  say (self, &message);
}

static void
say_offer (SightFileExchange *self,
           SightFileSender   *sender)
{
  SightFileTransfer *transfer = sight_file_sender_get_transfer (sender);
  SightControlMessage message = {
    .kind = SIGHT_CONTROL_FILE_OFFER,
    .file = {
      .id = *sight_file_transfer_get_id (transfer),
      .name = sight_file_transfer_get_name (transfer),
      .size = sight_file_transfer_get_size (transfer),
    },
  };

  say (self, &message);
}

/* The end of a file of ours. Where nobody can hear it now, it is said later. */
static void
remove_sender (SightFileExchange         *self,
               SightFileSender           *sender,
               const SightControlMessage *last_word)
{
  sight_file_sender_close (sender);
  if (last_word != NULL && self->is_up)
    say (self, last_word);
  else if (last_word != NULL)
    keep (&self->unsaid, last_word);

  g_ptr_array_remove (self->senders, sender);
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
      keep (&self->endings, last_word);
      say (self, last_word);
    }

  g_hash_table_remove (self->receivers, id);
}

static void
end_sender (SightFileExchange *self,
            SightFileSender   *sender,
            const GError      *error,
            gboolean           by_peer)
{
  g_autoptr(SightFileTransfer) transfer = g_object_ref (sight_file_sender_get_transfer (sender));
  SightControlMessage message = {
    .kind = SIGHT_CONTROL_FILE_CANCEL,
    .file = { .id = *sight_file_transfer_get_id (transfer), .why = sight_file_why_from_error (error) },
  };

  remove_sender (self, sender, by_peer ? NULL : &message);
  sight_file_transfer_fail (transfer, error);
}

static void
end_receiver (SightFileExchange *self,
              SightFileReceiver *receiver,
              const GError      *error,
              gboolean           by_peer)
{
  g_autoptr(SightFileTransfer) transfer = g_object_ref (sight_file_receiver_get_transfer (receiver));
  SightControlMessage message = {
    .kind = SIGHT_CONTROL_FILE_CANCEL,
    .file = { .id = *sight_file_transfer_get_id (transfer), .why = sight_file_why_from_error (error) },
  };

  remove_receiver (self, receiver, by_peer ? NULL : &message);
  sight_file_transfer_fail (transfer, error);
}

static void
end_receiver_why (SightFileExchange *self,
                  SightFileReceiver *receiver,
                  SightFileWhy       why)
{
  g_autoptr(GError) error = sight_file_error_new (why, FALSE);

  end_receiver (self, receiver, error, FALSE);
}

static void
end_sender_why (SightFileExchange *self,
                SightFileSender   *sender,
                SightFileWhy       why)
{
  g_autoptr(GError) error = sight_file_error_new (why, FALSE);

  end_sender (self, sender, error, FALSE);
}

/* Sending */

static void
say_hash_if_sent (SightFileExchange *self,
                  SightFileSender   *sender)
{
  SightControlMessage message = {
    .kind = SIGHT_CONTROL_FILE_DONE,
    .file = { .id = *sight_file_transfer_get_id (sight_file_sender_get_transfer (sender)) },
  };

  if (sight_file_sender_take_hash (sender, message.file.hash))
    say (self, &message);
}

/* One chunk of each in turn, as long as the channel takes them. */
static void
pump (SightFileExchange *self)
{
  guint idle = 0;

  if (!self->is_up)
    return;

  while (idle < self->senders->len && self->output->get_buffered (self->data) < SIGHT_FILE_BUFFERED_MAX)
    {
      SightFileSender *sender = g_ptr_array_index (self->senders, self->turn++ % self->senders->len);
      g_autoptr(GBytes) message = sight_file_sender_next (sender);

      idle = message != NULL ? 0 : idle + 1;
      if (message != NULL)
        self->output->send (self->data, message);
      say_hash_if_sent (self, sender);
    }
}

static void
on_sender_ready (gpointer         data,
                 SightFileSender *sender)
{
  pump (data);
}

static void
on_sender_failed (gpointer         data,
                  SightFileSender *sender,
                  const GError    *error)
{
  end_sender (data, sender, error, FALSE);
}

static const SightFileSenderOutput sender_output = {
  .ready = on_sender_ready,
  .failed = on_sender_failed,
};

SightFileTransfer *
sight_file_exchange_offer (SightFileExchange  *self,
                           const char         *path,
                           GError            **error)
{
  SightFileSender *sender;

  g_return_val_if_fail (SIGHT_IS_FILE_EXCHANGE (self), NULL);
  g_return_val_if_fail (self->output != NULL, NULL);

  if (self->senders->len >= SIGHT_FILES_MAX)
    {
      g_propagate_error (error, sight_file_error_new (SIGHT_FILE_BUSY, FALSE));
      return NULL;
    }

  sender = sight_file_sender_new (path, &sender_output, self, error);
  if (sender == NULL)
    return NULL;

  g_ptr_array_add (self->senders, sender);
  append (self, sight_file_sender_get_transfer (sender));
  say_offer (self, sender);

  return sight_file_sender_get_transfer (sender);
}

static void
receive_accept (SightFileExchange *self,
                SightFileSender   *sender,
                gint64             offset)
{
  SightFileTransfer *transfer = sight_file_sender_get_transfer (sender);

  if (!sight_file_sender_start (sender, offset))
    {
      end_sender_why (self, sender, SIGHT_FILE_PROTOCOL);
      return;
    }

  sight_file_transfer_set_state (transfer, SIGHT_FILE_RUNNING);
  sight_file_transfer_advance (transfer, offset, self->output->get_time (self->data));
  pump (self);
}

static void
receive_progress (SightFileExchange *self,
                  SightFileSender   *sender,
                  gint64             offset)
{
  if (!sight_file_sender_acknowledged (sender, offset))
    {
      end_sender_why (self, sender, SIGHT_FILE_PROTOCOL);
      return;
    }

  sight_file_transfer_advance (sight_file_sender_get_transfer (sender), offset, self->output->get_time (self->data));
  pump (self);
}

static void
end_well (SightFileExchange *self,
          SightFileSender   *sender,
          SightControlKind   kind)
{
  g_autoptr(SightFileTransfer) transfer = g_object_ref (sight_file_sender_get_transfer (sender));

  remove_sender (self, sender, NULL);
  if (kind == SIGHT_CONTROL_FILE_SAVED)
    sight_file_transfer_finish (transfer, NULL);
  else
    sight_file_transfer_set_state (transfer, SIGHT_FILE_DECLINED);
}

static void
receive_for_sender (SightFileExchange         *self,
                    SightFileSender           *sender,
                    const SightControlMessage *message)
{
  g_autoptr(GError) error = NULL;

  switch ((int) message->kind)
    {
    case SIGHT_CONTROL_FILE_ACCEPT:
      receive_accept (self, sender, message->file.offset);
      break;
    case SIGHT_CONTROL_FILE_PROGRESS:
      receive_progress (self, sender, message->file.offset);
      break;
    case SIGHT_CONTROL_FILE_SAVED:
    case SIGHT_CONTROL_FILE_DECLINE:
      end_well (self, sender, message->kind);
      break;
    case SIGHT_CONTROL_FILE_CANCEL:
      error = sight_file_error_new (message->file.why, TRUE);
      end_sender (self, sender, error, TRUE);
      break;
    default:
      break;
    }
}

/* Receiving */

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
  end_receiver (data, receiver, error, FALSE);
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

static void
receive_new_offer (SightFileExchange         *self,
                   const SightControlMessage *message)
{
  const SightControlMessage *ending = find_ending (self, &message->file.id);
  SightFileReceiver *receiver;
  SightFileTransfer *transfer;

  if (ending != NULL)
    {
      say (self, ending);
      return;
    }
  if (g_hash_table_size (self->receivers) >= SIGHT_FILES_MAX)
    {
      SightControlMessage busy = {
        .kind = SIGHT_CONTROL_FILE_CANCEL,
        .file = { .id = message->file.id, .why = SIGHT_FILE_BUSY },
      };

      say (self, &busy);
      return;
    }

  receiver = sight_file_receiver_new (&message->file.id, message->file.name, message->file.size, &receiver_output, self);
  transfer = sight_file_receiver_get_transfer (receiver);
  sight_file_receiver_ask (receiver);
  g_hash_table_insert (self->receivers, (gpointer) sight_file_transfer_get_id (transfer), receiver);
  append (self, transfer);
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
      end_receiver_why (self, receiver, SIGHT_FILE_PROTOCOL);
      return;
    }

  sight_file_receiver_ask (receiver);
  answer (self, receiver);
}

static void
receive_for_receiver (SightFileExchange         *self,
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
      end_receiver (self, receiver, error, TRUE);
      break;
    default:
      break;
    }
}

void
sight_file_exchange_received (SightFileExchange         *self,
                              const SightControlMessage *message)
{
  SightFileSender *sender;
  SightFileReceiver *receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  if (!self->is_up || message->kind < SIGHT_CONTROL_FILE_OFFER)
    return;

  sender = find_sender (self, &message->file.id);
  receiver = find_receiver (self, &message->file.id);
  if (sender != NULL)
    receive_for_sender (self, sender, message);
  else if (receiver != NULL)
    receive_for_receiver (self, receiver, message);
  else if (message->kind == SIGHT_CONTROL_FILE_OFFER)
    receive_new_offer (self, message);
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

  receiver = find_receiver (self, &chunk.id);
  if (receiver != NULL && !sight_file_receiver_take (receiver, &chunk, message))
    end_receiver_why (self, receiver, SIGHT_FILE_PROTOCOL);
}

/* What the person wants */

static SightFileReceiver *
find_offered (SightFileExchange *self,
              SightFileTransfer *transfer)
{
  SightFileReceiver *receiver = find_receiver (self, sight_file_transfer_get_id (transfer));

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

void
sight_file_exchange_cancel (SightFileExchange *self,
                            SightFileTransfer *transfer)
{
  const SightId *id = sight_file_transfer_get_id (transfer);
  SightFileSender *sender;
  SightFileReceiver *receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  sender = find_sender (self, id);
  receiver = find_receiver (self, id);
  if (sender != NULL)
    end_sender_why (self, sender, SIGHT_FILE_CANCELLED);
  else if (receiver != NULL)
    end_receiver_why (self, receiver, SIGHT_FILE_CANCELLED);
}

/* The channels */

static void
pause_transfer (SightFileTransfer *transfer)
{
  if (sight_file_transfer_get_state (transfer) == SIGHT_FILE_RUNNING)
    sight_file_transfer_set_state (transfer, SIGHT_FILE_PAUSED);
}

static void
pause_all (SightFileExchange *self)
{
  GHashTableIter iter;
  gpointer receiver;

  for (guint i = 0; i < self->senders->len; i++)
    {
      SightFileSender *sender = g_ptr_array_index (self->senders, i);

      sight_file_sender_pause (sender);
      pause_transfer (sight_file_sender_get_transfer (sender));
    }

  g_hash_table_iter_init (&iter, self->receivers);
  while (g_hash_table_iter_next (&iter, NULL, &receiver))
    {
      sight_file_receiver_pause (receiver);
      pause_transfer (sight_file_receiver_get_transfer (receiver));
    }
}

void
sight_file_exchange_set_up (SightFileExchange *self,
                            gboolean           is_up)
{
  SightControlMessage *message;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));
  g_return_if_fail (self->output != NULL);

  /* Also where one generation takes over from another that still lives. */
  pause_all (self);
  self->is_up = is_up;
  if (!is_up)
    return;

  while ((message = g_queue_pop_head (&self->unsaid)) != NULL)
    {
      say (self, message);
      g_free (message);
    }
  for (guint i = 0; i < self->senders->len; i++)
    say_offer (self, g_ptr_array_index (self->senders, i));
}

void
sight_file_exchange_drained (SightFileExchange *self)
{
  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  pump (self);
}

void
sight_file_exchange_close (SightFileExchange *self)
{
  g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED, "The other side is gone");
  GHashTableIter iter;
  gpointer receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  self->is_up = FALSE;
  while (self->senders->len > 0)
    end_sender (self, g_ptr_array_index (self->senders, 0), error, TRUE);

  g_hash_table_iter_init (&iter, self->receivers);
  while (g_hash_table_iter_next (&iter, NULL, &receiver))
    {
      end_receiver (self, receiver, error, TRUE);
      g_hash_table_iter_init (&iter, self->receivers);
    }
}
