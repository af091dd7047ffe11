/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-screen.h"

#include "media-fixture.h"
#include "media/sight-media.h"
#include "portal-fixture.h"
#include "screen-fixture.h"

/* A desktop with a screen, and somebody who takes it. */
typedef struct
{
  Portal      *portal;
  Screen      *screen;
  SightSource *source;
  Collector    collector;
} Desk;

static gboolean
desk_init (Desk *self)
{
  *self = (Desk) { .portal = portal_new () };
  if (self->portal == NULL)
    {
      g_test_skip ("xdg-desktop-portal is not installed");
      return FALSE;
    }

  self->screen = screen_new (640, 360);
  wait_until (screen_get_node (self->screen) != G_MAXUINT32);
  self->portal->node = screen_get_node (self->screen);
  self->source = sight_screen_new (NULL);
  collector_init (&self->collector);

  return TRUE;
}

static void
desk_take (Desk *self)
{
  sight_source_add_taker (self->source, &self->collector, collector_take);
  g_assert_cmpint (sight_source_get_state (self->source), ==, SIGHT_SOURCE_ASKING);
}

static void
desk_clear (Desk *self)
{
  sight_source_remove_taker (self->source, &self->collector);
  g_assert_finalize_object (self->source);
  wait_until (!screen_is_seen (self->screen));
  screen_free (self->screen);
  portal_free (self->portal);
  collector_clear (&self->collector);
}

static guint
read_number (Collector *collector)
{
  SightFrameCode code = { 0 };

  g_mutex_lock (&collector->lock);
  if (collector->last != NULL)
    g_assert_true (sight_frame_code_read_sample (collector->last, &code));
  g_mutex_unlock (&collector->lock);

  return code.number;
}

static gboolean
has_size (Collector *collector,
          int        width,
          int        height)
{
  GstVideoInfo info = { 0, };

  g_mutex_lock (&collector->lock);
  if (collector->last != NULL)
    g_assert_true (gst_video_info_from_caps (&info, gst_sample_get_caps (collector->last)));
  g_mutex_unlock (&collector->lock);

  return info.width == width && info.height == height;
}

static void
expect_failure (Desk            *self,
                SightMediaError  code)
{
  wait_until (sight_source_get_state (self->source) == SIGHT_SOURCE_FAILED);
  g_assert_error (sight_source_get_error (self->source), SIGHT_MEDIA_ERROR, (int) code);
}

static void
test_granted (void)
{
  Desk desk;

  if (!desk_init (&desk))
    return;

  screen_draw (desk.screen, 1000);
  desk_take (&desk);
  wait_until (read_number (&desk.collector) >= 5);
  g_assert_cmpint (sight_source_get_state (desk.source), ==, SIGHT_SOURCE_LIVE);
  g_assert_true (has_size (&desk.collector, 640, 360));
  g_assert_cmpuint (desk.portal->starts, ==, 1);
  /* Monitors and windows, with the pointer in them. */
  g_assert_cmpuint (desk.portal->types, ==, 3);
  g_assert_cmpuint (desk.portal->cursor_mode, ==, 2);

  sight_source_remove_taker (desk.source, &desk.collector);
  g_assert_cmpint (sight_source_get_state (desk.source), ==, SIGHT_SOURCE_IDLE);
  wait_until (desk.portal->sessions_closed == 1);
  desk_clear (&desk);
}

/* One picture is all that comes: also who comes later sees it. */
static void
test_still (void)
{
  Collector late;
  Desk desk;

  if (!desk_init (&desk))
    return;

  collector_init (&late);
  screen_draw (desk.screen, 1);
  desk_take (&desk);
  wait_until (collector_get_samples (&desk.collector) == 1);
  sight_source_add_taker (desk.source, &late, collector_take);
  g_assert_cmpuint (collector_get_samples (&late), ==, 1);
  g_assert_cmpuint (read_number (&late), ==, 1);
  g_assert_cmpuint (GST_BUFFER_PTS (gst_sample_get_buffer (late.last)), >,
                    GST_BUFFER_PTS (gst_sample_get_buffer (desk.collector.last)));

  sight_source_remove_taker (desk.source, &late);
  collector_clear (&late);
  desk_clear (&desk);
}

static void
test_resized (void)
{
  Desk desk;

  if (!desk_init (&desk))
    return;

  screen_draw (desk.screen, 10000);
  desk_take (&desk);
  wait_until (has_size (&desk.collector, 640, 360));
  screen_resize (desk.screen, 800, 500);
  wait_until (has_size (&desk.collector, 800, 500));
  screen_resize (desk.screen, 480, 300);
  wait_until (has_size (&desk.collector, 480, 300));
  read_number (&desk.collector);
  /* Nobody is asked again. */
  g_assert_cmpuint (desk.portal->starts, ==, 1);
  g_assert_cmpuint (desk.portal->sessions_closed, ==, 0);
  desk_clear (&desk);
}

