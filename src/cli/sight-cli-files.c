/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-files.h"

#include <fcntl.h>
#include <unistd.h>

#include "call/sight-file-exchange.h"
#include "cli/sight-cli-name.h"

#define TELL_INTERVAL G_USEC_PER_SEC
#define READ_SIZE     (64 * 1024)

struct _SightCliFiles
{
  GObject                parent_instance;

  SightParticipant      *participant;
  SightFileExchange     *exchange;
  GHashTable            *told;       /* SightFileTransfer to when, as gint64 */
  gboolean               has_offered;
  guint                  n_done;

  /* Borrowed references */
  const SightCliOptions *options;
};

enum {
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCliFiles, sight_cli_files, G_TYPE_OBJECT)

static const char *
get_state_name (SightFileTransfer *transfer)
{
  static const char * const names[] = {
    [SIGHT_FILE_OFFERED] = "offered",
    [SIGHT_FILE_RUNNING] = "progress",
    [SIGHT_FILE_PAUSED] = "paused",
    [SIGHT_FILE_DONE] = "done",
    [SIGHT_FILE_DECLINED] = "declined",
    [SIGHT_FILE_ENDED] = "failed",
  };

  return names[sight_file_transfer_get_state (transfer)];
}

static void
tell (SightCliFiles     *self,
      SightFileTransfer *transfer,
      const char        *sha256)
{
  SightCliEvent *event = sight_cli_event_new ("file");
  gboolean outgoing = sight_file_transfer_is_outgoing (transfer);
  const GError *error = sight_file_transfer_get_error (transfer);
  const char *path = sight_file_transfer_get_path (transfer);
  const char *state = get_state_name (transfer);

  sight_cli_event_text (event, "peer", sight_participant_get_id (self->participant)->text);
  sight_cli_event_text (event, "file", sight_file_transfer_get_id (transfer)->text);
  sight_cli_event_text (event, "direction", outgoing ? "out" : "in");
  sight_cli_event_text (event, "name", sight_file_transfer_get_name (transfer));
  sight_cli_event_text (event, "state", state);
  sight_cli_event_number (event, "size", sight_file_transfer_get_size (transfer));
  sight_cli_event_number (event, "done", sight_file_transfer_get_done (transfer));
  sight_cli_event_number (event, "speed", sight_file_transfer_get_speed (transfer));
  if (path != NULL)
    sight_cli_event_text (event, "path", path);
  if (sha256 != NULL)
    sight_cli_event_text (event, "sha256", sha256);
  if (error != NULL)
    sight_cli_event_text (event, "reason", error->message);
  sight_cli_event_print (event, &self->options->teller, "file %s %s %s: %s, %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " bytes%s%s",
                         sight_file_transfer_get_name (transfer), outgoing ? "to" : "from", sight_cli_name_of (self->participant), state,
                         sight_file_transfer_get_done (transfer), sight_file_transfer_get_size (transfer),
                         error != NULL ? ": " : sha256 != NULL ? ", SHA-256 " : "",
                         error != NULL ? error->message : sha256 != NULL ? sha256 : "");
}

/* Reading a large file takes a while: on a thread of its own. */
static void
hash_file (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  const char *path = sight_file_transfer_get_path (task_data);
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (READ_SIZE);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize length = fd < 0 ? -1 : 0;

  while (fd >= 0 && (length = read (fd, buffer, READ_SIZE)) > 0)
    g_checksum_update (checksum, buffer, length);
  if (fd >= 0)
    close (fd);

  g_task_return_pointer (task, length == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL, g_free);
}

