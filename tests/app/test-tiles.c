/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <adwaita.h>

#include "../call/call-scene.h"
#include "app/sight-tile-grid.h"
#include "app/sight-video-tile.h"
#include "media/sight-media.h"

/* Somebody who looks at the tiles, and Boris, who is seen. */
typedef struct
{
  SightServer  *server;
  Person       *boris;
  SightMeeting *meeting;
  GtkWidget    *window;
  GtkWidget    *grid;
} Scene;

static GtkWidget *
find_tile (GtkWidget *widget,
           gboolean   is_self)
{
  if (SIGHT_IS_VIDEO_TILE (widget) && (sight_video_tile_get_participant (SIGHT_VIDEO_TILE (widget)) == NULL) == is_self)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *tile = find_tile (child, is_self);

      if (tile != NULL)
        return tile;
    }

  return NULL;
}

static gboolean
shows_picture (Scene    *scene,
               gboolean  is_self)
{
  GtkWidget *tile = find_tile (scene->grid, is_self);

  return tile != NULL && sight_video_tile_shows_picture (SIGHT_VIDEO_TILE (tile));
}

static gboolean
fills (GtkWidget *tile,
       GtkWidget *grid)
{
  return tile != NULL && gtk_widget_get_width (tile) == gtk_widget_get_width (grid) &&
         gtk_widget_get_height (tile) == gtk_widget_get_height (grid);
}

static void
scene_start (Scene *scene)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = NULL;

  scene->server = start_server ("127.0.0.1:0");
  text = g_strdup_printf ("http://%s/#%s", get_host (scene->server), CODE);
  link = sight_room_link_parse (text, NULL, &error);
  g_assert_no_error (error);
  scene->meeting = sight_meeting_new (link, NULL);
  scene->boris = NULL;

  scene->window = g_object_ref_sink (gtk_window_new ());
  scene->grid = g_object_new (SIGHT_TYPE_TILE_GRID, "meeting", scene->meeting, NULL);
  gtk_window_set_default_size (GTK_WINDOW (scene->window), 800, 500);
  gtk_window_set_child (GTK_WINDOW (scene->window), scene->grid);
  gtk_window_present (GTK_WINDOW (scene->window));
  sight_meeting_join (scene->meeting, "Ana");
}

static void
scene_invite (Scene *scene)
{
  scene->boris = person_new (get_host (scene->server), CODE, "Boris");
  wait_for (SOON, shows_picture (scene, FALSE));
}

/* Nothing of it is left, however it was looked at. */
static void
scene_stop (Scene *scene)
{
  gtk_window_destroy (GTK_WINDOW (scene->window));
  g_assert_finalize_object (scene->window);
  g_clear_pointer (&scene->boris, person_free);
  sight_meeting_leave (scene->meeting);
  wait_for (SOON, sight_server_get_stats (scene->server)->sessions == 0);
  g_assert_finalize_object (scene->meeting);
  g_object_unref (scene->server);
}

/* Alone one sees oneself large; then somebody comes, and goes. */
static void
test_people (void)
{
  GtkWidget *own, *other;
  Scene scene;

  scene_start (&scene);
  wait_for (SOON, shows_picture (&scene, TRUE));
  wait_for (SOON, fills (find_tile (scene.grid, TRUE), scene.grid));
  g_assert_null (find_tile (scene.grid, FALSE));

  scene_invite (&scene);
  own = find_tile (scene.grid, TRUE);
  other = find_tile (scene.grid, FALSE);
  wait_for (SOON, fills (other, scene.grid));
  wait_for (SOON, gtk_widget_get_width (own) < gtk_widget_get_width (scene.grid) / 2);
  g_assert_true (gtk_widget_get_mapped (own));
  g_object_set (scene.grid, "show-self", FALSE, NULL);
  wait_for (SOON, !gtk_widget_get_mapped (own));

  g_clear_pointer (&scene.boris, person_free);
  wait_for (SOON, find_tile (scene.grid, FALSE) == NULL && fills (own, scene.grid));
  scene_stop (&scene);
}

static guint64
count_decoded (Scene *scene)
{
  g_autoptr(SightParticipant) boris = g_list_model_get_item (G_LIST_MODEL (sight_meeting_get_call (scene->meeting)), 0);
  SightPeerStatistics now;

  g_assert_true (sight_peer_connection_get_statistics (sight_participant_get_connection (boris), &now));

  return now.lines[SIGHT_LINE_CAMERA].received.frames;
}

static guint64
count_packets (Scene *scene)
{
  g_autoptr(SightParticipant) boris = g_list_model_get_item (G_LIST_MODEL (sight_meeting_get_call (scene->meeting)), 0);
  SightPeerStatistics now;

  g_assert_true (sight_peer_connection_get_statistics (sight_participant_get_connection (boris), &now));

  return now.lines[SIGHT_LINE_CAMERA].received.packets;
}

