/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-statistics-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/sight-format.h"
#include "app/sight-graph.h"
#include "app/sight-person-words.h"
#include "app/sight-statistics-words.h"

/* An axis shows at least so much, so that rest does not look like trouble. */
#define LEAST_BITRATE    100000
#define LEAST_ROUND_TRIP 100
#define LEAST_LOSS       0.05

struct _SightStatisticsRow
{
  AdwExpanderRow       parent_instance;

  SightCallStatistics *statistics;
  SightParticipant    *participant;

  /* The labels of the numbers, kept while the same are shown. */
  GString             *shape;
  GPtrArray           *values;     /* of GtkLabel, borrowed */

  SightGraph          *bitrates;
  SightGraph          *round_trips;
  SightGraph          *losses;

  GtkImage            *mark;
  AdwActionRow        *path;
  GtkBox              *graphs;
  GtkGrid             *numbers;
};

enum {
  SENT,
  RECEIVED,
  ESTIMATE,
};

G_DEFINE_FINAL_TYPE (SightStatisticsRow, sight_statistics_row, ADW_TYPE_EXPANDER_ROW)

/* Graphs */

static char *
format_bitrate (double value)
{
  return sight_format_bitrate ((guint) CLAMP (value, 0, G_MAXUINT));
}

static SightGraph *
add_graph (SightStatisticsRow *self,
           const char         *title,
           SightGraphFormat    format,
           double              least,
           const char         *first,
           ...)
{
  GtkWidget *graph = sight_graph_new (title, format, least);
  va_list names;

  va_start (names, first);
  for (const char *name = first; name != NULL; name = va_arg (names, const char *))
    sight_graph_add_series (SIGHT_GRAPH (graph), name);
  va_end (names);
  gtk_box_append (self->graphs, graph);

  return SIGHT_GRAPH (graph);
}

static double
known (double value)
{
  return value < 0 ? NAN : value;
}

static void
add_record (const SightStatisticsRecord *record,
            gpointer                     data)
{
  SightStatisticsRow *self = data;
  const SightPeerStatistics *now = &record->statistics;
  gint64 at = now->monotonic_time;

  if (record->state != SIGHT_PAIR_LIVE)
    return;

  sight_graph_add (self->bitrates, SENT, at, now->sent.bitrate);
  sight_graph_add (self->bitrates, RECEIVED, at, now->received.bitrate);
  sight_graph_add (self->bitrates, ESTIMATE, at, now->estimate > 0 ? now->estimate : NAN);
  sight_graph_add (self->round_trips, 0, at, known (sight_statistics_get_round_trip (now)));
  sight_graph_add (self->losses, SENT, at, known (sight_statistics_get_sent_loss (now)));
  sight_graph_add (self->losses, RECEIVED, at, known (sight_statistics_get_received_loss (now)));
}

static void
update_graphs (SightStatisticsRow *self)
{
  SightGraph *graphs[] = { self->bitrates, self->round_trips, self->losses };

  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    sight_graph_clear (graphs[i]);
  sight_call_statistics_foreach (self->statistics, sight_participant_get_id (self->participant), add_record, self);
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    sight_graph_commit (graphs[i]);
}

/* Numbers */

typedef struct
{
  SightStatisticsRow *row;
  const char         *section;
  guint               line;
  guint               number;
} Filler;

static void
add_shape (const char *section,
           const char *name,
           const char *value,
           gpointer    data)
{
  g_string_append_printf (data, "%s\n%s\n", section, name);
}

