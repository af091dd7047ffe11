/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "screen-fixture.h"

#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>

#include "media/sight-frame-code.h"

#define INTERVAL (50 * SPA_NSEC_PER_MSEC)
#define PIXEL 4

/* All of it belongs to the loop's thread, or to who holds the loop's lock. */
struct _Screen
{
  struct pw_thread_loop *loop;
  struct pw_stream      *stream;
  struct spa_hook        listener;
  struct spa_source     *timer;
  guint                  width;
  guint                  height;
  guint                  stream_width; /* what has been agreed on */
  guint                  stream_height;
  guint                  number;
  guint                  due;
};

static void
draw (Screen  *self,
      guint8  *data)
{
  const SightFrameCode code = { .number = self->number };
  GstBuffer *buffer = gst_buffer_new_wrapped_full (0, data, self->stream_width * self->stream_height * PIXEL, 0,
                                                   self->stream_width * self->stream_height * PIXEL, NULL, NULL);
  GstVideoInfo info;
  GstVideoFrame frame;

  memset (data, 0x80, self->stream_width * self->stream_height * PIXEL);
  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_BGRx, self->stream_width, self->stream_height);
  g_assert_true (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READWRITE));
  sight_frame_code_write (&frame, &code);
  gst_video_frame_unmap (&frame);
  gst_buffer_unref (buffer);
}

static void
on_process (void *data)
{
  Screen *self = data;
  struct pw_buffer *buffer = pw_stream_dequeue_buffer (self->stream);
  struct spa_data *memory;

  if (buffer == NULL)
    return;

  memory = &buffer->buffer->datas[0];
  if (memory->data != NULL && memory->maxsize >= self->stream_width * self->stream_height * PIXEL)
    {
      draw (self, memory->data);
      memory->chunk->offset = 0;
      memory->chunk->stride = self->stream_width * PIXEL;
      memory->chunk->size = self->stream_width * self->stream_height * PIXEL;
    }
  pw_stream_queue_buffer (self->stream, buffer);
}

static void
on_timer (void     *data,
          uint64_t  expirations)
{
  Screen *self = data;

  if (self->due == 0 || self->stream_width != self->width ||
      pw_stream_get_state (self->stream, NULL) != PW_STREAM_STATE_STREAMING)
    return;

  self->due--;
  self->number++;
  pw_stream_trigger_process (self->stream);
}

static void
on_param_changed (void                 *data,
                  uint32_t              id,
                  const struct spa_pod *param)
{
  Screen *self = data;
  uint8_t bytes[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (bytes, sizeof bytes);
  struct spa_video_info_raw info = { 0, };
  const struct spa_pod *params[1];
  int stride;

  if (param == NULL || id != SPA_PARAM_Format || spa_format_video_raw_parse (param, &info) < 0)
    return;

  self->stream_width = info.size.width;
  self->stream_height = info.size.height;
  stride = info.size.width * PIXEL;
  params[0] = spa_pod_builder_add_object (&builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
                                          SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int (4, 2, 16),
                                          SPA_PARAM_BUFFERS_blocks, SPA_POD_Int (1),
                                          SPA_PARAM_BUFFERS_size, SPA_POD_Int (stride * (int) info.size.height),
                                          SPA_PARAM_BUFFERS_stride, SPA_POD_Int (stride),
                                          SPA_PARAM_BUFFERS_dataType, SPA_POD_CHOICE_FLAGS_Int (1 << SPA_DATA_MemFd));
  pw_stream_update_params (self->stream, params, 1);
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS,
  .param_changed = on_param_changed,
  .process = on_process,
};

static const struct spa_pod *
build_format (Screen                 *self,
              struct spa_pod_builder *builder)
{
  return spa_pod_builder_add_object (builder, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat,
                                     SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
                                     SPA_FORMAT_mediaSubtype, SPA_POD_Id (SPA_MEDIA_SUBTYPE_raw),
                                     SPA_FORMAT_VIDEO_format, SPA_POD_Id (SPA_VIDEO_FORMAT_BGRx),
                                     SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle (&SPA_RECTANGLE (self->width, self->height)),
                                     SPA_FORMAT_VIDEO_framerate, SPA_POD_Fraction (&SPA_FRACTION (0, 1)),
                                     SPA_FORMAT_VIDEO_maxFramerate,
                                     SPA_POD_CHOICE_RANGE_Fraction (&SPA_FRACTION (60, 1), &SPA_FRACTION (1, 1), &SPA_FRACTION (60, 1)));
}

static void
connect_stream (Screen *self)
{
  uint8_t bytes[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (bytes, sizeof bytes);
  const struct spa_pod *params[] = { build_format (self, &builder) };
  struct timespec interval = { 0, INTERVAL };

  self->stream = pw_stream_new_simple (pw_thread_loop_get_loop (self->loop), "screen",
                                       pw_properties_new (PW_KEY_MEDIA_CLASS, "Video/Source", PW_KEY_NODE_NAME, "screen", NULL),
                                       &events, self);
  pw_stream_connect (self->stream, PW_DIRECTION_OUTPUT, PW_ID_ANY, PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS, params, 1);
  self->timer = pw_loop_add_timer (pw_thread_loop_get_loop (self->loop), on_timer, self);
  pw_loop_update_timer (pw_thread_loop_get_loop (self->loop), self->timer, &interval, &interval, FALSE);
}

Screen *
screen_new (guint width,
            guint height)
{
  Screen *self = g_new0 (Screen, 1);

  pw_init (NULL, NULL);
  self->width = width;
  self->height = height;
  self->loop = pw_thread_loop_new ("screen", NULL);
  pw_thread_loop_start (self->loop);
  pw_thread_loop_lock (self->loop);
  connect_stream (self);
  pw_thread_loop_unlock (self->loop);

  return self;
}

void
screen_free (Screen *self)
{
  pw_thread_loop_lock (self->loop);
  pw_loop_destroy_source (pw_thread_loop_get_loop (self->loop), self->timer);
  pw_stream_destroy (self->stream);
  pw_thread_loop_unlock (self->loop);
  pw_thread_loop_stop (self->loop);
  pw_thread_loop_destroy (self->loop);
  g_free (self);
}

guint32
screen_get_node (Screen *self)
{
  guint32 node;

  pw_thread_loop_lock (self->loop);
  node = pw_stream_get_node_id (self->stream);
  pw_thread_loop_unlock (self->loop);

  return node;
}

void
screen_draw (Screen *self,
             guint   n)
{
  pw_thread_loop_lock (self->loop);
  self->due = n;
  pw_thread_loop_unlock (self->loop);
}

void
screen_resize (Screen *self,
               guint   width,
               guint   height)
{
  uint8_t bytes[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (bytes, sizeof bytes);
  const struct spa_pod *params[1];

  pw_thread_loop_lock (self->loop);
  self->width = width;
  self->height = height;
  params[0] = build_format (self, &builder);
  pw_stream_update_params (self->stream, params, 1);
  pw_thread_loop_unlock (self->loop);
}

gboolean
screen_is_seen (Screen *self)
{
  gboolean is_seen;

  pw_thread_loop_lock (self->loop);
  is_seen = pw_stream_get_state (self->stream, NULL) == PW_STREAM_STATE_STREAMING;
  pw_thread_loop_unlock (self->loop);

  return is_seen;
}
