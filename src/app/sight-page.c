/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-page.h"

typedef struct
{
  SightMeeting *meeting;
} SightPagePrivate;

enum {
  PROP_0,
  PROP_MEETING,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SightPage, sight_page, GTK_TYPE_WIDGET)

static void
sight_page_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SightPage *self = SIGHT_PAGE (object);

  switch (property_id)
    {
    case PROP_MEETING:
      g_value_set_object (value, sight_page_get_meeting (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_page_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  SightPage *self = SIGHT_PAGE (object);

  switch (property_id)
    {
    case PROP_MEETING:
      sight_page_set_meeting (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_page_dispose (GObject *object)
{
  SightPage *self = SIGHT_PAGE (object);
  GtkWidget *child;

  sight_page_set_meeting (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sight_page_parent_class)->dispose (object);
}

static void
sight_page_class_init (SightPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_page_get_property;
  object_class->set_property = sight_page_set_property;
  object_class->dispose = sight_page_dispose;

  properties[PROP_MEETING] =
    g_param_spec_object ("meeting", NULL, NULL, SIGHT_TYPE_MEETING,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
sight_page_init (SightPage *self)
{
}

SightMeeting *
sight_page_get_meeting (SightPage *self)
{
  SightPagePrivate *priv = sight_page_get_instance_private (self);

  return priv->meeting;
}

void
sight_page_set_meeting (SightPage    *self,
                        SightMeeting *meeting)
{
  SightPagePrivate *priv = sight_page_get_instance_private (self);
  SightPageClass *klass = SIGHT_PAGE_GET_CLASS (self);
  g_autoptr(SightMeeting) old = NULL;

  if (priv->meeting == meeting)
    return;

  old = g_steal_pointer (&priv->meeting);
  g_set_object (&priv->meeting, meeting);
  if (klass->meeting_changed != NULL)
    klass->meeting_changed (self, old);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEETING]);
}
