/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-join-entry.h"

#include <adwaita.h>

#include "app/sight-link-reading.h"

struct _SightJoinEntry
{
  GtkWidget    parent_instance;

  char        *server;

  GtkEditable *entry;
  GtkWidget   *join;
  GtkWidget   *reading;
  GtkImage    *icon;
  GtkLabel    *sentence;
};

enum {
  PROP_0,
  PROP_SERVER,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightJoinEntry, sight_join_entry, GTK_TYPE_WIDGET)

static SightLinkReading *
read_entry (SightJoinEntry *self)
{
  return sight_link_reading_new (gtk_editable_get_text (self->entry), self->server);
}

static const char *
get_icon (const SightLinkReading *reading)
{
  if (reading->link == NULL)
    return "dialog-error-symbolic";

  return reading->is_weak ? "dialog-warning-symbolic" : "emblem-ok-symbolic";
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    has)
{
  if (has)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update (SightJoinEntry *self)
{
  g_autoptr(SightLinkReading) reading = read_entry (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.open", reading->link != NULL);
  gtk_widget_set_visible (self->reading, reading->kind != SIGHT_READING_EMPTY);
  gtk_image_set_from_icon_name (self->icon, get_icon (reading));
  gtk_label_set_label (self->sentence, reading->sentence != NULL ? reading->sentence : "");
  set_class (self->reading, "error", reading->kind == SIGHT_READING_REFUSED);
  set_class (self->reading, "warning", reading->is_weak);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               reading->kind == SIGHT_READING_REFUSED ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_open (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  SightJoinEntry *self = SIGHT_JOIN_ENTRY (widget);
  g_autoptr(SightLinkReading) reading = read_entry (self);
  g_autofree char *text = NULL;

  if (reading->link == NULL)
    return;

  text = sight_room_link_to_string (reading->link);
  if (gtk_widget_activate_action (widget, "win.open-link", "s", text))
    gtk_editable_set_text (self->entry, "");
}

static void
on_activate (SightJoinEntry *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "join.open", NULL);
}

static void
sight_join_entry_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_SERVER:
      g_value_set_string (value, SIGHT_JOIN_ENTRY (object)->server);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_join_entry_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SightJoinEntry *self = SIGHT_JOIN_ENTRY (object);

  switch (property_id)
    {
    case PROP_SERVER:
      g_free (self->server);
      self->server = g_value_dup_string (value);
      update (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static gboolean
sight_join_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SIGHT_JOIN_ENTRY (widget)->entry));
}

static void
sight_join_entry_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sight_join_entry_parent_class)->dispose (object);
}

static void
sight_join_entry_finalize (GObject *object)
{
  g_free (SIGHT_JOIN_ENTRY (object)->server);

  G_OBJECT_CLASS (sight_join_entry_parent_class)->finalize (object);
}

static void
sight_join_entry_class_init (SightJoinEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_join_entry_get_property;
  object_class->set_property = sight_join_entry_set_property;
  object_class->dispose = sight_join_entry_dispose;
  object_class->finalize = sight_join_entry_finalize;
  widget_class->grab_focus = sight_join_entry_grab_focus;

  properties[PROP_SERVER] =
    g_param_spec_string ("server", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-join-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, SightJoinEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, SightJoinEntry, join);
  gtk_widget_class_bind_template_child (widget_class, SightJoinEntry, reading);
  gtk_widget_class_bind_template_child (widget_class, SightJoinEntry, icon);
  gtk_widget_class_bind_template_child (widget_class, SightJoinEntry, sentence);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);

  gtk_widget_class_install_action (widget_class, "join.open", NULL, on_open);
}

static void
sight_join_entry_init (SightJoinEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->sentence, NULL, -1);
  update (self);
}
