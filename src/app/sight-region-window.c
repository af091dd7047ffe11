/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-region-window.h"

#include "app/sight-region-view.h"

/* What is suggested first: this part of each side, in the middle. */
#define SUGGESTED 3 / 4

typedef enum
{
  LEFT,
  TOP,
  WIDTH,
  HEIGHT,
  N_NUMBERS
} Number;

struct _SightRegionWindow
{
  AdwWindow         parent_instance;

  SightScreenShare *share;
  gboolean          is_updating;

  SightRegionView  *view;
  GtkSpinButton    *left;
  GtkSpinButton    *top;
  GtkSpinButton    *width;
  GtkSpinButton    *height;
};

G_DEFINE_FINAL_TYPE (SightRegionWindow, sight_region_window, ADW_TYPE_WINDOW)

static void
show_numbers (SightRegionWindow *self)
{
  const SightRegion *region = sight_region_view_get_region (self->view);
  guint width, height;

  sight_region_view_get_size (self->view, &width, &height);
  self->is_updating = TRUE;
  gtk_spin_button_set_range (self->left, 0, width);
  gtk_spin_button_set_range (self->top, 0, height);
  gtk_spin_button_set_range (self->width, SIGHT_REGION_SIDE_MIN, MAX (width, SIGHT_REGION_SIDE_MIN));
  gtk_spin_button_set_range (self->height, SIGHT_REGION_SIDE_MIN, MAX (height, SIGHT_REGION_SIDE_MIN));
  gtk_spin_button_set_value (self->left, region->x);
  gtk_spin_button_set_value (self->top, region->y);
  gtk_spin_button_set_value (self->width, region->width);
  gtk_spin_button_set_value (self->height, region->height);
  self->is_updating = FALSE;
}

static void
set_region (SightRegionWindow *self,
            const SightRegion *region)
{
  SightRegion clamped;
  guint width, height;

  sight_region_view_get_size (self->view, &width, &height);
  clamped = sight_region_clamp (region, width, height);
  sight_region_view_set_region (self->view, &clamped);
  show_numbers (self);
}

static void
on_number (SightRegionWindow *self)
{
  const SightRegion region = {
    gtk_spin_button_get_value_as_int (self->left),
    gtk_spin_button_get_value_as_int (self->top),
    gtk_spin_button_get_value_as_int (self->width),
    gtk_spin_button_get_value_as_int (self->height),
  };

  if (!self->is_updating)
    set_region (self, &region);
}

/* Also the first time that there is one. */
static void
on_resized (SightRegionWindow *self)
{
  SightRegion region = *sight_region_view_get_region (self->view);
  guint width, height;

  sight_region_view_get_size (self->view, &width, &height);
  if (width == 0)
    return;

  if (sight_region_is_whole (&region))
    region = (SightRegion) { width / 8, height / 8, width * SUGGESTED, height * SUGGESTED };
  set_region (self, &region);
}

static void
on_share (SightRegionWindow *self)
{
  sight_screen_share_set_region (self->share, sight_region_view_get_region (self->view));
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_share_whole (SightRegionWindow *self)
{
  const SightRegion whole = { 0, };

  sight_screen_share_set_region (self->share, &whole);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_source (SightRegionWindow *self)
{
  SightSource *source = sight_screen_share_get_source (self->share);

  if (source != NULL)
    sight_region_view_set_source (self->view, source);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
sight_region_window_dispose (GObject *object)
{
  SightRegionWindow *self = SIGHT_REGION_WINDOW (object);

  if (self->view != NULL)
    sight_region_view_set_source (self->view, NULL);
  if (self->share != NULL)
    g_signal_handlers_disconnect_by_data (self->share, self);
  g_clear_object (&self->share);

  G_OBJECT_CLASS (sight_region_window_parent_class)->dispose (object);
}

static void
sight_region_window_class_init (SightRegionWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_region_window_dispose;

  g_type_ensure (SIGHT_TYPE_REGION_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-region-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SightRegionWindow, view);
  gtk_widget_class_bind_template_child (widget_class, SightRegionWindow, left);
  gtk_widget_class_bind_template_child (widget_class, SightRegionWindow, top);
  gtk_widget_class_bind_template_child (widget_class, SightRegionWindow, width);
  gtk_widget_class_bind_template_child (widget_class, SightRegionWindow, height);
  gtk_widget_class_bind_template_callback (widget_class, on_number);
  gtk_widget_class_bind_template_callback (widget_class, on_resized);
  gtk_widget_class_bind_template_callback (widget_class, show_numbers);
  gtk_widget_class_bind_template_callback (widget_class, on_share);
  gtk_widget_class_bind_template_callback (widget_class, on_share_whole);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sight_region_window_init (SightRegionWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sight_region_window_new (SightScreenShare *share,
                         GtkWindow        *parent)
{
  SightRegionWindow *self = g_object_new (SIGHT_TYPE_REGION_WINDOW, "transient-for", parent, NULL);

  self->share = g_object_ref (share);
  g_signal_connect_object (share, "changed", G_CALLBACK (on_source), self, G_CONNECT_SWAPPED);
  sight_region_view_set_region (self->view, sight_screen_share_get_region (share));
  on_source (self);

  return GTK_WIDGET (self);
}
