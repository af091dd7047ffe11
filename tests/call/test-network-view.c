/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "call/sight-network-view.h"

#define HOME   "192.168.1.7"
#define STREET "10.20.30.40"
#define VPN    "10.8.0.2"
#define BRIDGE "172.17.0.1"
#define HOME6  "2001:db8:1::7"

static void
view_init (SightNetworkView   *view,
           const char         *ipv4,
           const char         *ipv6,
           const char * const *addresses)
{
  sight_network_view_init (view);
  sight_network_view_set_source (view, SIGHT_NETWORK_IPV4, ipv4);
  sight_network_view_set_source (view, SIGHT_NETWORK_IPV6, ipv6);
  for (guint i = 0; addresses[i] != NULL; i++)
    sight_network_view_add_address (view, addresses[i]);
}

#define view(...) ((const char * const []) { __VA_ARGS__ __VA_OPT__ (,) NULL })

static const struct
{
  const char         *what;
  const char         *before_ipv4;
  const char         *before_ipv6;
  const char * const *before;
  const char         *ipv4;
  const char         *ipv6;
  const char * const *after;
  gboolean            differs;
} changes[] = {
  { "nothing", HOME, HOME6, view (HOME, HOME6), HOME, HOME6, view (HOME6, HOME), FALSE },
  { "another network", HOME, NULL, view (HOME), STREET, NULL, view (STREET), TRUE },
  { "a cable beside the wireless, which is used from now on", HOME, NULL, view (HOME), STREET, NULL, view (HOME, STREET), TRUE },
  { "a tunnel for everything", HOME, NULL, view (HOME), VPN, NULL, view (HOME, VPN), TRUE },
  { "its end", VPN, NULL, view (HOME, VPN), HOME, NULL, view (HOME), TRUE },
  { "a tunnel for some", HOME, NULL, view (HOME), HOME, NULL, view (HOME, VPN), FALSE },
  { "its end, which may have been used", HOME, NULL, view (HOME, VPN), HOME, NULL, view (HOME), TRUE },
  { "virtual machines", HOME, HOME6, view (HOME, HOME6), HOME, HOME6, view (HOME, HOME6, BRIDGE), FALSE },
  { "IPv6 as well", HOME, NULL, view (HOME), HOME, HOME6, view (HOME, HOME6), TRUE },
  { "IPv6 alone", HOME, HOME6, view (HOME, HOME6), NULL, HOME6, view (HOME6), TRUE },
  { "a cable that is not through yet", HOME, NULL, view (HOME), STREET, NULL, view (HOME), TRUE },
  { "one that is", STREET, NULL, view (HOME), STREET, NULL, view (HOME, STREET), TRUE },
  { "a cable to one other computer", NULL, NULL, view (BRIDGE), NULL, NULL, view (BRIDGE, VPN), TRUE },
};

static void
test_differs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto(SightNetworkView) before = { 0, };
      g_auto(SightNetworkView) after = { 0, };

      g_test_message ("%s", changes[i].what);
      view_init (&before, changes[i].before_ipv4, changes[i].before_ipv6, changes[i].before);
      view_init (&after, changes[i].ipv4, changes[i].ipv6, changes[i].after);
      g_assert_cmpint (sight_network_view_differs (&after, &before), ==, changes[i].differs);
      g_assert_false (sight_network_view_is_empty (&after));
    }
}

static void
test_empty (void)
{
  g_auto(SightNetworkView) view = { 0, };

  sight_network_view_init (&view);
  g_assert_true (sight_network_view_is_empty (&view));
  sight_network_view_add_address (&view, HOME);
  g_assert_false (sight_network_view_is_empty (&view));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/network-view/differs", test_differs);
  g_test_add_func ("/call/network-view/empty", test_empty);

  return g_test_run ();
}
