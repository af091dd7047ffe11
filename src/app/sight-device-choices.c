/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-device-choices.h"

#include <glib/gi18n.h>

/* One choice */

struct _SightDeviceChoice
{
  GObject  parent_instance;

  char    *id;
  char    *name;
};

enum {
  PROP_0,
  PROP_NAME,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightDeviceChoice, sight_device_choice, G_TYPE_OBJECT)

static void
sight_device_choice_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, SIGHT_DEVICE_CHOICE (object)->name);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_device_choice_finalize (GObject *object)
{
  SightDeviceChoice *self = SIGHT_DEVICE_CHOICE (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (sight_device_choice_parent_class)->finalize (object);
}

static void
sight_device_choice_class_init (SightDeviceChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_device_choice_get_property;
  object_class->finalize = sight_device_choice_finalize;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_device_choice_init (SightDeviceChoice *self)
{
}

static SightDeviceChoice *
choice_new (const char *id,
            const char *name)
{
  SightDeviceChoice *self = g_object_new (SIGHT_TYPE_DEVICE_CHOICE, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);

  return self;
}

const char *
sight_device_choice_get_name (SightDeviceChoice *self)
{
  return self->name;
}

const char *
sight_device_choice_get_id (SightDeviceChoice *self)
{
  return self->id;
}

/* All of them */

struct _SightDeviceChoices
{
  GObject          parent_instance;

  SightDeviceKind  kind;
  GListModel      *devices;
  GPtrArray       *choices;  /* of SightDeviceChoice */
  char            *chosen;
};

static GType
sight_device_choices_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_DEVICE_CHOICE;
}

static guint
sight_device_choices_get_n_items (GListModel *model)
{
  return SIGHT_DEVICE_CHOICES (model)->choices->len;
}

static gpointer
sight_device_choices_get_item (GListModel *model,
                               guint       position)
{
  SightDeviceChoices *self = SIGHT_DEVICE_CHOICES (model);

  return position < self->choices->len ? g_object_ref (g_ptr_array_index (self->choices, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_device_choices_get_item_type;
  iface->get_n_items = sight_device_choices_get_n_items;
  iface->get_item = sight_device_choices_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightDeviceChoices, sight_device_choices, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static char *
name_default (SightDeviceChoices *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->devices); i++)
    {
      g_autoptr(SightDevice) device = g_list_model_get_item (self->devices, i);

      if (sight_device_get_kind (device) == self->kind && sight_device_is_default (device))
        /* Translators: %s is the device that the system takes by itself */
        return g_strdup_printf (_("Default (%s)"), sight_device_get_name (device));
    }

  return g_strdup (_("Default"));
}

static gboolean
has_choice (GPtrArray  *choices,
            const char *id)
{
  for (guint i = 0; i < choices->len; i++)
    if (g_str_equal (sight_device_choice_get_id (g_ptr_array_index (choices, i)), id))
      return TRUE;

  return FALSE;
}

static GPtrArray *
make_choices (SightDeviceChoices *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *name = name_default (self);

  g_ptr_array_add (choices, choice_new ("", name));
  for (guint i = 0; i < g_list_model_get_n_items (self->devices); i++)
    {
      g_autoptr(SightDevice) device = g_list_model_get_item (self->devices, i);

      if (sight_device_get_kind (device) == self->kind && sight_device_get_id (device) != NULL)
        g_ptr_array_add (choices, choice_new (sight_device_get_id (device), sight_device_get_name (device)));
    }
  if (!has_choice (choices, self->chosen))
    g_ptr_array_add (choices, choice_new (self->chosen, _("The one that was chosen (not plugged in)")));

  return choices;
}

static void
update (SightDeviceChoices *self)
{
  guint n_before = self->choices->len;

  g_ptr_array_unref (self->choices);
  self->choices = make_choices (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->choices->len);
}

static void
sight_device_choices_finalize (GObject *object)
{
  SightDeviceChoices *self = SIGHT_DEVICE_CHOICES (object);

  g_clear_object (&self->devices);
  g_ptr_array_unref (self->choices);
  g_free (self->chosen);

  G_OBJECT_CLASS (sight_device_choices_parent_class)->finalize (object);
}

static void
sight_device_choices_class_init (SightDeviceChoicesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_device_choices_finalize;
}

static void
sight_device_choices_init (SightDeviceChoices *self)
{
  self->chosen = g_strdup ("");
  self->choices = g_ptr_array_new_with_free_func (g_object_unref);
}

SightDeviceChoices *
sight_device_choices_new (SightDeviceKind  kind,
                          GListModel      *devices)
{
  SightDeviceChoices *self = g_object_new (SIGHT_TYPE_DEVICE_CHOICES, NULL);

  self->kind = kind;
  self->devices = g_object_ref (devices);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}

void
sight_device_choices_set_chosen (SightDeviceChoices *self,
                                 const char         *id)
{
  const char *chosen = id != NULL ? id : "";

  g_return_if_fail (SIGHT_IS_DEVICE_CHOICES (self));

  if (g_str_equal (self->chosen, chosen))
    return;

  g_free (self->chosen);
  self->chosen = g_strdup (chosen);
  update (self);
}

guint
sight_device_choices_find (SightDeviceChoices *self,
                           const char         *id)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (g_strcmp0 (sight_device_choice_get_id (g_ptr_array_index (self->choices, i)), id) == 0)
      return i;

  return 0;
}
