/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-page.h"

#include <glib/gi18n.h>

#include "app/sight-chat-composer.h"
#include "app/sight-chat-row.h"
#include "app/sight-picture-files.h"

/* So near to the end one has the newest before one's eyes. */
#define NEAR_PIXELS 40

struct _SightChatPage
{
  SightPage          parent_instance;

  GSignalGroup      *meeting_signals;
  SightCall         *call;
  SightChatStream   *stream;
  SightPictureFiles *pictures;
  GCancellable      *cancellable;
  GtkWindow         *window;        /* borrowed while we are in it */
  gboolean           is_shown;

  /* Whether the newest stays before the eyes when there is more. */
  gboolean           follows;
  double             value;
  double             left;
  guint              scroll_source;

  GtkStack          *stack;
  GtkScrolledWindow *scrolled;
  GtkListView       *list;
  GtkRevealer       *newest_revealer;
  GtkLabel          *newest_label;
  GtkRevealer       *drop_revealer;
  GtkRevealer       *error_revealer;
  GtkLabel          *error;
  SightChatComposer *composer;
  GtkDropTarget     *drop_target;
};

enum {
  PROP_0,
  PROP_IS_SHOWN,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightChatPage, sight_chat_page, SIGHT_TYPE_PAGE)

/* What is read */

static void
update_newest (SightChatPage *self)
{
  guint unread = self->stream != NULL ? sight_chat_stream_get_unread (self->stream) : 0;
  g_autofree char *text = NULL;
  gboolean is_needed = !self->follows;

  if (unread > 0)
    text = g_strdup_printf (ngettext ("%u new message", "%u new messages", unread), unread);
  gtk_label_set_text (self->newest_label, text != NULL ? text : _("Newest"));
  gtk_revealer_set_reveal_child (self->newest_revealer, is_needed);
  gtk_widget_set_can_target (GTK_WIDGET (self->newest_revealer), is_needed);
}

static void
update_read (SightChatPage *self)
{
  gboolean has_focus = self->window != NULL && gtk_window_is_active (self->window);

  if (self->stream != NULL)
    sight_chat_stream_set_read (self->stream, self->is_shown && has_focus && self->follows);
}

/* Where one reads */

static void
set_follows (SightChatPage *self,
             gboolean       follows)
{
  if (self->follows == follows)
    return;

  self->follows = follows;
  if (!follows)
    g_clear_handle_id (&self->scroll_source, g_source_remove);
  update_read (self);
  update_newest (self);
}

static gboolean
on_scroll_idle (gpointer user_data)
{
  SightChatPage *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  self->scroll_source = 0;
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));

  return G_SOURCE_REMOVE;
}

/* Not within a layout, which this is told in. */
static void
scroll_soon (SightChatPage *self)
{
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_scroll_idle, self, NULL);
}

static void
scroll_to_newest (SightChatPage *self)
{
  guint n = self->stream != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->stream)) : 0;

  if (n > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n - 1);
  scroll_soon (self);
}

/* Only a person comes away from the end by going up: more at the end leaves the
 * place as it is, and where the list learns how high its rows are, both move.
 */
static void
on_scrolled (SightChatPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  double value = gtk_adjustment_get_value (adjustment);
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - value;
  gboolean went_up = value < self->value - 1 && left > self->left + 1;

  self->value = value;
  self->left = left;
  if (left < NEAR_PIXELS)
    set_follows (self, TRUE);
  else if (went_up)
    set_follows (self, FALSE);

  if (self->follows && left >= 1)
    scroll_soon (self);
}

static void
on_items_changed (SightChatPage *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->stream));
  g_autoptr(SightChatEntry) last = n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->stream), n - 1) : NULL;

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  /* Who says something wants to see it. */
  if (added > 0 && last != NULL && sight_chat_entry_is_own (last))
    set_follows (self, TRUE);
  if (added > 0 && self->follows)
    scroll_to_newest (self);
}

static void
on_newest (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (widget);

  set_follows (self, TRUE);
  scroll_to_newest (self);
}

