/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-server.h"

#include <signal.h>
#include <sys/resource.h>
#include <uv.h>

#include "server/sight-read-buffers.h"
#include "server/sight-transport.h"

struct _SightServer
{
  GObject            parent_instance;

  SightServerConfig *config;
  SightTransport    *transport;  /* while it listens */

  /* Embedded: the caller's loop, by another handle. */
  GMainLoop         *main_loop;
  GSource           *drained_source;

  /* Alone: a loop of its own. */
  uv_loop_t         *uv_loop;
};

enum {
  SIGNAL_LISTENING,
  SIGNAL_DRAINED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightServer, sight_server, G_TYPE_OBJECT)

static void
sight_server_finalize (GObject *object)
{
  SightServer *self = SIGHT_SERVER (object);

  sight_server_stop (self);
  g_clear_pointer (&self->config, sight_server_config_free);

  G_OBJECT_CLASS (sight_server_parent_class)->finalize (object);
}

static void
sight_server_class_init (SightServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_server_finalize;

  /**
   * SightServer::listening:
   *
   * The server listens: sight_server_get_addresses() says where.
   */
  signals[SIGNAL_LISTENING] = g_signal_new ("listening", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SightServer::drained:
   *
   * After sight_server_drain(): the last client is gone.
   */
  signals[SIGNAL_DRAINED] = g_signal_new ("drained", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_server_init (SightServer *self)
{
}

SightServer *
sight_server_new (SightServerConfig *config)
{
  SightServer *self;

  g_return_val_if_fail (config != NULL, NULL);

  self = g_object_new (SIGHT_TYPE_SERVER, NULL);
  self->config = config;

  return self;
}

/* Every socket is a file, and some files are needed beside them. */
static void
fit_sockets_to_system (SightServerConfig *config)
{
  struct rlimit limit;
  guint64 allowed;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return;

  allowed = limit.rlim_cur > 2 * SIGHT_TRANSPORT_RESERVED_FILES ?
            limit.rlim_cur - SIGHT_TRANSPORT_RESERVED_FILES : limit.rlim_cur / 2;
  if (config->limits.sockets > allowed)
    {
      g_message ("The system allows %" G_GUINT64_FORMAT " open files: taking %" G_GUINT64_FORMAT
                 " WebSockets at most, not %u", (guint64) limit.rlim_cur, allowed, config->limits.sockets);
      config->limits.sockets = allowed;
    }
}

static gboolean
open_transport (SightServer    *self,
                SightLoopKind   kind,
                gpointer        loop,
                GError        **error)
{
  fit_sockets_to_system (self->config);
  self->transport = sight_transport_new (self->config);
  if (!sight_transport_open (self->transport, kind, loop, error))
    return FALSE;

  g_signal_emit (self, signals[SIGNAL_LISTENING], 0);

  return TRUE;
}

/* --- Embedded --- */

gboolean
sight_server_start (SightServer   *self,
                    GMainContext  *context,
                    GError       **error)
{
  g_return_val_if_fail (SIGHT_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->transport == NULL, FALSE);

  self->main_loop = g_main_loop_new (context, FALSE);
  if (open_transport (self, SIGHT_LOOP_GLIB, self->main_loop, error))
    return TRUE;

  sight_server_stop (self);
  return FALSE;
}

void
sight_server_stop (SightServer *self)
{
  g_return_if_fail (SIGHT_IS_SERVER (self));

  if (self->uv_loop != NULL)
    {
      uv_stop (self->uv_loop);
      return;
    }
  if (self->transport == NULL)
    return;

  if (self->drained_source != NULL)
    {
      g_source_destroy (self->drained_source);
      g_clear_pointer (&self->drained_source, g_source_unref);
    }

  sight_transport_close (self->transport);
  /* Only if we are called from within a callback of libwebsockets. */
  while (!sight_transport_is_closed (self->transport))
    g_main_context_iteration (g_main_loop_get_context (self->main_loop), TRUE);

  g_clear_pointer (&self->transport, sight_transport_free);
  g_clear_pointer (&self->main_loop, g_main_loop_unref);
}

static gboolean
emit_drained (gpointer data)
{
  SightServer *self = data;

  g_clear_pointer (&self->drained_source, g_source_unref);
  g_signal_emit (self, signals[SIGNAL_DRAINED], 0);

  return G_SOURCE_REMOVE;
}

/* Whoever hears of it will stop the server, which cannot be done from within
 * libwebsockets.
 */
static void
on_drained_embedded (gpointer data)
{
  SightServer *self = data;

  self->drained_source = g_idle_source_new ();
  g_source_set_callback (self->drained_source, emit_drained, self, NULL);
  g_source_attach (self->drained_source, g_main_loop_get_context (self->main_loop));
}

/* --- Alone --- */

static void
on_drained_alone (gpointer data)
{
  SightServer *self = data;

  uv_stop (self->uv_loop);
}

static void
on_terminate (uv_signal_t *handle,
              int          number)
{
  SightServer *self = handle->data;

  if (sight_transport_is_draining (self->transport))
    {
      g_message ("Ending at once");
      uv_stop (self->uv_loop);
      return;
    }

  g_message ("Draining: the clients are asked to go within %u ms; a second signal ends at once",
             self->config->limits.drain_time);
  sight_server_drain (self);
}

static void
on_hangup (uv_signal_t *handle,
           int          number)
{
  SightServer *self = handle->data;
  g_autoptr(GError) error = NULL;

  if (!sight_server_reload_certificate (self, &error))
    g_warning ("%s; going on with the old one", error->message);
}

static void
watch_signal (SightServer  *self,
              uv_signal_t  *handle,
              uv_signal_cb  callback,
              int           number)
{
  uv_signal_init (self->uv_loop, handle);
  handle->data = self;
  uv_signal_start (handle, callback, number);
}

static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

/* Sockets close in turns of the loop, and then libwebsockets wants to be told
 * once more.
 */
static void
close_transport (SightServer *self)
{
  sight_transport_close (self->transport);
  uv_run (self->uv_loop, UV_RUN_DEFAULT);
  if (!sight_transport_is_closed (self->transport))
    sight_transport_finish (self->transport);
  g_clear_pointer (&self->transport, sight_transport_free);
}

gboolean
sight_server_run (SightServer  *self,
                  GError      **error)
{
  uv_signal_t handles[3];
  uv_loop_t loop;
  gboolean good;

  g_return_val_if_fail (SIGHT_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->transport == NULL, FALSE);

  raise_file_limit ();
  sight_read_buffers_install (self->config->limits.sockets, SIGHT_TRANSPORT_READ_SIZE + LWS_PRE + 4);
  uv_loop_init (&loop);
  self->uv_loop = &loop;
  watch_signal (self, &handles[0], on_terminate, SIGTERM);
  watch_signal (self, &handles[1], on_terminate, SIGINT);
  watch_signal (self, &handles[2], on_hangup, SIGHUP);

  good = open_transport (self, SIGHT_LOOP_UV, &loop, error);
  if (good)
    uv_run (&loop, UV_RUN_DEFAULT);

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    uv_close ((uv_handle_t *) &handles[i], NULL);
  close_transport (self);
  uv_loop_close (&loop);
  self->uv_loop = NULL;

  return good;
}

/* --- Both --- */

const char * const *
sight_server_get_addresses (SightServer *self)
{
  static const char * const none[] = { NULL };

  g_return_val_if_fail (SIGHT_IS_SERVER (self), none);

  if (self->transport == NULL || self->transport->addresses->len == 0)
    return none;

  return (const char * const *) self->transport->addresses->pdata;
}

const SightHubStats *
sight_server_get_stats (SightServer *self)
{
  g_return_val_if_fail (SIGHT_IS_SERVER (self), NULL);

  return self->transport != NULL ? sight_hub_get_stats (self->transport->hub) : NULL;
}

void
sight_server_drain (SightServer *self)
{
  g_return_if_fail (SIGHT_IS_SERVER (self));
  g_return_if_fail (self->transport != NULL);

  sight_transport_drain (self->transport,
                         self->uv_loop != NULL ? on_drained_alone : on_drained_embedded, self);
}

gboolean
sight_server_reload_certificate (SightServer  *self,
                                 GError      **error)
{
  g_return_val_if_fail (SIGHT_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->transport != NULL, FALSE);

  return sight_transport_reload_certificate (self->transport, error);
}
