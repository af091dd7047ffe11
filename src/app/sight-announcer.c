/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-announcer.h"

struct _SightAnnouncer
{
  GtkWidget  parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (SightAnnouncer, sight_announcer, GTK_TYPE_WIDGET)

static void
sight_announcer_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = 0;
}

/* It has its size, for a text without one is read by nobody, and is not drawn. */
static void
sight_announcer_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  GtkWidget *label = SIGHT_ANNOUNCER (widget)->label;
  int w, h;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, w, &h, NULL, NULL, NULL);
  gtk_widget_size_allocate (label, &(GtkAllocation) { 0, 0, w, h }, -1);
}

static void
sight_announcer_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
}

static void
sight_announcer_dispose (GObject *object)
{
  g_clear_pointer (&SIGHT_ANNOUNCER (object)->label, gtk_widget_unparent);

  G_OBJECT_CLASS (sight_announcer_parent_class)->dispose (object);
}

static void
sight_announcer_class_init (SightAnnouncerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_announcer_dispose;
  widget_class->measure = sight_announcer_measure;
  widget_class->size_allocate = sight_announcer_size_allocate;
  widget_class->snapshot = sight_announcer_snapshot;
  gtk_widget_class_set_css_name (widget_class, "announcer");
}

static void
sight_announcer_init (SightAnnouncer *self)
{
  self->label = g_object_new (GTK_TYPE_LABEL,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                              "ellipsize", PANGO_ELLIPSIZE_END,
                              "can-target", FALSE,
                              NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
sight_announcer_new (void)
{
  return g_object_new (SIGHT_TYPE_ANNOUNCER, NULL);
}

/* The one guard for what newer versions of GTK can say themselves. */
void
sight_announcer_say (SightAnnouncer *self,
                     const char     *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->label), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
#if GTK_CHECK_VERSION (4, 14, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (self->label), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif
}

const char *
sight_announcer_get_text (SightAnnouncer *self)
{
  return gtk_label_get_text (GTK_LABEL (self->label));
}
