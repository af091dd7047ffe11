/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-signaling.h"

#include "call/sight-deadline.h"

/* Networks come up in steps; one new connection for all of them. */
#define NETWORK_SETTLE_MS 500

struct _SightSignaling
{
  GObject                parent_instance;

  SightSignalingMachine *machine;
  SightSocket           *socket;
  GNetworkMonitor       *network;
  GMainContext          *context;
  SightDeadline         *timer;    /* at the machine's deadline */
  GSource               *settle;   /* while the network changes */
};

enum {
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_EVENT,
  SIGNAL_NETWORK_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightSignaling, sight_signaling, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* After everything that may have moved the machine's deadline. */
static void
update_timer (SightSignaling *self)
{
  /* Let go of by whoever heard of the last event. */
  if (self->timer != NULL)
    sight_deadline_set (self->timer, sight_signaling_machine_get_deadline (self->machine));
}

static void
on_timer (gpointer user_data)
{
  g_autoptr(SightSignaling) self = g_object_ref (user_data);

  sight_signaling_machine_tick (self->machine, g_get_monotonic_time ());
  update_timer (self);
}

/* Output of the machine */

static void
on_machine_open (gpointer data)
{
  sight_socket_open (SIGHT_SIGNALING (data)->socket);
}

static void
on_machine_send (gpointer    data,
                 const char *text,
                 gsize       length)
{
  sight_socket_send (SIGHT_SIGNALING (data)->socket, text, length);
}

static void
on_machine_close (gpointer data)
{
  sight_socket_close (SIGHT_SIGNALING (data)->socket);
}

static void
on_machine_event (gpointer          data,
                  const SightEvent *event)
{
  g_signal_emit (data, signals[SIGNAL_EVENT], 0, event);
}

static void
on_machine_state_changed (gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_STATE]);
}

static double
on_machine_random (gpointer data)
{
  return g_random_double ();
}

static const SightSignalingOutput machine_output = {
  .open = on_machine_open,
  .send = on_machine_send,
  .close = on_machine_close,
  .event = on_machine_event,
  .state_changed = on_machine_state_changed,
  .random = on_machine_random,
};

/* Input of the machine */

static void
on_socket_opened (SightSignaling *self)
{
  sight_signaling_machine_opened (self->machine, g_get_monotonic_time ());
  update_timer (self);
}

static void
on_socket_message (SightSignaling *self,
                   GBytes         *message)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  sight_signaling_machine_received (self->machine, text, length, g_get_monotonic_time ());
  update_timer (self);
}

static void
on_socket_closed (SightSignaling *self,
                  guint           code,
                  const GError   *error)
{
  sight_signaling_machine_closed (self->machine, code, error, g_get_monotonic_time ());
  update_timer (self);
}

