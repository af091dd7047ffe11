/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-screen.h"

#include <glib/gi18n-lib.h>
#include <gst/video/video.h>

#include "media/sight-media.h"
#include "media/sight-screen-fit.h"
#include "media/sight-screen-session.h"

#define GST_CAT_DEFAULT sight_media_debug

/* Screens vary in their rate: what can be said is how fast they may be. */
#define FORMATS "video/x-raw,format={BGRx,BGRA,RGBx,RGBA,xRGB,ARGB,NV12,I420,YUY2}"
#define CAPS    FORMATS ",max-framerate=30/1;" FORMATS

#define LOOK_INTERVAL 200
/* Tries to begin anew that came to nothing. */
#define ATTEMPTS_MAX 5

/* What is on its way from PipeWire; its thread holds it too. */
typedef struct
{
  GstPad *pad;
  gsize   size;    /* of a frame; 0 before the first: the thread's */
  gint    changed; /* atomic */
} Stream;

struct _SightScreen
{
  SightSource         parent_instance;

  char               *restore_token;
  SightScreenSession *session;  /* NULL while nobody takes anything */
  Stream             *stream;   /* NULL before it is open */
  GSource            *look;
  guint               attempts; /* to open it anew, since something came */
};

enum
{
  PROP_0,
  PROP_RESTORE_TOKEN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SightScreen, sight_screen, SIGHT_TYPE_SOURCE)

/* The stream */

static void
stream_clear (gpointer data)
{
  Stream *self = data;

  gst_object_unref (self->pad);
}

static void
stream_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, stream_clear);
}

/* PipeWire before 0.3.70 changes the size of frames and not the caps: they would
 * be read as what they are not.
 */
static GstPadProbeReturn
on_data (GstPad          *pad,
         GstPadProbeInfo *probe,
         gpointer         user_data)
{
  Stream *self = user_data;
  gsize size;

  if (probe->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
    {
      if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (probe)) == GST_EVENT_CAPS)
        self->size = 0;
      return GST_PAD_PROBE_OK;
    }

  size = gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (probe));
  if (self->size == 0)
    self->size = size;
  if (size == 0 || size == self->size)
    return GST_PAD_PROBE_OK;

  g_atomic_int_set (&self->changed, TRUE);
  return GST_PAD_PROBE_DROP;
}

static Stream *
stream_new (GstElement *element)
{
  Stream *self = g_atomic_rc_box_new0 (Stream);

  self->pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (self->pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_data,
                     g_atomic_rc_box_acquire (self), stream_unref);

  return self;
}

/* PipeWire says nothing of a stream that ended, nor of one that changed. */
static gboolean
stream_stands (Stream *self)
{
  return g_atomic_int_get (&self->changed) || gst_pad_get_task_state (self->pad) == GST_TASK_PAUSED;
}

/* What becomes of it */

static gboolean
on_look (gpointer user_data)
{
  SightScreen *self = user_data;

  if (sight_source_get_state (SIGHT_SOURCE (self)) == SIGHT_SOURCE_LIVE)
    self->attempts = 0;
  if (self->stream == NULL || !stream_stands (self->stream))
    return G_SOURCE_CONTINUE;

  GST_DEBUG ("The screen changed, or ended");
  if (self->attempts++ < ATTEMPTS_MAX)
    sight_source_open (SIGHT_SOURCE (self));
  else
    sight_source_fail (SIGHT_SOURCE (self), g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ENDED,
                                                                 _("Nothing more comes from the screen: share it again to go on")));

  return G_SOURCE_CONTINUE;
}

static void
start_looking (SightScreen *self)
{
  self->attempts = 0;
  self->look = g_timeout_source_new (LOOK_INTERVAL);
  g_source_set_callback (self->look, on_look, self, NULL);
  g_source_set_static_name (self->look, "sight-screen look");
  g_source_attach (self->look, g_main_context_get_thread_default ());
}

static void
on_granted (SightScreen *self)
{
  const char *token = sight_screen_session_get_restore_token (self->session);

  if (!g_str_equal (token, self->restore_token))
    g_object_set (self, "restore-token", token, NULL);
  start_looking (self);
  sight_source_open (SIGHT_SOURCE (self));
}

static void
on_failed (SightScreen  *self,
           const GError *error)
{
  sight_source_fail (SIGHT_SOURCE (self), g_error_copy (error));
}

static void
on_closed (SightScreen *self)
{
  sight_source_fail (SIGHT_SOURCE (self),
                     g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ENDED,
                                          _("The desktop has stopped sharing the screen: share it again to go on")));
}

/* SightSource */

static gboolean
has_plugin (void)
{
  g_autoptr(GstElementFactory) factory = gst_element_factory_find ("pipewiresrc");

  return factory != NULL;
}

