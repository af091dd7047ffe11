/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-device-provider.h"

#include <stdlib.h>

#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug
#define FIRST "sight-device-first"

struct _SightDeviceProvider
{
  gatomicrefcount          references;
  char                    *factory;
  GUnixFDList             *remote;   /* or NULL */
  SightMailbox            *mailbox;
  const SightDeviceEvents *events;

  GMutex                   lock;
  /* Any thread, under the lock. */
  GstDeviceProvider       *provider; /* NULL before it is found */

  /* The owner's context. */
  GPtrArray               *devices;
  gboolean                 has_started;
  gboolean                 answers;
  gboolean                 is_closed;
};

static SightDeviceProvider *
provider_ref (SightDeviceProvider *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
provider_unref (SightDeviceProvider *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  gst_clear_object (&self->provider);
  g_clear_object (&self->remote);
  g_ptr_array_unref (self->devices);
  sight_mailbox_unref (self->mailbox);
  g_mutex_clear (&self->lock);
  g_free (self->factory);
  g_free (self);
}

/* What is told */

typedef struct
{
  SightDeviceProvider *self;
  GstMessage          *message; /* NULL: it has started */
  gboolean             answers;
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  provider_unref (notice->self);
  g_clear_pointer (&notice->message, gst_message_unref);
  g_free (notice);
}

/* What PipeWire's provider takes away it calls by the first object that it gave
 * for it, also after it has replaced that by others.
 */
static gboolean
is_device (gconstpointer known,
           gconstpointer device)
{
  return known == device || g_object_get_data (G_OBJECT (known), FIRST) == device;
}

static gboolean
find_device (SightDeviceProvider *self,
             GstDevice           *device,
             guint               *i)
{
  return g_ptr_array_find_with_equal_func (self->devices, device, is_device, i);
}

static void
keep_remote (SightDeviceProvider *self,
             GstDevice           *device)
{
  if (self->remote != NULL)
    g_object_set_data_full (G_OBJECT (device), SIGHT_DEVICE_REMOTE, g_object_ref (self->remote), g_object_unref);
}

/* What is there in the beginning is told twice. */
static void
add_device (SightDeviceProvider *self,
            gpointer             owner,
            GstMessage          *message)
{
  g_autoptr(GstDevice) device = NULL;

  gst_message_parse_device_added (message, &device);
  if (find_device (self, device, NULL))
    return;

  keep_remote (self, device);
  g_ptr_array_add (self->devices, gst_object_ref (device));
  self->events->added (owner, device);
}

static void
remove_device (SightDeviceProvider *self,
               gpointer             owner,
               GstMessage          *message)
{
  g_autoptr(GstDevice) device = NULL;
  g_autoptr(GstDevice) known = NULL;
  guint i;

  gst_message_parse_device_removed (message, &device);
  if (!find_device (self, device, &i))
    return;

  known = g_ptr_array_steal_index (self->devices, i);
  self->events->removed (owner, known);
}

static void
change_device (SightDeviceProvider *self,
               gpointer             owner,
               GstMessage          *message)
{
  g_autoptr(GstDevice) device = NULL;
  g_autoptr(GstDevice) before = NULL;
  g_autoptr(GstDevice) known = NULL;
  GObject *first;
  guint i;

  gst_message_parse_device_changed (message, &device, &before);
  if (!find_device (self, before, &i))
    return;

  known = g_ptr_array_index (self->devices, i);
  g_ptr_array_index (self->devices, i) = gst_object_ref (device);
  keep_remote (self, device);
  first = g_object_get_data (G_OBJECT (known), FIRST);
  g_object_set_data_full (G_OBJECT (device), FIRST, g_object_ref (first != NULL ? first : G_OBJECT (known)), g_object_unref);
  self->events->changed (owner, device, known);
}

static void
on_notice (gpointer owner,
           gpointer data)
{
  Notice *notice = data;
  SightDeviceProvider *self = notice->self;

  if (self->is_closed)
    return;

  if (notice->message == NULL)
    {
      self->has_started = TRUE;
      self->answers = notice->answers;
      self->events->started (owner, self);
    }
  else if (GST_MESSAGE_TYPE (notice->message) == GST_MESSAGE_DEVICE_ADDED)
    {
      add_device (self, owner, notice->message);
    }
  else if (GST_MESSAGE_TYPE (notice->message) == GST_MESSAGE_DEVICE_REMOVED)
    {
      remove_device (self, owner, notice->message);
    }
  else
    {
      change_device (self, owner, notice->message);
    }
}

/* Any thread; takes @message. */
static void
post (SightDeviceProvider *self,
      GstMessage          *message,
      gboolean             answers)
{
  Notice *notice = g_new (Notice, 1);

  *notice = (Notice) { provider_ref (self), message, answers };
  sight_mailbox_post (self->mailbox, on_notice, notice, notice_free);
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
    post (user_data, gst_message_ref (message), FALSE);

  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* Beginning and end */

/* GStreamer would give everybody the same one, also after its server is gone. */
static GstDeviceProvider *
make_provider (SightDeviceProvider *self)
{
  g_autoptr(GstDeviceProviderFactory) factory = gst_device_provider_factory_find (self->factory);
  g_autoptr(GstPluginFeature) loaded = factory != NULL ? gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory)) : NULL;
  GstDeviceProvider *provider;

  if (loaded == NULL)
    return NULL;

  provider = g_object_new (gst_device_provider_factory_get_device_provider_type (GST_DEVICE_PROVIDER_FACTORY (loaded)), NULL);
  gst_object_ref_sink (provider);
  if (self->remote != NULL)
    g_object_set (provider, "fd", g_unix_fd_list_peek_fds (self->remote, NULL)[0], NULL);

  return provider;
}

