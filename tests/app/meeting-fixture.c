/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "meeting-fixture.h"

SightMeeting *
make_meeting (const char *host)
{
  g_autofree char *text = g_strdup_printf ("http://%s/#%s", host, CODE);
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = sight_room_link_parse (text, NULL, &error);

  g_assert_no_error (error);

  return sight_meeting_new (link, NULL);
}
