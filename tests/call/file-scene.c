/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "file-scene.h"

#include <string.h>

#include <glib/gstdio.h>

static void
on_say (gpointer                   data,
        const SightControlMessage *message)
{
  FileEnd *end = data;
  g_autoptr(GError) error = NULL;
  char *text = sight_control_message_to_text (message, NULL, &error);

  g_assert_no_error (error);
  g_queue_push_tail (&end->said, text);
}

static void
on_send (gpointer  data,
         GBytes   *message)
{
  FileEnd *end = data;

  g_assert_cmpuint (g_bytes_get_size (message), <=, SIGHT_CHANNEL_MESSAGE_MAX);
  g_queue_push_tail (&end->sent, g_bytes_ref (message));
  end->buffered += g_bytes_get_size (message);
  end->most_buffered = MAX (end->most_buffered, end->buffered);
}

static guint64
on_get_buffered (gpointer data)
{
  return ((FileEnd *) data)->buffered;
}

static gint64
on_get_time (gpointer data)
{
  return ((FileEnd *) data)->scene->now;
}

static const SightFileOutput output = {
  .say = on_say,
  .send = on_send,
  .get_buffered = on_get_buffered,
  .get_time = on_get_time,
};

FileScene *
file_scene_new (void)
{
  FileScene *self = g_new0 (FileScene, 1);
  g_autoptr(GError) error = NULL;

  self->now = G_USEC_PER_SEC;
  self->directory = g_dir_make_tmp ("sight-files-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      self->ends[i].scene = self;
      self->ends[i].exchange = sight_file_exchange_new (&output, &self->ends[i]);
      self->ends[i].directory = g_build_filename (self->directory, i == 0 ? "ada" : "bob", NULL);
      g_assert_cmpint (g_mkdir (self->ends[i].directory, 0700), ==, 0);
    }

  return self;
}

static void
lose (FileEnd *end)
{
  g_queue_clear_full (&end->said, g_free);
  g_queue_clear_full (&end->sent, (GDestroyNotify) g_bytes_unref);
  end->buffered = 0;
}

void
file_scene_free (FileScene *self)
{
  for (guint i = 0; i < 2; i++)
    {
      FileEnd *end = &self->ends[i];
      gint64 deadline = g_get_monotonic_time () + SCENE_SECONDS * G_USEC_PER_SEC;

      sight_file_exchange_close (end->exchange);
      g_assert_finalize_object (end->exchange);
      /* Whoever reads or writes a last block holds its transfer. */
      while (g_main_context_iteration (NULL, FALSE))
        g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      lose (end);
      g_free (end->directory);
    }
  file_kit_remove (self->directory);
  g_free (self->directory);
  g_free (self);
}

void
file_scene_up (FileScene *self)
{
  self->is_up = TRUE;
  for (guint i = 0; i < 2; i++)
    sight_file_exchange_set_up (self->ends[i].exchange, TRUE);
}

void
file_scene_break (FileScene *self)
{
  self->is_up = FALSE;
  for (guint i = 0; i < 2; i++)
    {
      lose (&self->ends[i]);
      sight_file_exchange_set_up (self->ends[i].exchange, FALSE);
      lose (&self->ends[i]);
    }
}

static gboolean
deliver_said (FileEnd *from,
              FileEnd *to)
{
  g_autofree char *text = g_queue_pop_head (&from->said);
  g_auto(SightControlMessage) message = { 0 };

  if (text == NULL)
    return FALSE;

  g_assert_true (sight_control_message_parse (&message, text, strlen (text), NULL));
  sight_file_exchange_received (to->exchange, &message);

  return TRUE;
}

static gboolean
deliver_sent (FileEnd *from,
              FileEnd *to)
{
  g_autoptr(GBytes) message = g_queue_pop_head (&from->sent);

  if (message == NULL)
    return FALSE;

  from->buffered -= g_bytes_get_size (message);
  sight_file_exchange_received_chunk (to->exchange, message);
  sight_file_exchange_drained (from->exchange);

  return TRUE;
}

