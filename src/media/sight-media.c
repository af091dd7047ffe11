/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-media.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "media/sight-media-error.h"
#include "media/sight-pipeline.h"

GST_DEBUG_CATEGORY (sight_media_debug);
#define GST_CAT_DEFAULT sight_media_debug

enum
{
  DEBUG_GRAPHS = 1 << 0,
  DEBUG_FEEDBACK = 1 << 1,
};

static const GDebugKey debug_keys[] = {
  { "graphs", DEBUG_GRAPHS },
  { "feedback", DEBUG_FEEDBACK },
};

static guint
get_debug_flags (void)
{
  static gsize flags = 0;

  /* One bit more, so that no flag at all is not taken for "not read yet". */
  if (g_once_init_enter (&flags))
    g_once_init_leave (&flags, 1u << 31 | g_parse_debug_string (g_getenv ("SIGHT_DEBUG"),
                                                               debug_keys, G_N_ELEMENTS (debug_keys)));

  return flags;
}

gboolean
sight_media_init (GError **error)
{
  static gsize done = 0;

  if (!gst_init_check (NULL, NULL, error))
    return FALSE;

  if (g_once_init_enter (&done))
    {
      GST_DEBUG_CATEGORY_INIT (sight_media_debug, "sight-media", 0, "Sightline's media");
      g_once_init_leave (&done, 1);
    }

  return TRUE;
}

/* Not without need: libraries that GStreamer loaded may still have threads. */
void
sight_media_finish (void)
{
  sight_pipeline_wait ();
  if (g_getenv ("GST_TRACERS") != NULL)
    gst_deinit ();
}

GstElement *
sight_media_make (const char  *factory,
                  const char  *name,
                  GError     **error)
{
  GstElement *element = gst_element_factory_make (factory, name);

  if (element == NULL)
    g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                 _("The GStreamer element '%s' is missing: install the plugin that brings it"), factory);

  return element;
}

void
sight_media_set_clock (GstElement *pipeline)
{
  g_autoptr(GstClock) clock = gst_system_clock_obtain ();

  gst_pipeline_use_clock (GST_PIPELINE (pipeline), clock);
  gst_element_set_start_time (pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (pipeline, 0);
}

static char *
make_debug_path (const char *name,
                 const char *ending)
{
  static int number = 0;
  const char *directory = g_getenv ("SIGHT_DEBUG_DIR");
  g_autofree char *file = g_strdup_printf ("sightline-%05d-%s.%s", g_atomic_int_add (&number, 1), name, ending);

  return g_build_filename (directory != NULL ? directory : g_get_tmp_dir (), file, NULL);
}

void
sight_media_dump_graph (GstElement *pipeline,
                        const char *moment)
{
  g_autofree char *dot = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  if (!(get_debug_flags () & DEBUG_GRAPHS))
    return;

  name = g_strdup_printf ("%s-%s", GST_OBJECT_NAME (pipeline), moment);
  path = make_debug_path (name, "dot");
  dot = gst_debug_bin_to_dot_data (GST_BIN (pipeline), GST_DEBUG_GRAPH_SHOW_ALL);
  if (!g_file_set_contents (path, dot, -1, &error))
    GST_WARNING_OBJECT (pipeline, "No graph: %s", error->message);
}

FILE *
sight_media_open_record (const char *name)
{
  g_autofree char *path = NULL;

  if (!(get_debug_flags () & DEBUG_FEEDBACK))
    return NULL;

  path = make_debug_path (name, "txt");
  return g_fopen (path, "we");
}
