/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-microphone.h"

#include <glib/gi18n-lib.h>

struct _SightMicrophone
{
  SightSource  parent_instance;

  char        *device;
};

G_DEFINE_FINAL_TYPE (SightMicrophone, sight_microphone, SIGHT_TYPE_SOURCE)

static GstElement *
sight_microphone_make (SightSource  *source,
                       GError      **error)
{
  SightMicrophone *self = SIGHT_MICROPHONE (source);
  /* The sound server knows calls by their role: it may duck music under one. */
  GstElement *bin = gst_parse_bin_from_description_full (
    "pulsesrc name=microphone client-name=Sightline stream-properties=props,media.role=phone "
    "buffer-time=60000 latency-time=10000 provide-clock=false ! capsfilter caps=" SIGHT_SOUND_CAPS ",channels=1",
    TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_autoptr(GstElement) microphone = NULL;

  if (bin == NULL)
    return NULL;

  microphone = gst_bin_get_by_name (GST_BIN (bin), "microphone");
  g_object_set (microphone, "device", self->device, NULL);
  return bin;
}

static void
sight_microphone_finalize (GObject *object)
{
  g_free (SIGHT_MICROPHONE (object)->device);

  G_OBJECT_CLASS (sight_microphone_parent_class)->finalize (object);
}

static void
sight_microphone_class_init (SightMicrophoneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_microphone_finalize;
  SIGHT_SOURCE_CLASS (klass)->make = sight_microphone_make;
}

static void
sight_microphone_init (SightMicrophone *self)
{
}

SightSource *
sight_microphone_new (const char *device)
{
  SightMicrophone *self = g_object_new (SIGHT_TYPE_MICROPHONE, "label", _("the microphone"), NULL);

  self->device = g_strdup (device);

  return SIGHT_SOURCE (self);
}

const char *
sight_microphone_get_device (SightMicrophone *self)
{
  g_return_val_if_fail (SIGHT_IS_MICROPHONE (self), NULL);

  return self->device;
}
