/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-device-monitor.h"

#include <glib-unix.h>

#include "media/sight-device-provider.h"
#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-pipewire-socket.h"
#include "media/sight-sandbox.h"
#include "media/sight-sound-server.h"

#define GST_CAT_DEFAULT sight_media_debug

/* How soon a server that was started is found. */
#define RETRY_SECONDS 1

struct _SightDeviceMonitor
{
  GObject              parent_instance;

  SightMailbox        *mailbox;
  SightDeviceProvider *kernel;
  SightSoundServer    *sound;
  gboolean             has_settled; /* it has */
  SightDeviceProvider *cameras;  /* of PipeWire; NULL where that is not known */
  GSource             *pipewire; /* that looks whether it goes, or comes */
  guint                starting; /* of them */
  GPtrArray           *all;
  /* Those of them that are shown. */
  GPtrArray           *shown;
};

enum
{
  PROP_0,
  PROP_READY,
  N_PROPS,
};

enum
{
  REMOTE_LOST,
  DEVICE_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
sight_device_monitor_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_DEVICE;
}

static guint
sight_device_monitor_get_n_items (GListModel *model)
{
  return SIGHT_DEVICE_MONITOR (model)->shown->len;
}

static gpointer
sight_device_monitor_get_item (GListModel *model,
                               guint       position)
{
  SightDeviceMonitor *self = SIGHT_DEVICE_MONITOR (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
sight_device_monitor_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_device_monitor_get_item_type;
  iface->get_n_items = sight_device_monitor_get_n_items;
  iface->get_item = sight_device_monitor_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightDeviceMonitor, sight_device_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sight_device_monitor_list_model_init))

static gboolean
is_to_be_shown (SightDeviceMonitor *self,
                SightDevice        *device)
{
  if (!g_ptr_array_find (self->all, device, NULL))
    return FALSE;

  for (guint i = 0; i < self->all->len; i++)
    if (sight_device_is_shadowed (device, g_ptr_array_index (self->all, i)))
      return FALSE;

  return TRUE;
}

/* One at a time: a list that someone has chosen from keeps the choice. */
static void
update_shown (SightDeviceMonitor *self)
{
  for (guint i = self->shown->len; i > 0; i--)
    if (!is_to_be_shown (self, g_ptr_array_index (self->shown, i - 1)))
      {
        g_ptr_array_remove_index (self->shown, i - 1);
        g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
      }

  for (guint i = 0; i < self->all->len; i++)
    {
      SightDevice *device = g_ptr_array_index (self->all, i);

      if (is_to_be_shown (self, device) && !g_ptr_array_find (self->shown, device, NULL))
        {
          g_ptr_array_add (self->shown, g_object_ref (device));
          g_list_model_items_changed (G_LIST_MODEL (self), self->shown->len - 1, 0, 1);
        }
    }
}

static SightDevice *
find_gst_device (SightDeviceMonitor *self,
                 GstDevice          *device)
{
  for (guint i = 0; i < self->all->len; i++)
    if (sight_device_get_gst_device (g_ptr_array_index (self->all, i)) == device)
      return g_ptr_array_index (self->all, i);

  return NULL;
}

/* What the providers tell */

static void
add_device (SightDeviceMonitor *self,
            SightDevice        *device)
{
  GST_INFO ("Found %s (%s)", sight_device_get_name (device), sight_device_get_id (device));
  g_ptr_array_add (self->all, g_object_ref (device));
  update_shown (self);
}

static void
remove_device (SightDeviceMonitor *self,
               SightDevice        *device)
{
  GST_INFO ("Lost %s (%s)", sight_device_get_name (device), sight_device_get_id (device));
  g_ptr_array_remove (self->all, device);
  update_shown (self);
}

static void
on_added (gpointer   owner,
          GstDevice *device)
{
  g_autoptr(SightDevice) added = sight_device_new (device);

  if (added != NULL)
    add_device (owner, added);
}