static void
finish (SightCliFiles     *self,
        SightFileTransfer *transfer,
        const char        *sha256)
{
  tell (self, transfer, sha256);
  self->n_done++;
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
on_hash_ready (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree char *sha256 = g_task_propagate_pointer (G_TASK (result), NULL);

  finish (SIGHT_CLI_FILES (object), g_task_get_task_data (G_TASK (result)), sha256);
}

static void
on_state_changed (SightFileTransfer *transfer,
                  GParamSpec        *pspec,
                  SightCliFiles     *self)
{
  gboolean is_done = sight_file_transfer_get_state (transfer) == SIGHT_FILE_DONE;
  g_autoptr(GTask) task = NULL;

  if (!is_done)
    tell (self, transfer, NULL);
  else if (sight_file_transfer_is_outgoing (transfer))
    finish (self, transfer, NULL);
  else
    {
      task = g_task_new (self, NULL, on_hash_ready, NULL);
      g_task_set_source_tag (task, on_state_changed);
      g_task_set_task_data (task, g_object_ref (transfer), g_object_unref);
      g_task_run_in_thread (task, hash_file);
    }
}

static void
on_done_changed (SightFileTransfer *transfer,
                 GParamSpec        *pspec,
                 SightCliFiles     *self)
{
  gint64 *told = g_hash_table_lookup (self->told, transfer);
  gint64 now = g_get_monotonic_time ();

  if (told == NULL || now - *told < TELL_INTERVAL || sight_file_transfer_get_state (transfer) != SIGHT_FILE_RUNNING)
    return;

  *told = now;
  tell (self, transfer, NULL);
}

/* Not from within the exchange. */
static gboolean
on_answer (gpointer user_data)
{
  SightFileTransfer *transfer = user_data;
  SightCliFiles *self = g_object_get_data (G_OBJECT (transfer), "sight-cli-files");

  if (self == NULL || sight_file_transfer_get_state (transfer) != SIGHT_FILE_OFFERED)
    return G_SOURCE_REMOVE;

  if (self->options->save != NULL)
    sight_file_exchange_accept (self->exchange, transfer, self->options->save);
  else
    {
      if (!self->options->teller.json)
        g_print ("It is declined: --save FOLDER keeps files.\n");
      sight_file_exchange_decline (self->exchange, transfer);
    }

  return G_SOURCE_REMOVE;
}

static void
watch (SightCliFiles     *self,
       SightFileTransfer *transfer)
{
  gint64 now = g_get_monotonic_time ();

  if (g_hash_table_contains (self->told, transfer))
    return;

  g_hash_table_insert (self->told, g_object_ref (transfer), g_memdup2 (&now, sizeof now));
  g_object_set_data (G_OBJECT (transfer), "sight-cli-files", self);
  g_signal_connect (transfer, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_connect (transfer, "notify::done", G_CALLBACK (on_done_changed), self);
  tell (self, transfer, NULL);
  if (!sight_file_transfer_is_outgoing (transfer))
    g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, g_object_ref (transfer), g_object_unref);
}

static void
on_items_changed (SightCliFiles *self,
                  guint          position,
                  guint          removed,
                  guint          added,
                  GListModel    *exchange)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightFileTransfer) transfer = g_list_model_get_item (exchange, position + i);

      watch (self, transfer);
    }
}

static void
sight_cli_files_dispose (GObject *object)
{
  SightCliFiles *self = SIGHT_CLI_FILES (object);
  GHashTableIter iter;
  gpointer transfer;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &transfer, NULL))
    {
      g_signal_handlers_disconnect_by_data (transfer, self);
      g_object_set_data (transfer, "sight-cli-files", NULL);
    }
  g_hash_table_remove_all (self->told);
  if (self->exchange != NULL)
    g_signal_handlers_disconnect_by_data (self->exchange, self);
  g_clear_object (&self->exchange);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (sight_cli_files_parent_class)->dispose (object);
}

static void
sight_cli_files_finalize (GObject *object)
{
  g_hash_table_unref (SIGHT_CLI_FILES (object)->told);

  G_OBJECT_CLASS (sight_cli_files_parent_class)->finalize (object);
}

static void
sight_cli_files_class_init (SightCliFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_cli_files_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_cli_files_finalize;

  signals[SIGNAL_DONE] = g_signal_new ("done", SIGHT_TYPE_CLI_FILES, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_cli_files_init (SightCliFiles *self)
{
  self->told = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

SightCliFiles *
sight_cli_files_new (SightParticipant      *participant,
                     const SightCliOptions *options)
{
  SightCliFiles *self = g_object_new (SIGHT_TYPE_CLI_FILES, NULL);

  self->participant = g_object_ref (participant);
  self->exchange = g_object_ref (sight_participant_get_files (participant));
  self->options = options;
  g_signal_connect_swapped (self->exchange, "items-changed", G_CALLBACK (on_items_changed), self);

  return self;
}

void
sight_cli_files_offer (SightCliFiles *self)
{
  if (self->has_offered)
    return;

  self->has_offered = TRUE;
  for (guint i = 0; self->options->sends != NULL && self->options->sends[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (sight_file_exchange_offer (self->exchange, self->options->sends[i], &error) == NULL)
        g_printerr ("'%s' is not sent: %s\n", self->options->sends[i], error->message);
    }
}

guint
sight_cli_files_get_done (SightCliFiles *self)
{
  return self->n_done;
}
