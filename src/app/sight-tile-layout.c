/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-tile-layout.h"

#include <adwaita.h>

#include "app/sight-tile-plan.h"

#define MOVE_TIME 250 /* ms */

/* Where a child was, where it goes, and where it is now. */
typedef struct
{
  GdkRectangle from;
  GdkRectangle to;
  GdkRectangle now;
} Move;

struct _SightTileLayout
{
  GtkLayoutManager  parent_instance;

  GtkWidget        *large;   /* borrowed, a child */
  gboolean          is_single;
  AdwAnimation     *animation;
  GHashTable       *moves;   /* GtkWidget, borrowed → Move */
  int               width;   /* as laid out last */
  int               height;
};

G_DEFINE_FINAL_TYPE (SightTileLayout, sight_tile_layout, GTK_TYPE_LAYOUT_MANAGER)

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);

  return n;
}

static SightTilePlan
make_plan (SightTileLayout *self,
           GtkWidget       *widget,
           int              width,
           int              height)
{
  SightTilePlan plan = { width, height, SIGHT_TILE_SPACING, 0, -1, self->is_single };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        if (child == self->large)
          plan.large = plan.n_tiles;
        plan.n_tiles++;
      }

  return plan;
}

/* Moving */

static GdkRectangle
mix (const GdkRectangle *from,
     const GdkRectangle *to,
     double              t)
{
  return (GdkRectangle) {
    from->x + (to->x - from->x) * t,
    from->y + (to->y - from->y) * t,
    from->width + (to->width - from->width) * t,
    from->height + (to->height - from->height) * t,
  };
}

static void
on_animated (double   value,
             gpointer data)
{
  GtkWidget *widget = gtk_layout_manager_get_widget (data);

  if (widget != NULL)
    gtk_widget_queue_allocate (widget);
}

static void
start (SightTileLayout *self,
       GtkWidget       *widget)
{
  if (self->animation == NULL)
    self->animation = adw_timed_animation_new (widget, 0, 1, MOVE_TIME,
                                               adw_callback_animation_target_new (on_animated, self, NULL));

  adw_animation_reset (self->animation);
  adw_animation_play (self->animation);
}

static double
get_progress (SightTileLayout *self)
{
  if (self->animation == NULL || adw_animation_get_state (self->animation) != ADW_ANIMATION_PLAYING)
    return 1;

  return adw_animation_get_value (self->animation);
}

/* One that is new, or was not shown, appears in its place. */
static Move *
ensure_move (SightTileLayout    *self,
             GtkWidget          *child,
             const GdkRectangle *to)
{
  Move *move = g_hash_table_lookup (self->moves, child);

  if (move == NULL)
    {
      move = g_new0 (Move, 1);
      g_hash_table_insert (self->moves, child, move);
    }
  if (move->now.width == 0 || to->width == 0)
    move->from = move->now = move->to = *to;

  return move;
}

/* True where a child is to go elsewhere than it was going. */
static gboolean
set_places (SightTileLayout    *self,
            GtkWidget          *widget,
            const GdkRectangle *places)
{
  gboolean moves = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        Move *move = ensure_move (self, child, places);

        if (!gdk_rectangle_equal (&move->to, places))
          {
            move->to = *places;
            moves = TRUE;
          }
        places++;
      }

  return moves;
}

static void
begin_moves (SightTileLayout *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->moves);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Move *) value)->from = ((Move *) value)->now;
}

static void
allocate_child (SightTileLayout *self,
                GtkWidget       *child,
                double           t)
{
  Move *move = g_hash_table_lookup (self->moves, child);
  gboolean is_shown = move->to.width > 0;

  move->now = mix (&move->from, &move->to, t);
  if (gtk_widget_get_child_visible (child) != is_shown)
    gtk_widget_set_child_visible (child, is_shown);
  if (is_shown)
    gtk_widget_size_allocate (child, &move->now, -1);
}

static void
sight_tile_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  SightTileLayout *self = SIGHT_TILE_LAYOUT (manager);
  SightTilePlan plan = make_plan (self, widget, width, height);
  g_autofree GdkRectangle *places = g_new0 (GdkRectangle, plan.n_tiles + 1);
  gboolean is_same_size = self->width == width && self->height == height;
  gboolean moves;

  sight_tile_plan_place (&plan, places);
  for (guint i = 0; i < plan.n_tiles && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL; i++)
    sight_tile_plan_mirror (width, &places[i]);
  moves = set_places (self, widget, places);
  /* With the window they change at once. */
  if (moves && is_same_size && adw_get_enable_animations (widget))
    {
      begin_moves (self);
      start (self, widget);
    }
  else if (!is_same_size && self->animation != NULL)
    {
      adw_animation_skip (self->animation);
    }
  self->width = width;
  self->height = height;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      allocate_child (self, child, get_progress (self));
}

static void
sight_tile_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  SightTileLayout *self = SIGHT_TILE_LAYOUT (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 && self->large == NULL && !self->is_single)
    *minimum = *natural = sight_tile_plan_get_min_height (count_children (widget), for_size, SIGHT_TILE_SPACING);
}

static GtkSizeRequestMode
sight_tile_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sight_tile_layout_unroot (GtkLayoutManager *manager)
{
  SightTileLayout *self = SIGHT_TILE_LAYOUT (manager);

  if (self->animation != NULL)
    adw_animation_skip (self->animation);
  g_clear_object (&self->animation);

  GTK_LAYOUT_MANAGER_CLASS (sight_tile_layout_parent_class)->unroot (manager);
}

static void
sight_tile_layout_finalize (GObject *object)
{
  SightTileLayout *self = SIGHT_TILE_LAYOUT (object);

  g_clear_object (&self->animation);
  g_hash_table_unref (self->moves);

  G_OBJECT_CLASS (sight_tile_layout_parent_class)->finalize (object);
}

static void
sight_tile_layout_class_init (SightTileLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sight_tile_layout_finalize;
  manager_class->allocate = sight_tile_layout_allocate;
  manager_class->measure = sight_tile_layout_measure;
  manager_class->get_request_mode = sight_tile_layout_get_request_mode;
  manager_class->unroot = sight_tile_layout_unroot;
}

static void
sight_tile_layout_init (SightTileLayout *self)
{
  self->moves = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

GtkLayoutManager *
sight_tile_layout_new (void)
{
  return g_object_new (SIGHT_TYPE_TILE_LAYOUT, NULL);
}

void
sight_tile_layout_set_large (SightTileLayout *self,
                             GtkWidget       *large)
{
  if (self->large == large)
    return;

  self->large = large;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

void
sight_tile_layout_set_single (SightTileLayout *self,
                              gboolean         is_single)
{
  if (self->is_single == !!is_single)
    return;

  self->is_single = !!is_single;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

void
sight_tile_layout_forget (SightTileLayout *self,
                          GtkWidget       *child)
{
  if (self->large == child)
    self->large = NULL;
  g_hash_table_remove (self->moves, child);
}
