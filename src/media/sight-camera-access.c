/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-camera-access.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>

#include "media/sight-device-monitor.h"
#include "media/sight-sandbox.h"

#define PORTAL_NAME   "org.freedesktop.portal.Desktop"
#define PORTAL_PATH   "/org/freedesktop/portal/desktop"
#define PORTAL_CAMERA "org.freedesktop.portal.Camera"
#define REQUEST       "org.freedesktop.portal.Request"

/* How soon a connection that broke is asked for again. */
#define RETRY_SECONDS 1

struct _SightCameraAccess
{
  GObject          parent_instance;

  GDBusConnection *bus;
  char            *request;  /* the dialog's object; NULL while there is none */
  guint            response; /* the subscription to its answer */
  /* Of the question that is open; NULL while there is none. */
  GCancellable    *question;
  gboolean         is_given;
  gboolean         insists;  /* though the desktop knows of no camera */
  gboolean         renews;   /* what was given before, and is lost */
  guint            retry;
};

enum {
  SIGNAL_ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCameraAccess, sight_camera_access, G_TYPE_OBJECT)

/* The answer of a question that was withdrawn, or is followed by another, is for
 * nobody.
 */
typedef struct
{
  SightCameraAccess *self;
  GCancellable      *question;
} Ask;

static Ask *
hold (SightCameraAccess *self)
{
  Ask *ask = g_new (Ask, 1);

  *ask = (Ask) { g_object_ref (self), g_object_ref (self->question) };

  return ask;
}

/* Frees @data; NULL where nobody waits. */
static SightCameraAccess *
release (gpointer data)
{
  Ask *ask = data;
  SightCameraAccess *self = ask->self->question == ask->question ? ask->self : NULL;

  /* It is the program's, and stays. */
  g_object_unref (ask->self);
  g_object_unref (ask->question);
  g_free (ask);

  return self;
}

static gboolean on_retry (gpointer user_data);

/* Takes @error. Servers that are being started anew are not there at once. */
static void
answer (SightCameraAccess *self,
        GError            *error)
{
  g_autoptr(GError) told = error;

  g_clear_object (&self->question);
  if (self->renews && error != NULL && !g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_REFUSED))
    {
      self->retry = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
      return;
    }

  self->renews = FALSE;
  self->is_given = error == NULL;
  self->insists = g_error_matches (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ABSENT);
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, told);
}

static void
answer_with (SightCameraAccess *self,
             SightMediaError    code,
             const GError      *reason)
{
  static const char * const sentences[] = {
    [SIGHT_MEDIA_ERROR_MISSING] = N_("This desktop has no way to hand out the camera: install xdg-desktop-portal and what of it belongs "
                                     "to this desktop"),
    [SIGHT_MEDIA_ERROR_ABSENT] = N_("There is no camera: plug one in, it will be used"),
    [SIGHT_MEDIA_ERROR_REFUSED] = N_("The desktop does not let this program use the camera: allow it in the privacy settings of the "
                                     "system, and turn the camera on again"),
  };

  g_debug ("The camera portal: %s", reason != NULL ? reason->message : "no camera");
  answer (self, g_error_new_literal (SIGHT_MEDIA_ERROR, code, _(sentences[code])));
}

static void
call_portal (SightCameraAccess   *self,
             const char          *interface,
             const char          *method,
             GVariant            *parameters,
             const char          *reply,
             GAsyncReadyCallback  func)
{
  g_dbus_connection_call_with_unix_fd_list (self->bus, PORTAL_NAME, PORTAL_PATH, interface, method, parameters,
                                            G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                            self->question, func, hold (self));
}

/* From the last to the first */

static void
on_remote (GObject      *bus,
           GAsyncResult *result,
           gpointer      user_data)
{
  SightCameraAccess *self = release (user_data);
  g_autoptr(GUnixFDList) remote = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (bus), &remote, result, &error);

  if (self == NULL)
    return;

  if (reply == NULL || remote == NULL || g_unix_fd_list_get_length (remote) != 1)
    {
      answer_with (self, SIGHT_MEDIA_ERROR_REFUSED, error);
      return;
    }

  sight_device_monitor_set_remote (sight_device_monitor_get (), remote);
  answer (self, NULL);
}

static void
open_remote (SightCameraAccess *self)
{
  call_portal (self, PORTAL_CAMERA, "OpenPipeWireRemote", g_variant_new ("(a{sv})", NULL), "(h)", on_remote);
}

static void
forget_dialog (SightCameraAccess *self)
{
  if (self->response != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->response);
  self->response = 0;
  g_clear_pointer (&self->request, g_free);
}

static void
on_response (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *name,
             GVariant        *parameters,
             gpointer         user_data)
{
  SightCameraAccess *self = user_data;
  guint32 response = G_MAXUINT32;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &response, NULL);
  forget_dialog (self);
  if (response == 0)
    open_remote (self);
  else
    answer_with (self, SIGHT_MEDIA_ERROR_REFUSED, NULL);
}

