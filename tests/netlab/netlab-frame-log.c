/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netlab-frame-log.h"

#include "media/sight-frame-code.h"

struct _NetlabFrameLog
{
  GObject parent_instance;

  char   *name;

  /* Borrowed references */
  FILE   *file;
};

static void
netlab_frame_log_take (SightSink *sink,
                       GstSample *sample)
{
  NetlabFrameLog *self = NETLAB_FRAME_LOG (sink);
  gint64 now = g_get_monotonic_time ();
  g_autofree char *said = NULL;
  SightFrameCode code;
  GstVideoInfo info;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return;

  if (sight_frame_code_read_sample (sample, &code))
    said = g_strdup_printf ("%u %u", code.number, (guint) (now / 1000 - code.milliseconds) & SIGHT_FRAME_CODE_MASK);
  /* Whole lines: others write there too. */
  fprintf (self->file, "frame %.3f %s %s %dx%d\n", now / 1000.0, self->name, said != NULL ? said : "- -", info.width, info.height);
}

static void
netlab_frame_log_sink_init (SightSinkInterface *iface)
{
  iface->take = netlab_frame_log_take;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NetlabFrameLog, netlab_frame_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, netlab_frame_log_sink_init))

static void
netlab_frame_log_finalize (GObject *object)
{
  g_free (NETLAB_FRAME_LOG (object)->name);

  G_OBJECT_CLASS (netlab_frame_log_parent_class)->finalize (object);
}

static void
netlab_frame_log_class_init (NetlabFrameLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = netlab_frame_log_finalize;
}

static void
netlab_frame_log_init (NetlabFrameLog *self)
{
}

NetlabFrameLog *
netlab_frame_log_new (const char *name,
                      FILE       *file)
{
  NetlabFrameLog *self = g_object_new (NETLAB_TYPE_FRAME_LOG, NULL);

  self->name = g_strdup (name);
  self->file = file;

  return self;
}
