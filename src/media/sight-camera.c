/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-camera.h"

#include <glib/gi18n-lib.h>

#include "media/sight-device-monitor.h"
#include "media/sight-device-provider.h"
#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

/* What a missing frame, a missing pixel and JPEG weigh against each other. */
#define RATE_WEIGHT 4.0
#define MISSING_WEIGHT 2.0
#define SURPLUS_WEIGHT 0.5
#define JPEG_WEIGHT 0.3

struct _SightCamera
{
  SightSource  parent_instance;

  SightDevice *device;
  guint        width;
  guint        height;
  guint        rate;
};

G_DEFINE_FINAL_TYPE (SightCamera, sight_camera, SIGHT_TYPE_SOURCE)

static gboolean
is_readable (const GstCaps *caps,
             guint          i)
{
  GstCapsFeatures *features = gst_caps_get_features (caps, i);
  GstStructure *structure = gst_caps_get_structure (caps, i);

  if (!gst_structure_has_field (structure, "width") || !gst_structure_has_field (structure, "height"))
    return FALSE;

  return gst_structure_has_name (structure, "image/jpeg") ||
         (gst_structure_has_name (structure, "video/x-raw") &&
          gst_caps_features_is_equal (features, GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY));
}

/* One format of one size and rate out of what may be many. */
static GstStructure *
narrow (const GstStructure *structure,
        guint               width,
        guint               height,
        guint               rate)
{
  GstStructure *narrowed = gst_structure_copy (structure);

  gst_structure_fixate_field_nearest_int (narrowed, "width", width);
  gst_structure_fixate_field_nearest_int (narrowed, "height", height);
  if (gst_structure_has_field (narrowed, "framerate"))
    gst_structure_fixate_field_nearest_fraction (narrowed, "framerate", rate, 1);
  gst_structure_fixate (narrowed);

  return narrowed;
}

static double
get_badness (const GstStructure *structure,
             guint               width,
             guint               height,
             guint               rate)
{
  int w = 0, h = 0, n = 0, d = 1;
  double pixels, frames, badness = 0;

  if (!gst_structure_get_int (structure, "width", &w) || !gst_structure_get_int (structure, "height", &h) || w < 1 || h < 1)
    return G_MAXDOUBLE;

  pixels = (double) w * h / ((double) width * height);
  badness += pixels < 1 ? (1 - pixels) * MISSING_WEIGHT : (1 - 1 / pixels) * SURPLUS_WEIGHT;
  /* Zero is a rate that varies: a camera's own. */
  if (gst_structure_get_fraction (structure, "framerate", &n, &d) && n > 0)
    {
      frames = (double) n / d / rate;
      badness += frames < 1 ? (1 - frames) * RATE_WEIGHT : (1 - 1 / frames) * SURPLUS_WEIGHT;
    }
  if (gst_structure_has_name (structure, "image/jpeg"))
    badness += JPEG_WEIGHT;

  return badness;
}

GstCaps *
sight_camera_choose_caps (const GstCaps *offered,
                          guint          width,
                          guint          height,
                          guint          rate)
{
  GstStructure *best = NULL;
  double least = G_MAXDOUBLE;
  GstCaps *caps;

  for (guint i = 0; i < gst_caps_get_size (offered); i++)
    {
      GstStructure *structure;
      double badness;

      if (!is_readable (offered, i))
        continue;

      structure = narrow (gst_caps_get_structure (offered, i), width, height, rate);
      badness = get_badness (structure, width, height, rate);
      if (badness < least)
        {
          least = badness;
          g_clear_pointer (&best, gst_structure_free);
          best = g_steal_pointer (&structure);
        }
      g_clear_pointer (&structure, gst_structure_free);
    }

  if (best == NULL)
    return NULL;

  caps = gst_caps_new_empty ();
  gst_caps_append_structure (caps, best);
  return caps;
}

/* PipeWire's buffers are few, and a camera stops when all are held: they are
 * copied. Its timestamps are not always those of the system's clock.
 */
