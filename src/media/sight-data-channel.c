/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

/* The data channels of webrtcbin are not declared stable yet. */
#define GST_USE_UNSTABLE_API

#include "sight-build-config.h"

#include "media/sight-data-channel.h"

#include <glib/gi18n-lib.h>
#include <gst/webrtc/webrtc.h>
#include <string.h>

#include "media/sight-data-channel-private.h"
#include "media/sight-mailbox.h"
#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "protocol/sight-control-message.h"

#define GST_CAT_DEFAULT sight_media_debug

/* What keeping a message takes beside its bytes. */
#define MESSAGE_WEIGHT 256

/* What the streaming threads of webrtcbin know of the channel. */
typedef struct
{
  SightMailbox *mailbox;
  SightGate    *gate;
  gboolean      is_text;
  GMutex        lock;
  /* Any thread, under the lock. */
  gsize         unread;
  gboolean      flooded;
  guint64       refused;
} Inbox;

struct _SightDataChannel
{
  GObject               parent_instance;

  SightDataChannelId    id;
  Inbox                *inbox; /* atomic reference count */
  GstWebRTCDataChannel *channel;
  gulong                handlers[5];
  GQueue                waiting; /* GBytes */
  gsize                 waiting_bytes;
  gboolean              ready;   /* what webrtcbin says */
  gboolean              open;
};

enum
{
  PROP_0,
  PROP_OPEN,
  N_PROPS,
};

enum
{
  MESSAGE,
  LOW,
  BROKEN,
  N_SIGNALS,
};

static const struct
{
  const char *label;
  gboolean    is_text;
  gboolean    ordered;
  int         max_retransmits; /* -1: until it arrives */
} channels[] = {
  [SIGHT_DATA_CONTROL] = { "control", TRUE, TRUE, -1 },
  [SIGHT_DATA_FILES] = { "files", FALSE, TRUE, -1 },
  [SIGHT_DATA_BEAT] = { "beat", TRUE, FALSE, 0 },
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightDataChannel, sight_data_channel, G_TYPE_OBJECT)

static void
inbox_clear (gpointer data)
{
  Inbox *inbox = data;

  sight_mailbox_unref (inbox->mailbox);
  sight_gate_unref (inbox->gate);
  g_mutex_clear (&inbox->lock);
}

static void
inbox_unref (gpointer  data,
             GClosure *closure)
{
  g_atomic_rc_box_release_full (data, inbox_clear);
}

static gboolean
send_now (SightDataChannel  *self,
          GBytes            *bytes,
          GError           **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = NULL;

  if (!self->inbox->is_text)
    return gst_webrtc_data_channel_send_data_full (self->channel, bytes, error);

  text = g_strndup (data, size);
  return gst_webrtc_data_channel_send_string_full (self->channel, text, error);
}

