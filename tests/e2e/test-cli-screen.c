/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cli-fixture.h"
#include "media-fixture.h"
#include "media/sight-media.h"
#include "portal-fixture.h"
#include "screen-fixture.h"

/* The command-line peer on a desktop with a portal: what is on its screen is seen
 * by the other, for as long as the person and the desktop want it.
 */

typedef struct
{
  Portal      *portal;
  Screen      *screen;
  GSubprocess *server;
  char        *link;
  CliPeer     *sees;
  CliPeer     *shows;
} Desk;

static gboolean
desk_init_with (Desk         *self,
                PortalAnswer  answer,
                const char   *options)
{
  g_autofree char *shares = g_strconcat ("--screen portal --duration 100 ", options, NULL);
  g_autofree char *url = NULL;

  *self = (Desk) { .portal = portal_new () };
  if (self->portal == NULL)
    {
      g_test_skip ("xdg-desktop-portal is not installed");
      return FALSE;
    }

  self->portal->answer = answer;
  self->screen = screen_new (640, 360);
  wait_until (screen_get_node (self->screen) != G_MAXUINT32);
  self->portal->node = screen_get_node (self->screen);
  self->server = cli_start_server (&url);
  self->link = cli_make_link (url);
  self->sees = cli_peer_new (self->link, "--duration 100");
  self->shows = cli_peer_new (self->link, shares);
  cli_peer_wait (self->shows, "line-asks", "line", "screen");

  return TRUE;
}

static gboolean
desk_init (Desk         *self,
           PortalAnswer  answer)
{
  return desk_init_with (self, answer, "");
}

static void
desk_clear (Desk *self)
{
  g_assert_cmpint (cli_peer_leave (self->shows), ==, 0);
  g_assert_cmpint (cli_peer_leave (self->sees), ==, 0);
  cli_peer_free (self->shows);
  cli_peer_free (self->sees);
  cli_stop (self->server);
  screen_free (self->screen);
  portal_free (self->portal);
  g_free (self->link);
}

/* One picture is all that there ever is of it, and the desktop ends it. */
static void
test_shown (void)
{
  SightJson *frame;
  Desk desk;

  if (!desk_init (&desk, PORTAL_GRANTS))
    return;

  screen_draw (desk.screen, 1);
  cli_peer_wait (desk.shows, "line", "line", "screen");
  frame = cli_peer_wait (desk.sees, "first-frame", "line", "screen");
  g_assert_cmpint (cli_get_number (frame, "width"), ==, 640);
  g_assert_cmpint (cli_get_number (frame, "height"), ==, 360);
  g_assert_cmpint (cli_get_number (frame, "code"), ==, 1);

  cli_peer_mark (desk.shows);
  portal_stop_sharing (desk.portal);
  cli_expect_text (cli_peer_wait (desk.shows, "line-error", "line", "screen"), "reason",
                   "The desktop has stopped sharing the screen: share it again to go on");
  cli_peer_wait (desk.shows, "line", "line", "screen");
  desk_clear (&desk);
}

static void
expect_size (CliPeer    *peer,
             const char *event,
             guint       width,
             guint       height)
{
  SightJson *told = cli_peer_wait (peer, event, "line", "screen");

  g_assert_cmpint (cli_get_number (told, "width"), ==, width);
  g_assert_cmpint (cli_get_number (told, "height"), ==, height);
}

/* A window that becomes larger and smaller. */
static void
test_resized (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_GRANTS))
    return;

  screen_draw (desk.screen, 10000);
  expect_size (desk.sees, "first-frame", 640, 360);
  screen_resize (desk.screen, 800, 500);
  expect_size (desk.sees, "size", 800, 500);
  cli_peer_mark (desk.sees);
  screen_resize (desk.screen, 480, 300);
  expect_size (desk.sees, "size", 480, 300);
  desk_clear (&desk);
}

/* A part of it, which there is less of when the window becomes smaller. */
static void
test_region (void)
{
  Desk desk;

  if (!desk_init_with (&desk, PORTAL_GRANTS, "--screen-region 320,60,256,300"))
    return;

  screen_draw (desk.screen, 10000);
  expect_size (desk.sees, "first-frame", 256, 300);
  screen_resize (desk.screen, 200, 200);
  expect_size (desk.sees, "size", 200, 200);
  desk_clear (&desk);
}

static void
test_cancelled (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_IS_CANCELLED))
    return;

  cli_peer_wait (desk.shows, "line", "line", "screen");
  g_assert_null (cli_peer_find (desk.shows, "line-error", NULL, NULL));
  desk_clear (&desk);
}

static void
test_refused (void)
{
  Desk desk;

  if (!desk_init (&desk, PORTAL_REFUSES))
    return;

  cli_expect_text (cli_peer_wait (desk.shows, "line-error", "line", "screen"), "reason",
                   "The desktop refuses to share the screen: try again, or allow it in the privacy settings of the system");
  desk_clear (&desk);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/e2e/cli-screen/shown", test_shown);
  g_test_add_func ("/e2e/cli-screen/resized", test_resized);
  g_test_add_func ("/e2e/cli-screen/region", test_region);
  g_test_add_func ("/e2e/cli-screen/cancelled", test_cancelled);
  g_test_add_func ("/e2e/cli-screen/refused", test_refused);

  return run_media_tests ();
}
