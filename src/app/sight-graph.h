/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_GRAPH (sight_graph_get_type ())

G_DECLARE_FINAL_TYPE (SightGraph, sight_graph, SIGHT, GRAPH, GtkWidget)

#define SIGHT_GRAPH_SERIES_MAX 3

/* A value of the axis as text. */
typedef char *(*SightGraphFormat) (double value);

/**
 * SightGraph:
 *
 * Lines over the last two minutes, the newest at the right in every language, as
 * in all graphs of time. Lines are told apart without colours too. To who does
 * not see it, it is described in words.
 */
/* @least: where the axis ends at the least. */
GtkWidget *sight_graph_new        (const char       *title,
                                   SightGraphFormat  format,
                                   double            least);
/* At most SIGHT_GRAPH_SERIES_MAX; they are numbered from 0. */
void       sight_graph_add_series (SightGraph       *self,
                                   const char       *name);

void       sight_graph_clear      (SightGraph       *self);
/* @at: monotonic microseconds, in order. NAN is a gap. */
void       sight_graph_add        (SightGraph       *self,
                                   guint             series,
                                   gint64            at,
                                   double            value);
/* All is there: draw it. */
void       sight_graph_commit     (SightGraph       *self);
/* Title and lines in words, as of the last commit. */
char      *sight_graph_describe   (SightGraph       *self);

G_END_DECLS
