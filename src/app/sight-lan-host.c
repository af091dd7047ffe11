/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lan-host.h"

#include "app/sight-lan-addresses.h"
#include "protocol/sight-room-code.h"
#include "server/sight-server.h"

/* The same each time, so that a link holds, and a firewall can be told. */
#define PORT      8730
#define SOCKETS   64
#define WATCH_MS  2000

struct _SightLanHost
{
  GObject       parent_instance;

  SightServer  *server;     /* while it runs */
  char        **addresses;
  char         *code;
  guint16       port;
  guint         n_members;  /* as last told */
  guint         watch_id;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightLanHost, sight_lan_host, G_TYPE_OBJECT)

static void
update_addresses (SightLanHost *self)
{
  g_auto(GStrv) addresses = sight_lan_addresses_list ();

  if (self->addresses != NULL && g_strv_equal ((const char * const *) addresses, (const char * const *) self->addresses))
    return;

  g_strfreev (self->addresses);
  self->addresses = g_steal_pointer (&addresses);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
on_watch (gpointer user_data)
{
  SightLanHost *self = user_data;
  guint n_members = sight_lan_host_count_members (self);

  if (n_members != self->n_members)
    {
      self->n_members = n_members;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }

  return G_SOURCE_CONTINUE;
}

static void
sight_lan_host_finalize (GObject *object)
{
  SightLanHost *self = SIGHT_LAN_HOST (object);

  g_clear_handle_id (&self->watch_id, g_source_remove);
  if (self->server != NULL)
    sight_server_stop (self->server);
  g_clear_object (&self->server);
  g_strfreev (self->addresses);
  sight_room_code_free (self->code);

  G_OBJECT_CLASS (sight_lan_host_parent_class)->finalize (object);
}

static void
sight_lan_host_class_init (SightLanHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_lan_host_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_lan_host_init (SightLanHost *self)
{
  self->addresses = g_new0 (char *, 1);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (update_addresses), self, G_CONNECT_SWAPPED);
}

SightLanHost *
sight_lan_host_new (void)
{
  return g_object_new (SIGHT_TYPE_LAN_HOST, NULL);
}

static gboolean
read_port (SightLanHost *self)
{
  const char *url = sight_server_get_addresses (self->server)[0];
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  self->port = uri != NULL ? g_uri_get_port (uri) : 0;

  return self->port != 0;
}

static gboolean
try_start (SightLanHost  *self,
           guint16        port,
           gboolean       both,
           GError       **error)
{
  SightServerConfig *config = sight_server_config_new ();

  config->limits.sockets = SOCKETS;
  g_ptr_array_set_size (config->listen, 0);
  g_ptr_array_add (config->listen, g_strdup_printf ("0.0.0.0:%u", port));
  if (both)
    g_ptr_array_add (config->listen, g_strdup_printf ("[::]:%u", port));

  self->server = sight_server_new (config);
  if (sight_server_start (self->server, NULL, error) && read_port (self))
    return TRUE;

  g_clear_object (&self->server);

  return FALSE;
}

gboolean
sight_lan_host_start (SightLanHost  *self,
                      GError       **error)
{
  g_return_val_if_fail (SIGHT_IS_LAN_HOST (self), FALSE);

  if (self->server != NULL)
    return TRUE;
  if (self->code == NULL)
    self->code = sight_room_code_make (error);
  if (self->code == NULL)
    return FALSE;

  /* Without IPv6 on this computer, or where another program has the port. */
  if (!try_start (self, PORT, TRUE, NULL) && !try_start (self, PORT, FALSE, NULL) && !try_start (self, 0, FALSE, error))
    return FALSE;

  self->watch_id = g_timeout_add (WATCH_MS, on_watch, self);
  update_addresses (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return TRUE;
}

void
sight_lan_host_stop (SightLanHost *self)
{
  g_return_if_fail (SIGHT_IS_LAN_HOST (self));

  if (self->server == NULL)
    return;

  g_clear_handle_id (&self->watch_id, g_source_remove);
  sight_server_stop (self->server);
  g_clear_object (&self->server);
  self->n_members = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
sight_lan_host_is_running (SightLanHost *self)
{
  return self->server != NULL;
}

const char * const *
sight_lan_host_get_addresses (SightLanHost *self)
{
  return (const char * const *) self->addresses;
}

SightRoomLink *
sight_lan_host_make_link (SightLanHost *self,
                          const char   *address)
{
  g_autofree char *server = g_strdup_printf ("http://%s:%u", address, self->port);

  g_return_val_if_fail (self->code != NULL, NULL);

  return sight_room_link_parse (self->code, server, NULL);
}

guint
sight_lan_host_count_members (SightLanHost *self)
{
  return self->server != NULL ? sight_server_get_stats (self->server)->members : 0;
}
