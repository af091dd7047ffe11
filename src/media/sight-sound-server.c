/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sound-server.h"

#include <pulse/context.h>
#include <pulse/error.h>
#include <pulse/glib-mainloop.h>
#include <pulse/introspect.h>
#include <pulse/proplist.h>
#include <pulse/subscribe.h>
#include <string.h>

#include "media/sight-media.h"

#define GST_CAT_DEFAULT sight_media_debug

#define RETRY_SECONDS 1
/* More than anybody has; a server that says otherwise is not believed. */
#define DEVICES_MAX 256

typedef struct
{
  SightDevice *device;
  guint32      index; /* among those of its kind */
} Entry;

struct _SightSoundServer
{
  GObject           parent_instance;

  GMainContext     *context;
  pa_glib_mainloop *loop;
  pa_context       *server;   /* NULL while it is not there */
  GSource          *retry;
  GArray           *entries;
  char             *standard[SIGHT_DEVICE_SPEAKER + 1]; /* the default of each kind */
  guint             asked;    /* lists that are still to come before all is known */
  gboolean          has_settled;
  gboolean          answers;
};

enum {
  SIGNAL_ADDED,
  SIGNAL_REMOVED,
  SIGNAL_CHANGED,
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightSoundServer, sight_sound_server, G_TYPE_OBJECT)

/* What there is */

static void
entry_clear (gpointer data)
{
  g_object_unref (((Entry *) data)->device);
}

static Entry *
find_entry (SightSoundServer *self,
            SightDeviceKind   kind,
            guint32           index)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (entry->index == index && sight_device_get_kind (entry->device) == kind)
        return entry;
    }

  return NULL;
}

static void
remove_at (SightSoundServer *self,
           guint             i)
{
  g_autoptr(SightDevice) device = g_object_ref (g_array_index (self->entries, Entry, i).device);

  g_array_remove_index (self->entries, i);
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, device);
}

static void
remove_device (SightSoundServer *self,
               SightDeviceKind   kind,
               guint32           index)
{
  Entry *entry = find_entry (self, kind, index);

  if (entry != NULL)
    remove_at (self, entry - (Entry *) self->entries->data);
}

/* Nothing in the protocol says it; this is what those that do it are called. */
static gboolean
cancels_echo (const char  *name,
              const char  *driver,
              pa_proplist *properties)
{
  const char *group = pa_proplist_gets (properties, "node.link-group");

  return g_str_has_prefix (driver, "module-echo-cancel") || g_str_has_prefix (group != NULL ? group : "", "echo-cancel") ||
         strstr (name, "echo-cancel") != NULL;
}

typedef struct
{
  SightDeviceKind  kind;
  guint32          index;
  const char      *name;
  const char      *description;
  const char      *driver;
  pa_proplist     *properties;
  gboolean         is_muted;
} Info;

static void
take_info (SightSoundServer *self,
           const Info       *info)
{
  Entry *entry = find_entry (self, info->kind, info->index);
  const SightDeviceStatus status = {
    .is_default = g_strcmp0 (info->name, self->standard[info->kind]) == 0,
    .is_muted = info->is_muted,
    .cancels_echo = cancels_echo (info->name, info->driver != NULL ? info->driver : "", info->properties),
  };

  if (entry != NULL)
    {
      if (sight_device_set_status (entry->device, info->description, &status))
        g_signal_emit (self, signals[SIGNAL_CHANGED], 0, entry->device);
    }
  else if (self->entries->len < DEVICES_MAX)
    {
      Entry added = { sight_device_new_sound (info->kind, info->name), info->index };

      sight_device_set_status (added.device, info->description, &status);
      g_array_append_val (self->entries, added);
      g_signal_emit (self, signals[SIGNAL_ADDED], 0, added.device);
    }
}

/* What is told */

