/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-device.h"

struct _SightDevice
{
  GObject            parent_instance;

  GstDevice         *device; /* of a camera */
  SightDeviceKind    kind;
  char              *name;
  char              *id;
  char              *path;   /* of a camera, in the file system; or NULL */
  SightDeviceStatus  status;
  gboolean           shared; /* by PipeWire, which lets others use it too */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_IS_DEFAULT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SightDevice, sight_device, G_TYPE_OBJECT)

static void
sight_device_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SightDevice *self = SIGHT_DEVICE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_IS_DEFAULT:
      g_value_set_boolean (value, self->status.is_default);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_device_finalize (GObject *object)
{
  SightDevice *self = SIGHT_DEVICE (object);

  gst_clear_object (&self->device);
  g_free (self->name);
  g_free (self->id);
  g_free (self->path);

  G_OBJECT_CLASS (sight_device_parent_class)->finalize (object);
}

static void
sight_device_class_init (SightDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_device_get_property;
  object_class->finalize = sight_device_finalize;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_DEFAULT] =
    g_param_spec_boolean ("is-default", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sight_device_init (SightDevice *self)
{
}

static const char *
get_text (const GstStructure *structure,
          const char         *field)
{
  return structure != NULL ? gst_structure_get_string (structure, field) : NULL;
}

static gboolean
is_pipewire (GstDevice *device)
{
  return g_str_has_prefix (G_OBJECT_TYPE_NAME (device), "GstPipeWire");
}

/* Screens that are shared are sources of video as well. */
static gboolean
is_camera (GstDevice          *device,
           const GstStructure *structure)
{
  return !is_pipewire (device) || g_strcmp0 (get_text (structure, "media.role"), "Camera") == 0;
}

static char *
find_id (GstDevice          *device,
         const GstStructure *structure)
{
  const char *id = get_text (structure, "node.name");

  if (id == NULL)
    id = get_text (structure, "device.path");

  return id != NULL ? g_strdup (id) : gst_device_get_display_name (device);
}

static char *
find_path (const GstStructure *structure)
{
  const char *path = get_text (structure, "api.v4l2.path");

  return g_strdup (path != NULL ? path : get_text (structure, "device.path"));
}

SightDevice *
sight_device_new (GstDevice *device)
{
  g_autoptr(GstStructure) structure = gst_device_get_properties (device);
  SightDevice *self;

  if (!gst_device_has_classes (device, "Video/Source") || !is_camera (device, structure))
    return NULL;

  self = g_object_new (SIGHT_TYPE_DEVICE, NULL);
  self->device = gst_object_ref (device);
  self->kind = SIGHT_DEVICE_CAMERA;
  self->name = gst_device_get_display_name (device);
  self->id = find_id (device, structure);
  self->path = find_path (structure);
  self->shared = is_pipewire (device);

  return self;
}

SightDevice *
sight_device_new_sound (SightDeviceKind  kind,
                        const char      *id)
{
  SightDevice *self = g_object_new (SIGHT_TYPE_DEVICE, NULL);

  self->kind = kind;
  self->id = g_strdup (id);
  self->name = g_strdup (id);

  return self;
}

static gboolean
set_name (SightDevice *self,
          const char  *name)
{
  if (g_strcmp0 (self->name, name) == 0)
    return FALSE;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);

  return TRUE;
}

void
sight_device_update (SightDevice *self,
                     GstDevice   *device)
{
  g_autofree char *name = gst_device_get_display_name (device);

  g_set_object (&self->device, device);
  set_name (self, name);
}

gboolean
sight_device_set_status (SightDevice             *self,
                         const char              *name,
                         const SightDeviceStatus *status)
{
  SightDeviceStatus before = self->status;
  gboolean is_renamed = name != NULL && set_name (self, name);

  self->status = *status;
  if (before.is_default != status->is_default)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_DEFAULT]);

  return is_renamed || before.is_default != status->is_default || before.is_muted != status->is_muted ||
         before.cancels_echo != status->cancels_echo;
}

gboolean
sight_device_is_shadowed (SightDevice *self,
                          SightDevice *other)
{
  return self->kind == SIGHT_DEVICE_CAMERA && other->kind == SIGHT_DEVICE_CAMERA &&
         !self->shared && other->shared && self->path != NULL && g_strcmp0 (self->path, other->path) == 0;
}

GstDevice *
sight_device_get_gst_device (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), NULL);

  return self->device;
}

SightDeviceKind
sight_device_get_kind (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), SIGHT_DEVICE_CAMERA);

  return self->kind;
}

const char *
sight_device_get_name (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), NULL);

  return self->name;
}

const char *
sight_device_get_id (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), NULL);

  return self->id;
}

gboolean
sight_device_is_default (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), FALSE);

  return self->status.is_default;
}

gboolean
sight_device_is_muted (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), FALSE);

  return self->status.is_muted;
}

gboolean
sight_device_cancels_echo (SightDevice *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE (self), FALSE);

  return self->status.cancels_echo;
}
