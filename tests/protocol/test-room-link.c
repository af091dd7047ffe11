/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-protocol-error.h"
#include "protocol/sight-room-link.h"
#include "vectors.h"

static void
check_link (const SightJsonValue *row)
{
  static const char * const schemes[] = { "https", "http", "sightline" };
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = sight_room_link_parse (vectors_get (row, "input"), vectors_get (row, "default"), &error);
  g_autoptr(SightRoomLink) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signal = NULL;

  if (vectors_get_bool (row, "error"))
    {
      if (link != NULL)
        g_error ("Taken for a link: %s", vectors_get (row, "input"));
      g_assert_true (error->domain == SIGHT_PROTOCOL_ERROR);
      g_assert_cmpuint (strlen (error->message), >, 20);
      return;
    }

  if (link == NULL)
    g_error ("%s: %s", vectors_get (row, "input"), error->message);
  g_assert_cmpstr (schemes[link->scheme], ==, vectors_get (row, "scheme"));
  g_assert_cmpstr (link->host, ==, vectors_get (row, "host"));
  g_assert_cmpint (link->port, ==, vectors_get_int (row, "port"));
  g_assert_cmpstr (link->code, ==, vectors_get (row, "code"));
  text = sight_room_link_to_string (link);
  g_assert_cmpstr (text, ==, vectors_get (row, "link"));
  signal = sight_room_link_get_signal_url (link);
  g_assert_cmpstr (signal, ==, vectors_get (row, "signal"));

  again = sight_room_link_parse (text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->host, ==, link->host);
  g_assert_cmpint (again->port, ==, link->port);
  g_assert_cmpstr (again->code, ==, link->code);
}

/* rows: link-https, link-http, link-scheme, link-bare */
static void
test_vectors (void)
{
  vectors_foreach ("links", check_link);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *input;
    const char *server;
    const char *says;
  } rows[] = {
    { "family-dinner", NULL, "without a server" },
    { "family-dinner", "call.example.org", "A server is written" },
    { "family-dinner", "https://call.example.org/#abcd", "more than a name" },
    { "ftp://call.example.org/#abcd", NULL, "starts with https://" },
    { "https://ada@call.example.org/#abcd", NULL, "user name" },
    { "https://call.example.org/?x#abcd", NULL, "query" },
    { "https://call.example.org/x/#abcd", NULL, "page" },
    { "https://call.example.org/", NULL, "no room code" },
    { "https://call.example.org:0/#abcd", NULL, "port" },
    { "https://stra\xc3\x9f" "e.example/#abcd", NULL, "no valid name" },
    { "https://call.example.org/#abc", NULL, "at least four" },
    { "https://call.example.org/#\xff", NULL, "not valid Unicode" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (sight_room_link_parse (rows[i].input, rows[i].server, &error));
      if (strstr (error->message, rows[i].says) == NULL)
        g_error ("'%s' does not say '%s'", error->message, rows[i].says);
    }
}

static void
test_to_scheme (void)
{
  g_autoptr(SightRoomLink) link = sight_room_link_parse ("sightline://call.example.org/#family-dinner", NULL, NULL);
  g_autofree char *https = sight_room_link_to_scheme (link, SIGHT_LINK_HTTPS);
  g_autofree char *signal = sight_room_link_get_signal_url (link);

  g_assert_cmpstr (https, ==, "https://call.example.org/#family-dinner");
  g_assert_null (strstr (signal, "family"));
}

static void
test_copy (void)
{
  g_autoptr(SightRoomLink) link = sight_room_link_parse ("http://[::1]:8443/#family%20dinner", NULL, NULL);
  g_autoptr(SightRoomLink) copy = sight_room_link_copy (link);
  g_autofree char *text = NULL;

  g_clear_pointer (&link, sight_room_link_free);
  text = sight_room_link_to_string (copy);
  g_assert_cmpstr (text, ==, "http://[::1]:8443/#family-dinner");
}

static void
test_loopback (void)
{
  static const struct
  {
    const char *text;
    gboolean    is_loopback;
  } links[] = {
    { "http://127.0.0.1:8080/#family", TRUE },
    { "http://127.8.9.1/#family", TRUE },
    { "http://[::1]:8080/#family", TRUE },
    { "http://localhost:8080/#family", TRUE },
    { "https://127.example.org/#family", FALSE },
    { "https://localhost.example.org/#family", FALSE },
    { "http://192.168.1.7:8730/#family", FALSE },
    { "http://[2001:db8::1]/#family", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr(SightRoomLink) link = sight_room_link_parse (links[i].text, NULL, NULL);

      g_assert_nonnull (link);
      g_assert_cmpint (sight_room_link_is_loopback (link), ==, links[i].is_loopback);
    }
}

static void
test_length (void)
{
  g_autoptr(GString) text = g_string_new ("https://call.example.org/#");

  while (text->len + 9 <= SIGHT_ROOM_LINK_MAX)
    g_string_append (text, "%20");
  while (text->len + 6 < SIGHT_ROOM_LINK_MAX)
    g_string_append_c (text, '-');
  g_string_append (text, "family");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SightRoomLink) link = sight_room_link_parse (text->str, NULL, NULL);

      g_assert_cmpint (text->len, ==, SIGHT_ROOM_LINK_MAX + i);
      g_assert_cmpint (link != NULL, ==, i == 0);
      g_string_append_c (text, 'x');
    }
}

static void
test_truncated (void)
{
  static const char * const inputs[] = {
    "https://[2001:db8::1:192.0.2.7]:8443/#family%20dinner",
    "sightline://xn--bcher-kva.example./#k3vd-9xtm-4qpa-7hse",
  };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      for (gsize length = 0; length < strlen (inputs[i]); length++)
        {
          g_autofree char *cut = g_strndup (inputs[i], length);
          g_autoptr(GError) error = NULL;
          g_autoptr(SightRoomLink) link = sight_room_link_parse (cut, "https://call.example.org", &error);

          g_assert_true ((link == NULL) == (error != NULL));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/links", test_vectors);
  g_test_add_func ("/protocol/link-errors", test_errors);
  g_test_add_func ("/protocol/link-to-scheme", test_to_scheme);
  g_test_add_func ("/protocol/link-copy", test_copy);
  g_test_add_func ("/protocol/link-loopback", test_loopback);
  g_test_add_func ("/protocol/link-length", test_length);
  g_test_add_func ("/protocol/link-truncated", test_truncated);

  return g_test_run ();
}
