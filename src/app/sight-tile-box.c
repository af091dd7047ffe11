/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-tile-box.h"

#include "app/sight-tile-layout.h"

struct _SightTileBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SightTileBox, sight_tile_box, GTK_TYPE_WIDGET)

static SightTileLayout *
get_layout (SightTileBox *self)
{
  return SIGHT_TILE_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
}

static void
sight_tile_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    sight_tile_box_remove (SIGHT_TILE_BOX (object), child);

  G_OBJECT_CLASS (sight_tile_box_parent_class)->dispose (object);
}

static void
sight_tile_box_class_init (SightTileBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_tile_box_dispose;
  gtk_widget_class_set_css_name (widget_class, "tilebox");
  gtk_widget_class_set_layout_manager_type (widget_class, SIGHT_TYPE_TILE_LAYOUT);
}

static void
sight_tile_box_init (SightTileBox *self)
{
}

void
sight_tile_box_add (SightTileBox *self,
                    GtkWidget    *tile)
{
  gtk_widget_set_parent (tile, GTK_WIDGET (self));
}

void
sight_tile_box_remove (SightTileBox *self,
                       GtkWidget    *tile)
{
  if (get_layout (self) != NULL)
    sight_tile_layout_forget (get_layout (self), tile);
  gtk_widget_unparent (tile);
}

void
sight_tile_box_set_large (SightTileBox *self,
                          GtkWidget    *large)
{
  sight_tile_layout_set_large (get_layout (self), large);
}

void
sight_tile_box_set_single (SightTileBox *self,
                           gboolean      is_single)
{
  sight_tile_layout_set_single (get_layout (self), is_single);
}
