/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-side-panel.h"

#include "app/sight-chat-page.h"
#include "app/sight-people-page.h"
#include "app/sight-statistics-page.h"

struct _SightSidePanel
{
  SightPage         parent_instance;

  AdwViewStack     *stack;
  AdwViewStackPage *people_page;
  SightPeoplePage  *people;
};

enum {
  PROP_0,
  PROP_PAGE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightSidePanel, sight_side_panel, SIGHT_TYPE_PAGE)

static void
on_visible_child_changed (SightSidePanel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

/* Somebody knocks: that is not to be overlooked. */
static void
on_waiting_changed (SightSidePanel *self)
{
  guint waiting = sight_people_page_get_waiting (self->people);

  adw_view_stack_page_set_badge_number (self->people_page, waiting);
  adw_view_stack_page_set_needs_attention (self->people_page, waiting > 0);
}

static gboolean
sight_side_panel_grab_focus (GtkWidget *widget)
{
  SightSidePanel *self = SIGHT_SIDE_PANEL (widget);
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);

  return page != NULL && (gtk_widget_grab_focus (page) || gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD));
}

static void
sight_side_panel_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SightSidePanel *self = SIGHT_SIDE_PANEL (object);

  switch (property_id)
    {
    case PROP_PAGE:
      g_value_set_string (value, sight_side_panel_get_page (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_side_panel_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SightSidePanel *self = SIGHT_SIDE_PANEL (object);

  switch (property_id)
    {
    case PROP_PAGE:
      sight_side_panel_set_page (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_side_panel_class_init (SightSidePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_side_panel_get_property;
  object_class->set_property = sight_side_panel_set_property;
  widget_class->grab_focus = sight_side_panel_grab_focus;

  properties[PROP_PAGE] =
    g_param_spec_string ("page", NULL, NULL, "chat",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SIGHT_TYPE_CHAT_PAGE);
  g_type_ensure (SIGHT_TYPE_PEOPLE_PAGE);
  g_type_ensure (SIGHT_TYPE_STATISTICS_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-side-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, SightSidePanel, stack);
  gtk_widget_class_bind_template_child (widget_class, SightSidePanel, people_page);
  gtk_widget_class_bind_template_child (widget_class, SightSidePanel, people);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_waiting_changed);
}

static void
sight_side_panel_init (SightSidePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sight_side_panel_new (void)
{
  return g_object_new (SIGHT_TYPE_SIDE_PANEL, NULL);
}

const char *
sight_side_panel_get_page (SightSidePanel *self)
{
  return adw_view_stack_get_visible_child_name (self->stack);
}

/* Where the page does not exist nothing changes: names come from actions too. */
void
sight_side_panel_set_page (SightSidePanel *self,
                           const char     *page)
{
  if (page != NULL && adw_view_stack_get_child_by_name (self->stack, page) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, page);
}
