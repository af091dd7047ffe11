/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call-scene.h"
#include "call/sight-capture.h"
#include "call/sight-memory-socket.h"
#include "media/sight-media.h"
#include "media/sight-sound-level.h"
#include "media/sight-source-error.h"
#include "media/sight-test-source.h"

/* A source that cannot be opened */

#define TYPE_BROKEN_SOURCE (broken_source_get_type ())

G_DECLARE_FINAL_TYPE (BrokenSource, broken_source, BROKEN, SOURCE, SightSource)

struct _BrokenSource
{
  SightSource parent_instance;
};

G_DEFINE_FINAL_TYPE (BrokenSource, broken_source, SIGHT_TYPE_SOURCE)

static GstElement *
broken_source_make (SightSource  *source,
                    GError      **error)
{
  g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_BUSY, "It is broken");

  return NULL;
}

static void
broken_source_class_init (BrokenSourceClass *klass)
{
  SIGHT_SOURCE_CLASS (klass)->make = broken_source_make;
}

static void
broken_source_init (BrokenSource *self)
{
}

/* A source that asks somebody, who is played by the test */

#define TYPE_ASKING_SOURCE (asking_source_get_type ())

G_DECLARE_FINAL_TYPE (AskingSource, asking_source, ASKING, SOURCE, SightSource)

struct _AskingSource
{
  SightSource parent_instance;
};

G_DEFINE_FINAL_TYPE (AskingSource, asking_source, SIGHT_TYPE_SOURCE)

static void
asking_source_ask (SightSource *source)
{
}

static GstElement *
asking_source_make (SightSource  *source,
                    GError      **error)
{
  return gst_parse_bin_from_description ("videotestsrc is-live=true ! capsfilter caps=video/x-raw,width=64,height=64", TRUE, error);
}

static void
asking_source_class_init (AskingSourceClass *klass)
{
  SIGHT_SOURCE_CLASS (klass)->ask = asking_source_ask;
  SIGHT_SOURCE_CLASS (klass)->make = asking_source_make;
}

static void
asking_source_init (AskingSource *self)
{
}

/* What is plugged in, and what became of it */

typedef struct
{
  SightCapture *capture;
  gboolean      is_plugged[2]; /* the default, and the one called "other" */
  gboolean      is_broken;
  guint         opened[2];
  guint         failures[SIGHT_N_LINES];
  guint         changes[SIGHT_N_LINES];
} Desk;

static SightSource *
open_source (SightLine   line,
             const char *device,
             gpointer    data)
{
  Desk *self = data;
  guint which = device != NULL;

  if (!self->is_plugged[which])
    return NULL;
  self->opened[which]++;
  if (line == SIGHT_LINE_SCREEN)
    return g_object_new (TYPE_ASKING_SOURCE, "label", "the screen", NULL);
  if (self->is_broken)
    return g_object_new (TYPE_BROKEN_SOURCE, "label", "the broken one", NULL);

  return sight_line_is_picture (line) ? sight_test_picture_new (320, 180, 30) : sight_test_tone_new (which ? 880 : 440);
}

static void
on_failed (Desk   *self,
           guint   line,
           GError *error)
{
  self->failures[line]++;
}

static void
on_changed (Desk  *self,
            guint  line)
{
  self->changes[line]++;
}

