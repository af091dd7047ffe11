/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "camera-fixture.h"

GstElement *
camera_plug_in (const char *name,
                const char *role)
{
  g_autofree char *description =
    g_strdup_printf ("videotestsrc is-live=true pattern=white ! video/x-raw,format=YUY2,width=320,height=240,framerate=15/1 ! "
                     "pipewiresink mode=provide stream-properties=props,media.class=Video/Source,media.role=%s,node.name=%s",
                     role, name);
  g_autoptr(GError) error = NULL;
  GstElement *camera = gst_parse_launch (description, &error);

  g_assert_no_error (error);
  gst_object_ref_sink (camera);
  gst_element_set_state (camera, GST_STATE_PLAYING);

  return camera;
}

void
camera_unplug (GstElement *camera)
{
  gst_element_set_state (camera, GST_STATE_NULL);
  gst_object_unref (camera);
}
