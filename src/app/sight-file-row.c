/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-file-row.h"

#include <glib/gi18n.h>

#include "app/sight-downloads.h"
#include "app/sight-format.h"
#include "app/sight-show.h"
#include "call/sight-call-error.h"
#include "call/sight-file-exchange.h"

struct _SightFileRow
{
  GtkWidget          parent_instance;

  SightChatEntry    *entry;
  SightFileTransfer *transfer; /* borrowed from the entry */
  GSignalGroup      *signals;
  GtkFileChooserNative *chooser;   /* while it is open */
  gboolean           keeps_folder; /* what is chosen there is the folder of all files */
  GError            *error;    /* why it could not be sent again */

  GtkImage          *icon;
  GtkLabel          *name;
  GtkLabel          *status;
  GtkProgressBar    *progress;
  GtkWidget         *buttons;
  GtkWidget         *save;
  GtkWidget         *save_to;
  GtkWidget         *decline;
  GtkWidget         *cancel;
  GtkWidget         *retry;
  GtkWidget         *show;
};

G_DEFINE_FINAL_TYPE (SightFileRow, sight_file_row, GTK_TYPE_WIDGET)

/* What is told */

static char *
describe_running (SightFileTransfer *transfer)
{
  gint64 done = sight_file_transfer_get_done (transfer);
  gint64 size = sight_file_transfer_get_size (transfer);
  gint64 speed = sight_file_transfer_get_speed (transfer);
  g_autofree char *progress = sight_format_progress (done, size);
  g_autofree char *fast = sight_format_speed (speed);
  g_autofree char *left = sight_format_time_left (size - done, speed);

  if (speed <= 0)
    return g_steal_pointer (&progress);
  if (left == NULL)
    return g_strdup_printf ("%s · %s", progress, fast);

  return g_strdup_printf ("%s · %s · %s", progress, fast, left);
}

static char *
describe_done (SightFileTransfer *transfer)
{
  g_autofree char *size = sight_format_size (sight_file_transfer_get_size (transfer));

  /* Translators: %s is a size such as 1.2 MB */
  return g_strdup_printf (sight_file_transfer_is_outgoing (transfer) ? _("%s · Sent") : _("%s · Saved"), size);
}

static char *
describe_offered (SightFileTransfer *transfer)
{
  g_autofree char *size = sight_format_size (sight_file_transfer_get_size (transfer));

  if (!sight_file_transfer_is_outgoing (transfer))
    return g_steal_pointer (&size);

  /* Translators: %s is a size such as 1.2 MB */
  return g_strdup_printf (_("%s · Waiting for an answer"), size);
}

char *
sight_file_row_describe (SightFileTransfer *transfer)
{
  const GError *error = sight_file_transfer_get_error (transfer);

  switch (sight_file_transfer_get_state (transfer))
    {
    case SIGHT_FILE_OFFERED:
      return describe_offered (transfer);

    case SIGHT_FILE_RUNNING:
      return describe_running (transfer);

    case SIGHT_FILE_PAUSED:
      return g_strdup (_("Waiting for the connection"));

    case SIGHT_FILE_DONE:
      return describe_done (transfer);

    case SIGHT_FILE_DECLINED:
      return g_strdup (sight_file_transfer_is_outgoing (transfer) ? _("Declined") : _("You declined it"));

    case SIGHT_FILE_ENDED:
    default:
      return g_strdup (error != NULL ? error->message : _("The transfer failed"));
    }
}

static GIcon *
guess_icon (const char *name)
{
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);

  return g_content_type_get_symbolic_icon (type);
}

static void
update_buttons (SightFileRow *self)
{
  SightFileState state = sight_file_transfer_get_state (self->transfer);
  gboolean is_outgoing = sight_file_transfer_is_outgoing (self->transfer);
  gboolean asks = state == SIGHT_FILE_OFFERED && !is_outgoing;
  gboolean has_path = sight_file_transfer_get_path (self->transfer) != NULL;
  gboolean failed = state == SIGHT_FILE_ENDED || state == SIGHT_FILE_DECLINED;

  gtk_widget_set_visible (self->save, asks);
  gtk_widget_set_visible (self->save_to, asks);
  gtk_widget_set_visible (self->decline, asks);
  gtk_widget_set_visible (self->cancel, !asks && !sight_file_transfer_is_over (self->transfer));
  gtk_widget_set_visible (self->retry, failed && sight_file_transfer_get_source (self->transfer) != NULL);
  gtk_widget_set_visible (self->show, !is_outgoing && state == SIGHT_FILE_DONE && has_path);
  gtk_widget_set_visible (self->buttons, asks || !sight_file_transfer_is_over (self->transfer) ||
                          gtk_widget_get_visible (self->retry) || gtk_widget_get_visible (self->show));
}

/* Whoever cancelled it knows, and need not be alarmed. */
static gboolean
is_alarming (SightFileRow *self)
{
  const GError *error = sight_file_transfer_get_error (self->transfer);

  return self->error != NULL ||
         (error != NULL && !g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_CANCELLED));
}

