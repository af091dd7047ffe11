/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server/sight-socket-address.h"

#include <netinet/in.h>
#include <sys/un.h>

static void
expect (const struct sockaddr_storage *socket_address,
        gboolean                       is_ip,
        const char                    *text,
        guint16                        port)
{
  g_autofree char *written = NULL;
  SightAddress address;

  g_assert_true (sight_socket_address_get_ip (socket_address, &address) == is_ip);
  written = sight_address_to_string (&address);
  g_assert_cmpstr (written, ==, text);
  g_assert_cmpuint (sight_socket_address_get_port (socket_address), ==, port);
}

static void
test_ipv4 (void)
{
  struct sockaddr_storage storage = { 0 };
  struct sockaddr_in *v4 = (struct sockaddr_in *) &storage;

  v4->sin_family = AF_INET;
  v4->sin_port = htons (8080);
  v4->sin_addr.s_addr = htonl (0xc0000201);
  expect (&storage, TRUE, "192.0.2.1", 8080);
}

/* An IPv4 client of a socket that takes both is the same client. */
static void
test_ipv6 (void)
{
  static const guint8 mapped[16] = { [10] = 0xff, 0xff, 192, 0, 2, 1 };
  struct sockaddr_storage storage = { 0 };
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) &storage;

  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons (443);
  v6->sin6_addr = in6addr_loopback;
  expect (&storage, TRUE, "::1", 443);

  memcpy (&v6->sin6_addr, mapped, sizeof mapped);
  expect (&storage, TRUE, "192.0.2.1", 443);
}

static void
test_other (void)
{
  struct sockaddr_storage storage = { .ss_family = AF_UNIX };

  expect (&storage, FALSE, "::", 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/socket-address/ipv4", test_ipv4);
  g_test_add_func ("/server/socket-address/ipv6", test_ipv6);
  g_test_add_func ("/server/socket-address/other", test_other);

  return g_test_run ();
}
