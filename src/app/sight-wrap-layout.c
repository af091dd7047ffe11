/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-wrap-layout.h"

struct _SightWrapLayout
{
  GtkLayoutManager parent_instance;

  int              spacing;
  double           xalign;
};

enum {
  PROP_0,
  PROP_SPACING,
  PROP_XALIGN,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightWrapLayout, sight_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* A child, and where it is. */
typedef struct
{
  GtkWidget        *child;
  GtkRequestedSize  width;   /* of which its minimum becomes what it gets */
  int               x;       /* as one reads */
} Cell;

static GArray *
make_cells (GtkWidget *widget)
{
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (Cell));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        Cell cell = { .child = child };

        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &cell.width.minimum_size, &cell.width.natural_size,
                            NULL, NULL);
        g_array_append_val (cells, cell);
      }

  return cells;
}

static Cell *
get_cell (GArray *cells,
          guint   i)
{
  return &g_array_index (cells, Cell, i);
}

/* How many from @first on have room beside each other, and what they leave. */
static guint
count_row (SightWrapLayout *self,
           GArray          *cells,
           guint            first,
           int              width,
           int             *left)
{
  guint n = 0;

  *left = width;
  for (guint i = first; i < cells->len; i++)
    {
      int needed = get_cell (cells, i)->width.minimum_size + (n > 0 ? self->spacing : 0);

      if (n > 0 && needed > *left)
        break;
      *left -= needed;
      n++;
    }
  *left = MAX (*left, 0);

  return n;
}

static int
grow_to_natural (GArray *cells,
                 guint   first,
                 guint   n,
                 int     left)
{
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, n);

  for (guint i = 0; i < n; i++)
    sizes[i] = get_cell (cells, first + i)->width;
  left = gtk_distribute_natural_allocation (left, n, sizes);
  for (guint i = 0; i < n; i++)
    get_cell (cells, first + i)->width.minimum_size = sizes[i].minimum_size;

  return left;
}

static int
expand (GArray *cells,
        guint   first,
        guint   n,
        int     left)
{
  int expanding = 0;

  for (guint i = first; i < first + n; i++)
    expanding += gtk_widget_compute_expand (get_cell (cells, i)->child, GTK_ORIENTATION_HORIZONTAL);
  for (guint i = first; i < first + n; i++)
    if (gtk_widget_compute_expand (get_cell (cells, i)->child, GTK_ORIENTATION_HORIZONTAL))
      {
        int share = left / expanding--;

        get_cell (cells, i)->width.minimum_size += share;
        left -= share;
      }

  return left;
}

/* Returns how many of them are in the row. */
static guint
lay_out_row (SightWrapLayout *self,
             GArray          *cells,
             guint            first,
             int              width)
{
  int left;
  guint n = count_row (self, cells, first, width, &left);
  int x;

  left = grow_to_natural (cells, first, n, left);
  x = expand (cells, first, n, left) * self->xalign;
  for (guint i = first; i < first + n; i++)
    {
      get_cell (cells, i)->x = x;
      x += get_cell (cells, i)->width.minimum_size + self->spacing;
    }

  return n;
}

static void
measure_row (GArray *cells,
             guint   first,
             guint   n,
             int    *minimum,
             int    *natural)
{
  *minimum = *natural = 0;
  for (guint i = first; i < first + n; i++)
    {
      const Cell *cell = get_cell (cells, i);
      int child_minimum, child_natural;

      gtk_widget_measure (cell->child, GTK_ORIENTATION_VERTICAL, cell->width.minimum_size, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static void
measure_width (SightWrapLayout *self,
               GArray          *cells,
               int             *minimum,
               int             *natural)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const GtkRequestedSize *width = &get_cell (cells, i)->width;

      *minimum = MAX (*minimum, width->minimum_size);
      *natural += width->natural_size + (i > 0 ? self->spacing : 0);
    }
}

static void
measure_height (SightWrapLayout *self,
                GArray          *cells,
                int              width,
                int             *minimum,
                int             *natural)
{
  for (guint i = 0, n; i < cells->len; i += n)
    {
      int row_minimum, row_natural;

      n = lay_out_row (self, cells, i, width);
      measure_row (cells, i, n, &row_minimum, &row_natural);
      *minimum += row_minimum + (i > 0 ? self->spacing : 0);
      *natural += row_natural + (i > 0 ? self->spacing : 0);
    }
}

static void
sight_wrap_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  SightWrapLayout *self = SIGHT_WRAP_LAYOUT (manager);
  g_autoptr(GArray) cells = make_cells (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, cells, minimum, natural);
  else
    measure_height (self, cells, for_size < 0 ? G_MAXINT16 : for_size, minimum, natural);
}

static void
sight_wrap_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  SightWrapLayout *self = SIGHT_WRAP_LAYOUT (manager);
  g_autoptr(GArray) cells = make_cells (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  for (guint i = 0, n; i < cells->len; i += n)
    {
      int row_minimum, row_height;

      n = lay_out_row (self, cells, i, width);
      measure_row (cells, i, n, &row_minimum, &row_height);
      /* The last one has what there is, as all have where there is one row. */
      if (i + n == cells->len)
        row_height = MAX (row_minimum, height - y);
      for (guint j = i; j < i + n; j++)
        {
          const Cell *cell = get_cell (cells, j);
          int size = cell->width.minimum_size;

          gtk_widget_size_allocate (cell->child, &(GtkAllocation) { is_rtl ? width - cell->x - size : cell->x, y, size, row_height }, -1);
        }
      y += row_height + self->spacing;
    }
}

static GtkSizeRequestMode
sight_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sight_wrap_layout_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SightWrapLayout *self = SIGHT_WRAP_LAYOUT (object);

  switch (property_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;

    case PROP_XALIGN:
      g_value_set_double (value, self->xalign);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_wrap_layout_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  SightWrapLayout *self = SIGHT_WRAP_LAYOUT (object);

  switch (property_id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;

    case PROP_XALIGN:
      self->xalign = g_value_get_double (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
sight_wrap_layout_class_init (SightWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = sight_wrap_layout_get_property;
  object_class->set_property = sight_wrap_layout_set_property;
  manager_class->measure = sight_wrap_layout_measure;
  manager_class->allocate = sight_wrap_layout_allocate;
  manager_class->get_request_mode = sight_wrap_layout_get_request_mode;

  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_XALIGN] =
    g_param_spec_double ("xalign", NULL, NULL, 0, 1, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_wrap_layout_init (SightWrapLayout *self)
{
}

GtkLayoutManager *
sight_wrap_layout_new (void)
{
  return g_object_new (SIGHT_TYPE_WRAP_LAYOUT, NULL);
}
