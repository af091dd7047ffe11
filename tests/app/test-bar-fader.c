/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gtk/gtk.h>

#include "../media/peer-fixture.h"
#include "app/sight-bar-fader.h"

/* Longer than a bar stays. */
#define STAYS (4 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget     *window;
  GtkWidget     *revealer;
  GtkWidget     *menu;
  SightBarFader *fader;
  gboolean       types;
} Scene;

static gboolean
is_shown (Scene *scene)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (scene->revealer));
}

static void
scene_start (Scene *scene)
{
  GtkWidget *stage = gtk_overlay_new ();

  scene->window = g_object_ref_sink (gtk_window_new ());
  scene->revealer = gtk_revealer_new ();
  scene->menu = gtk_menu_button_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (scene->menu), gtk_popover_new ());
  gtk_revealer_set_child (GTK_REVEALER (scene->revealer), scene->menu);
  gtk_revealer_set_reveal_child (GTK_REVEALER (scene->revealer), TRUE);
  gtk_overlay_add_overlay (GTK_OVERLAY (stage), scene->revealer);
  gtk_window_set_child (GTK_WINDOW (scene->window), stage);
  gtk_window_present (GTK_WINDOW (scene->window));
  scene->fader = sight_bar_fader_new (stage, GTK_REVEALER (scene->revealer));
}

static void
scene_stop (Scene *scene)
{
  g_assert_finalize_object (scene->fader);
  gtk_window_destroy (GTK_WINDOW (scene->window));
  g_assert_finalize_object (scene->window);
}

static void
assert_stays (Scene *scene)
{
  gint64 end = g_get_monotonic_time () + STAYS;

  while (g_get_monotonic_time () < end)
    {
      /* GTK takes it back some seconds after the last key. */
      if (scene->types)
        gtk_window_set_focus_visible (GTK_WINDOW (scene->window), TRUE);
      g_assert_true (is_shown (scene));
      wait_a_little ();
    }
}

/* Over pictures it goes, and comes back; over nothing it stays. */
static void
test_pictures (void)
{
  Scene scene = { 0, };

  scene_start (&scene);
  assert_stays (&scene);
  g_object_set (scene.fader, "may-hide", TRUE, NULL);
  g_assert_true (is_shown (&scene));
  wait_for (SOON, !is_shown (&scene));
  sight_bar_fader_poke (scene.fader);
  g_assert_true (is_shown (&scene));
  wait_for (SOON, !is_shown (&scene));
  g_object_set (scene.fader, "may-hide", FALSE, NULL);
  g_assert_true (is_shown (&scene));
  scene_stop (&scene);
}

/* A menu is not closed under the hand. */
static void
test_menu (void)
{
  Scene scene = { 0, };

  scene_start (&scene);
  gtk_menu_button_popup (GTK_MENU_BUTTON (scene.menu));
  g_object_set (scene.fader, "may-hide", TRUE, NULL);
  assert_stays (&scene);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (scene.menu));
  gtk_window_set_focus_visible (GTK_WINDOW (scene.window), FALSE);
  wait_for (SOON, !is_shown (&scene));
  scene_stop (&scene);
}

/* Who is there with the keyboard sees where; a button that was clicked has the
 * focus too, and is no reason to stay.
 */
static void
test_keyboard (void)
{
  Scene scene = { 0, };

  scene_start (&scene);
  gtk_widget_grab_focus (scene.menu);
  scene.types = TRUE;
  gtk_window_set_focus_visible (GTK_WINDOW (scene.window), TRUE);
  g_object_set (scene.fader, "may-hide", TRUE, NULL);
  assert_stays (&scene);
  gtk_window_set_focus_visible (GTK_WINDOW (scene.window), FALSE);
  wait_for (SOON, !is_shown (&scene));
  scene_stop (&scene);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }

  g_test_add_func ("/bar-fader/pictures", test_pictures);
  g_test_add_func ("/bar-fader/menu", test_menu);
  g_test_add_func ("/bar-fader/keyboard", test_keyboard);

  return g_test_run ();
}