static void
set_up (GstElement *element,
        GstDevice  *device)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);
  GObject *remote = g_object_get_data (G_OBJECT (device), SIGHT_DEVICE_REMOTE);

  if (remote != NULL)
    g_object_set_data_full (G_OBJECT (element), SIGHT_DEVICE_REMOTE, g_object_ref (remote), g_object_unref);
  g_object_set (element, "do-timestamp", TRUE, NULL);
  if (g_object_class_find_property (klass, "always-copy") != NULL)
    g_object_set (element, "always-copy", TRUE, NULL);
  if (g_object_class_find_property (klass, "min-buffers") != NULL)
    g_object_set (element, "min-buffers", 2, NULL);
}

static GstElement *
make_bin (GstElement *camera,
          GstCaps    *caps)
{
  gboolean jpeg = gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg");
  GstElement *bin = gst_bin_new (NULL);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);
  GstElement *last = gst_element_factory_make (jpeg ? "jpegdec" : "identity", NULL);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (last, "src");

  g_object_set (filter, "caps", caps, NULL);
  gst_bin_add_many (GST_BIN (bin), camera, filter, last, NULL);
  gst_element_link_many (camera, filter, last, NULL);
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));

  return bin;
}

static GstElement *
sight_camera_make (SightSource  *source,
                   GError      **error)
{
  SightCamera *self = SIGHT_CAMERA (source);
  GstDevice *device = sight_device_get_gst_device (self->device);
  g_autoptr(GstCaps) offered = gst_device_get_caps (device);
  g_autoptr(GstCaps) caps = offered != NULL ? sight_camera_choose_caps (offered, self->width, self->height, self->rate) : NULL;
  GstElement *camera;

  if (caps == NULL)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE,
                   _("The camera “%s” has no format that can be used: choose another one"),
                   sight_device_get_name (self->device));
      return NULL;
    }

  camera = gst_device_create_element (device, NULL);
  if (camera == NULL)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                   _("The camera “%s” needs a GStreamer plugin that is not installed"),
                   sight_device_get_name (self->device));
      return NULL;
    }

  GST_INFO_OBJECT (camera, "%" GST_PTR_FORMAT, caps);
  set_up (camera, device);
  return make_bin (camera, caps);
}

/* Its stream says nothing of that, and would be missed only after a while. */
static void
on_devices_changed (SightCamera *self)
{
  if (!sight_device_monitor_has (sight_device_monitor_get (), self->device))
    sight_source_fail (SIGHT_SOURCE (self), g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE,
                                                         _("Nothing comes from %s: plug it in again, or choose another one"),
                                                         sight_source_get_label (SIGHT_SOURCE (self))));
}

static void
sight_camera_finalize (GObject *object)
{
  g_clear_object (&SIGHT_CAMERA (object)->device);

  G_OBJECT_CLASS (sight_camera_parent_class)->finalize (object);
}

static void
sight_camera_class_init (SightCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_camera_finalize;
  SIGHT_SOURCE_CLASS (klass)->make = sight_camera_make;
}

static void
sight_camera_init (SightCamera *self)
{
}

SightSource *
sight_camera_new (SightDevice *device,
                  guint        width,
                  guint        height,
                  guint        rate)
{
  g_autofree char *label = NULL;
  SightCamera *self;

  g_return_val_if_fail (SIGHT_IS_DEVICE (device), NULL);
  g_return_val_if_fail (sight_device_get_kind (device) == SIGHT_DEVICE_CAMERA, NULL);

  label = g_strdup_printf (_("the camera “%s”"), sight_device_get_name (device));
  self = g_object_new (SIGHT_TYPE_CAMERA, "label", label, NULL);
  self->device = g_object_ref (device);
  self->width = width;
  self->height = height;
  self->rate = rate;
  g_signal_connect_object (sight_device_monitor_get (), "items-changed", G_CALLBACK (on_devices_changed), self, G_CONNECT_SWAPPED);

  return SIGHT_SOURCE (self);
}
