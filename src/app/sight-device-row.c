/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-device-row.h"

#include "app/sight-device-choices.h"
#include "media/sight-device-monitor.h"

struct _SightDeviceRow
{
  AdwComboRow         parent_instance;

  GSettings          *settings;
  char               *key;
  SightDeviceChoices *choices;
  gboolean            is_updating;  /* what is selected now was not selected by a person */
};

G_DEFINE_FINAL_TYPE (SightDeviceRow, sight_device_row, ADW_TYPE_COMBO_ROW)

/* The list forgets what is selected whenever it changes. */
static void
update (SightDeviceRow *self)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, self->key);

  self->is_updating = TRUE;
  sight_device_choices_set_chosen (self->choices, chosen);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), sight_device_choices_find (self->choices, chosen));
  self->is_updating = FALSE;
}

static gboolean
on_update (gpointer data)
{
  SightDeviceRow *self = data;

  if (self->settings != NULL)
    update (self);

  return G_SOURCE_REMOVE;
}

static void
on_choices_changed (SightDeviceRow *self)
{
  /* The row follows the change now, and nobody has chosen that. */
  self->is_updating = TRUE;
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_update, g_object_ref (self), g_object_unref);
}

static void
on_selected (SightDeviceRow *self)
{
  SightDeviceChoice *choice = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self));

  if (!self->is_updating && choice != NULL)
    g_settings_set_string (self->settings, self->key, sight_device_choice_get_id (choice));
}

static void
sight_device_row_dispose (GObject *object)
{
  SightDeviceRow *self = SIGHT_DEVICE_ROW (object);

  g_clear_object (&self->choices);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->key, g_free);

  G_OBJECT_CLASS (sight_device_row_parent_class)->dispose (object);
}

static void
sight_device_row_class_init (SightDeviceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_device_row_dispose;
}

static void
sight_device_row_init (SightDeviceRow *self)
{
}

void
sight_device_row_bind (SightDeviceRow  *self,
                       SightDeviceKind  kind,
                       GSettings       *settings,
                       const char      *key)
{
  g_autofree char *changed = g_strconcat ("changed::", key, NULL);
  g_autoptr(GtkExpression) name = gtk_property_expression_new (SIGHT_TYPE_DEVICE_CHOICE, NULL, "name");

  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  self->choices = sight_device_choices_new (kind, G_LIST_MODEL (sight_device_monitor_get ()));
  /* Before the row itself listens. */
  g_signal_connect_object (self->choices, "items-changed", G_CALLBACK (on_choices_changed), self, G_CONNECT_SWAPPED);
  adw_combo_row_set_expression (ADW_COMBO_ROW (self), name);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (self->choices));
  update (self);

  g_signal_connect_object (settings, changed, G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected), NULL);
}
