/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-device-monitor.h"

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-pipewire-socket.h"

#define GST_CAT_DEFAULT sight_media_debug

struct _SightDeviceMonitor
{
  GObject             parent_instance;

  SightMailbox       *mailbox;
  GstDeviceMonitor   *monitor;
  GPtrArray          *all;
  /* Those of them that are shown. */
  GPtrArray          *shown;
  gboolean            ready;
  SightDeviceServers  servers;
};

enum
{
  PROP_0,
  PROP_READY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

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

/* What is there already when the monitor starts is told twice. */
static void
add_device (SightDeviceMonitor *self,
            GstDevice          *device)
{
  SightDevice *added = find_gst_device (self, device) == NULL ? sight_device_new (device) : NULL;

  if (added == NULL)
    return;

  GST_INFO ("Found %s (%s)", sight_device_get_name (added), sight_device_get_id (added));
  g_ptr_array_add (self->all, added);
  update_shown (self);
}

static void
remove_device (SightDeviceMonitor *self,
               GstDevice          *device)
{
  SightDevice *removed = find_gst_device (self, device);

  if (removed == NULL)
    return;

  GST_INFO ("Lost %s (%s)", sight_device_get_name (removed), sight_device_get_id (removed));
  g_ptr_array_remove (self->all, removed);
  update_shown (self);
}

static void
on_message (gpointer owner,
            gpointer data)
{
  SightDeviceMonitor *self = owner;
  g_autoptr(GstDevice) device = NULL;
  g_autoptr(GstDevice) before = NULL;
  SightDevice *changed;

  if (GST_MESSAGE_TYPE (data) == GST_MESSAGE_DEVICE_ADDED)
    {
      gst_message_parse_device_added (data, &device);
      add_device (self, device);
    }
  else if (GST_MESSAGE_TYPE (data) == GST_MESSAGE_DEVICE_REMOVED)
    {
      gst_message_parse_device_removed (data, &device);
      remove_device (self, device);
    }
  else
    {
      gst_message_parse_device_changed (data, &device, &before);
      changed = find_gst_device (self, before);
      if (changed != NULL)
        sight_device_update (changed, device);
    }
}

/* On a thread of GStreamer. */
static GstBusSyncReply
on_sync_message (GstBus     *bus,
                 GstMessage *message,
                 gpointer    user_data)
{
  /* The values of this enumeration are not all bits. */
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_ADDED ||
      GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_REMOVED ||
      GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_CHANGED)
    sight_mailbox_post (user_data, on_message, gst_message_ref (message), (GDestroyNotify) gst_message_unref);

  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
sight_device_monitor_finalize (GObject *object)
{
  SightDeviceMonitor *self = SIGHT_DEVICE_MONITOR (object);

  sight_mailbox_close (self->mailbox);
  sight_mailbox_unref (self->mailbox);
  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->shown);
  gst_clear_object (&self->monitor);

  G_OBJECT_CLASS (sight_device_monitor_parent_class)->finalize (object);
}

static void
sight_device_monitor_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_READY)
    g_value_set_boolean (value, SIGHT_DEVICE_MONITOR (object)->ready);
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
}

static void
sight_device_monitor_init (SightDeviceMonitor *self)
{
  self->mailbox = sight_mailbox_new (self);
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
has_sound_server (void)
{
  g_autoptr(GstDeviceProvider) provider = gst_device_provider_factory_get_by_name ("pulsedeviceprovider");

  return provider != NULL && gst_device_provider_is_started (provider);
}

static void
on_ready (gpointer owner,
          gpointer data)
{
  SightDeviceMonitor *self = owner;

  self->servers = GPOINTER_TO_UINT (data);
  self->ready = TRUE;
  g_object_notify_by_pspec (owner, properties[PROP_READY]);
}

/* Behind all that was found. */
static void
post_ready (SightMailbox *mailbox)
{
  SightDeviceServers servers = 0;

  if (sight_pipewire_socket_answers ())
    servers |= SIGHT_DEVICE_SERVER_PIPEWIRE;
  if (has_sound_server ())
    servers |= SIGHT_DEVICE_SERVER_SOUND;
  sight_mailbox_post (mailbox, on_ready, GUINT_TO_POINTER (servers), NULL);
}

typedef struct
{
  SightMailbox     *mailbox;
  GstDeviceMonitor *monitor;
} Start;

/* Asking the servers may take a while. What is there is told by messages only
 * from some of them, so it is fetched as well.
 */
static gpointer
start_monitor (gpointer data)
{
  Start *what = data;
  GstDeviceMonitor *monitor = what->monitor;
  g_autoptr(GstBus) bus = gst_device_monitor_get_bus (monitor);
  GList *devices;

  if (!gst_device_monitor_start (monitor))
    GST_WARNING ("Devices cannot be watched");

  devices = gst_device_monitor_get_devices (monitor);
  for (GList *l = devices; l != NULL; l = l->next)
    gst_bus_post (bus, gst_message_new_device_added (GST_OBJECT (monitor), l->data));
  g_list_free_full (devices, gst_object_unref);
  post_ready (what->mailbox);

  sight_mailbox_unref (what->mailbox);
  gst_object_unref (monitor);
  g_free (what);

  return NULL;
}

static void
start (SightDeviceMonitor *self)
{
  static const char * const classes[] = { "Video/Source", "Audio/Source", "Audio/Sink" };
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GThread) thread = NULL;
  Start *what = g_new (Start, 1);

  self->monitor = gst_device_monitor_new ();
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gst_device_monitor_add_filter (self->monitor, classes[i], NULL);
  bus = gst_device_monitor_get_bus (self->monitor);
  gst_bus_set_sync_handler (bus, on_sync_message, sight_mailbox_ref (self->mailbox), (GDestroyNotify) sight_mailbox_unref);
  *what = (Start) { .mailbox = sight_mailbox_ref (self->mailbox), .monitor = gst_object_ref (self->monitor) };
  thread = g_thread_new ("sight-devices", start_monitor, what);
}

SightDeviceMonitor *
sight_device_monitor_get (void)
{
  static SightDeviceMonitor *monitor = NULL;

  if (g_once_init_enter (&monitor))
    {
      SightDeviceMonitor *made = g_object_new (SIGHT_TYPE_DEVICE_MONITOR, NULL);

      start (made);
      g_once_init_leave (&monitor, made);
    }

  return monitor;
}

gboolean
sight_device_monitor_is_ready (SightDeviceMonitor *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), FALSE);

  return self->ready;
}

SightDeviceServers
sight_device_monitor_get_servers (SightDeviceMonitor *self)
{
  g_return_val_if_fail (SIGHT_IS_DEVICE_MONITOR (self), 0);

  return self->servers;
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
