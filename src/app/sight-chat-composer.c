/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-composer.h"

#include <glib/gi18n.h>

struct _SightChatComposer
{
  GtkWidget             parent_instance;

  gboolean              composing; /* an input method asks for more keys */
  GCancellable         *cancellable;
  GtkFileChooserNative *chooser;   /* while it is open */

  GtkTextView          *view;
  GtkWidget            *placeholder;
};

enum {
  SUBMIT,
  FILE_CHOSEN,
  PICTURE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightChatComposer, sight_chat_composer, GTK_TYPE_WIDGET)

static char *
get_text (SightChatComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
update (SightChatComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *text = get_text (self);

  gtk_widget_set_visible (self->placeholder, gtk_text_buffer_get_char_count (buffer) == 0 && !self->composing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", *text != '\0');
}

static void
submit (SightChatComposer *self)
{
  g_autofree char *text = get_text (self);

  if (*text != '\0')
    g_signal_emit (self, signals[SUBMIT], 0, text);
}

static void
on_preedit_changed (SightChatComposer *self,
                    const char        *preedit)
{
  self->composing = *preedit != '\0';
  update (self);
}

/* Before the view takes it, but not before an input method that needs it. */
static gboolean
on_key_pressed (SightChatComposer *self,
                guint              keyval,
                guint              keycode,
                GdkModifierType    state)
{
  gboolean is_enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;

  if (!is_enter || self->composing || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  submit (self);
  return GDK_EVENT_STOP;
}

static void
on_emoji_picked (SightChatComposer *self,
                 const char        *emoji)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer, emoji, -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* What is pasted */

static void
on_read_value_ready (GObject      *clipboard,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, &error);
  SightChatComposer *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (value == NULL)
    {
      g_message ("What is in the clipboard cannot be pasted: %s", error->message);
      return;
    }

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      g_signal_emit (self, signals[PICTURE], 0, g_value_get_object (value));
      return;
    }

  for (GSList *file = g_value_get_boxed (value); file != NULL; file = file->next)
    g_signal_emit (self, signals[FILE_CHOSEN], 0, file->data);
}

/* Files are also offered as text, which is their names; of a text that is also
 * offered as a picture, as from a spreadsheet, the text is meant.
 */
static void
on_paste_clipboard (SightChatComposer *self,
                    GtkTextView       *view)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_INVALID;

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
           !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    type = GDK_TYPE_TEXTURE;
  if (type == G_TYPE_INVALID)
    return;

  g_signal_stop_emission_by_name (view, "paste-clipboard");
  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, self->cancellable, on_read_value_ready, self);
}

/* What is chosen */

static void
on_response (SightChatComposer *self,
             int                response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (chooser));

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      g_signal_emit (self, signals[FILE_CHOSEN], 0, file);
    }
}

static void
on_attach (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightChatComposer *self = SIGHT_CHAT_COMPOSER (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Send Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Send"), _("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_send (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  submit (SIGHT_CHAT_COMPOSER (widget));
}

static gboolean
sight_chat_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SIGHT_CHAT_COMPOSER (widget)->view));
}

static void
sight_chat_composer_dispose (GObject *object)
{
  SightChatComposer *self = SIGHT_CHAT_COMPOSER (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sight_chat_composer_parent_class)->dispose (object);
}

static void
sight_chat_composer_finalize (GObject *object)
{
  g_clear_object (&SIGHT_CHAT_COMPOSER (object)->cancellable);

  G_OBJECT_CLASS (sight_chat_composer_parent_class)->finalize (object);
}

static guint
make_signal (const char *name,
             GType       type)
{
  return g_signal_new (name, SIGHT_TYPE_CHAT_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

static void
sight_chat_composer_class_init (SightChatComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_chat_composer_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_chat_composer_finalize;
  widget_class->grab_focus = sight_chat_composer_grab_focus;

  signals[SUBMIT] = make_signal ("submit", G_TYPE_STRING);
  signals[FILE_CHOSEN] = make_signal ("file", G_TYPE_FILE);
  signals[PICTURE] = make_signal ("picture", GDK_TYPE_TEXTURE);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-chat-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, SightChatComposer, view);
  gtk_widget_class_bind_template_child (widget_class, SightChatComposer, placeholder);
  gtk_widget_class_bind_template_callback (widget_class, on_paste_clipboard);
  gtk_widget_class_bind_template_callback (widget_class, on_preedit_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_emoji_picked);

  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, on_attach);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, on_send);
}

static void
sight_chat_composer_init (SightChatComposer *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

GtkWidget *
sight_chat_composer_new (void)
{
  return g_object_new (SIGHT_TYPE_CHAT_COMPOSER, NULL);
}

void
sight_chat_composer_clear (SightChatComposer *self)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), "", 0);
}