static void
on_access (GObject      *bus,
           GAsyncResult *result,
           gpointer      user_data)
{
  SightCameraAccess *self = release (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (bus), NULL, result, &error);

  if (self == NULL || reply != NULL)
    return;

  forget_dialog (self);
  answer_with (self, SIGHT_MEDIA_ERROR_REFUSED, error);
}

/* By hand, because libportal 0.6 trips over a portal that refuses at once.
 * The answer may come before the call returns.
 */
static void
open_dialog (SightCameraAccess *self)
{
  g_autofree char *token = g_strdup_printf ("sightline%u", g_random_int ());
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1);
  GVariantBuilder options;

  self->request = g_strdup_printf (PORTAL_PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
  self->response = g_dbus_connection_signal_subscribe (self->bus, PORTAL_NAME, REQUEST, "Response", self->request, NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, on_response, self, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  call_portal (self, PORTAL_CAMERA, "AccessCamera", g_variant_new ("(a{sv})", &options), "(o)", on_access);
}

/* No window: the portal's call has no place for one. */
static void
on_presence (GObject      *bus,
             GAsyncResult *result,
             gpointer      user_data)
{
  SightCameraAccess *self = release (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (bus), NULL, result, &error);
  g_autoptr(GVariant) value = NULL;

  if (self == NULL)
    return;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    {
      answer_with (self, SIGHT_MEDIA_ERROR_MISSING, error);
      return;
    }
  if (!g_variant_get_boolean (value) && !self->insists && !self->renews)
    {
      answer_with (self, SIGHT_MEDIA_ERROR_ABSENT, NULL);
      return;
    }

  open_dialog (self);
}

static void
on_bus (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  SightCameraAccess *self = release (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (self == NULL)
    return;

  if (bus == NULL)
    {
      answer_with (self, SIGHT_MEDIA_ERROR_MISSING, error);
      return;
    }

  /* A call goes on without a bus. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_set_object (&self->bus, bus);
  call_portal (self, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", PORTAL_CAMERA, "IsCameraPresent"),
               "(v)", on_presence);
}

/* What was allowed */

/* PipeWire was started anew, or the portal: what was allowed before is not asked
 * again, but has to be had again.
 */
static void
on_remote_lost (SightCameraAccess *self)
{
  if (!self->is_given)
    return;

  self->is_given = FALSE;
  self->renews = TRUE;
  self->retry = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
}

static gboolean
on_retry (gpointer user_data)
{
  SightCameraAccess *self = user_data;

  self->retry = 0;
  sight_camera_access_ask (self);

  return G_SOURCE_REMOVE;
}

static void
sight_camera_access_dispose (GObject *object)
{
  SightCameraAccess *self = SIGHT_CAMERA_ACCESS (object);

  sight_camera_access_withdraw (self);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (sight_camera_access_parent_class)->dispose (object);
}

static void
sight_camera_access_class_init (SightCameraAccessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_camera_access_dispose;

  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", SIGHT_TYPE_CAMERA_ACCESS, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_camera_access_init (SightCameraAccess *self)
{
}

SightCameraAccess *
sight_camera_access_get (void)
{
  static SightCameraAccess *access = NULL;

  if (g_once_init_enter (&access))
    {
      SightCameraAccess *made = g_object_new (SIGHT_TYPE_CAMERA_ACCESS, NULL);

      g_signal_connect_object (sight_device_monitor_get (), "remote-lost", G_CALLBACK (on_remote_lost), made, G_CONNECT_SWAPPED);
      g_once_init_leave (&access, made);
    }

  return access;
}

gboolean
sight_camera_access_is_needed (SightCameraAccess *self)
{
  g_return_val_if_fail (SIGHT_IS_CAMERA_ACCESS (self), FALSE);

  return !self->is_given && sight_sandbox_is_around_us ();
}

void
sight_camera_access_ask (SightCameraAccess *self)
{
  g_return_if_fail (SIGHT_IS_CAMERA_ACCESS (self));

  if (self->question != NULL || self->retry != 0)
    return;

  self->question = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SESSION, self->question, on_bus, hold (self));
}

void
sight_camera_access_withdraw (SightCameraAccess *self)
{
  g_autoptr(GCancellable) question = NULL;

  g_return_if_fail (SIGHT_IS_CAMERA_ACCESS (self));

  g_clear_handle_id (&self->retry, g_source_remove);
  self->renews = FALSE;
  if (self->request != NULL)
    g_dbus_connection_call (self->bus, PORTAL_NAME, self->request, REQUEST, "Close", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  forget_dialog (self);
  question = g_steal_pointer (&self->question);
  if (question != NULL)
    g_cancellable_cancel (question);
}
