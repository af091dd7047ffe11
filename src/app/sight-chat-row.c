/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-chat-row.h"

#include <glib/gi18n.h>

#include "app/sight-file-row.h"
#include "app/sight-format.h"
#include "app/sight-message-label.h"

struct _SightChatRow
{
  GtkWidget          parent_instance;

  SightChatEntry    *entry;
  GSignalGroup      *entry_signals;
  GSignalGroup      *message_signals;

  GtkWidget         *box;
  GtkLabel          *who;
  GtkWidget         *bubble;
  SightMessageLabel *message;
  SightFileRow      *file;
  GtkLabel          *time;
  GtkImage          *state;
  GtkWidget         *missed;
};

G_DEFINE_FINAL_TYPE (SightChatRow, sight_chat_row, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *words;
} states[] = {
  [SIGHT_CHAT_SENDING] = { "content-loading-symbolic", N_("Sending") },
  [SIGHT_CHAT_DELIVERED] = { "emblem-ok-symbolic", N_("Delivered") },
  [SIGHT_CHAT_MISSED] = { "dialog-warning-symbolic", N_("Not everyone received this") },
};

static void
update_state (SightChatRow *self)
{
  SightChatMessage *message = sight_chat_entry_get_message (self->entry);
  SightChatMessageState state = message != NULL ? sight_chat_message_get_state (message) : SIGHT_CHAT_RECEIVED;

  gtk_widget_set_visible (GTK_WIDGET (self->state), state != SIGHT_CHAT_RECEIVED);
  gtk_widget_set_visible (self->missed, state == SIGHT_CHAT_MISSED);
  if (state == SIGHT_CHAT_RECEIVED)
    return;

  gtk_image_set_from_icon_name (self->state, states[state].icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), _(states[state].words));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(states[state].words), -1);
}

/* Above what we say there is no name, but a file goes to somebody. */
static char *
make_heading (SightChatEntry *entry)
{
  const char *who = sight_chat_entry_get_who (entry);

  if (who == NULL || *who == '\0')
    who = _("Somebody");
  if (sight_chat_entry_is_own (entry))
    /* Translators: to whom a file goes */
    return sight_chat_entry_get_transfer (entry) != NULL ? g_strdup_printf (_("To %s"), who) : NULL;

  return g_strdup (who);
}

static void
update_heading (SightChatRow *self)
{
  g_autofree char *heading = make_heading (self->entry);
  gboolean is_visible = heading != NULL && sight_chat_entry_starts_group (self->entry);

  gtk_label_set_text (self->who, heading != NULL ? heading : "");
  gtk_widget_set_visible (GTK_WIDGET (self->who), is_visible);
  if (sight_chat_entry_starts_group (self->entry))
    gtk_widget_add_css_class (self->box, "group-start");
  else
    gtk_widget_remove_css_class (self->box, "group-start");
}

static void
update_side (SightChatRow *self)
{
  gboolean is_own = sight_chat_entry_is_own (self->entry);

  gtk_widget_set_halign (self->box, is_own ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_set_halign (self->bubble, is_own ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_label_set_xalign (self->who, is_own ? 1 : 0);
  if (is_own)
    gtk_widget_add_css_class (self->box, "own");
  else
    gtk_widget_remove_css_class (self->box, "own");
}

static char *
make_label (SightChatRow *self)
{
  SightChatMessage *message = sight_chat_entry_get_message (self->entry);
  SightFileTransfer *transfer = sight_chat_entry_get_transfer (self->entry);
  const char *who = sight_chat_entry_is_own (self->entry) ? _("You") : sight_chat_entry_get_who (self->entry);

  return g_strdup_printf ("%s, %s: %s", who != NULL ? who : _("Somebody"), gtk_label_get_text (self->time),
                          message != NULL ? sight_chat_message_get_text (message)
                                          : sight_file_transfer_get_name (transfer));
}

static void
fill (SightChatRow *self)
{
  SightChatMessage *message = sight_chat_entry_get_message (self->entry);
  g_autofree char *time = sight_format_clock (sight_chat_entry_get_at (self->entry));
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->file), message == NULL);
  if (message == NULL)
    gtk_widget_add_css_class (self->bubble, "file");
  else
    gtk_widget_remove_css_class (self->bubble, "file");
  if (message != NULL)
    sight_message_label_set_text (self->message, sight_chat_message_get_text (message));
  sight_file_row_set_entry (self->file, message == NULL ? self->entry : NULL);

  gtk_label_set_text (self->time, time);
  label = make_label (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
sight_chat_row_dispose (GObject *object)
{
  SightChatRow *self = SIGHT_CHAT_ROW (object);

  g_clear_object (&self->entry_signals);
  g_clear_object (&self->message_signals);
  g_clear_object (&self->entry);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sight_chat_row_parent_class)->dispose (object);
}

static void
sight_chat_row_class_init (SightChatRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_chat_row_dispose;

  g_type_ensure (SIGHT_TYPE_FILE_ROW);
  g_type_ensure (SIGHT_TYPE_MESSAGE_LABEL);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, box);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, who);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, message);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, file);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, time);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, state);
  gtk_widget_class_bind_template_child (widget_class, SightChatRow, missed);
}

static void
sight_chat_row_init (SightChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->entry_signals = g_signal_group_new (SIGHT_TYPE_CHAT_ENTRY);
  g_signal_group_connect_swapped (self->entry_signals, "notify", G_CALLBACK (update_heading), self);
  self->message_signals = g_signal_group_new (SIGHT_TYPE_CHAT_MESSAGE);
  g_signal_group_connect_swapped (self->message_signals, "notify::state", G_CALLBACK (update_state), self);
}

GtkWidget *
sight_chat_row_new (void)
{
  return g_object_new (SIGHT_TYPE_CHAT_ROW, NULL);
}

void
sight_chat_row_set_entry (SightChatRow   *self,
                          SightChatEntry *entry)
{
  g_set_object (&self->entry, entry);
  g_signal_group_set_target (self->entry_signals, entry);
  g_signal_group_set_target (self->message_signals, entry != NULL ? sight_chat_entry_get_message (entry) : NULL);
  if (entry == NULL)
    {
      sight_file_row_set_entry (self->file, NULL);
      return;
    }

  fill (self);
  update_side (self);
  update_heading (self);
  update_state (self);
}
