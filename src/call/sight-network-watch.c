/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-network-watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "call/sight-network-view.h"

/* Networks come up in steps; one new connection for all of them. */
#define SETTLE_MS 500
/* Addresses for use in documents: they lie where everything unknown lies. Nothing
 * is sent there.
 */
#define OUTSIDE_IPV4 "192.0.2.1"
#define OUTSIDE_IPV6 "2001:db8::1"

struct _SightNetworkWatch
{
  GObject          parent_instance;

  int              fd;      /* the kernel's, or -1 */
  guint            source;
  guint            settle;  /* while it changes */
  gboolean         was_away;
  SightNetworkView view;    /* the newest one with a network in it */
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightNetworkWatch, sight_network_watch, G_TYPE_OBJECT)

/* Where we are */

typedef union
{
  struct sockaddr     any;
  struct sockaddr_in  ipv4;
  struct sockaddr_in6 ipv6;
} Address;

static gboolean
read_address (const struct sockaddr *address,
              char                   text[static INET6_ADDRSTRLEN])
{
  const Address *known = (const Address *) address;
  const void *bytes = NULL;

  if (address->sa_family == AF_INET)
    bytes = &known->ipv4.sin_addr;
  else if (address->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL (&known->ipv6.sin6_addr))
    bytes = &known->ipv6.sin6_addr;

  return bytes != NULL && inet_ntop (address->sa_family, bytes, text, INET6_ADDRSTRLEN) != NULL;
}

/* An address is there before anything can be sent from it. */
static gboolean
is_running (const struct ifaddrs *interface)
{
  guint wanted = IFF_UP | IFF_RUNNING;

  return (interface->ifa_flags & wanted) == wanted && (interface->ifa_flags & IFF_LOOPBACK) == 0;
}

static void
add_addresses (SightNetworkView *view)
{
  struct ifaddrs *interfaces = NULL;
  char text[INET6_ADDRSTRLEN];

  if (getifaddrs (&interfaces) != 0)
    return;

  for (struct ifaddrs *at = interfaces; at != NULL; at = at->ifa_next)
    if (at->ifa_addr != NULL && is_running (at) && read_address (at->ifa_addr, text))
      sight_network_view_add_address (view, text);
  freeifaddrs (interfaces);
}

/* Whom the kernel would have us be. */
static gboolean
find_source (const Address *outside,
             socklen_t      length,
             char           text[static INET6_ADDRSTRLEN])
{
  int fd = socket (outside->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  Address source;
  gboolean found;

  if (fd < 0)
    return FALSE;

  found = connect (fd, &outside->any, length) == 0 && getsockname (fd, &source.any, &(socklen_t) { sizeof source }) == 0 &&
          read_address (&source.any, text);
  g_close (fd, NULL);

  return found;
}

static void
look (SightNetworkView *view)
{
  Address ipv4 = { .ipv4 = { .sin_family = AF_INET, .sin_port = g_htons (9) } };
  Address ipv6 = { .ipv6 = { .sin6_family = AF_INET6, .sin6_port = g_htons (9) } };
  char text[INET6_ADDRSTRLEN];

  sight_network_view_init (view);
  add_addresses (view);
  inet_pton (AF_INET, OUTSIDE_IPV4, &ipv4.ipv4.sin_addr);
  inet_pton (AF_INET6, OUTSIDE_IPV6, &ipv6.ipv6.sin6_addr);
  if (find_source (&ipv4, sizeof ipv4.ipv4, text))
    sight_network_view_set_source (view, SIGHT_NETWORK_IPV4, text);
  if (find_source (&ipv6, sizeof ipv6.ipv6, text))
    sight_network_view_set_source (view, SIGHT_NETWORK_IPV6, text);
}

/* What the kernel tells */

static gboolean
on_settled (gpointer user_data)
{
  g_autoptr(SightNetworkWatch) self = g_object_ref (user_data);
  g_auto(SightNetworkView) view = { 0, };

  self->settle = 0;
  look (&view);
  if (sight_network_view_is_empty (&view))
    {
      self->was_away = TRUE;
      return G_SOURCE_REMOVE;
    }
  if (!self->was_away && !sight_network_view_differs (&view, &self->view))
    return G_SOURCE_REMOVE;

  g_debug ("The network changed: from %s, %s to %s, %s",
           sight_network_view_get_source (&self->view, SIGHT_NETWORK_IPV4),
           sight_network_view_get_source (&self->view, SIGHT_NETWORK_IPV6),
           sight_network_view_get_source (&view, SIGHT_NETWORK_IPV4),
           sight_network_view_get_source (&view, SIGHT_NETWORK_IPV6));
  self->was_away = FALSE;
  sight_network_view_clear (&self->view);
  self->view = view;
  view = (SightNetworkView) { 0, };
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

/* What it says is not read: that it says something is enough. */
static gboolean
on_told (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  SightNetworkWatch *self = user_data;
  char buffer[4096];
  gssize size;

  do
    size = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT);
  while (size > 0 || (size < 0 && (errno == EINTR || errno == ENOBUFS)));

  if (size == 0 || errno != EAGAIN)
    {
      g_debug ("The kernel tells no more of networks");
      self->source = 0;
      return G_SOURCE_REMOVE;
    }

  if (self->settle == 0)
    self->settle = g_timeout_add (SETTLE_MS, on_settled, self);

  return G_SOURCE_CONTINUE;
}

static void
listen_to_kernel (SightNetworkWatch *self)
{
  struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE,
  };

  self->fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (self->fd < 0 || bind (self->fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      g_debug ("The kernel tells nothing of networks: %s", g_strerror (errno));
      return;
    }

  self->source = g_unix_fd_add (self->fd, G_IO_IN, on_told, self);
}

static void
sight_network_watch_finalize (GObject *object)
{
  SightNetworkWatch *self = SIGHT_NETWORK_WATCH (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->settle, g_source_remove);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  sight_network_view_clear (&self->view);

  G_OBJECT_CLASS (sight_network_watch_parent_class)->finalize (object);
}

static void
sight_network_watch_class_init (SightNetworkWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_network_watch_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SIGHT_TYPE_NETWORK_WATCH, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_network_watch_init (SightNetworkWatch *self)
{
  listen_to_kernel (self);
  look (&self->view);
}

SightNetworkWatch *
sight_network_watch_get (void)
{
  static SightNetworkWatch *watch;

  if (watch == NULL)
    watch = g_object_new (SIGHT_TYPE_NETWORK_WATCH, NULL);

  return watch;
}