/* What nobody sees is not decoded, and is back when it is seen again. */
static void
test_hidden (void)
{
  guint64 decoded, packets;
  Scene scene;

  scene_start (&scene);
  scene_invite (&scene);
  gtk_widget_set_visible (scene.grid, FALSE);
  packets = count_packets (&scene);
  wait_for (SOON, count_packets (&scene) > packets + 20);
  decoded = count_decoded (&scene);
  packets = count_packets (&scene);
  wait_for (SOON, count_packets (&scene) > packets + 40);
  g_assert_cmpuint (count_decoded (&scene), ==, decoded);

  gtk_widget_set_visible (scene.grid, TRUE);
  wait_for (SOON, count_decoded (&scene) > decoded + 5);
  scene_stop (&scene);
}

static void
on_phase (GdkFrameClock *clock,
          guint         *count)
{
  (*count)++;
}

/* A new picture is drawn, and nothing is laid out again. */
static void
test_no_layout (void)
{
  guint layouts = 0, paints = 0;
  GdkFrameClock *clock;
  GtkWidget *tile;
  guint64 decoded;
  Scene scene;

  scene_start (&scene);
  scene_invite (&scene);
  tile = find_tile (scene.grid, FALSE);
  g_assert_cmpfloat_with_epsilon (sight_video_tile_get_aspect (SIGHT_VIDEO_TILE (tile)), 4.0 / 3, 0.01);
  wait_for (SOON, fills (tile, scene.grid) && gtk_widget_get_width (find_tile (scene.grid, TRUE)) < 400);

  /* One's own ring comes with the tone of the test, and the picture's size. */
  decoded = count_decoded (&scene);
  wait_for (SOON, count_decoded (&scene) > decoded + 30);
  clock = gtk_widget_get_frame_clock (scene.grid);
  g_signal_connect (clock, "layout", G_CALLBACK (on_phase), &layouts);
  g_signal_connect (clock, "paint", G_CALLBACK (on_phase), &paints);
  wait_for (SOON, paints >= 30);
  g_signal_handlers_disconnect_by_func (clock, on_phase, &layouts);
  g_signal_handlers_disconnect_by_func (clock, on_phase, &paints);
  g_test_message ("%u layouts in %u frames", layouts, paints);
  g_assert_cmpuint (layouts, <, paints / 4);
  scene_stop (&scene);
}

/* Pinned, one is large; a window as small as picture-in-picture has one only. */
static void
test_large (void)
{
  Person *carla;
  GtkWidget *other;
  Scene scene;

  scene_start (&scene);
  scene_invite (&scene);
  carla = person_new (get_host (scene.server), CODE, "Carla");
  other = find_tile (scene.grid, FALSE);
  wait_for (SOON, !fills (other, scene.grid));

  gtk_widget_activate_action (other, "tile.toggle-pinned", NULL);
  g_assert_true (sight_video_tile_is_pinned (SIGHT_VIDEO_TILE (other)));
  wait_for (SOON, gtk_widget_get_width (other) > gtk_widget_get_width (scene.grid) * 2 / 3);
  gtk_widget_activate_action (other, "tile.toggle-pinned", NULL);
  wait_for (SOON, gtk_widget_get_width (other) < gtk_widget_get_width (scene.grid) * 2 / 3);

  person_free (carla);
  scene_stop (&scene);
}

static SightReaction
get_reaction (Scene    *scene,
              gboolean  is_self)
{
  return sight_video_tile_get_reaction (SIGHT_VIDEO_TILE (find_tile (scene->grid, is_self)));
}

/* The newest, over the picture of whoever shows it, and gone after a moment. */
static void
test_reactions (void)
{
  Scene scene;

  scene_start (&scene);
  scene_invite (&scene);
  sight_call_react (scene.boris->call, SIGHT_REACTION_LIKE);
  sight_call_react (scene.boris->call, SIGHT_REACTION_WOW);
  wait_for (SOON, get_reaction (&scene, FALSE) == SIGHT_REACTION_WOW);
  g_assert_cmpint (get_reaction (&scene, TRUE), ==, SIGHT_REACTION_NONE);

  sight_call_react (sight_meeting_get_call (scene.meeting), SIGHT_REACTION_LOVE);
  g_assert_cmpint (get_reaction (&scene, TRUE), ==, SIGHT_REACTION_LOVE);
  wait_for (SOON, get_reaction (&scene, FALSE) == SIGHT_REACTION_NONE);
  /* A window that closes meanwhile leaves nothing. */
  sight_call_react (sight_meeting_get_call (scene.meeting), SIGHT_REACTION_LOVE);
  scene_stop (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_setenv ("SIGHT_TEST_SOURCES", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();

  g_test_add_func ("/tiles/people", test_people);
  g_test_add_func ("/tiles/hidden", test_hidden);
  g_test_add_func ("/tiles/no-layout", test_no_layout);
  g_test_add_func ("/tiles/large", test_large);
  g_test_add_func ("/tiles/reactions", test_reactions);

  return g_test_run ();
}