/* What is sent */

static void
show_error (SightChatPage *self,
            const char    *text)
{
  if (text != NULL)
    gtk_label_set_text (self->error, text);
  gtk_revealer_set_reveal_child (self->error_revealer, text != NULL);
}

static void
on_dismiss (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  show_error (SIGHT_CHAT_PAGE (widget), NULL);
}

static void
on_submit (SightChatPage *self,
           const char    *text)
{
  g_autoptr(GError) error = NULL;

  if (self->call == NULL)
    return;

  if (sight_call_say_chat (self->call, text, &error))
    sight_chat_composer_clear (self->composer);
  show_error (self, error != NULL ? error->message : NULL);
}

static void
send_path (SightChatPage *self,
           const char    *path)
{
  g_autoptr(GError) error = NULL;

  if (self->call == NULL)
    return;

  if (path == NULL)
    {
      show_error (self, _("Only files on this computer can be sent: save it here first"));
      return;
    }

  sight_call_send_file (self->call, path, &error);
  show_error (self, error != NULL ? error->message : NULL);
}

static void
on_file (SightChatPage *self,
         GFile         *file)
{
  g_autofree char *path = g_file_get_path (file);

  send_path (self, path);
}

static void
on_save_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = sight_picture_files_save_finish (result, &error);

  if (path != NULL)
    send_path (user_data, path);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (user_data, error->message);
}

static void
on_picture_response (SightChatPage *self,
                     const char    *response,
                     GtkWidget     *dialog)
{
  if (g_str_equal (response, "send"))
    sight_picture_files_save_async (self->pictures, g_object_get_data (G_OBJECT (dialog), "picture"),
                                    self->cancellable, on_save_ready, self);
}

/* With a look at it: who pastes may have something else in the clipboard than
 * they think.
 */
static void
on_picture (SightChatPage *self,
            GdkTexture    *picture)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _("Send This Picture?"), NULL);
  GtkWidget *preview = gtk_picture_new_for_paintable (GDK_PAINTABLE (picture));

  gtk_widget_set_size_request (preview, -1, 180);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), preview);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "send", _("_Send"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "send", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "send");
  g_object_set_data_full (G_OBJECT (dialog), "picture", g_object_ref (picture), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_picture_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
on_drop (SightChatPage *self,
         const GValue  *value)
{
  for (GSList *file = g_value_get_boxed (value); file != NULL; file = file->next)
    on_file (self, file->data);

  return TRUE;
}

static void
on_current_drop_changed (SightChatPage *self)
{
  gtk_revealer_set_reveal_child (self->drop_revealer, gtk_drop_target_get_current_drop (self->drop_target) != NULL);
}

/* Rows */

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
  gtk_list_item_set_child (item, sight_chat_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  sight_chat_row_set_entry (SIGHT_CHAT_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  sight_chat_row_set_entry (SIGHT_CHAT_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
set_up_list (SightChatPage *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list, factory);

  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

/* The call */

static void
clear_call (SightChatPage *self)
{
  gtk_list_view_set_model (self->list, NULL);
  if (self->stream != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->stream, self);
      sight_chat_stream_set_read (self->stream, FALSE);
    }
  g_clear_object (&self->stream);
  g_clear_object (&self->call);
}

static void
take_call (SightChatPage *self,
           SightMeeting  *meeting)
{
  g_autoptr(GtkNoSelection) selection = NULL;

  self->stream = g_object_ref (sight_meeting_get_chat (meeting));
  g_signal_connect_object (self->stream, "notify::unread", G_CALLBACK (update_newest), self, G_CONNECT_SWAPPED);

  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->stream)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  /* After the list, which has to have the row that it is scrolled to. */
  g_signal_connect_object (self->stream, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->stream)));
}

static void
on_call_changed (SightChatPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  SightCall *call = meeting != NULL ? sight_meeting_get_call (meeting) : NULL;

  if (self->call == call)
    return;

  clear_call (self);
  self->follows = TRUE;
  g_set_object (&self->call, call);
  if (call != NULL)
    take_call (self, meeting);
  update_read (self);
  update_newest (self);
}

