/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-host.h"
#include "protocol/sight-name.h"

/* A name that a stranger gave, on its way to the screen; and the host of a
 * link. Cleaning twice is cleaning once.
 */

static void
try_name (const char *text)
{
  g_autofree char *name = sight_name_clean (text);
  g_autofree char *again = sight_name_clean (name);

  g_assert_cmpstr (name, ==, again);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (name, -1), <=, SIGHT_NAME_MAX);
  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (c)));
}

static void
try_host (const char *text)
{
  g_autofree char *host = sight_host_normalise (text);
  g_autofree char *again = NULL;

  if (host == NULL)
    return;

  g_assert_true (g_str_is_ascii (host));
  again = sight_host_normalise (host);
  g_assert_cmpstr (host, ==, again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;

  fuzz_init ();

  text = fuzz_take_text (&input, size);
  try_host (text);
  valid = g_utf8_make_valid (text, -1);
  try_name (valid);

  return 0;
}
