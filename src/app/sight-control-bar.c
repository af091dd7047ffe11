/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-control-bar.h"

#include <glib/gi18n.h>

#include "app/sight-line-button.h"
#include "app/sight-reaction-picker.h"
#include "app/sight-screen-menu.h"

#define UNREAD_MAX 99

struct _SightControlBar
{
  SightPage        parent_instance;

  gboolean         in_call;
  gboolean         compact;
  guint            unread;
  SightScreenMenu *screen;

  AdwSqueezer     *squeezer;
  GtkWidget       *rest;
  GtkMenuButton   *screen_choices;
  GtkMenuButton   *react;
  GtkWidget       *chat;
  GtkMenuButton   *more;
  GtkWidget       *hang_up;
  GtkLabel        *badge;
  GMenuModel      *menu;
  GMenuModel      *compact_menu;
  GMenu           *reactions;
  GMenu           *screen_menu;
};

enum {
  PROP_0,
  PROP_IN_CALL,
  PROP_COMPACT,
  PROP_UNREAD,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightControlBar, sight_control_bar, SIGHT_TYPE_PAGE)

static gboolean
has_rest (SightControlBar *self)
{
  return !self->compact && adw_squeezer_get_visible_child (self->squeezer) == self->rest;
}

/* What there is no room for is in the menu. */
static void
update_rest (SightControlBar *self)
{
  gboolean is_shown = has_rest (self);

  gtk_menu_button_set_menu_model (self->more, is_shown ? self->menu : self->compact_menu);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->rest), GTK_ACCESSIBLE_STATE_HIDDEN, !is_shown, -1);
}

static void
on_menu_closed (SightControlBar *self)
{
  sight_screen_menu_set_open (self->screen, FALSE);
}

/* The popover may be another one each time. */
static void
on_menu_opens (GtkMenuButton *button,
               gpointer       user_data)
{
  SightControlBar *self = user_data;
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  g_signal_handlers_disconnect_by_func (popover, on_menu_closed, self);
  g_signal_connect_object (popover, "closed", G_CALLBACK (on_menu_closed), self, G_CONNECT_SWAPPED);
  sight_screen_menu_set_open (self->screen, TRUE);
}

static void
set_up_screen (SightControlBar *self)
{
  GMenuModel *model;

  self->screen = sight_screen_menu_new ();
  model = sight_screen_menu_get_model (self->screen);
  gtk_menu_button_set_menu_model (self->screen_choices, model);
  g_menu_append_section (self->screen_menu, NULL, model);
  gtk_menu_button_set_create_popup_func (self->screen_choices, on_menu_opens, self, NULL);
  gtk_menu_button_set_create_popup_func (self->more, on_menu_opens, self, NULL);
}

static void
update (SightControlBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->squeezer), self->in_call && !self->compact);
  gtk_widget_set_visible (self->chat, self->in_call);
  gtk_widget_set_visible (GTK_WIDGET (self->more), self->in_call);
  gtk_widget_set_visible (self->hang_up, self->in_call);
  update_rest (self);
}

static void
update_unread (SightControlBar *self)
{
  g_autofree char *number = g_strdup_printf ("%u", MIN (self->unread, UNREAD_MAX));
  /* Translators: %u is how many messages were not read yet */
  g_autofree char *spoken = g_strdup_printf (ngettext ("%u unread message", "%u unread messages", self->unread), self->unread);

  gtk_label_set_label (self->badge, number);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), self->unread > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chat),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->unread > 0 ? spoken : "", -1);
}

static void
sight_control_bar_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SightControlBar *self = SIGHT_CONTROL_BAR (object);

  switch (property_id)
    {
    case PROP_IN_CALL:
      g_value_set_boolean (value, self->in_call);
      break;

    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;

    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_control_bar_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  SightControlBar *self = SIGHT_CONTROL_BAR (object);

  switch (property_id)
    {
    case PROP_IN_CALL:
      self->in_call = g_value_get_boolean (value);
      update (self);
      break;

    case PROP_COMPACT:
      self->compact = g_value_get_boolean (value);
      update (self);
      break;

    case PROP_UNREAD:
      self->unread = g_value_get_uint (value);
      update_unread (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_control_bar_dispose (GObject *object)
{
  g_clear_object (&SIGHT_CONTROL_BAR (object)->screen);

  G_OBJECT_CLASS (sight_control_bar_parent_class)->dispose (object);
}

static void
sight_control_bar_class_init (SightControlBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_control_bar_get_property;
  object_class->set_property = sight_control_bar_set_property;
  object_class->dispose = sight_control_bar_dispose;

  properties[PROP_IN_CALL] =
    g_param_spec_boolean ("in-call", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNREAD] =
    g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SIGHT_TYPE_LINE_BUTTON);
  g_type_ensure (SIGHT_TYPE_REACTION_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-control-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, squeezer);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, rest);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, screen_choices);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, react);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, chat);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, more);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, hang_up);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, badge);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, menu);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, compact_menu);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, reactions);
  gtk_widget_class_bind_template_child (widget_class, SightControlBar, screen_menu);
  gtk_widget_class_set_css_name (widget_class, "control-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
sight_control_bar_init (SightControlBar *self)
{
  g_autoptr(GMenuModel) reactions = sight_reaction_picker_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_menu_append_section (self->reactions, NULL, reactions);
  set_up_screen (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Call Controls"), -1);
  g_signal_connect_object (self->squeezer, "notify::visible-child", G_CALLBACK (update_rest), self, G_CONNECT_SWAPPED);
  update (self);
}

GtkWidget *
sight_control_bar_new (void)
{
  return g_object_new (SIGHT_TYPE_CONTROL_BAR, NULL);
}

void
sight_control_bar_show_reactions (SightControlBar *self)
{
  g_return_if_fail (SIGHT_IS_CONTROL_BAR (self));

  gtk_menu_button_popup (has_rest (self) ? self->react : self->more);
}