static void
sight_screen_ask (SightSource *source)
{
  SightScreen *self = SIGHT_SCREEN (source);

  if (!has_plugin ())
    {
      sight_source_fail (source, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                                                      _("Sharing the screen needs GStreamer's plugin of PipeWire, which is not installed")));
      return;
    }

  self->session = sight_screen_session_new (self->restore_token);
  g_signal_connect_swapped (self->session, "granted", G_CALLBACK (on_granted), self);
  g_signal_connect_swapped (self->session, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->session, "closed", G_CALLBACK (on_closed), self);
}

/* PipeWire from 1.0 to 1.4 cannot agree on another size of frames. Of a stream that
 * was never anything, the error is told.
 */
static gboolean
sight_screen_recovers (SightSource *source)
{
  SightScreen *self = SIGHT_SCREEN (source);

  if (self->stream == NULL || (self->attempts == 0 && sight_source_get_state (source) != SIGHT_SOURCE_LIVE))
    return FALSE;

  g_atomic_int_set (&self->stream->changed, TRUE);
  return TRUE;
}

static void
sight_screen_close (SightSource *source)
{
  SightScreen *self = SIGHT_SCREEN (source);

  if (self->look != NULL)
    g_source_destroy (self->look);
  g_clear_pointer (&self->look, g_source_unref);
  g_clear_pointer (&self->stream, stream_unref);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

/* The pool is small, and compositors stop when all of it is held: its buffers
 * are copied. What they say of the time is not always the system's.
 */
static GstElement *
make_stream (SightScreen  *self,
             GError      **error)
{
  g_autofree char *path = g_strdup_printf ("%u", sight_screen_session_get_node (self->session));
  GUnixFDList *remote = sight_screen_session_get_remote (self->session);
  GstElement *stream = gst_element_factory_make ("pipewiresrc", NULL);

  if (stream == NULL)
    {
      g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING, "pipewiresrc");
      return NULL;
    }

  g_object_set (stream, "fd", g_unix_fd_list_peek_fds (remote, NULL)[0], "path", path,
                "do-timestamp", TRUE, "always-copy", TRUE, "min-buffers", 2, NULL);
  /* Closing takes its time, and the number must not be another's meanwhile. */
  g_object_set_data_full (G_OBJECT (stream), "sight-remote", g_object_ref (remote), g_object_unref);
  g_clear_pointer (&self->stream, stream_unref);
  self->stream = stream_new (stream);

  return stream;
}

static GstElement *
sight_screen_make (SightSource  *source,
                   GError      **error)
{
  SightScreen *self = SIGHT_SCREEN (source);
  GstElement *fit = sight_screen_fit_new (error);
  GstElement *stream, *bin;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (fit == NULL)
    return NULL;

  stream = make_stream (self, error);
  if (stream == NULL)
    {
      gst_object_unref (gst_object_ref_sink (fit));
      return NULL;
    }

  bin = gst_bin_new (NULL);
  caps = gst_caps_from_string (CAPS);
  gst_bin_add_many (GST_BIN (bin), stream, fit, NULL);
  gst_element_link_filtered (stream, fit, caps);
  pad = gst_element_get_static_pad (fit, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));

  return bin;
}

/* GObject */

static void
sight_screen_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_RESTORE_TOKEN:
      g_value_set_string (value, SIGHT_SCREEN (object)->restore_token);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_screen_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SightScreen *self = SIGHT_SCREEN (object);
  const char *token;

  switch (id)
    {
    case PROP_RESTORE_TOKEN:
      token = g_value_get_string (value);
      g_free (self->restore_token);
      self->restore_token = g_strdup (token != NULL ? token : "");
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_screen_dispose (GObject *object)
{
  sight_screen_close (SIGHT_SOURCE (object));

  G_OBJECT_CLASS (sight_screen_parent_class)->dispose (object);
}

static void
sight_screen_finalize (GObject *object)
{
  g_free (SIGHT_SCREEN (object)->restore_token);

  G_OBJECT_CLASS (sight_screen_parent_class)->finalize (object);
}

static void
sight_screen_class_init (SightScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SightSourceClass *source_class = SIGHT_SOURCE_CLASS (klass);

  object_class->get_property = sight_screen_get_property;
  object_class->set_property = sight_screen_set_property;
  object_class->dispose = sight_screen_dispose;
  object_class->finalize = sight_screen_finalize;

  source_class->make = sight_screen_make;
  source_class->ask = sight_screen_ask;
  source_class->close = sight_screen_close;
  source_class->recovers = sight_screen_recovers;
  source_class->silence_ms = SIGHT_SOURCE_MAY_BE_SILENT;
  source_class->stands_still = TRUE;

  properties[PROP_RESTORE_TOKEN] =
    g_param_spec_string ("restore-token", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sight_screen_init (SightScreen *self)
{
  self->restore_token = g_strdup ("");
}

SightSource *
sight_screen_new (const char *restore_token)
{
  return g_object_new (SIGHT_TYPE_SCREEN,
                       /* Translators: a screen or a window that is shared, in sentences such as “Cannot use the screen” */
                       "label", _("the screen"),
                       "restore-token", restore_token,
                       NULL);
}