static void
update_open (SightDataChannel *self)
{
  gboolean open = self->ready && self->channel != NULL && sight_gate_is_open (self->inbox->gate);

  if (open == self->open)
    return;

  self->open = open;
  while (self->open && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr(GBytes) bytes = g_queue_pop_head (&self->waiting);
      g_autoptr(GError) error = NULL;

      self->waiting_bytes -= g_bytes_get_size (bytes);
      if (!send_now (self, bytes, &error))
        GST_WARNING ("%s: %s", channels[self->id].label, error->message);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

static void
deliver_open (gpointer owner,
              gpointer data)
{
  SightDataChannel *self = SIGHT_DATA_CHANNEL (owner);

  self->ready = TRUE;
  update_open (self);
}

static void
deliver_close (gpointer owner,
               gpointer data)
{
  SightDataChannel *self = SIGHT_DATA_CHANNEL (owner);
  g_autoptr(GError) error = NULL;

  self->ready = FALSE;
  update_open (self);
  g_set_error (&error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA,
               _("The other side closed the channel '%s'"), channels[self->id].label);
  g_signal_emit (self, signals[BROKEN], 0, error);
}

static void
deliver_low (gpointer owner,
             gpointer data)
{
  g_signal_emit (owner, signals[LOW], 0);
}

static void
deliver_flood (gpointer owner,
               gpointer data)
{
  g_autoptr(GError) error = NULL;

  g_set_error_literal (&error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA,
                       _("The other side sends faster than it can be read"));
  g_signal_emit (owner, signals[BROKEN], 0, error);
}

/* So that empty messages count as well. */
static gsize
get_weight (GBytes *bytes)
{
  return g_bytes_get_size (bytes) + MESSAGE_WEIGHT;
}

static void
deliver_message (gpointer owner,
                 gpointer data)
{
  SightDataChannel *self = SIGHT_DATA_CHANNEL (owner);
  GBytes *bytes = data;

  g_mutex_lock (&self->inbox->lock);
  self->inbox->unread -= get_weight (bytes);
  g_mutex_unlock (&self->inbox->lock);

  if (self->channel != NULL)
    g_signal_emit (self, signals[MESSAGE], 0, bytes);
}

/* On a streaming thread. Nothing is held back until the gate opens: it opens
 * on the thread that decrypts, before the first message can.
 */
static void
take_message (Inbox    *inbox,
              GBytes   *bytes,
              gboolean  is_text)
{
  gboolean fits = is_text == inbox->is_text && g_bytes_get_size (bytes) <= SIGHT_CHANNEL_MESSAGE_MAX;
  gboolean open = fits && sight_gate_is_open (inbox->gate);
  gboolean flood;
  gboolean deliver;

  g_mutex_lock (&inbox->lock);
  if (!open)
    inbox->refused++;
  flood = open && !inbox->flooded && inbox->unread + get_weight (bytes) > SIGHT_DATA_UNREAD;
  inbox->flooded |= flood;
  deliver = open && !inbox->flooded;
  if (deliver)
    inbox->unread += get_weight (bytes);
  g_mutex_unlock (&inbox->lock);

  if (flood)
    sight_mailbox_post (inbox->mailbox, deliver_flood, NULL, NULL);
  if (deliver)
    sight_mailbox_post (inbox->mailbox, deliver_message, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
}

static void
on_message_data (GstWebRTCDataChannel *channel,
                 GBytes               *bytes,
                 gpointer              user_data)
{
  g_autoptr(GBytes) empty = bytes == NULL ? g_bytes_new (NULL, 0) : NULL;

  take_message (user_data, bytes != NULL ? bytes : empty, FALSE);
}

static void
on_message_string (GstWebRTCDataChannel *channel,
                   const char           *text,
                   gpointer              user_data)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, text != NULL ? strlen (text) : 0);

  take_message (user_data, bytes, TRUE);
}

static void
on_open (GstWebRTCDataChannel *channel,
         gpointer              user_data)
{
  Inbox *inbox = user_data;

  sight_mailbox_post (inbox->mailbox, deliver_open, NULL, NULL);
}

static void
on_close (GstWebRTCDataChannel *channel,
          gpointer              user_data)
{
  Inbox *inbox = user_data;

  sight_mailbox_post (inbox->mailbox, deliver_close, NULL, NULL);
}

static void
on_buffered_amount_low (GstWebRTCDataChannel *channel,
                        gpointer              user_data)
{
  Inbox *inbox = user_data;

  sight_mailbox_post (inbox->mailbox, deliver_low, NULL, NULL);
}

static void
sight_data_channel_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, SIGHT_DATA_CHANNEL (object)->open);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_data_channel_dispose (GObject *object)
{
  sight_data_channel_detach (SIGHT_DATA_CHANNEL (object));

  G_OBJECT_CLASS (sight_data_channel_parent_class)->dispose (object);
}

static void
sight_data_channel_finalize (GObject *object)
{
  SightDataChannel *self = SIGHT_DATA_CHANNEL (object);

  sight_mailbox_close (self->inbox->mailbox);
  g_atomic_rc_box_release_full (g_steal_pointer (&self->inbox), inbox_clear);

  G_OBJECT_CLASS (sight_data_channel_parent_class)->finalize (object);
}

