/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-room-code.h"
#include "protocol/sight-room-link.h"

/* What people type and paste. Both sides of a call have to get the same code
 * from it, so what was normalised once stays as it is.
 */

static void
try_code (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = sight_room_code_normalise (text, &error);
  g_autofree char *again = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *back = NULL;
  glong length;

  g_assert_true ((code == NULL) == (error != NULL));
  if (code == NULL)
    return;

  again = sight_room_code_normalise (code, NULL);
  g_assert_cmpstr (code, ==, again);
  shown = sight_room_code_to_display (code);
  back = sight_room_code_normalise (shown, NULL);
  g_assert_cmpstr (code, ==, back);

  g_assert_true (g_utf8_validate (code, -1, NULL));
  length = g_utf8_strlen (code, -1);
  g_assert_true (length >= SIGHT_ROOM_CODE_OWN_MIN && length <= SIGHT_ROOM_CODE_OWN_MAX);
  if (sight_room_code_get_strength (code) == SIGHT_STRENGTH_STRONG)
    g_assert_true (sight_room_code_is_made (code));
}

static void
check_same (const SightRoomLink *link,
            const char          *text)
{
  g_autoptr(SightRoomLink) again = sight_room_link_parse (text, NULL, NULL);

  if (again == NULL)
    g_error ("Does not read its own link: %s", text);

  g_assert_cmpint (link->scheme, ==, again->scheme);
  g_assert_cmpstr (link->host, ==, again->host);
  g_assert_cmpuint (link->port, ==, again->port);
  g_assert_cmpstr (link->code, ==, again->code);
}

static void
try_link (const char *text,
          const char *default_server)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = sight_room_link_parse (text, default_server, &error);
  g_autofree char *written = NULL;
  g_autofree char *other = NULL;
  g_autofree char *signal_url = NULL;

  g_assert_true ((link == NULL) == (error != NULL));
  if (link == NULL)
    return;

  written = sight_room_link_to_string (link);
  check_same (link, written);
  other = sight_room_link_to_scheme (link, link->scheme);
  g_assert_cmpstr (written, ==, other);

  /* No byte of the code goes where signaling goes. */
  signal_url = sight_room_link_get_signal_url (link);
  g_assert_true (g_str_has_prefix (signal_url, link->scheme == SIGHT_LINK_HTTP ? "ws://" : "wss://"));
  g_assert_true (g_str_has_suffix (signal_url, "/signal"));
  g_assert_null (strchr (signal_url, '#'));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  g_autofree char *text = NULL;

  fuzz_init ();

  text = fuzz_take_text (&input, size);
  try_code (text);
  try_link (text, NULL);
  try_link (text, "http://[::1]:8080");

  return 0;
}
