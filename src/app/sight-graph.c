/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-graph.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "app/sight-graph-scale.h"

#define SPAN         (120 * G_USEC_PER_SEC)
/* Looked at once a second; more is no line any more but a gap. */
#define GAP          (3 * G_USEC_PER_SEC)
#define PLOT_HEIGHT  64
#define WIDTH        180
#define SPACING      4
#define DASH         14

typedef struct
{
  gint64 at;
  double value;
} Point;

typedef struct
{
  char   *name;
  GArray *points; /* of Point */
} Series;

struct _SightGraph
{
  GtkWidget        parent_instance;

  char            *title;
  SightGraphFormat format;
  double           least;
  Series           series[SIGHT_GRAPH_SERIES_MAX];
  guint            n_series;

  double           top;
  gint64           now;
};

G_DEFINE_FINAL_TYPE (SightGraph, sight_graph, GTK_TYPE_WIDGET)

/* Of libadwaita's palette: for light and for dark backgrounds. */
static const struct
{
  const char   *light;
  const char   *dark;
  const double  dashes[2];
  int           n_dashes;
} styles[SIGHT_GRAPH_SERIES_MAX] = {
  { "blue_4", "blue_2", { 0 }, 0 },
  { "orange_5", "orange_2", { 5, 3 }, 2 },
  { "green_5", "green_2", { 1.5, 2.5 }, 2 },
};

static void
get_color (SightGraph *self,
           guint       series,
           GdkRGBA    *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  if (!gtk_style_context_lookup_color (context, is_dark ? styles[series].dark : styles[series].light, color))
    gtk_style_context_get_color (context, color);
}

static gboolean
has_high_contrast (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

/* Words */

static PangoLayout *
make_layout (SightGraph *self,
             const char *text,
             gboolean    is_small)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, is_small ? pango_attr_scale_new (PANGO_SCALE_SMALL)
                                               : pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static int
get_line_height (SightGraph *self,
                 gboolean    is_small)
{
  g_autoptr(PangoLayout) layout = make_layout (self, "0", is_small);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);

  return height;
}

/* @share: 0 to begin at @x, 1 to end there. Returns the width. */
static int
draw_text (SightGraph    *self,
           GtkSnapshot   *snapshot,
           const char    *text,
           gboolean       is_small,
           double         x,
           double         y,
           double         share,
           const GdkRGBA *color)
{
  g_autoptr(PangoLayout) layout = make_layout (self, text, is_small);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (round (x - share * width), round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);

  return width;
}

/* Lines */

static void
trace (Series           *series,
       SightGraph       *self,
       cairo_t          *cr,
       graphene_rect_t  *area)
{
  gint64 last = G_MININT64 / 2;

  for (guint i = 0; i < series->points->len; i++)
    {
      Point *point = &g_array_index (series->points, Point, i);
      double x = area->origin.x + sight_graph_scale_x (point->at, self->now, SPAN, area->size.width);
      double y;

      if (isnan (point->value))
        continue;

      y = area->origin.y + sight_graph_scale_y (point->value, self->top, area->size.height);
      if (point->at - last > GAP)
        cairo_move_to (cr, x, y);
      else
        cairo_line_to (cr, x, y);
      last = point->at;
    }
}

static void
draw_series (SightGraph      *self,
             GtkSnapshot     *snapshot,
             guint            number,
             graphene_rect_t *area)
{
  graphene_rect_t bounds = *area;
  cairo_t *cr;
  GdkRGBA color;

  get_color (self, number, &color);
  graphene_rect_inset (&bounds, 0, -2);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_rectangle (cr, bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height);
  cairo_clip (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, has_high_contrast () ? 3 : 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, styles[number].dashes, styles[number].n_dashes, 0);
  trace (&self->series[number], self, cr, area);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_grid (SightGraph      *self,
           GtkSnapshot     *snapshot,
           graphene_rect_t *area,
           const GdkRGBA   *text)
{
  double step = sight_graph_scale_step (self->top);
  int height = get_line_height (self, TRUE);
  GdkRGBA line = *text;

  line.alpha *= has_high_contrast () ? 0.6 : 0.15;
  for (double value = 0; value <= self->top * 1.001; value += step)
    {
      double y = area->origin.y + sight_graph_scale_y (value, self->top, area->size.height);
      g_autofree char *label = self->format (value);

      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (area->origin.x, round (y), area->size.width, 1));
      draw_text (self, snapshot, label, TRUE, area->origin.x - SPACING, y - height / 2.0, 1, text);
    }
}

static void
draw_times (SightGraph      *self,
            GtkSnapshot     *snapshot,
            graphene_rect_t *area,
            const GdkRGBA   *text)
{
  double y = area->origin.y + area->size.height + SPACING;
  double end = area->origin.x + area->size.width;

  draw_text (self, snapshot, _("2 min ago"), TRUE, area->origin.x, y, 0, text);
  draw_text (self, snapshot, _("now"), TRUE, end, y, 1, text);
}

static void
draw_legend (SightGraph    *self,
             GtkSnapshot   *snapshot,
             double         y,
             const GdkRGBA *text)
{
  double x = 0;
  double middle = y + get_line_height (self, TRUE) / 2.0;

  for (guint i = 0; i < self->n_series; i++)
    {
      GdkRGBA color;
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (x, middle - 3, DASH, 6));

      get_color (self, i, &color);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_set_line_width (cr, has_high_contrast () ? 3 : 2);
      cairo_set_dash (cr, styles[i].dashes, styles[i].n_dashes, 0);
      cairo_move_to (cr, x, middle);
      cairo_line_to (cr, x + DASH, middle);
      cairo_stroke (cr);
      cairo_destroy (cr);

      x += DASH + SPACING;
      x += draw_text (self, snapshot, self->series[i].name, TRUE, x, y, 0, text) + 3 * SPACING;
    }
}

