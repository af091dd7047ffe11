/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-parts.h"

#include <glib/gi18n-lib.h>
#include <gst/gst.h>

static const char * const needed[] = {
  "webrtcbin", "nicesrc", "dtlssrtpdec", "srtpenc", "sctpenc", "rtpbin", "rtpopuspay", "rtpvp8pay", "rtpopusdepay",
  "rtpvp8depay", "opusenc", "opusdec", "vp8enc", "vp8dec", "videoconvert", "audioconvert", "appsrc", NULL
};
static const char * const sound[] = { "pulsesrc", "pulsesink", NULL };
static const char * const pictures[] = { "pipewiresrc", NULL };
static const char * const processing[] = { "webrtcdsp", "webrtcechoprobe", NULL };

static const struct
{
  const char * const *elements;
  const char         *sentence;
} groups[] = {
  { needed, N_("No call is possible.") },
  { sound, N_("Nothing can be heard or said.") },
  { pictures, N_("No screen can be shared, and cameras may not be found.") },
  { processing, N_("Echo and noise stay in what others hear.") },
};

const char * const *
sight_parts_list_needed (void)
{
  return needed;
}

static gboolean
is_installed (const char *element,
              gpointer    data)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find (element);

  return factory != NULL;
}

/* Of one group, or NULL. */
static char *
list_missing (const char * const *elements,
              SightPartsExists    exists,
              gpointer            data)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; elements[i] != NULL; i++)
    if (!exists (elements[i], data))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", elements[i]);

  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

char *
sight_parts_describe (SightPartsExists exists,
                      gpointer         data)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *missing = list_missing (groups[i].elements, exists, data);

      if (missing == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      /* Translators: a sentence, and names of parts of GStreamer, such as "webrtcbin, nicesrc" */
      g_string_append_printf (text, _("%s GStreamer lacks the plugins with %s."), _(groups[i].sentence), missing);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
sight_parts_describe_missing (void)
{
  return sight_parts_describe (is_installed, NULL);
}
