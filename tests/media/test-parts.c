/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "media/sight-media.h"
#include "media/sight-parts.h"

/* All but what is in the list. */
static gboolean
exists (const char *element,
        gpointer    data)
{
  return !g_strv_contains (data, element);
}

static void
test_complete (void)
{
  const char * const lacks[] = { NULL };

  g_assert_null (sight_parts_describe (exists, (gpointer) lacks));
}

static void
test_lacking (void)
{
  const char * const lacks[] = { "nicesrc", "webrtcdsp", "webrtcbin", NULL };
  g_autofree char *text = sight_parts_describe (exists, (gpointer) lacks);

  g_assert_cmpstr (text, ==,
                   "No call is possible. GStreamer lacks the plugins with webrtcbin, nicesrc. "
                   "Echo and noise stay in what others hear. GStreamer lacks the plugins with webrtcdsp.");
}

/* Whatever is installed where this runs, it is looked for there. */
static void
test_installed (void)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (sight_media_init (&error));
  g_assert_no_error (error);
  text = sight_parts_describe_missing ();
  for (guint i = 0; sight_parts_list_needed ()[i] != NULL; i++)
    {
      GstElementFactory *factory = gst_element_factory_find (sight_parts_list_needed ()[i]);

      if (factory == NULL)
        g_assert_nonnull (strstr (text, sight_parts_list_needed ()[i]));
      g_clear_object (&factory);
    }
  g_assert_true (text == NULL || !g_str_has_prefix (text, "No call is possible."));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/parts/complete", test_complete);
  g_test_add_func ("/media/parts/lacking", test_lacking);
  g_test_add_func ("/media/parts/installed", test_installed);

  return g_test_run ();
}
