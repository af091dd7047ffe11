/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-signaling.h"

#include "call/sight-deadline.h"
#include "call/sight-network-watch.h"
#include "media/sight-sleep-watch.h"

struct _SightSignaling
{
  GObject                parent_instance;

  SightSignalingMachine *machine;
  SightSocket           *socket;
  SightDeadline         *timer;    /* at the machine's deadline */
  SightSleepWatch       *sleep;
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

static void
on_network_changed (SightSignaling *self)
{
  g_object_ref (self);
  sight_signaling_machine_network_changed (self->machine, g_get_monotonic_time ());
  update_timer (self);
  g_signal_emit (self, signals[SIGNAL_NETWORK_CHANGED], 0);
  g_object_unref (self);
}

/* Whoever is at the other end has given us up meanwhile, and our own clocks have
 * not seen the time in which they did. Where there is no network yet, its coming
 * is told.
 */
static void
on_woken (gpointer user_data)
{
  g_debug ("The computer has slept");
  on_network_changed (user_data);
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
  g_clear_pointer (&self->sleep, sight_sleep_watch_free);
  if (self->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->socket, self);
      sight_socket_close (self->socket);
    }
  g_clear_object (&self->socket);

  G_OBJECT_CLASS (sight_signaling_parent_class)->dispose (object);
}

static void
sight_signaling_finalize (GObject *object)
{
  SightSignaling *self = SIGHT_SIGNALING (object);

  g_clear_pointer (&self->machine, sight_signaling_machine_free);

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
   * The network is another one, and has settled; or the computer has slept, and
   * where it was it may not be any more.
   */
  signals[SIGNAL_NETWORK_CHANGED] = g_signal_new ("network-changed", SIGHT_TYPE_SIGNALING, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_signaling_init (SightSignaling *self)
{
  self->timer = sight_deadline_new (on_timer, self);
  self->sleep = sight_sleep_watch_new (on_woken, self);

  g_signal_connect_object (sight_network_watch_get (), "changed", G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
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
