/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-device-menu.h"

#include <glib/gi18n.h>

#include "app/sight-device-choices.h"
#include "media/sight-device-monitor.h"

struct _SightDeviceMenu
{
  GObject  parent_instance;

  GMenu   *model;
};

G_DEFINE_FINAL_TYPE (SightDeviceMenu, sight_device_menu, G_TYPE_OBJECT)

/* Names have no mnemonics. */
static GMenuItem *
make_item (const char *name)
{
  g_autoptr(GString) label = g_string_new (name);

  g_string_replace (label, "_", "__", 0);

  return g_menu_item_new (label->str, NULL);
}

static void
on_choices_changed (GMenu              *section,
                    guint               position,
                    guint               removed,
                    guint               added,
                    SightDeviceChoices *choices)
{
  const char *action = g_object_get_data (G_OBJECT (choices), "sight-action");

  for (guint i = 0; i < removed; i++)
    g_menu_remove (section, position);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SightDeviceChoice) choice = g_list_model_get_item (G_LIST_MODEL (choices), position + i);
      g_autoptr(GMenuItem) item = make_item (sight_device_choice_get_name (choice));

      g_menu_item_set_action_and_target (item, action, "s", sight_device_choice_get_id (choice));
      g_menu_insert_item (section, position + i, item);
    }
}

static void
append_devices (SightDeviceMenu *self,
                SightDeviceKind  kind,
                const char      *title,
                const char      *action)
{
  SightDeviceChoices *choices = sight_device_choices_new (kind, G_LIST_MODEL (sight_device_monitor_get ()));
  g_autoptr(GMenu) devices = g_menu_new ();
  GListModel *list = G_LIST_MODEL (choices);

  g_object_set_data (G_OBJECT (choices), "sight-action", (gpointer) action);
  g_signal_connect_object (choices, "items-changed", G_CALLBACK (on_choices_changed), devices, G_CONNECT_SWAPPED);
  on_choices_changed (devices, 0, 0, g_list_model_get_n_items (list), choices);
  g_object_set_data_full (G_OBJECT (devices), "sight-choices", choices, g_object_unref);

  g_menu_append_section (self->model, title, G_MENU_MODEL (devices));
}

static void
append_actions (SightDeviceMenu *self,
                gboolean         is_sound)
{
  g_autoptr(GMenu) section = g_menu_new ();

  if (is_sound)
    g_menu_append (section, _("_Test Speaker"), "call.test-speaker");
  g_menu_append (section, _("_Device Preferences"), "app.preferences-page::devices");
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (section));
}

static void
sight_device_menu_dispose (GObject *object)
{
  SightDeviceMenu *self = SIGHT_DEVICE_MENU (object);

  g_clear_object (&self->model);

  G_OBJECT_CLASS (sight_device_menu_parent_class)->dispose (object);
}

static void
sight_device_menu_class_init (SightDeviceMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_device_menu_dispose;
}

static void
sight_device_menu_init (SightDeviceMenu *self)
{
  self->model = g_menu_new ();
}

SightDeviceMenu *
sight_device_menu_new (SightLine line)
{
  SightDeviceMenu *self = g_object_new (SIGHT_TYPE_DEVICE_MENU, NULL);
  gboolean is_sound = line == SIGHT_LINE_MICROPHONE;

  if (is_sound)
    {
      append_devices (self, SIGHT_DEVICE_MICROPHONE, _("Microphone"), "call.microphone-device");
      append_devices (self, SIGHT_DEVICE_SPEAKER, _("Speaker"), "call.speaker-device");
    }
  else
    append_devices (self, SIGHT_DEVICE_CAMERA, _("Camera"), "call.camera-device");
  append_actions (self, is_sound);

  return self;
}

GMenuModel *
sight_device_menu_get_model (SightDeviceMenu *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MENU (self), NULL);

  return G_MENU_MODEL (self->model);
}