static void
update (SightFileRow *self)
{
  SightFileState state = sight_file_transfer_get_state (self->transfer);
  gint64 size = sight_file_transfer_get_size (self->transfer);
  g_autofree char *status = sight_file_row_describe (self->transfer);

  gtk_label_set_text (self->status, self->error != NULL ? self->error->message : status);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), state == SIGHT_FILE_RUNNING || state == SIGHT_FILE_PAUSED);
  gtk_progress_bar_set_fraction (self->progress,
                                 size > 0 ? (double) sight_file_transfer_get_done (self->transfer) / size : 0);
  if (is_alarming (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "error");
  update_buttons (self);
}

/* What is done */

static SightFileExchange *
get_exchange (SightFileRow *self)
{
  return SIGHT_FILE_EXCHANGE (sight_chat_entry_get_files (self->entry));
}

static void
on_response (SightFileRow *self,
             int           response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && self->entry != NULL)
    {
      if (self->keeps_folder)
        sight_downloads_set_folder (path);
      sight_file_exchange_accept (get_exchange (self), self->transfer, path);
    }
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (chooser));
}

static void
choose_folder (SightFileRow *self,
               gboolean      keeps_folder)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;

  self->keeps_folder = keeps_folder;
  self->chooser = gtk_file_chooser_native_new (_("Save in Folder"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_save_to (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  choose_folder (SIGHT_FILE_ROW (widget), FALSE);
}

/* In a sandbox there is no folder before one was chosen, which then stays. */
static void
on_save (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  SightFileRow *self = SIGHT_FILE_ROW (widget);
  g_autofree char *folder = sight_downloads_get_folder ();

  if (folder != NULL)
    sight_file_exchange_accept (get_exchange (self), self->transfer, folder);
  else
    choose_folder (self, TRUE);
}

static void
on_decline (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  SightFileRow *self = SIGHT_FILE_ROW (widget);

  sight_file_exchange_decline (get_exchange (self), self->transfer);
}

static void
on_cancel (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightFileRow *self = SIGHT_FILE_ROW (widget);

  sight_file_exchange_cancel (get_exchange (self), self->transfer);
}

/* As another file, in a row of its own. */
static void
on_retry (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  SightFileRow *self = SIGHT_FILE_ROW (widget);

  g_clear_error (&self->error);
  sight_file_exchange_offer (get_exchange (self), sight_file_transfer_get_source (self->transfer), &self->error);
  update (self);
}

static void
on_show (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  sight_show_folder (widget, sight_file_transfer_get_path (SIGHT_FILE_ROW (widget)->transfer));
}

static void
close_chooser (SightFileRow *self)
{
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
}

static void
sight_file_row_dispose (GObject *object)
{
  SightFileRow *self = SIGHT_FILE_ROW (object);
  GtkWidget *child;

  close_chooser (self);
  g_clear_object (&self->signals);
  g_clear_object (&self->entry);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sight_file_row_parent_class)->dispose (object);
}

static void
sight_file_row_finalize (GObject *object)
{
  g_clear_error (&SIGHT_FILE_ROW (object)->error);

  G_OBJECT_CLASS (sight_file_row_parent_class)->finalize (object);
}

static void
sight_file_row_class_init (SightFileRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_file_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_file_row_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, name);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, status);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, progress);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, save);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, save_to);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, decline);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, cancel);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, retry);
  gtk_widget_class_bind_template_child (widget_class, SightFileRow, show);

  gtk_widget_class_install_action (widget_class, "file.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "file.save-to", NULL, on_save_to);
  gtk_widget_class_install_action (widget_class, "file.decline", NULL, on_decline);
  gtk_widget_class_install_action (widget_class, "file.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "file.retry", NULL, on_retry);
  gtk_widget_class_install_action (widget_class, "file.show", NULL, on_show);
}

static void
sight_file_row_init (SightFileRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (SIGHT_TYPE_FILE_TRANSFER);
  g_signal_group_connect_swapped (self->signals, "notify::done", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (update), self);
}

GtkWidget *
sight_file_row_new (void)
{
  return g_object_new (SIGHT_TYPE_FILE_ROW, NULL);
}

void
sight_file_row_set_entry (SightFileRow   *self,
                          SightChatEntry *entry)
{
  g_autoptr(GIcon) icon = NULL;

  close_chooser (self);
  g_clear_error (&self->error);
  g_set_object (&self->entry, entry);
  self->transfer = entry != NULL ? sight_chat_entry_get_transfer (entry) : NULL;
  g_signal_group_set_target (self->signals, self->transfer);
  if (self->transfer == NULL)
    return;

  icon = guess_icon (sight_file_transfer_get_name (self->transfer));
  gtk_image_set_from_gicon (self->icon, icon);
  gtk_label_set_text (self->name, sight_file_transfer_get_name (self->transfer));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), sight_file_transfer_get_name (self->transfer));
  update (self);
}
