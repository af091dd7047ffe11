/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "server/sight-http-headers.h"

/* Headers on which the server decides: Origin against Host, the proxies'
 * X-Forwarded-For, the list of subprotocols. The input is three lines.
 */

static void
try_origin (const char *origin,
            const char *host)
{
  g_autofree char *own = g_strconcat ("http://", host, NULL);
  g_autofree char *longer = g_strconcat (host, "x", NULL);
  g_autofree char *upper = g_ascii_strup (host, -1);

  g_assert_true (sight_http_origin_is_host (own, host) || *host == '\0' || g_str_equal (host, ":80"));
  if (!sight_http_origin_is_host (origin, host))
    return;

  g_assert_true (sight_http_origin_is_host (origin, upper));
  g_assert_false (sight_http_origin_is_host (origin, longer));
  g_assert_true (strchr (host, '/') != NULL || strchr (strstr (origin, "://") + 3, '/') == NULL);
}

/* Whatever a client puts in front of what trusted proxies appended, it stays
 * who the nearest of them saw.
 */
static void
try_forwarded (const char *chain)
{
  g_autoptr(GArray) proxies = g_array_new (FALSE, FALSE, sizeof (SightAddressRange));
  g_autofree char *forged = g_strconcat ("192.0.2.66,", chain, NULL);
  SightAddressRange range;
  SightAddress peer, seen, again;

  g_assert_true (sight_address_range_parse ("10.0.0.0/8", &range, NULL));
  g_array_append_val (proxies, range);

  g_assert_true (sight_address_parse ("192.0.2.1", &peer));
  seen = peer;
  sight_http_follow_forwarded (chain, proxies, &seen);
  g_assert_true (sight_address_equal (&seen, &peer));

  g_assert_true (sight_address_parse ("10.0.0.1", &seen));
  again = seen;
  sight_http_follow_forwarded (chain, proxies, &seen);
  sight_http_follow_forwarded (forged, proxies, &again);
  if (!sight_address_ranges_contain (proxies, &seen))
    g_assert_true (sight_address_equal (&seen, &again));
}

static void
try_list (const char *list)
{
  g_autofree char *more = g_strconcat ("a , ", list, ", b", NULL);
  gboolean has = sight_http_list_has (list, "sightline.v1");

  g_assert_true (!has || strstr (list, "sightline.v1") != NULL);
  g_assert_true (has == sight_http_list_has (more, "sightline.v1"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint n_lines;

  fuzz_init ();

  text = fuzz_take_text (&input, size);
  lines = g_strsplit (text, "\n", 3);
  n_lines = g_strv_length (lines);
  if (n_lines > 1)
    try_origin (lines[0], lines[1]);
  if (n_lines > 0)
    {
      try_forwarded (lines[n_lines - 1]);
      try_list (lines[n_lines - 1]);
    }

  return 0;
}