static void
test_unwanted (void)
{
  Desk desk;

  if (!desk_init (&desk))
    return;

  desk.portal->answer = PORTAL_IS_CANCELLED;
  desk_take (&desk);
  expect_failure (&desk, SIGHT_MEDIA_ERROR_CANCELLED);

  desk.portal->answer = PORTAL_REFUSES;
  sight_source_restart (desk.source);
  g_assert_cmpint (sight_source_get_state (desk.source), ==, SIGHT_SOURCE_ASKING);
  expect_failure (&desk, SIGHT_MEDIA_ERROR_REFUSED);
  desk_clear (&desk);
}

/* Turned off again before anybody has answered. */
static void
test_withdrawn (void)
{
  Desk desk;

  if (!desk_init (&desk))
    return;

  desk.portal->answer = PORTAL_WAITS;
  desk_take (&desk);
  wait_until (desk.portal->starts == 1);
  sight_source_remove_taker (desk.source, &desk.collector);
  g_assert_cmpint (sight_source_get_state (desk.source), ==, SIGHT_SOURCE_IDLE);
  wait_until (desk.portal->dialogs_closed == 1 && desk.portal->sessions_closed == 1);

  /* Before it was even asked for. */
  desk_take (&desk);
  sight_source_remove_taker (desk.source, &desk.collector);
  g_assert_cmpint (sight_source_get_state (desk.source), ==, SIGHT_SOURCE_IDLE);

  desk.portal->answer = PORTAL_GRANTS;
  screen_draw (desk.screen, 1000);
  desk_take (&desk);
  wait_until (read_number (&desk.collector) > 0);
  desk_clear (&desk);
}

static void
test_stopped (void)
{
  Desk desk;

  if (!desk_init (&desk))
    return;

  screen_draw (desk.screen, 10000);
  desk_take (&desk);
  wait_until (read_number (&desk.collector) > 0);
  portal_stop_sharing (desk.portal);
  expect_failure (&desk, SIGHT_MEDIA_ERROR_ENDED);
  wait_until (!screen_is_seen (desk.screen));

  sight_source_restart (desk.source);
  wait_until (sight_source_get_state (desk.source) == SIGHT_SOURCE_LIVE);
  g_assert_cmpuint (desk.portal->starts, ==, 2);
  desk_clear (&desk);
}

/* Who goes without a word: the portal while it asks, and the stream itself. */
static void
test_vanished (void)
{
  Desk desk;

  if (!desk_init (&desk))
    return;

  desk.portal->answer = PORTAL_WAITS;
  desk_take (&desk);
  wait_until (desk.portal->starts == 1);
  g_subprocess_force_exit (desk.portal->process);
  expect_failure (&desk, SIGHT_MEDIA_ERROR_REFUSED);
  desk_clear (&desk);
}

static void
test_remembered (void)
{
  g_autofree char *token = NULL;
  Desk desk;

  if (!desk_init (&desk))
    return;

  desk.portal->remembers = TRUE;
  screen_draw (desk.screen, 10000);
  desk_take (&desk);
  wait_until (sight_source_get_state (desk.source) == SIGHT_SOURCE_LIVE);
  g_object_get (desk.source, "restore-token", &token, NULL);
  g_assert_cmpstr (token, !=, "");
  g_assert_false (desk.portal->restored);
  sight_source_remove_taker (desk.source, &desk.collector);
  g_clear_object (&desk.source);

  desk.source = sight_screen_new (token);
  desk_take (&desk);
  wait_until (sight_source_get_state (desk.source) == SIGHT_SOURCE_LIVE);
  g_assert_true (desk.portal->restored);

  /* What is no token is no reason not to ask, and is forgotten. */
  desk.portal->remembers = FALSE;
  g_object_set (desk.source, "restore-token", "damaged", NULL);
  sight_source_restart (desk.source);
  wait_until (sight_source_get_state (desk.source) == SIGHT_SOURCE_LIVE);
  g_assert_false (desk.portal->restored);
  g_clear_pointer (&token, g_free);
  g_object_get (desk.source, "restore-token", &token, NULL);
  g_assert_cmpstr (token, ==, "");
  desk_clear (&desk);
}

static void
test_no_portal (void)
{
  g_autoptr(SightSource) source = sight_screen_new (NULL);
  Desk desk = { .source = source };

  portal_mask ();
  collector_init (&desk.collector);
  desk_take (&desk);
  expect_failure (&desk, SIGHT_MEDIA_ERROR_MISSING);
  sight_source_remove_taker (source, &desk.collector);
  collector_clear (&desk.collector);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/screen/no-portal", test_no_portal);
  g_test_add_func ("/media/screen/granted", test_granted);
  g_test_add_func ("/media/screen/still", test_still);
  g_test_add_func ("/media/screen/resized", test_resized);
  g_test_add_func ("/media/screen/unwanted", test_unwanted);
  g_test_add_func ("/media/screen/withdrawn", test_withdrawn);
  g_test_add_func ("/media/screen/stopped", test_stopped);
  g_test_add_func ("/media/screen/vanished", test_vanished);
  g_test_add_func ("/media/screen/remembered", test_remembered);

  return run_media_tests ();
}