static void
sight_data_channel_class_init (SightDataChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_data_channel_get_property;
  object_class->dispose = sight_data_channel_dispose;
  object_class->finalize = sight_data_channel_finalize;

  properties[PROP_OPEN] =
    g_param_spec_boolean ("open", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[LOW] = g_signal_new ("low", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BROKEN] = g_signal_new ("broken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_data_channel_init (SightDataChannel *self)
{
  self->inbox = g_atomic_rc_box_new0 (Inbox);
  g_mutex_init (&self->inbox->lock);
  self->inbox->mailbox = sight_mailbox_new (self);
}

SightDataChannel *
sight_data_channel_new (SightDataChannelId  id,
                        SightGate          *gate)
{
  SightDataChannel *self = g_object_new (SIGHT_TYPE_DATA_CHANNEL, NULL);

  self->id = id;
  self->inbox->gate = sight_gate_ref (gate);
  self->inbox->is_text = channels[id].is_text;

  return self;
}

static void
watch (SightDataChannel *self,
       guint             index,
       const char       *signal,
       GCallback         callback)
{
  self->handlers[index] = g_signal_connect_data (self->channel, signal, callback,
                                                 g_atomic_rc_box_acquire (self->inbox), inbox_unref, 0);
}

gboolean
sight_data_channel_attach (SightDataChannel  *self,
                           GstElement        *webrtc,
                           GError           **error)
{
  g_autoptr(GstStructure) options =
    gst_structure_new ("options",
                       "negotiated", G_TYPE_BOOLEAN, TRUE,
                       "id", G_TYPE_INT, (int) self->id,
                       "ordered", G_TYPE_BOOLEAN, channels[self->id].ordered,
                       "max-retransmits", G_TYPE_INT, channels[self->id].max_retransmits,
                       NULL);

  g_signal_emit_by_name (webrtc, "create-data-channel", channels[self->id].label, options, &self->channel);
  if (self->channel == NULL)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                   _("webrtcbin makes no data channel: install the plugin 'sctp'"));
      return FALSE;
    }

  g_object_set (self->channel, "buffered-amount-low-threshold", (guint64) SIGHT_DATA_LOW, NULL);
  watch (self, 0, "on-open", G_CALLBACK (on_open));
  watch (self, 1, "on-close", G_CALLBACK (on_close));
  watch (self, 2, "on-message-data", G_CALLBACK (on_message_data));
  watch (self, 3, "on-message-string", G_CALLBACK (on_message_string));
  watch (self, 4, "on-buffered-amount-low", G_CALLBACK (on_buffered_amount_low));
  return TRUE;
}

void
sight_data_channel_flush (SightDataChannel *self)
{
  update_open (self);
}

void
sight_data_channel_detach (SightDataChannel *self)
{
  if (self->channel != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
      g_clear_signal_handler (&self->handlers[i], self->channel);
  gst_clear_object (&self->channel);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  self->waiting_bytes = 0;
  update_open (self);
}

SightDataChannelId
sight_data_channel_get_id (SightDataChannel *self)
{
  g_return_val_if_fail (SIGHT_IS_DATA_CHANNEL (self), SIGHT_DATA_CONTROL);

  return self->id;
}

gboolean
sight_data_channel_is_open (SightDataChannel *self)
{
  g_return_val_if_fail (SIGHT_IS_DATA_CHANNEL (self), FALSE);

  return self->open;
}

guint64
sight_data_channel_get_buffered (SightDataChannel *self)
{
  guint64 buffered = 0;

  g_return_val_if_fail (SIGHT_IS_DATA_CHANNEL (self), 0);

  if (self->channel != NULL)
    g_object_get (self->channel, "buffered-amount", &buffered, NULL);

  return buffered + self->waiting_bytes;
}

/* What the other side would drop is not sent. */
static gboolean
check_message (SightDataChannel  *self,
               GBytes            *bytes,
               GError           **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > SIGHT_CHANNEL_MESSAGE_MAX)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA,
                   _("A message for '%s' is too long"), channels[self->id].label);
      return FALSE;
    }
  if (self->inbox->is_text && size > 0 && !g_utf8_validate (data, size, NULL))
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA,
                   _("A message for '%s' is not text"), channels[self->id].label);
      return FALSE;
    }

  return TRUE;
}

gboolean
sight_data_channel_send (SightDataChannel  *self,
                         GBytes            *bytes,
                         GError           **error)
{
  gsize size;

  g_return_val_if_fail (SIGHT_IS_DATA_CHANNEL (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  if (!check_message (self, bytes, error))
    return FALSE;

  size = g_bytes_get_size (bytes);
  if (self->channel == NULL)
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA, _("The connection is closed"));
      return FALSE;
    }
  if (sight_data_channel_get_buffered (self) + size > SIGHT_DATA_MAX)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA,
                   _("Too much waits to be sent on '%s'"), channels[self->id].label);
      return FALSE;
    }

  if (self->open)
    return send_now (self, bytes, error);

  g_queue_push_tail (&self->waiting, g_bytes_ref (bytes));
  self->waiting_bytes += size;
  return TRUE;
}

guint64
sight_data_channel_get_refused (SightDataChannel *self)
{
  guint64 refused;

  g_mutex_lock (&self->inbox->lock);
  refused = self->inbox->refused;
  g_mutex_unlock (&self->inbox->lock);

  return refused;
}