/* What is there is told by messages only by some of them, so it is fetched as
 * well.
 */
static gboolean
start_provider (SightDeviceProvider *self,
                GstDeviceProvider   *provider)
{
  g_autoptr(GstBus) bus = gst_device_provider_get_bus (provider);
  GList *devices;

  gst_bus_set_sync_handler (bus, on_sync_message, provider_ref (self), (GDestroyNotify) provider_unref);
  if (!gst_device_provider_start (provider))
    {
      gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
      return FALSE;
    }

  devices = gst_device_provider_get_devices (provider);
  for (GList *l = devices; l != NULL; l = l->next)
    post (self, gst_message_new_device_added (GST_OBJECT (provider), l->data), FALSE);
  g_list_free_full (devices, gst_object_unref);

  return TRUE;
}

static gpointer
run (gpointer data)
{
  SightDeviceProvider *self = data;
  GstDeviceProvider *provider = make_provider (self);
  gboolean answers = provider != NULL && start_provider (self, provider);

  GST_INFO ("%s %s", self->factory, answers ? "answers" : "does not answer");
  g_mutex_lock (&self->lock);
  self->provider = provider;
  g_mutex_unlock (&self->lock);
  post (self, NULL, answers);
  provider_unref (self);

  return NULL;
}

SightDeviceProvider *
sight_device_provider_new (const char              *factory,
                           GUnixFDList             *remote,
                           SightMailbox            *mailbox,
                           const SightDeviceEvents *events)
{
  SightDeviceProvider *self = g_new0 (SightDeviceProvider, 1);
  g_autoptr(GThread) thread = NULL;

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->factory = g_strdup (factory);
  g_set_object (&self->remote, remote);
  self->mailbox = sight_mailbox_ref (mailbox);
  self->events = events;
  self->devices = g_ptr_array_new_with_free_func (gst_object_unref);
  thread = g_thread_new ("sight-devices", run, provider_ref (self));

  return self;
}

/* PipeWire's before 1.0 crashes the program that stops it. */
static gboolean
may_stop (SightDeviceProvider *self)
{
  g_autoptr(GstDeviceProviderFactory) factory = gst_device_provider_factory_find (self->factory);
  g_autoptr(GstPlugin) plugin = factory != NULL ? gst_plugin_feature_get_plugin (GST_PLUGIN_FEATURE (factory)) : NULL;

  return plugin != NULL && (!g_str_equal (gst_plugin_get_name (plugin), "pipewire") || atoi (gst_plugin_get_version (plugin)) >= 1);
}

static gpointer
stop (gpointer data)
{
  SightDeviceProvider *self = data;
  g_autoptr(GstBus) bus = gst_device_provider_get_bus (self->provider);

  gst_device_provider_stop (self->provider);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  provider_unref (self);

  return NULL;
}

void
sight_device_provider_close (SightDeviceProvider *self,
                             gpointer             owner)
{
  /* Those that may not be stopped: they say nothing any more. */
  static GPtrArray *kept = NULL;
  g_autoptr(GThread) thread = NULL;
  gboolean runs;

  self->is_closed = TRUE;
  while (self->devices->len > 0)
    {
      g_autoptr(GstDevice) device = g_ptr_array_steal_index (self->devices, self->devices->len - 1);

      self->events->removed (owner, device);
    }

  g_mutex_lock (&self->lock);
  runs = self->provider != NULL;
  g_mutex_unlock (&self->lock);
  if (kept == NULL)
    kept = g_ptr_array_new ();
  if (runs && self->answers && may_stop (self))
    thread = g_thread_new ("sight-devices", stop, provider_ref (self));
  else if (runs && self->answers)
    g_ptr_array_add (kept, provider_ref (self));
  provider_unref (self);
}

gboolean
sight_device_provider_answers (SightDeviceProvider *self)
{
  return self->answers;
}

gboolean
sight_device_provider_has_started (SightDeviceProvider *self)
{
  return self->has_started;
}