static void
on_removed (gpointer   owner,
            GstDevice *device)
{
  SightDevice *removed = find_gst_device (owner, device);

  if (removed != NULL)
    remove_device (owner, removed);
}

static void
on_changed (gpointer   owner,
            GstDevice *device,
            GstDevice *before)
{
  SightDevice *changed = find_gst_device (owner, before);

  if (changed != NULL)
    sight_device_update (changed, device);
}

/* After what came of it. */
static void
tell_ready (SightDeviceMonitor *self)
{
  if (sight_device_monitor_is_ready (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
on_started (gpointer             owner,
            SightDeviceProvider *provider)
{
  SightDeviceMonitor *self = owner;

  self->starting--;
  tell_ready (self);
}

static const SightDeviceEvents events = { on_added, on_removed, on_changed, on_started };

static SightDeviceProvider *
start_provider (SightDeviceMonitor *self,
                const char         *factory,
                GUnixFDList        *remote)
{
  self->starting++;

  return sight_device_provider_new (factory, remote, self->mailbox, &events);
}

/* Sound */

static void
on_sound_changed (SightDeviceMonitor *self,
                  SightDevice        *device)
{
  g_signal_emit (self, signals[DEVICE_CHANGED], 0, device);
}

static void
on_sound_settled (SightDeviceMonitor *self)
{
  self->has_settled = TRUE;
  tell_ready (self);
}

static void
find_sound (SightDeviceMonitor *self)
{
  self->sound = sight_sound_server_new ();
  g_signal_connect_swapped (self->sound, "added", G_CALLBACK (add_device), self);
  g_signal_connect_swapped (self->sound, "removed", G_CALLBACK (remove_device), self);
  g_signal_connect_swapped (self->sound, "changed", G_CALLBACK (on_sound_changed), self);
  g_signal_connect_swapped (self->sound, "settled", G_CALLBACK (on_sound_settled), self);
  sight_sound_server_start (self->sound);
}

/* PipeWire */

/* Takes @source. */
static void
look_by (SightDeviceMonitor *self,
         GSource            *source,
         GSourceFunc         func)
{
  if (self->pipewire != NULL)
    g_source_destroy (self->pipewire);
  g_clear_pointer (&self->pipewire, g_source_unref);
  g_source_set_callback (source, func, self, NULL);
  g_source_set_static_name (source, "sight-device-monitor pipewire");
  g_source_attach (source, sight_mailbox_get_context (self->mailbox));
  self->pipewire = source;
}

static gboolean
on_retry (gpointer user_data)
{
  SightDeviceMonitor *self = user_data;
  g_autoptr(GUnixFDList) remote = NULL;
  int fd = sight_pipewire_socket_connect ();

  if (fd < 0)
    return G_SOURCE_CONTINUE;

  remote = g_unix_fd_list_new_from_array (&fd, 1);
  sight_device_monitor_set_remote (self, remote);

  return G_SOURCE_REMOVE;
}

/* GStreamer's list would stay as it was, and its elements use the dead
 * connection for as long as somebody holds it: the next one has another
 * descriptor.
 */
static gboolean
on_lost (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  SightDeviceMonitor *self = user_data;

  GST_INFO ("PipeWire is gone");
  sight_device_monitor_set_remote (self, NULL);
  g_signal_emit (self, signals[REMOTE_LOST], 0);

  return G_SOURCE_REMOVE;
}

/* A server that starts later, or again, is found by itself. */
static void
find_pipewire (SightDeviceMonitor *self)
{
  if (!sight_sandbox_is_around_us () && on_retry (self))
    look_by (self, g_timeout_source_new_seconds (RETRY_SECONDS), on_retry);
}

void
sight_device_monitor_set_remote (SightDeviceMonitor *self,
                                 GUnixFDList        *remote)
{
  SightDeviceProvider *old;

  g_return_if_fail (SIGHT_IS_DEVICE_MONITOR (self));

  old = g_steal_pointer (&self->cameras);
  if (old != NULL)
    {
      self->starting -= !sight_device_provider_has_started (old);
      sight_device_provider_close (old, self);
    }

  if (remote == NULL)
    {
      find_pipewire (self);
      return;
    }

  self->cameras = start_provider (self, "pipewiredeviceprovider", remote);
  look_by (self, g_unix_fd_source_new (g_unix_fd_list_peek_fds (remote, NULL)[0], G_IO_HUP | G_IO_ERR),
           G_SOURCE_FUNC (on_lost));
}

static void
sight_device_monitor_finalize (GObject *object)
{
  SightDeviceMonitor *self = SIGHT_DEVICE_MONITOR (object);

  sight_mailbox_close (self->mailbox);
  sight_mailbox_unref (self->mailbox);
  g_clear_object (&self->sound);
  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->shown);

  G_OBJECT_CLASS (sight_device_monitor_parent_class)->finalize (object);
}

static void
sight_device_monitor_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_READY)
    g_value_set_boolean (value, sight_device_monitor_is_ready (SIGHT_DEVICE_MONITOR (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sight_device_monitor_class_init (SightDeviceMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_device_monitor_get_property;
  object_class->finalize = sight_device_monitor_finalize;

  properties[PROP_READY] =
    g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[DEVICE_CHANGED] = g_signal_new ("device-changed", SIGHT_TYPE_DEVICE_MONITOR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, SIGHT_TYPE_DEVICE);
  signals[REMOTE_LOST] = g_signal_new ("remote-lost", SIGHT_TYPE_DEVICE_MONITOR, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_device_monitor_init (SightDeviceMonitor *self)
{
  self->mailbox = sight_mailbox_new (self);
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

SightDeviceMonitor *
sight_device_monitor_get (void)
{
  static SightDeviceMonitor *monitor = NULL;

  if (g_once_init_enter (&monitor))
    {
      SightDeviceMonitor *made = g_object_new (SIGHT_TYPE_DEVICE_MONITOR, NULL);

      made->kernel = start_provider (made, "v4l2deviceprovider", NULL);
      find_sound (made);
      find_pipewire (made);
      g_once_init_leave (&monitor, made);
    }

  return monitor;
}

gboolean
sight_device_monitor_is_ready (SightDeviceMonitor *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), FALSE);

  return self->starting == 0 && self->has_settled;
}

SightDeviceServers
sight_device_monitor_get_servers (SightDeviceMonitor *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), 0);

  return (self->cameras != NULL && sight_device_provider_answers (self->cameras) ? SIGHT_DEVICE_SERVER_PIPEWIRE : 0) |
         (self->sound != NULL && sight_sound_server_answers (self->sound) ? SIGHT_DEVICE_SERVER_SOUND : 0);
}

SightDevice *
sight_device_monitor_find (SightDeviceMonitor *self,
                           SightDeviceKind     kind,
                           const char         *id)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), NULL);

  for (guint i = 0; i < self->shown->len; i++)
    {
      SightDevice *device = g_ptr_array_index (self->shown, i);

      if (sight_device_get_kind (device) == kind && g_strcmp0 (sight_device_get_id (device), id) == 0)
        return g_object_ref (device);
    }

  return NULL;
}

gboolean
sight_device_monitor_has (SightDeviceMonitor *self,
                          SightDevice        *device)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), FALSE);

  return g_ptr_array_find (self->all, device, NULL);
}

SightDevice *
sight_device_monitor_default (SightDeviceMonitor *self,
                              SightDeviceKind     kind)
{
  SightDevice *found = NULL;

  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), NULL);

  for (guint i = 0; i < self->shown->len; i++)
    {
      SightDevice *device = g_ptr_array_index (self->shown, i);

      if (sight_device_get_kind (device) == kind && (found == NULL || sight_device_is_default (device)))
        found = device;
    }

  return found != NULL ? g_object_ref (found) : NULL;
}