static void
desk_init (Desk     *self,
           gboolean  has_devices)
{
  const SightCaptureConfig config = {
    .open = open_source, .data = self, .has_devices = has_devices, .falls_back = TRUE,
  };
  g_autoptr(GError) error = NULL;

  *self = (Desk) { .is_plugged = { TRUE, TRUE } };
  self->capture = sight_capture_new (&config, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (self->capture, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->capture, "changed", G_CALLBACK (on_changed), self);
}

static void
desk_clear (Desk *self)
{
  g_assert_finalize_object (self->capture);
}

static gboolean
is_live_on (Desk      *self,
            SightLine  line)
{
  SightSource *source = sight_capture_get_source (self->capture, line);

  return source != NULL && sight_source_get_state (source) == SIGHT_SOURCE_LIVE;
}

static SightCall *
make_call (void)
{
  g_autoptr(SightMemorySocket) socket = NULL;
  g_autoptr(SightMemorySocket) server = NULL;
  const SightCallConfig config = { .name = "Ana", .kind = SIGHT_KIND_APP };
  g_autoptr(GError) error = NULL;
  SightCall *call;

  sight_memory_socket_new_pair (&socket, &server);
  call = sight_call_new (SIGHT_SOCKET (socket), CODE, &config, &error);
  g_assert_no_error (error);

  return call;
}

/* Before the call there is something to look at, and nobody who would be sent
 * anything; off is closed.
 */
static void
test_lobby (void)
{
  Desk desk;
  g_autoptr(SightSource) camera = NULL;

  desk_init (&desk, FALSE);
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  g_assert_true (sight_capture_is_on (desk.capture, SIGHT_LINE_CAMERA));
  wait_for (SOON, is_live_on (&desk, SIGHT_LINE_CAMERA));
  g_assert_null (sight_capture_get_source (desk.capture, SIGHT_LINE_MICROPHONE));

  camera = g_object_ref (sight_capture_get_source (desk.capture, SIGHT_LINE_CAMERA));
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, FALSE);
  g_assert_cmpint (sight_source_get_state (camera), ==, SIGHT_SOURCE_IDLE);
  g_assert_null (sight_capture_get_source (desk.capture, SIGHT_LINE_CAMERA));
  g_assert_cmpuint (desk.failures[SIGHT_LINE_CAMERA], ==, 0);
  desk_clear (&desk);
}

/* What is on is sent from joining on, and what is turned on later as well. */
static void
test_join (void)
{
  Desk desk;
  g_autoptr(SightCall) call = make_call ();

  desk_init (&desk, FALSE);
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  g_assert_false (sight_call_sends (call, SIGHT_LINE_CAMERA));
  sight_capture_set_call (desk.capture, call);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_CAMERA));
  g_assert_false (sight_call_sends (call, SIGHT_LINE_MICROPHONE));

  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, FALSE);
  g_assert_false (sight_call_sends (call, SIGHT_LINE_CAMERA));

  sight_capture_set_call (desk.capture, NULL);
  g_assert_false (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  g_assert_true (sight_capture_is_on (desk.capture, SIGHT_LINE_MICROPHONE));
  desk_clear (&desk);
}

/* Who is muted is heard by nobody, and can still be measured. */
static void
test_muted (void)
{
  Desk desk;
  g_autoptr(SightCall) call = make_call ();
  double level = SIGHT_LEVEL_SILENCE;

  desk_init (&desk, TRUE);
  g_object_set (sight_capture_get_devices (desk.capture), "noise-suppression", FALSE, "gain-control", FALSE, NULL);
  sight_capture_set_call (desk.capture, call);
  sight_capture_choose (desk.capture, SIGHT_DEVICE_MICROPHONE, NULL);
  g_assert_false (sight_capture_is_on (desk.capture, SIGHT_LINE_MICROPHONE));
  g_assert_false (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  wait_for (SOON, (g_object_get (sight_capture_get_devices (desk.capture), "level", &level, NULL), level > -30));

  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, FALSE);
  g_assert_false (sight_call_sends (call, SIGHT_LINE_MICROPHONE));
  g_assert_cmpint (sight_source_get_state (sight_capture_get_source (desk.capture, SIGHT_LINE_MICROPHONE)), !=, SIGHT_SOURCE_IDLE);
  g_assert_cmpuint (desk.opened[0], ==, 1);
  desk_clear (&desk);
}

/* One that is missing is wanted all the same, is told once, and is used when it
 * is plugged in.
 */
