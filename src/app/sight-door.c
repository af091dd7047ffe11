/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-door.h"

#include <string.h>

struct _SightKnock
{
  GObject  parent_instance;

  SightId  id;
  char    *name;
};

struct _SightDoor
{
  GObject     parent_instance;

  SightCall  *call;
  GListStore *knocks;
};

enum {
  PROP_0,
  PROP_NAME,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void sight_door_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SightKnock, sight_knock, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SightDoor, sight_door, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sight_door_list_model_init))

/* Knocks */

static void
sight_knock_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, SIGHT_KNOCK (object)->name);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_knock_finalize (GObject *object)
{
  g_free (SIGHT_KNOCK (object)->name);

  G_OBJECT_CLASS (sight_knock_parent_class)->finalize (object);
}

static void
sight_knock_class_init (SightKnockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_knock_get_property;
  object_class->finalize = sight_knock_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_knock_init (SightKnock *self)
{
}

const SightId *
sight_knock_get_id (SightKnock *self)
{
  return &self->id;
}

const char *
sight_knock_get_name (SightKnock *self)
{
  return self->name;
}

static void
set_name (SightKnock *self,
          const char *name)
{
  if (name == NULL || g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/* The door */

static SightKnock *
find (SightDoor  *self,
      const char *id,
      guint      *position)
{
  GListModel *knocks = G_LIST_MODEL (self->knocks);

  for (*position = 0; *position < g_list_model_get_n_items (knocks); (*position)++)
    {
      g_autoptr(SightKnock) knock = g_list_model_get_item (knocks, *position);

      /* The list keeps it. */
      if (g_str_equal (knock->id.text, id))
        return knock;
    }

  return NULL;
}

static void
on_knock (SightDoor  *self,
          const char *id,
          const char *name)
{
  guint position;
  SightKnock *known = find (self, id, &position);
  g_autoptr(SightKnock) knock = NULL;

  if (known != NULL)
    {
      set_name (known, name);
      return;
    }

  knock = g_object_new (SIGHT_TYPE_KNOCK, NULL);
  if (!sight_id_parse (&knock->id, id, strlen (id)))
    return;
  set_name (knock, name);
  g_list_store_append (self->knocks, knock);
}

static void
on_knock_gone (SightDoor  *self,
               const char *id)
{
  guint position;

  if (find (self, id, &position) != NULL)
    g_list_store_remove (self->knocks, position);
}

/* Others decide from now on; who waits is told to them. */
static void
on_is_host_changed (SightDoor *self)
{
  if (!sight_call_is_host (self->call))
    g_list_store_remove_all (self->knocks);
}

static GType
sight_door_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_KNOCK;
}

static guint
sight_door_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SIGHT_DOOR (model)->knocks));
}

static gpointer
sight_door_get_item (GListModel *model,
                     guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (SIGHT_DOOR (model)->knocks), position);
}

static void
sight_door_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_door_get_item_type;
  iface->get_n_items = sight_door_get_n_items;
  iface->get_item = sight_door_get_item;
}

static void
sight_door_finalize (GObject *object)
{
  SightDoor *self = SIGHT_DOOR (object);

  g_clear_object (&self->knocks);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (sight_door_parent_class)->finalize (object);
}

static void
sight_door_class_init (SightDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_door_finalize;
}

static void
sight_door_init (SightDoor *self)
{
  self->knocks = g_list_store_new (SIGHT_TYPE_KNOCK);
  g_signal_connect_object (self->knocks, "items-changed", G_CALLBACK (g_list_model_items_changed), self,
                           G_CONNECT_SWAPPED);
}

SightDoor *
sight_door_new (SightCall *call)
{
  SightDoor *self = g_object_new (SIGHT_TYPE_DOOR, NULL);

  self->call = g_object_ref (call);
  g_signal_connect_object (call, "knock", G_CALLBACK (on_knock), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "knock-gone", G_CALLBACK (on_knock_gone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "notify::is-host", G_CALLBACK (on_is_host_changed), self, G_CONNECT_SWAPPED);

  return self;
}

void
sight_door_answer (SightDoor  *self,
                   SightKnock *knock,
                   gboolean    admit)
{
  guint position;

  sight_call_answer_knock (self->call, &knock->id, admit);
  if (g_list_store_find (self->knocks, knock, &position))
    g_list_store_remove (self->knocks, position);
}