static void
add_label (Filler     *filler,
           const char *text,
           const char *style,
           int         column,
           int         width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_set_hexpand (label, column == 1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  if (width == 2)
    gtk_widget_set_margin_top (label, 9);
  gtk_grid_attach (filler->row->numbers, label, column, filler->line, width, 1);
  if (column == 1)
    {
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      g_ptr_array_add (filler->row->values, label);
    }
}

static void
add_number (const char *section,
            const char *name,
            const char *value,
            gpointer    data)
{
  Filler *filler = data;

  if (filler->section != section)
    {
      add_label (filler, section, "heading", 0, 2);
      filler->section = section;
      filler->line++;
    }
  add_label (filler, name, "dim-label", 0, 1);
  add_label (filler, value, "numeric", 1, 1);
  filler->line++;
}

static void
set_number (const char *section,
            const char *name,
            const char *value,
            gpointer    data)
{
  Filler *filler = data;

  gtk_label_set_text (g_ptr_array_index (filler->row->values, filler->number++), value);
}

/* A label is not made anew each second: somebody may be reading it, or copying. */
static void
update_numbers (SightStatisticsRow          *self,
                const SightStatisticsRecord *record)
{
  g_autoptr(GString) shape = g_string_new (NULL);
  Filler filler = { .row = self };
  GtkWidget *child;

  sight_statistics_to_words (record, add_shape, shape);
  if (g_string_equal (shape, self->shape))
    {
      sight_statistics_to_words (record, set_number, &filler);
      return;
    }

  g_string_assign (self->shape, shape->str);
  g_ptr_array_set_size (self->values, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->numbers))) != NULL)
    gtk_grid_remove (self->numbers, child);
  sight_statistics_to_words (record, add_number, &filler);
}

/* The sentence */

static void
update_mark (SightStatisticsRow *self,
             SightVerdict        verdict)
{
  static const char *const styles[] = { "success", "warning", "error" };
  guint style = verdict >= SIGHT_VERDICT_RELAYED ? 0 : verdict >= SIGHT_VERDICT_UNEVEN ? 1 : 2;

  if (verdict == SIGHT_VERDICT_CONNECTING)
    style = 1;
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->mark), styles[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->mark), styles[style]);
  gtk_image_set_from_icon_name (self->mark, style == 0 ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
}

static void
update (SightStatisticsRow *self)
{
  const SightStatisticsRecord *record = sight_call_statistics_get (self->statistics,
                                                                   sight_participant_get_id (self->participant));
  g_autofree char *path = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), sight_person_get_name (self->participant));
  if (record == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), sight_verdict_to_sentence (record->verdict));
  update_mark (self, record->verdict);
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;

  path = sight_path_to_words (&record->statistics.path);
  adw_action_row_set_subtitle (self->path, path);
  update_graphs (self);
  update_numbers (self, record);
}

static void
sight_statistics_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_statistics_row_parent_class)->map (widget);

  update (SIGHT_STATISTICS_ROW (widget));
}

static void
sight_statistics_row_dispose (GObject *object)
{
  SightStatisticsRow *self = SIGHT_STATISTICS_ROW (object);

  if (self->statistics != NULL)
    g_signal_handlers_disconnect_by_data (self->statistics, self);
  if (self->participant != NULL)
    g_signal_handlers_disconnect_by_data (self->participant, self);
  g_clear_object (&self->statistics);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (sight_statistics_row_parent_class)->dispose (object);
}

static void
sight_statistics_row_finalize (GObject *object)
{
  SightStatisticsRow *self = SIGHT_STATISTICS_ROW (object);

  g_string_free (self->shape, TRUE);
  g_ptr_array_unref (self->values);

  G_OBJECT_CLASS (sight_statistics_row_parent_class)->finalize (object);
}

static void
sight_statistics_row_class_init (SightStatisticsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_statistics_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_statistics_row_finalize;
  widget_class->map = sight_statistics_row_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-statistics-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsRow, mark);
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsRow, path);
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsRow, graphs);
  gtk_widget_class_bind_template_child (widget_class, SightStatisticsRow, numbers);
}

static void
sight_statistics_row_init (SightStatisticsRow *self)
{
  self->shape = g_string_new (NULL);
  self->values = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->bitrates = add_graph (self, _("Bitrate"), format_bitrate, LEAST_BITRATE,
                              _("Sent"), _("Received"), _("Estimate"), NULL);
  self->round_trips = add_graph (self, _("Round trip"), sight_format_ms, LEAST_ROUND_TRIP, _("Round trip"), NULL);
  self->losses = add_graph (self, _("Lost packets"), sight_format_percent, LEAST_LOSS, _("Sent"), _("Received"), NULL);
}

GtkWidget *
sight_statistics_row_new (SightCallStatistics *statistics,
                          SightParticipant    *participant)
{
  SightStatisticsRow *self = g_object_new (SIGHT_TYPE_STATISTICS_ROW, NULL);

  self->statistics = g_object_ref (statistics);
  self->participant = g_object_ref (participant);
  g_signal_connect_object (statistics, "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (participant, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::expanded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
