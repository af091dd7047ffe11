/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-link-reading.h"

#include <string.h>

#define SERVER "https://meet.example.org"

static void
assert_read (const char       *text,
             const char       *server,
             SightReadingKind  kind,
             const char       *host,
             const char       *room,
             const char       *sentence)
{
  g_autoptr(SightLinkReading) reading = sight_link_reading_new (text, server);
  g_autofree char *its_host = NULL;
  g_autofree char *its_room = NULL;

  g_test_message ("%s: %s", text, reading->sentence);
  g_assert_cmpint (reading->kind, ==, kind);
  g_assert_nonnull (reading->link);
  its_host = sight_link_reading_to_host (reading->link);
  its_room = sight_link_reading_to_room (reading->link);
  g_assert_cmpstr (its_host, ==, host);
  g_assert_cmpstr (its_room, ==, room);
  g_assert_nonnull (strstr (reading->sentence, sentence));
}

static void
assert_refused (const char *text,
                const char *server,
                const char *sentence)
{
  g_autoptr(SightLinkReading) reading = sight_link_reading_new (text, server);

  g_assert_cmpint (reading->kind, ==, SIGHT_READING_REFUSED);
  g_assert_null (reading->link);
  g_test_message ("%s: %s", text, reading->sentence);
  g_assert_nonnull (strstr (reading->sentence, sentence));
}

static void
test_understood (void)
{
  assert_read ("https://a.example/#k3vd-9xtm-4qpa-7hse", SERVER, SIGHT_READING_LINK,
               "a.example", "k3vd-9xtm-4qpa-7hse", "on a.example");
  assert_read ("  http://192.168.1.7:8730/#k3vd-9xtm-4qpa-7hse\n", "", SIGHT_READING_LINK,
               "192.168.1.7:8730", "k3vd-9xtm-4qpa-7hse", "192.168.1.7:8730");
  assert_read ("sightline://a.example/#k3vd-9xtm-4qpa-7hse", NULL, SIGHT_READING_LINK,
               "a.example", "k3vd-9xtm-4qpa-7hse", "k3vd-9xtm-4qpa-7hse");
  assert_read ("K3VD 9XTM 4QPA 7HSE", SERVER, SIGHT_READING_CODE,
               "meet.example.org", "k3vd-9xtm-4qpa-7hse", "on meet.example.org");
}

/* The whole of a message is pasted as well as the link alone. */
static void
test_invitation (void)
{
  g_autoptr(SightRoomLink) link = sight_room_link_parse ("https://a.example/#k3vd-9xtm-4qpa-7hse", NULL, NULL);
  g_autofree char *invitation = sight_link_reading_invite (link);

  assert_read (invitation, "", SIGHT_READING_LINK, "a.example", "k3vd-9xtm-4qpa-7hse", "Room");
  assert_read ("See https://a.example/about first,\nthen <https://a.example/#k3vd-9xtm-4qpa-7hse>", "", SIGHT_READING_LINK,
               "a.example", "k3vd-9xtm-4qpa-7hse", "Room");
}

static void
test_strength (void)
{
  assert_read ("family", SERVER, SIGHT_READING_CHOSEN, "meet.example.org", "family", "easy to guess");
  assert_read ("purple monkey dishwasher battery", SERVER, SIGHT_READING_CHOSEN, "meet.example.org",
               "purple-monkey-dishwasher-battery", "might guess");
}

static void
test_refused (void)
{
  g_autoptr(SightLinkReading) empty = sight_link_reading_new ("   ", SERVER);
  g_autofree char *long_text = g_strnfill (100000, 'x');

  g_assert_cmpint (empty->kind, ==, SIGHT_READING_EMPTY);
  g_assert_null (empty->link);
  g_assert_null (empty->sentence);

  assert_refused ("family-dinner", "", "choose one in the preferences");
  assert_refused ("family-dinner", NULL, "paste the whole link");
  assert_refused ("https://a.example/", SERVER, "no room code");
  assert_refused ("https://a.example/news#k3vd-9xtm-4qpa-7hse", SERVER, "leads to a page");
  assert_refused ("ftp://a.example/#k3vd-9xtm-4qpa-7hse", SERVER, "starts with https://");
  assert_refused ("https://user@a.example/#k3vd-9xtm-4qpa-7hse", SERVER, "user name");
  assert_refused (long_text, SERVER, "longer");
  assert_refused ("\xff\xfe", SERVER, "Unicode");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/link-reading/understood", test_understood);
  g_test_add_func ("/app/link-reading/invitation", test_invitation);
  g_test_add_func ("/app/link-reading/strength", test_strength);
  g_test_add_func ("/app/link-reading/refused", test_refused);

  return g_test_run ();
}