gboolean
file_scene_step (FileScene *self)
{
  gboolean busy = FALSE;

  self->now += 1000;
  for (guint i = 0; i < 2 && self->is_up; i++)
    {
      busy |= deliver_said (&self->ends[i], &self->ends[1 - i]);
      busy |= deliver_sent (&self->ends[i], &self->ends[1 - i]);
    }
  while (g_main_context_iteration (NULL, FALSE))
    busy = TRUE;

  return busy;
}

void
file_scene_wait (FileScene         *self,
                 SightFileTransfer *transfer,
                 SightFileState     state)
{
  gint64 deadline = g_get_monotonic_time () + SCENE_SECONDS * G_USEC_PER_SEC;

  while (sight_file_transfer_get_state (transfer) != state)
    {
      const GError *error = sight_file_transfer_get_error (transfer);

      if (g_get_monotonic_time () > deadline || sight_file_transfer_is_over (transfer))
        g_error ("%s is in state %u, not %u, at %" G_GINT64_FORMAT ": %s", sight_file_transfer_get_name (transfer),
                 sight_file_transfer_get_state (transfer), state, sight_file_transfer_get_done (transfer),
                 error != NULL ? error->message : "no error");
      if (!file_scene_step (self))
        g_usleep (100);
    }
}

/* Threads at work cannot be seen from here; a tenth of a second is long for them. */
void
file_scene_settle (FileScene *self)
{
  gint64 quiet_since = g_get_monotonic_time ();

  while (g_get_monotonic_time () - quiet_since < G_USEC_PER_SEC / 10)
    if (file_scene_step (self))
      quiet_since = g_get_monotonic_time ();
    else
      g_usleep (100);
}

char *
file_scene_make (FileScene  *self,
                 const char *name,
                 gsize       size)
{
  return file_kit_make (self->ends[0].directory, name, size);
}

SightFileTransfer *
file_scene_offer (FileScene  *self,
                  const char *path)
{
  g_autoptr(GError) error = NULL;
  SightFileTransfer *transfer = sight_file_exchange_offer (self->ends[0].exchange, path, &error);

  g_assert_no_error (error);

  return transfer;
}

SightFileTransfer *
file_scene_newest (FileScene *self)
{
  GListModel *model = G_LIST_MODEL (self->ends[1].exchange);
  g_autoptr(SightFileTransfer) transfer = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (model), >, 0);
  transfer = g_list_model_get_item (model, g_list_model_get_n_items (model) - 1);

  return transfer;
}

/* What the second end sees of the offer of @path. */
SightFileTransfer *
file_scene_offered (FileScene  *self,
                    const char *path)
{
  guint before = g_list_model_get_n_items (G_LIST_MODEL (self->ends[1].exchange));
  gint64 deadline = g_get_monotonic_time () + SCENE_SECONDS * G_USEC_PER_SEC;

  file_scene_offer (self, path);
  while (g_list_model_get_n_items (G_LIST_MODEL (self->ends[1].exchange)) == before)
    {
      file_scene_step (self);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }

  return file_scene_newest (self);
}

void
file_scene_accept (FileScene         *self,
                   SightFileTransfer *transfer)
{
  sight_file_exchange_accept (self->ends[1].exchange, transfer, self->ends[1].directory);
}

guint
file_scene_count (FileScene *self)
{
  return file_kit_count (self->ends[1].directory);
}

void
file_scene_say (FileScene  *self,
                const char *text)
{
  g_auto(SightControlMessage) message = { 0 };

  g_assert_true (sight_control_message_parse (&message, text, strlen (text), NULL));
  sight_file_exchange_received (self->ends[1].exchange, &message);
}

void
file_scene_send (FileScene  *self,
                 const char *id,
                 gint64      offset,
                 gsize       length)
{
  g_autofree guint8 *payload = g_malloc0 (length);
  SightFileChunk chunk = { .offset = offset, .payload = payload, .length = length };
  g_autoptr(GBytes) message = NULL;

  g_assert_true (sight_id_parse (&chunk.id, id, strlen (id)));
  message = sight_file_chunk_write (&chunk);
  sight_file_exchange_received_chunk (self->ends[1].exchange, message);
}