static void
test_missing (void)
{
  Desk desk;

  desk_init (&desk, FALSE);
  desk.is_plugged[0] = FALSE;
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  g_assert_true (sight_capture_is_on (desk.capture, SIGHT_LINE_CAMERA));
  g_assert_error (sight_capture_get_error (desk.capture, SIGHT_LINE_CAMERA), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT);
  g_assert_cmpuint (desk.failures[SIGHT_LINE_CAMERA], ==, 1);

  desk.is_plugged[0] = TRUE;
  sight_capture_retry (desk.capture, SIGHT_LINE_CAMERA);
  wait_for (SOON, is_live_on (&desk, SIGHT_LINE_CAMERA));
  g_assert_null (sight_capture_get_error (desk.capture, SIGHT_LINE_CAMERA));
  desk_clear (&desk);
}

/* A line that cannot be used says so, and the other ones go on. */
static void
test_broken (void)
{
  Desk desk;
  g_autoptr(SightCall) call = make_call ();

  desk_init (&desk, FALSE);
  sight_capture_set_call (desk.capture, call);
  sight_capture_set_on (desk.capture, SIGHT_LINE_MICROPHONE, TRUE);
  desk.is_broken = TRUE;
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  g_assert_cmpuint (desk.failures[SIGHT_LINE_CAMERA], ==, 1);
  g_assert_error (sight_capture_get_error (desk.capture, SIGHT_LINE_CAMERA), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_BUSY);
  g_assert_null (sight_capture_get_source (desk.capture, SIGHT_LINE_CAMERA));
  g_assert_false (sight_call_sends (call, SIGHT_LINE_CAMERA));
  g_assert_true (sight_call_sends (call, SIGHT_LINE_MICROPHONE));

  desk.is_broken = FALSE;
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, FALSE);
  g_assert_null (sight_capture_get_error (desk.capture, SIGHT_LINE_CAMERA));
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_CAMERA));
  desk_clear (&desk);
}

/* Others are told of a screen once somebody has chosen it; who wants none after
 * all is told nothing, and who loses it is.
 */
static void
test_asked (void)
{
  Desk desk;
  g_autoptr(SightCall) call = make_call ();
  SightSource *source;

  desk_init (&desk, FALSE);
  sight_capture_set_call (desk.capture, call);
  sight_capture_set_on (desk.capture, SIGHT_LINE_SCREEN, TRUE);
  source = sight_capture_get_source (desk.capture, SIGHT_LINE_SCREEN);
  g_assert_cmpint (sight_source_get_state (source), ==, SIGHT_SOURCE_ASKING);
  g_assert_false (sight_call_sends (call, SIGHT_LINE_SCREEN));
  sight_source_fail (source, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_CANCELLED, "No"));
  g_assert_false (sight_capture_is_on (desk.capture, SIGHT_LINE_SCREEN));
  g_assert_null (sight_capture_get_source (desk.capture, SIGHT_LINE_SCREEN));
  g_assert_null (sight_capture_get_error (desk.capture, SIGHT_LINE_SCREEN));
  g_assert_cmpuint (desk.failures[SIGHT_LINE_SCREEN], ==, 0);

  sight_capture_set_on (desk.capture, SIGHT_LINE_SCREEN, TRUE);
  source = sight_capture_get_source (desk.capture, SIGHT_LINE_SCREEN);
  sight_source_open (source);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_SCREEN));
  wait_for (SOON, is_live_on (&desk, SIGHT_LINE_SCREEN));
  sight_source_fail (source, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ENDED, "Over"));
  g_assert_false (sight_call_sends (call, SIGHT_LINE_SCREEN));
  g_assert_false (sight_capture_is_on (desk.capture, SIGHT_LINE_SCREEN));
  g_assert_error (sight_capture_get_error (desk.capture, SIGHT_LINE_SCREEN), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ENDED);
  g_assert_cmpuint (desk.failures[SIGHT_LINE_SCREEN], ==, 1);
  desk_clear (&desk);
}

/* Another camera: others see no gap. One that is missing is followed by the
 * default, until it comes.
 */
