/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-statistics-page.h"

#include <glib/gi18n.h>

#include "app/sight-statistics-row.h"

struct _SightStatisticsPage
{
  SightPage             parent_instance;

  GSignalGroup         *meeting_signals;
  GSignalGroup         *call_signals;
  SightCall            *call;
  GCancellable         *cancellable;
  GtkFileChooserNative *chooser;         /* while it is open */
  gboolean              as_csv;

  GtkStack             *stack;
  GtkListBox           *list;
  GtkLabel             *note;
};

G_DEFINE_FINAL_TYPE (SightStatisticsPage, sight_statistics_page, SIGHT_TYPE_PAGE)

static SightCallStatistics *
get_statistics (SightStatisticsPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));

  return meeting != NULL ? sight_meeting_get_statistics (meeting) : NULL;
}

/* The list */

static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  SightStatisticsPage *self = user_data;

  return sight_statistics_row_new (get_statistics (self), item);
}

/* With one other there is nothing to choose. */
static void
update_list (SightStatisticsPage *self)
{
  guint n = self->call != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->call)) : 0;
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (n == 1 && first != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (first), TRUE);
}

/* Export */

static void
show_note (SightStatisticsPage *self,
           const char          *text,
           gboolean             is_error)
{
  gtk_label_set_text (self->note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note), TRUE);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "error");
}

static void
on_replace_contents_ready (GObject      *file,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(SightStatisticsPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_file_replace_contents_finish (G_FILE (file), result, NULL, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  name = g_file_get_parse_name (G_FILE (file));
  /* Translators: %s is the name of a file */
  text = error == NULL ? g_strdup_printf (_("Saved as %s"), name)
                       : g_strdup_printf (_("Not saved: %s"), error->message);
  show_note (self, text, error != NULL);
}

static void
save (SightStatisticsPage *self,
      GFile               *file)
{
  SightCallStatistics *statistics = get_statistics (self);
  g_autoptr(GBytes) bytes = NULL;
  GString *text;

  if (statistics == NULL)
    return;

  text = g_string_new (NULL);
  if (self->as_csv)
    sight_call_statistics_export_csv (statistics, text);
  else
    sight_call_statistics_export_json (statistics, text);
  bytes = g_string_free_to_bytes (text);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION,
                                       self->cancellable, on_replace_contents_ready, g_object_ref (self));
}

static void
on_response (SightStatisticsPage *self,
             int                  response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    save (self, file);
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (chooser));
}

static char *
make_name (SightStatisticsPage *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M");
  /* Translators: the name of a file; %s is a date and a time */
  g_autofree char *name = g_strdup_printf (_("Call statistics %s"), time);

  return g_strconcat (name, self->as_csv ? ".csv" : ".json", NULL);
}

static void
on_export (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightStatisticsPage *self = SIGHT_STATISTICS_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *name = NULL;

  if (self->chooser != NULL)
    return;

  self->as_csv = g_str_equal (g_variant_get_string (parameter, NULL), "csv");
  name = make_name (self);
  self->chooser = gtk_file_chooser_native_new (_("Save Statistics"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The call */

static void
on_call_changed (SightStatisticsPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  SightCall *call = meeting != NULL ? sight_meeting_get_call (meeting) : NULL;

  if (self->call == call)
    return;

  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_signal_group_set_target (self->call_signals, NULL);
  g_set_object (&self->call, call);
  if (call != NULL)
    gtk_list_box_bind_model (self->list, G_LIST_MODEL (call), make_row, self, NULL);
  /* After the list, whose first row is looked at. */
  g_signal_group_set_target (self->call_signals, call);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  update_list (self);
}

static void
sight_statistics_page_meeting_changed (SightPage    *page,
                                       SightMeeting *old)
{
  SightStatisticsPage *self = SIGHT_STATISTICS_PAGE (page);

  g_signal_group_set_target (self->meeting_signals, sight_page_get_meeting (page));
  on_call_changed (self);
}

static void
sight_statistics_page_dispose (GObject *object)
{
  SightStatisticsPage *self = SIGHT_STATISTICS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  sight_page_set_meeting (SIGHT_PAGE (self), NULL);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->meeting_signals);
  g_clear_object (&self->call_signals);

  G_OBJECT_CLASS (sight_statistics_page_parent_class)->dispose (object);
}

static void
sight_statistics_page_finalize (GObject *object)
{
  g_clear_object (&SIGHT_STATISTICS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (sight_statistics_page_parent_class)->finalize (object);
}

static void
sight_statistics_page_class_init (SightStatisticsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_statistics_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_statistics_page_finalize;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_statistics_page_meeting_changed;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-statistics-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsPage, list);
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsPage, note);
  gtk_widget_class_install_action (widget_class, "statistics.export", "s", on_export);
}

static void
sight_statistics_page_init (SightStatisticsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->meeting_signals = g_signal_group_new (SIGHT_TYPE_MEETING);
  g_signal_group_connect_swapped (self->meeting_signals, "notify::call", G_CALLBACK (on_call_changed), self);
  self->call_signals = g_signal_group_new (SIGHT_TYPE_CALL);
  g_signal_group_connect_swapped (self->call_signals, "items-changed", G_CALLBACK (update_list), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}