static void
settle (SightSoundServer *self,
        gboolean          answers)
{
  gboolean is_new = !self->has_settled || self->answers != answers;

  self->asked = 0;
  self->has_settled = TRUE;
  self->answers = answers;
  if (is_new)
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
take_end (SightSoundServer *self)
{
  if (self->asked > 0 && --self->asked == 0)
    settle (self, TRUE);
}

/* The monitor of a speaker is no microphone. */
static void
on_source (pa_context           *server,
           const pa_source_info *source,
           int                   is_last,
           void                 *user_data)
{
  SightSoundServer *self = user_data;

  if (is_last != 0 || source == NULL)
    take_end (self);
  else if (source->monitor_of_sink == PA_INVALID_INDEX)
    take_info (self, &(Info) { SIGHT_DEVICE_MICROPHONE, source->index, source->name, source->description, source->driver,
                               source->proplist, source->mute });
}

static void
on_sink (pa_context         *server,
         const pa_sink_info *sink,
         int                 is_last,
         void               *user_data)
{
  SightSoundServer *self = user_data;

  if (is_last != 0 || sink == NULL)
    take_end (self);
  else
    take_info (self, &(Info) { SIGHT_DEVICE_SPEAKER, sink->index, sink->name, sink->description, sink->driver,
                               sink->proplist, sink->mute });
}

/* Nobody waits for it: its answer comes by itself. */
static void
forget (pa_operation *operation)
{
  if (operation != NULL)
    pa_operation_unref (operation);
}

static void
list_all (SightSoundServer *self)
{
  forget (pa_context_get_source_info_list (self->server, on_source, self));
  forget (pa_context_get_sink_info_list (self->server, on_sink, self));
}

static void
set_standard (SightSoundServer *self,
              SightDeviceKind   kind,
              const char       *name)
{
  g_free (self->standard[kind]);
  self->standard[kind] = g_strdup (name);
}

static void
on_info (pa_context           *server,
         const pa_server_info *info,
         void                 *user_data)
{
  SightSoundServer *self = user_data;

  if (info != NULL)
    {
      set_standard (self, SIGHT_DEVICE_MICROPHONE, info->default_source_name);
      set_standard (self, SIGHT_DEVICE_SPEAKER, info->default_sink_name);
    }
  list_all (self);
}

static void
on_event (pa_context                   *server,
          pa_subscription_event_type_t  event,
          guint32                       index,
          void                         *user_data)
{
  SightSoundServer *self = user_data;
  gboolean is_source = (event & PA_SUBSCRIPTION_EVENT_FACILITY_MASK) == PA_SUBSCRIPTION_EVENT_SOURCE;

  if ((event & PA_SUBSCRIPTION_EVENT_FACILITY_MASK) == PA_SUBSCRIPTION_EVENT_SERVER)
    forget (pa_context_get_server_info (server, on_info, self));
  else if ((event & PA_SUBSCRIPTION_EVENT_TYPE_MASK) == PA_SUBSCRIPTION_EVENT_REMOVE)
    remove_device (self, is_source ? SIGHT_DEVICE_MICROPHONE : SIGHT_DEVICE_SPEAKER, index);
  else if (is_source)
    forget (pa_context_get_source_info_by_index (server, index, on_source, self));
  else
    forget (pa_context_get_sink_info_by_index (server, index, on_sink, self));
}

/* The connection */

static void connect_to (SightSoundServer   *self,
                        pa_context_flags_t  flags);

static gboolean
on_retry (gpointer user_data)
{
  SightSoundServer *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  /* A server that does not come up is not started over and over. */
  connect_to (self, PA_CONTEXT_NOAUTOSPAWN);

  return G_SOURCE_REMOVE;
}

static void
forget_server (SightSoundServer *self)
{
  pa_context *server = g_steal_pointer (&self->server);

  if (server == NULL)
    return;

  pa_context_set_state_callback (server, NULL, NULL);
  pa_context_set_subscribe_callback (server, NULL, NULL);
  pa_context_disconnect (server);
  pa_context_unref (server);
}

static void
lose (SightSoundServer *self)
{
  forget_server (self);
  while (self->entries->len > 0)
    remove_at (self, self->entries->len - 1);
  settle (self, FALSE);

  self->retry = g_timeout_source_new_seconds (RETRY_SECONDS);
  g_source_set_callback (self->retry, on_retry, self, NULL);
  g_source_set_static_name (self->retry, "sight-sound-server retry");
  g_source_attach (self->retry, self->context);
}

static void
on_state (pa_context *server,
          void       *user_data)
{
  SightSoundServer *self = user_data;

  if (pa_context_get_state (server) == PA_CONTEXT_READY)
    {
      GST_INFO ("The sound server answers");
      /* Both lists, each of which has an end. */
      self->asked = 2;
      pa_context_set_subscribe_callback (server, on_event, self);
      forget (pa_context_subscribe (server, PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SERVER,
                                    NULL, NULL));
      forget (pa_context_get_server_info (server, on_info, self));
    }
  else if (!PA_CONTEXT_IS_GOOD (pa_context_get_state (server)))
    {
      GST_INFO ("The sound server does not answer: %s", pa_strerror (pa_context_errno (server)));
      lose (self);
    }
}

static void
connect_to (SightSoundServer   *self,
            pa_context_flags_t  flags)
{
  self->server = pa_context_new (pa_glib_mainloop_get_api (self->loop), "Sightline");
  pa_context_set_state_callback (self->server, on_state, self);
  if (pa_context_connect (self->server, NULL, flags, NULL) < 0 && self->server != NULL)
    lose (self);
}

/* GObject */

static void
sight_sound_server_finalize (GObject *object)
{
  SightSoundServer *self = SIGHT_SOUND_SERVER (object);

  forget_server (self);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  g_clear_pointer (&self->loop, pa_glib_mainloop_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->standard); i++)
    g_free (self->standard[i]);
  g_array_unref (self->entries);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (sight_sound_server_parent_class)->finalize (object);
}

static void
sight_sound_server_class_init (SightSoundServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_sound_server_finalize;

  for (guint i = SIGNAL_ADDED; i < SIGNAL_SETTLED; i++)
    {
      static const char * const names[] = { "added", "removed", "changed" };

      signals[i] = g_signal_new (names[i], SIGHT_TYPE_SOUND_SERVER, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, SIGHT_TYPE_DEVICE);
    }
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", SIGHT_TYPE_SOUND_SERVER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_sound_server_init (SightSoundServer *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->loop = pa_glib_mainloop_new (self->context);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
}

SightSoundServer *
sight_sound_server_new (void)
{
  return g_object_new (SIGHT_TYPE_SOUND_SERVER, NULL);
}

void
sight_sound_server_start (SightSoundServer *self)
{
  g_return_if_fail (SIGHT_IS_SOUND_SERVER (self));

  if (self->server == NULL && self->retry == NULL)
    connect_to (self, PA_CONTEXT_NOFLAGS);
}

gboolean
sight_sound_server_answers (SightSoundServer *self)
{
  g_return_val_if_fail (SIGHT_IS_SOUND_SERVER (self), FALSE);

  return self->answers;
}
