/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-tile-menu.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sight-verify-window.h"

struct _SightTileMenu
{
  GtkWidget         parent_instance;

  SightMeeting     *meeting;
  SightParticipant *participant;
  gboolean          silenced;
  gboolean          revealed;

  /* Template widgets */
  GtkRevealer      *revealer;
  GtkMenuButton    *button;
  GtkWidget        *volume;
  GtkAdjustment    *adjustment;
};

enum {
  PROP_0,
  PROP_SILENCED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightTileMenu, sight_tile_menu, GTK_TYPE_WIDGET)

static gboolean
is_open (SightTileMenu *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (self->button)));
}

static void
update_revealer (SightTileMenu *self)
{
  gtk_revealer_set_reveal_child (self->revealer, self->revealed || is_open (self));
}

/* Before it opens: what is possible changes with the call. */
static void
update_actions (SightTileMenu *self)
{
  SightCall *call = self->meeting != NULL ? sight_meeting_get_call (self->meeting) : NULL;
  gboolean is_live = self->participant != NULL && sight_participant_get_state (self->participant) == SIGHT_PAIR_LIVE;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tile-menu.verify", is_live);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tile-menu.remove", call != NULL && sight_call_is_host (call));
}

static void
update_volume (SightTileMenu *self)
{
  if (self->meeting != NULL && self->participant != NULL)
    sight_meeting_set_volume (self->meeting, self->participant,
                              self->silenced ? 0 : gtk_adjustment_get_value (self->adjustment));
}

static void
set_silenced (SightTileMenu *self,
              gboolean       silenced)
{
  if (self->silenced == silenced)
    return;

  self->silenced = silenced;
  gtk_widget_set_sensitive (self->volume, !silenced);
  update_volume (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SILENCED]);
}

/* It may have been set elsewhere: among the people beside the tiles. */
static void
read_volume (SightTileMenu *self)
{
  double volume = self->meeting != NULL ? sight_meeting_get_volume (self->meeting, self->participant) : 1;

  if (volume > 0)
    gtk_adjustment_set_value (self->adjustment, volume);
  set_silenced (self, volume <= 0);
}

static void
on_popover_visible (SightTileMenu *self)
{
  update_revealer (self);
  update_actions (self);
  if (self->participant != NULL && is_open (self))
    read_volume (self);
}

/* Actions */

static void
on_verify (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (GTK_WINDOW (sight_verify_window_new (parent, SIGHT_TILE_MENU (widget)->participant)));
}

static void
on_remove_answered (SightTileMenu *self,
                    const char    *response)
{
  SightCall *call = self->meeting != NULL ? sight_meeting_get_call (self->meeting) : NULL;

  if (call != NULL && self->participant != NULL && g_str_equal (response, "remove"))
    sight_call_remove (call, self->participant);
}

/* Nobody is thrown out by a slip of the hand. */
static void
on_remove (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightTileMenu *self = SIGHT_TILE_MENU (widget);
  const char *name = sight_participant_get_name (self->participant);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL,
                                              _("Who has the link can knock again. Lock the room to keep people out."));

  /* Translators: %s is somebody's name */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Remove %s?"), name != NULL ? name : _("Somebody"));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sight_tile_menu_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_SILENCED:
      g_value_set_boolean (value, sight_tile_menu_is_silenced (SIGHT_TILE_MENU (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_tile_menu_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_SILENCED:
      set_silenced (SIGHT_TILE_MENU (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_tile_menu_dispose (GObject *object)
{
  SightTileMenu *self = SIGHT_TILE_MENU (object);

  g_clear_object (&self->participant);
  g_clear_object (&self->meeting);
  if (self->revealer != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->revealer));
      self->revealer = NULL;
    }

  G_OBJECT_CLASS (sight_tile_menu_parent_class)->dispose (object);
}

static void
sight_tile_menu_class_init (SightTileMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_tile_menu_get_property;
  object_class->set_property = sight_tile_menu_set_property;
  object_class->dispose = sight_tile_menu_dispose;

  properties[PROP_SILENCED] =
    g_param_spec_boolean ("silenced", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "tilemenu");
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-tile-menu.ui");
  gtk_widget_class_bind_template_child (widget_class, SightTileMenu, revealer);
  gtk_widget_class_bind_template_child (widget_class, SightTileMenu, button);
  gtk_widget_class_bind_template_child (widget_class, SightTileMenu, volume);
  gtk_widget_class_bind_template_child (widget_class, SightTileMenu, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, update_volume);

  gtk_widget_class_install_property_action (widget_class, "tile-menu.silenced", "silenced");
  gtk_widget_class_install_action (widget_class, "tile-menu.verify", NULL, on_verify);
  gtk_widget_class_install_action (widget_class, "tile-menu.remove", NULL, on_remove);
}

static void
sight_tile_menu_init (SightTileMenu *self)
{
  GtkPopover *popover;

  gtk_widget_init_template (GTK_WIDGET (self));

  popover = gtk_menu_button_get_popover (self->button);
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), self->volume, "volume");
  g_signal_connect_object (popover, "notify::visible", G_CALLBACK (on_popover_visible), self, G_CONNECT_SWAPPED);
}

void
sight_tile_menu_set_meeting (SightTileMenu *self,
                             SightMeeting  *meeting)
{
  g_set_object (&self->meeting, meeting);
}

void
sight_tile_menu_set_participant (SightTileMenu    *self,
                                 SightParticipant *participant)
{
  g_set_object (&self->participant, participant);
  gtk_widget_set_visible (GTK_WIDGET (self), participant != NULL);
}

gboolean
sight_tile_menu_is_silenced (SightTileMenu *self)
{
  return self->silenced;
}

void
sight_tile_menu_set_revealed (SightTileMenu *self,
                              gboolean       revealed)
{
  self->revealed = revealed;
  update_revealer (self);
}

void
sight_tile_menu_popup (SightTileMenu *self)
{
  gtk_menu_button_popup (self->button);
}
