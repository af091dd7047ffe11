/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* virtual-camera NAME [ROLE]: a camera that PipeWire finds like any other, until
 * it is ended. Its picture is green, with a white bar that moves; with "Screen"
 * for its role it is a shared screen. GStreamer's own sink for PipeWire would give
 * up after the first who looks, and writes into buffers that PipeWire takes away.
 */

#include <pipewire/pipewire.h>
#include <signal.h>
#include <spa/param/video/format-utils.h>
#include <time.h>

#define WIDTH   640
#define HEIGHT  480
#define RATE    30
#define STRIDE  (WIDTH * 2)
#define BAR     32
#define SECOND  1000000000L

/* YUY2: two pixels share their colour. */
static const uint8_t green[] = { 149, 44, 149, 21 };
static const uint8_t white[] = { 235, 128, 235, 128 };

typedef struct
{
  struct pw_main_loop *loop;
  struct pw_stream    *stream;
  struct spa_source   *timer;
  uint32_t             number; /* of the picture */
} Camera;

static void
paint (Camera  *self,
       uint8_t *pixels)
{
  uint32_t bar = self->number * 8 % WIDTH;

  for (uint32_t y = 0; y < HEIGHT; y++)
    for (uint32_t x = 0; x < WIDTH; x += 2)
      memcpy (pixels + y * STRIDE + x * 2, x >= bar && x < bar + BAR ? white : green, sizeof green);
}

static void
stamp (Camera            *self,
       struct spa_buffer *buffer)
{
  struct spa_meta_header *header = spa_buffer_find_meta_data (buffer, SPA_META_Header, sizeof *header);
  struct timespec now;

  if (header == NULL)
    return;

  clock_gettime (CLOCK_MONOTONIC, &now);
  *header = (struct spa_meta_header) { .pts = SPA_TIMESPEC_TO_NSEC (&now), .seq = self->number };
}

static void
on_process (void *data)
{
  Camera *self = data;
  struct pw_buffer *held = pw_stream_dequeue_buffer (self->stream);
  struct spa_data *plane;

  if (held == NULL)
    return;

  plane = &held->buffer->datas[0];
  if (plane->data != NULL && plane->maxsize >= STRIDE * HEIGHT)
    {
      paint (self, plane->data);
      stamp (self, held->buffer);
      *plane->chunk = (struct spa_chunk) { .size = STRIDE * HEIGHT, .stride = STRIDE };
      self->number++;
    }
  pw_stream_queue_buffer (self->stream, held);
}

static void
on_timer (void     *data,
          uint64_t  expirations)
{
  pw_stream_trigger_process (((Camera *) data)->stream);
}

static void
on_state_changed (void                 *data,
                  enum pw_stream_state  before,
                  enum pw_stream_state  state,
                  const char           *error)
{
  Camera *self = data;
  bool runs = state == PW_STREAM_STATE_STREAMING;
  struct timespec interval = { 0, runs ? SECOND / RATE : 0 };

  pw_loop_update_timer (pw_main_loop_get_loop (self->loop), self->timer, &interval, &interval, false);
  if (state == PW_STREAM_STATE_ERROR)
    pw_main_loop_quit (self->loop);
}

static void
on_param_changed (void                 *data,
                  uint32_t              id,
                  const struct spa_pod *format)
{
  uint8_t memory[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (memory, sizeof memory);
  const struct spa_pod *params[2];

  if (format == NULL || id != SPA_PARAM_Format)
    return;

  params[0] = spa_pod_builder_add_object (&builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers,
                                          SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int (8, 2, 32),
                                          SPA_PARAM_BUFFERS_blocks, SPA_POD_Int (1),
                                          SPA_PARAM_BUFFERS_size, SPA_POD_Int (STRIDE * HEIGHT),
                                          SPA_PARAM_BUFFERS_stride, SPA_POD_Int (STRIDE),
                                          SPA_PARAM_BUFFERS_dataType, SPA_POD_CHOICE_FLAGS_Int (1 << SPA_DATA_MemFd));
  params[1] = spa_pod_builder_add_object (&builder, SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta,
                                          SPA_PARAM_META_type, SPA_POD_Id (SPA_META_Header),
                                          SPA_PARAM_META_size, SPA_POD_Int (sizeof (struct spa_meta_header)));
  pw_stream_update_params (((Camera *) data)->stream, params, 2);
}

static const struct pw_stream_events events = {
  PW_VERSION_STREAM_EVENTS,
  .state_changed = on_state_changed,
  .param_changed = on_param_changed,
  .process = on_process,
};

static void
on_signal (void *data,
           int   number)
{
  pw_main_loop_quit (((Camera *) data)->loop);
}

static int
offer (Camera *self)
{
  uint8_t memory[1024];
  struct spa_pod_builder builder = SPA_POD_BUILDER_INIT (memory, sizeof memory);
  const struct spa_pod *format;

  format = spa_pod_builder_add_object (&builder, SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat,
                                       SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
                                       SPA_FORMAT_mediaSubtype, SPA_POD_Id (SPA_MEDIA_SUBTYPE_raw),
                                       SPA_FORMAT_VIDEO_format, SPA_POD_Id (SPA_VIDEO_FORMAT_YUY2),
                                       SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle (&SPA_RECTANGLE (WIDTH, HEIGHT)),
                                       SPA_FORMAT_VIDEO_framerate, SPA_POD_Fraction (&SPA_FRACTION (RATE, 1)));

  return pw_stream_connect (self->stream, PW_DIRECTION_OUTPUT, PW_ID_ANY,
                            PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS, &format, 1);
}

int
main (int   argc,
      char *argv[])
{
  const char *name = argc > 1 ? argv[1] : "Virtual camera";
  const char *role = argc > 2 ? argv[2] : "Camera";
  Camera self = { 0 };
  struct pw_loop *loop;
  int result;

  pw_init (&argc, &argv);
  self.loop = pw_main_loop_new (NULL);
  loop = pw_main_loop_get_loop (self.loop);
  self.timer = pw_loop_add_timer (loop, on_timer, &self);
  pw_loop_add_signal (loop, SIGTERM, on_signal, &self);
  self.stream = pw_stream_new_simple (loop, name,
                                      pw_properties_new (PW_KEY_MEDIA_CLASS, "Video/Source",
                                                         PW_KEY_MEDIA_ROLE, role,
                                                         PW_KEY_NODE_NAME, name,
                                                         PW_KEY_NODE_DESCRIPTION, name,
                                                         NULL),
                                      &events, &self);
  result = self.stream != NULL ? offer (&self) : -1;
  if (result >= 0)
    pw_main_loop_run (self.loop);
  if (self.stream != NULL)
    pw_stream_destroy (self.stream);
  pw_main_loop_destroy (self.loop);
  pw_deinit ();

  return result < 0;
}