static double
get_label_width (SightGraph *self)
{
  double step = sight_graph_scale_step (self->top);
  double widest = 0;

  for (double value = 0; value <= self->top * 1.001; value += step)
    {
      g_autofree char *label = self->format (value);
      g_autoptr(PangoLayout) layout = make_layout (self, label, TRUE);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }

  return widest + SPACING;
}

static void
sight_graph_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  SightGraph *self = SIGHT_GRAPH (widget);
  int heading = get_line_height (self, FALSE);
  int small = get_line_height (self, TRUE);
  double start = get_label_width (self);
  double above = heading + SPACING + (self->n_series > 1 ? small + SPACING : 0) + small / 2.0;
  double below = small + SPACING;
  graphene_rect_t area;
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  graphene_rect_init (&area, start, above, MAX (gtk_widget_get_width (widget) - start, 1),
                      MAX (gtk_widget_get_height (widget) - above - below, 1));

  draw_text (self, snapshot, self->title, FALSE, 0, 0, 0, &text);
  if (self->n_series > 1)
    draw_legend (self, snapshot, heading + SPACING, &text);
  draw_grid (self, snapshot, &area, &text);
  draw_times (self, snapshot, &area, &text);
  for (guint i = 0; i < self->n_series; i++)
    draw_series (self, snapshot, i, &area);
}

static void
sight_graph_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  SightGraph *self = SIGHT_GRAPH (widget);
  int small;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = WIDTH;
      return;
    }

  small = get_line_height (self, TRUE);
  *minimum = *natural = get_line_height (self, FALSE) + (self->n_series > 1 ? small + SPACING : 0) + small / 2 +
                        PLOT_HEIGHT + small + 2 * SPACING;
}

static void
sight_graph_finalize (GObject *object)
{
  SightGraph *self = SIGHT_GRAPH (object);

  for (guint i = 0; i < self->n_series; i++)
    {
      g_free (self->series[i].name);
      g_array_unref (self->series[i].points);
    }
  g_free (self->title);

  G_OBJECT_CLASS (sight_graph_parent_class)->finalize (object);
}

static void
sight_graph_class_init (SightGraphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sight_graph_finalize;
  widget_class->snapshot = sight_graph_snapshot;
  widget_class->measure = sight_graph_measure;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sight_graph_init (SightGraph *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->top = 1;
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
sight_graph_new (const char       *title,
                 SightGraphFormat  format,
                 double            least)
{
  SightGraph *self = g_object_new (SIGHT_TYPE_GRAPH, NULL);

  self->title = g_strdup (title);
  self->format = format;
  self->least = least;
  self->top = sight_graph_scale_top (0, least);

  return GTK_WIDGET (self);
}

void
sight_graph_add_series (SightGraph *self,
                        const char *name)
{
  g_return_if_fail (self->n_series < SIGHT_GRAPH_SERIES_MAX);

  self->series[self->n_series].name = g_strdup (name);
  self->series[self->n_series].points = g_array_new (FALSE, FALSE, sizeof (Point));
  self->n_series++;
}

void
sight_graph_clear (SightGraph *self)
{
  for (guint i = 0; i < self->n_series; i++)
    g_array_set_size (self->series[i].points, 0);
}

void
sight_graph_add (SightGraph *self,
                 guint       series,
                 gint64      at,
                 double      value)
{
  Point point = { at, value };

  g_return_if_fail (series < self->n_series);

  g_array_append_val (self->series[series].points, point);
}

static void
describe_series (SightGraph *self,
                 Series     *series,
                 GString    *words)
{
  double lowest = INFINITY;
  double highest = -INFINITY;
  double newest = NAN;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  g_autofree char *last = NULL;

  for (guint i = 0; i < series->points->len; i++)
    {
      double value = g_array_index (series->points, Point, i).value;

      if (isnan (value))
        continue;
      lowest = MIN (lowest, value);
      highest = MAX (highest, value);
      newest = value;
    }
  if (isnan (newest))
    return;

  low = self->format (lowest);
  high = self->format (highest);
  last = self->format (newest);
  /* Translators: of a line in a graph: its name, its newest value, its lowest and its highest */
  g_string_append_printf (words, _(" %s: now %s, between %s and %s."), series->name, last, low, high);
}

char *
sight_graph_describe (SightGraph *self)
{
  GString *words = g_string_new (NULL);

  /* Translators: %s is what a graph shows */
  g_string_append_printf (words, _("%s in the last two minutes."), self->title);
  for (guint i = 0; i < self->n_series; i++)
    describe_series (self, &self->series[i], words);

  return g_string_free (words, FALSE);
}

void
sight_graph_commit (SightGraph *self)
{
  g_autofree char *words = NULL;
  double highest = 0;

  self->now = 0;
  for (guint i = 0; i < self->n_series; i++)
    for (guint j = 0; j < self->series[i].points->len; j++)
      {
        Point *point = &g_array_index (self->series[i].points, Point, j);

        self->now = MAX (self->now, point->at);
        if (!isnan (point->value))
          highest = MAX (highest, point->value);
      }

  self->top = sight_graph_scale_top (highest, self->least);
  words = sight_graph_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
