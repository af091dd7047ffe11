/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-processor.h"

#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

#define PROCESSOR "webrtcdsp"
#define PROBE "webrtcechoprobe"

static gboolean
exists (const char *name)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

gboolean
sight_sound_processor_is_available (void)
{
  return exists (PROCESSOR) && exists (PROBE);
}

GstElement *
sight_sound_processor_make_probe (void)
{
  static int number = 0;
  g_autofree char *name = g_strdup_printf ("sight-probe-%d", g_atomic_int_add (&number, 1));

  return gst_element_factory_make (sight_sound_processor_is_available () ? PROBE : "identity", name);
}

/* The properties come and go with the library behind it. */
static void
set_switch (GstElement *processor,
            const char *property,
            gboolean    value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (processor), property) != NULL)
    g_object_set (processor, property, value, NULL);
}

GstElement *
sight_sound_processor_make (const SightSoundProcessing *processing,
                            GstElement                 *probe)
{
  GstElement *processor;

  if (!processing->echo_cancellation && !processing->noise_suppression && !processing->gain_control)
    return gst_element_factory_make ("identity", NULL);

  if (!sight_sound_processor_is_available ())
    {
      GST_WARNING ("The microphone's sound stays as it is: %s is not installed", PROCESSOR);
      return gst_element_factory_make ("identity", NULL);
    }

  processor = gst_element_factory_make (PROCESSOR, NULL);
  set_switch (processor, "echo-cancel", processing->echo_cancellation);
  set_switch (processor, "noise-suppression", processing->noise_suppression);
  set_switch (processor, "gain-control", processing->gain_control);
  set_switch (processor, "limiter", processing->gain_control);
  set_switch (processor, "high-pass-filter", TRUE);
  /* The old canceller would then take what is played as it comes, however long ago
   * that began, and not by its time: it would find no echo of it in what it hears.
   * The new one has neither switch.
   */
  set_switch (processor, "delay-agnostic", FALSE);
  set_switch (processor, "extended-filter", TRUE);
  if (processing->echo_cancellation)
    g_object_set (processor, "probe", GST_OBJECT_NAME (probe), NULL);

  return processor;
}