static void
test_choose (void)
{
  Desk desk;
  g_autoptr(SightCall) call = make_call ();
  SightSource *standard;

  desk_init (&desk, FALSE);
  sight_capture_set_call (desk.capture, call);
  desk.is_plugged[1] = FALSE;
  sight_capture_choose (desk.capture, SIGHT_DEVICE_CAMERA, "other");
  g_assert_cmpuint (desk.opened[0], ==, 0);
  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  g_assert_cmpuint (desk.opened[0], ==, 1);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_CAMERA));
  g_assert_cmpuint (desk.failures[SIGHT_LINE_CAMERA], ==, 0);
  standard = sight_capture_get_source (desk.capture, SIGHT_LINE_CAMERA);

  sight_capture_retry (desk.capture, SIGHT_LINE_CAMERA);
  g_assert_true (sight_capture_get_source (desk.capture, SIGHT_LINE_CAMERA) == standard);
  desk.is_plugged[1] = TRUE;
  sight_capture_retry (desk.capture, SIGHT_LINE_CAMERA);
  g_assert_false (sight_capture_get_source (desk.capture, SIGHT_LINE_CAMERA) == standard);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_CAMERA));
  wait_for (SOON, is_live_on (&desk, SIGHT_LINE_CAMERA));

  sight_capture_choose (desk.capture, SIGHT_DEVICE_CAMERA, NULL);
  g_assert_cmpuint (desk.opened[0], ==, 2);
  g_assert_true (sight_call_sends (call, SIGHT_LINE_CAMERA));
  desk_clear (&desk);
}

/* What is captured is what the other one sees. */
static void
test_seen (void)
{
  SightServer *server;
  Person *people[2];
  Desk desk;

  desk_init (&desk, FALSE);
  start_two (&server, people);
  sight_call_set_feed (people[0]->call, SIGHT_LINE_CAMERA, NULL);
  wait_for (SOON, !sight_participant_sends (get_other (people[1], 0), SIGHT_LINE_CAMERA));

  sight_capture_set_on (desk.capture, SIGHT_LINE_CAMERA, TRUE);
  sight_capture_set_call (desk.capture, people[0]->call);
  wait_for (SOON, sight_participant_sends (get_other (people[1], 0), SIGHT_LINE_CAMERA));
  expect_picture (people[1], 0);
  sight_capture_choose (desk.capture, SIGHT_DEVICE_CAMERA, "other");
  expect_picture (people[1], 0);

  sight_capture_set_call (desk.capture, NULL);
  wait_for (SOON, !sight_participant_sends (get_other (people[1], 0), SIGHT_LINE_CAMERA));
  desk_clear (&desk);
  stop_two (server, people);
}

/* Busy and refused call for different answers. */
static void
test_sentences (void)
{
  static const struct { int gst; SightMediaError code; SightMediaError told; } rows[] = {
    { GST_RESOURCE_ERROR_BUSY, SIGHT_MEDIA_ERROR_DEVICE, SIGHT_MEDIA_ERROR_BUSY },
    { GST_RESOURCE_ERROR_NOT_AUTHORIZED, SIGHT_MEDIA_ERROR_DEVICE, SIGHT_MEDIA_ERROR_REFUSED },
    { GST_RESOURCE_ERROR_READ, SIGHT_MEDIA_ERROR_DEVICE, SIGHT_MEDIA_ERROR_DEVICE },
    { GST_RESOURCE_ERROR_BUSY, SIGHT_MEDIA_ERROR_SOURCE, SIGHT_MEDIA_ERROR_SOURCE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (GST_RESOURCE_ERROR, rows[i].gst, "Told by GStreamer");
      g_autoptr(GError) told = sight_source_error_new (rows[i].code, "the camera “Front”", error);

      g_assert_error (told, SIGHT_MEDIA_ERROR, rows[i].told);
      g_assert_nonnull (strstr (told->message, "the camera “Front”"));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/capture/lobby", test_lobby);
  g_test_add_func ("/call/capture/join", test_join);
  g_test_add_func ("/call/capture/muted", test_muted);
  g_test_add_func ("/call/capture/missing", test_missing);
  g_test_add_func ("/call/capture/broken", test_broken);
  g_test_add_func ("/call/capture/asked", test_asked);
  g_test_add_func ("/call/capture/choose", test_choose);
  g_test_add_func ("/call/capture/seen", test_seen);
  g_test_add_func ("/call/capture/sentences", test_sentences);

  return g_test_run ();
}
