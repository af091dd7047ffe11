/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-level-meter.h"

#include <adwaita.h>
#include <math.h>

/* Smaller changes are not worth a frame. */
#define STEPS 24

struct _SightLevelMeter
{
  GtkWidget  parent_instance;

  GtkWidget *fill;
  double     part;
};

G_DEFINE_FINAL_TYPE (SightLevelMeter, sight_level_meter, GTK_TYPE_WIDGET)

static void
sight_level_meter_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  SightLevelMeter *self = SIGHT_LEVEL_METER (widget);
  int filled = (int) round (height * self->part);
  graphene_point_t top = GRAPHENE_POINT_INIT (0, height - filled);

  gtk_widget_set_child_visible (self->fill, filled > 0);
  if (filled > 0)
    gtk_widget_allocate (self->fill, width, filled, -1, gsk_transform_translate (NULL, &top));
}

static void
sight_level_meter_dispose (GObject *object)
{
  SightLevelMeter *self = SIGHT_LEVEL_METER (object);

  g_clear_pointer (&self->fill, gtk_widget_unparent);

  G_OBJECT_CLASS (sight_level_meter_parent_class)->dispose (object);
}

static void
sight_level_meter_class_init (SightLevelMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_level_meter_dispose;
  widget_class->size_allocate = sight_level_meter_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "level-meter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sight_level_meter_init (SightLevelMeter *self)
{
  self->fill = adw_bin_new ();
  gtk_widget_set_parent (self->fill, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

void
sight_level_meter_set_part (SightLevelMeter *self,
                            double           part)
{
  double stepped = round (CLAMP (part, 0, 1) * STEPS) / STEPS;

  g_return_if_fail (SIGHT_IS_LEVEL_METER (self));

  if (self->part == stepped)
    return;

  self->part = stepped;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

double
sight_level_meter_get_part (SightLevelMeter *self)
{
  g_return_val_if_fail (SIGHT_IS_LEVEL_METER (self), 0);

  return self->part;
}