static gboolean
on_network_settled (gpointer user_data)
{
  g_autoptr(SightSignaling) self = g_object_ref (user_data);

  clear_source (&self->settle);
  sight_signaling_machine_network_changed (self->machine, g_get_monotonic_time ());
  update_timer (self);
  g_signal_emit (self, signals[SIGNAL_NETWORK_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
on_network_changed (SightSignaling *self,
                    gboolean        available)
{
  if (!available)
    return;

  clear_source (&self->settle);
  self->settle = g_timeout_source_new (NETWORK_SETTLE_MS);
  g_source_set_callback (self->settle, on_network_settled, self, NULL);
  g_source_attach (self->settle, self->context);
}

static void
sight_signaling_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SightSignaling *self = SIGHT_SIGNALING (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, sight_signaling_machine_get_state (self->machine));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sight_signaling_dispose (GObject *object)
{
  SightSignaling *self = SIGHT_SIGNALING (object);

  g_clear_pointer (&self->timer, sight_deadline_free);
  clear_source (&self->settle);
  if (self->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->socket, self);
      sight_socket_close (self->socket);
    }
  g_clear_object (&self->socket);
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (sight_signaling_parent_class)->dispose (object);
}

static void
sight_signaling_finalize (GObject *object)
{
  SightSignaling *self = SIGHT_SIGNALING (object);

  g_clear_pointer (&self->machine, sight_signaling_machine_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (sight_signaling_parent_class)->finalize (object);
}

static void
sight_signaling_class_init (SightSignalingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_signaling_get_property;
  object_class->dispose = sight_signaling_dispose;
  object_class->finalize = sight_signaling_finalize;

  properties[PROP_STATE] =
    g_param_spec_uint ("state", NULL, NULL, SIGHT_SIGNALING_IDLE, SIGHT_SIGNALING_ENDED, SIGHT_SIGNALING_IDLE,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SightSignaling::event:
   * @event: (type gpointer): a #SightEvent, for as long as the handler runs
   */
  signals[SIGNAL_EVENT] = g_signal_new ("event", SIGHT_TYPE_SIGNALING, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * SightSignaling::network-changed:
   *
   * The network is another one, and has settled.
   */
  signals[SIGNAL_NETWORK_CHANGED] = g_signal_new ("network-changed", SIGHT_TYPE_SIGNALING, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_signaling_init (SightSignaling *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->timer = sight_deadline_new (on_timer, self);

  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "network-changed",
                           G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
}

SightSignaling *
sight_signaling_new (SightSocket *socket,
                     const char  *user_agent)
{
  SightSignaling *self;

  g_return_val_if_fail (SIGHT_IS_SOCKET (socket), NULL);

  self = g_object_new (SIGHT_TYPE_SIGNALING, NULL);
  self->machine = sight_signaling_machine_new (&machine_output, self, user_agent);
  self->socket = g_object_ref (socket);
  g_signal_connect_object (socket, "opened", G_CALLBACK (on_socket_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (socket, "message", G_CALLBACK (on_socket_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (socket, "closed", G_CALLBACK (on_socket_closed), self, G_CONNECT_SWAPPED);

  return self;
}

void
sight_signaling_prepare (SightSignaling *self)
{
  g_return_if_fail (SIGHT_IS_SIGNALING (self));

  sight_signaling_machine_prepare (self->machine, g_get_monotonic_time ());
  update_timer (self);
}

void
sight_signaling_join (SightSignaling    *self,
                      const SightRoomId *room,
                      SightKind          kind)
{
  g_return_if_fail (SIGHT_IS_SIGNALING (self));

  sight_signaling_machine_join (self->machine, room, kind, g_get_monotonic_time ());
  update_timer (self);
}

void
sight_signaling_leave (SightSignaling *self)
{
  g_return_if_fail (SIGHT_IS_SIGNALING (self));

  sight_signaling_machine_leave (self->machine, g_get_monotonic_time ());
  update_timer (self);
}

void
sight_signaling_fail (SightSignaling *self,
                      const GError   *error)
{
  g_return_if_fail (SIGHT_IS_SIGNALING (self));

  sight_signaling_machine_fail (self->machine, error);
  update_timer (self);
}

gboolean
sight_signaling_say (SightSignaling     *self,
                     const SightRequest *request)
{
  g_return_val_if_fail (SIGHT_IS_SIGNALING (self), FALSE);

  return sight_signaling_machine_say (self->machine, request, g_get_monotonic_time ());
}

SightSignalingState
sight_signaling_get_state (SightSignaling *self)
{
  g_return_val_if_fail (SIGHT_IS_SIGNALING (self), SIGHT_SIGNALING_ENDED);

  return sight_signaling_machine_get_state (self->machine);
}

const GError *
sight_signaling_get_error (SightSignaling *self)
{
  g_return_val_if_fail (SIGHT_IS_SIGNALING (self), NULL);

  return sight_signaling_machine_get_error (self->machine);
}

guint
sight_signaling_get_lost_ms (SightSignaling *self)
{
  gint64 lost_at;

  g_return_val_if_fail (SIGHT_IS_SIGNALING (self), 0);

  lost_at = sight_signaling_machine_get_lost_at (self->machine);

  return lost_at == 0 ? 0 : (g_get_monotonic_time () - lost_at) / 1000;
}
