/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-file-exchange-private.h"

#include <glib/gi18n-lib.h>

#include "call/sight-call-error.h"
#include "call/sight-file-sender.h"

/* How the last ones ended, for a sender that asks again. */
#define ENDINGS_MAX 256

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
  self->window = SIGHT_FILE_WINDOW;
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

void
sight_file_exchange_append (SightFileExchange *self,
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

/* What is said */

void
sight_file_exchange_say (SightFileExchange         *self,
                         const SightControlMessage *message)
{
  if (self->is_up)
    self->output->say (self->data, message);
}

void
sight_file_exchange_keep (GQueue                    *queue,
                          const SightControlMessage *message)
{
  if (queue->length >= ENDINGS_MAX)
    g_free (g_queue_pop_head (queue));

  g_queue_push_tail (queue, g_memdup2 (message, sizeof *message));
}

SightControlMessage
sight_file_exchange_cancel_message (const SightId *id,
                                    SightFileWhy   why)
{
  return (SightControlMessage) { .kind = SIGHT_CONTROL_FILE_CANCEL, .file = { .id = *id, .why = why } };
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

  sight_file_exchange_say (self, &message);
}

/* The end of a file of ours. Where nobody can hear it now, it is said later. */
static void
remove_sender (SightFileExchange         *self,
               SightFileSender           *sender,
               const SightControlMessage *last_word)
{
  sight_file_sender_close (sender);
  if (last_word != NULL && self->is_up)
    sight_file_exchange_say (self, last_word);
  else if (last_word != NULL)
    sight_file_exchange_keep (&self->unsaid, last_word);

  g_ptr_array_remove (self->senders, sender);
}

static void
end_sender (SightFileExchange *self,
            SightFileSender   *sender,
            const GError      *error,
            gboolean           by_peer)
{
  g_autoptr(SightFileTransfer) transfer = g_object_ref (sight_file_sender_get_transfer (sender));
  SightControlMessage message = sight_file_exchange_cancel_message (sight_file_transfer_get_id (transfer),
                                                                    sight_file_why_from_error (error));

  remove_sender (self, sender, by_peer ? NULL : &message);
  sight_file_transfer_fail (transfer, error);
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
    sight_file_exchange_say (self, &message);
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
      g_autoptr(GBytes) message = sight_file_sender_next (sender, self->window);

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

static GError *
make_gone_error (void)
{
  return g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED, _("The other side is gone"));
}

SightFileTransfer *
sight_file_exchange_offer (SightFileExchange  *self,
                           const char         *path,
                           GError            **error)
{
  SightFileSender *sender;

  g_return_val_if_fail (SIGHT_IS_FILE_EXCHANGE (self), NULL);
  g_return_val_if_fail (self->output != NULL, NULL);

  if (self->is_closed)
    {
      g_propagate_error (error, make_gone_error ());
      return NULL;
    }
  if (self->senders->len >= SIGHT_FILES_MAX)
    {
      g_propagate_error (error, sight_file_error_new (SIGHT_FILE_BUSY, FALSE));
      return NULL;
    }

  sender = sight_file_sender_new (path, &sender_output, self, error);
  if (sender == NULL)
    return NULL;

  g_ptr_array_add (self->senders, sender);
  sight_file_exchange_append (self, sight_file_sender_get_transfer (sender));
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
  receiver = sight_file_exchange_find_receiver (self, &message->file.id);
  if (sender != NULL)
    receive_for_sender (self, sender, message);
  else if (receiver != NULL)
    sight_file_exchange_for_receiver (self, receiver, message);
  else if (message->kind == SIGHT_CONTROL_FILE_OFFER)
    sight_file_exchange_new_offer (self, message);
}

/* What the person wants */

void
sight_file_exchange_cancel (SightFileExchange *self,
                            SightFileTransfer *transfer)
{
  const SightId *id = sight_file_transfer_get_id (transfer);
  SightFileSender *sender;
  SightFileReceiver *receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  sender = find_sender (self, id);
  receiver = sight_file_exchange_find_receiver (self, id);
  if (sender != NULL)
    end_sender_why (self, sender, SIGHT_FILE_CANCELLED);
  else if (receiver != NULL)
    sight_file_exchange_end_receiver_why (self, receiver, SIGHT_FILE_CANCELLED);
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
  g_return_if_fail (!is_up || !self->is_closed);

  /* Also where one generation takes over from another that still lives. */
  pause_all (self);
  self->is_up = is_up;
  if (!is_up)
    return;

  while ((message = g_queue_pop_head (&self->unsaid)) != NULL)
    {
      sight_file_exchange_say (self, message);
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
sight_file_exchange_set_window (SightFileExchange *self,
                                gint64             window)
{
  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  self->window = window;
  pump (self);
}

void
sight_file_exchange_close (SightFileExchange *self)
{
  g_autoptr(GError) error = make_gone_error ();
  GHashTableIter iter;
  gpointer receiver;

  g_return_if_fail (SIGHT_IS_FILE_EXCHANGE (self));

  self->is_up = FALSE;
  self->is_closed = TRUE;
  while (self->senders->len > 0)
    end_sender (self, g_ptr_array_index (self->senders, 0), error, TRUE);

  g_hash_table_iter_init (&iter, self->receivers);
  while (g_hash_table_iter_next (&iter, NULL, &receiver))
    {
      sight_file_exchange_end_receiver (self, receiver, error, TRUE);
      g_hash_table_iter_init (&iter, self->receivers);
    }
}