static void
sight_chat_page_meeting_changed (SightPage    *page,
                                 SightMeeting *old)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (page);

  g_signal_group_set_target (self->meeting_signals, sight_page_get_meeting (page));
  on_call_changed (self);
}

/* The window */

static void
sight_chat_page_root (GtkWidget *widget)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (sight_chat_page_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;

  self->window = GTK_WINDOW (root);
  g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (update_read), self, G_CONNECT_SWAPPED);
  update_read (self);
}

static void
sight_chat_page_unroot (GtkWidget *widget)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, update_read, self);
  self->window = NULL;

  GTK_WIDGET_CLASS (sight_chat_page_parent_class)->unroot (widget);
}

static void
set_shown (SightChatPage *self,
           gboolean       is_shown)
{
  if (self->is_shown == is_shown)
    return;

  self->is_shown = is_shown;
  update_read (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

static void
sight_chat_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_chat_page_parent_class)->map (widget);

  set_shown (SIGHT_CHAT_PAGE (widget), TRUE);
}

static void
sight_chat_page_unmap (GtkWidget *widget)
{
  set_shown (SIGHT_CHAT_PAGE (widget), FALSE);

  GTK_WIDGET_CLASS (sight_chat_page_parent_class)->unmap (widget);
}

static gboolean
sight_chat_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SIGHT_CHAT_PAGE (widget)->composer));
}

static void
sight_chat_page_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (object);

  switch (property_id)
    {
    case PROP_IS_SHOWN:
      g_value_set_boolean (value, self->is_shown);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_chat_page_dispose (GObject *object)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  sight_page_set_meeting (SIGHT_PAGE (self), NULL);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_object (&self->meeting_signals);

  G_OBJECT_CLASS (sight_chat_page_parent_class)->dispose (object);
}

static void
sight_chat_page_finalize (GObject *object)
{
  SightChatPage *self = SIGHT_CHAT_PAGE (object);

  g_clear_pointer (&self->pictures, sight_picture_files_free);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (sight_chat_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-chat-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, list);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, newest_revealer);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, newest_label);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, drop_revealer);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, error);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, composer);
  gtk_widget_class_bind_template_child (widget_class, SightChatPage, drop_target);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_file);
  gtk_widget_class_bind_template_callback (widget_class, on_picture);
  gtk_widget_class_bind_template_callback (widget_class, on_drop);
  gtk_widget_class_bind_template_callback (widget_class, on_current_drop_changed);
}

static void
sight_chat_page_class_init (SightChatPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sight_chat_page_get_property;
  object_class->dispose = sight_chat_page_dispose;
  object_class->finalize = sight_chat_page_finalize;
  widget_class->root = sight_chat_page_root;
  widget_class->unroot = sight_chat_page_unroot;
  widget_class->map = sight_chat_page_map;
  widget_class->unmap = sight_chat_page_unmap;
  widget_class->grab_focus = sight_chat_page_grab_focus;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_chat_page_meeting_changed;

  properties[PROP_IS_SHOWN] = g_param_spec_boolean ("is-shown", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /* What the template's drop target takes; only X11 knows it already. */
  g_type_ensure (GDK_TYPE_FILE_LIST);
  g_type_ensure (SIGHT_TYPE_CHAT_COMPOSER);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "chat.newest", NULL, on_newest);
  gtk_widget_class_install_action (widget_class, "chat.dismiss", NULL, on_dismiss);
}

static void
sight_chat_page_init (SightChatPage *self)
{
  self->follows = TRUE;
  self->cancellable = g_cancellable_new ();
  self->pictures = sight_picture_files_new ();
  self->meeting_signals = g_signal_group_new (SIGHT_TYPE_MEETING);
  g_signal_group_connect_swapped (self->meeting_signals, "notify::call", G_CALLBACK (on_call_changed), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_list (self);
}
