/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-screen-session.h"

#include <glib/gi18n-lib.h>
#include <libportal/portal.h>
#include <libportal/remote.h>
#include <unistd.h>

#include "media/sight-portal-parent.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"

struct _SightScreenSession
{
  GObject          parent_instance;

  char            *restore_token;
  GDBusConnection *bus;
  XdpPortal       *portal;
  XdpSession      *session;
  GCancellable    *dialog;  /* closes it */
  guint            watch;   /* of the portal itself */
  guint            signal;  /* by which the bus brings the end of sessions */
  GUnixFDList     *remote;  /* NULL until it is granted */
  guint            node;
};

enum {
  SIGNAL_GRANTED,
  SIGNAL_FAILED,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightScreenSession, sight_screen_session, G_TYPE_OBJECT)

/* Who is called back may be gone by then; a dialog that is closed by us is never
 * answered, and then it is this little that stays.
 */
static GWeakRef *
hold (SightScreenSession *self)
{
  GWeakRef *held = g_new (GWeakRef, 1);

  g_weak_ref_init (held, self);

  return held;
}

static SightScreenSession *
release (gpointer held)
{
  SightScreenSession *self = g_weak_ref_get (held);

  g_weak_ref_clear (held);
  g_free (held);

  return self;
}

static void
end_session (SightScreenSession *self)
{
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->signal != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->signal);
  self->signal = 0;
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_cancellable_cancel (self->dialog);
      if (xdp_session_get_session_state (self->session) != XDP_SESSION_CLOSED)
        xdp_session_close (self->session);
    }
  g_clear_object (&self->session);
}

static void
fail (SightScreenSession *self,
      GError             *error)
{
  g_autoptr(GError) told = error;

  end_session (self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, told);
}

static void
fail_with (SightScreenSession *self,
           SightMediaError     code,
           const char         *sentence)
{
  fail (self, g_error_new_literal (SIGHT_MEDIA_ERROR, code, sentence));
}

/* What libportal says of the answer of a person and of the desktop. */
static void
fail_answered (SightScreenSession *self,
               const GError       *error)
{
  g_debug ("The portal: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail_with (self, SIGHT_MEDIA_ERROR_CANCELLED, _("The screen is not shared: nothing was chosen"));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED))
    fail_with (self, SIGHT_MEDIA_ERROR_REFUSED,
               _("The desktop refuses to share the screen: try again, or allow it in the privacy settings of the system"));
  else
    fail_with (self, SIGHT_MEDIA_ERROR_MISSING,
               _("This desktop has no way to share the screen: install xdg-desktop-portal and what of it belongs to this desktop"));
}

static void
close_granted (SightScreenSession *self)
{
  g_autoptr(SightScreenSession) alive = g_object_ref (self);

  if (self->remote == NULL)
    {
      fail_with (self, SIGHT_MEDIA_ERROR_REFUSED, _("The desktop gave no answer about the screen: try again"));
      return;
    }

  end_session (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Nobody is left who would tell of the end, or end it. */
static void
on_portal_vanished (GDBusConnection *connection,
                    const char      *name,
                    gpointer         user_data)
{
  SightScreenSession *self = user_data;

  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  close_granted (self);
}

/* Libportal asks for it and waits, which may not be done where others wait too. */
static void
open_remote (GTask        *task,
             gpointer      session,
             gpointer      data,
             GCancellable *cancellable)
{
  g_task_return_int (task, xdp_session_open_pipewire_remote (session));
}

static void
on_remote (GObject      *session,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SightScreenSession) self = release (user_data);
  int fd = g_task_propagate_int (G_TASK (result), NULL);

  if (self == NULL || self->session == NULL)
    {
      if (fd >= 0)
        close (fd);
    }
  else if (fd < 0)
    {
      fail_with (self, SIGHT_MEDIA_ERROR_DEVICE, _("The desktop allowed to share the screen, but does not show it: try again"));
    }
  else
    {
      self->remote = g_unix_fd_list_new_from_array (&fd, 1);
      g_signal_emit (self, signals[SIGNAL_GRANTED], 0);
    }
}

/* The next time is asked for with what came this time, also where that is none. */
static void
keep_token (SightScreenSession *self)
{
  char *token = xdp_session_get_restore_token (self->session);

  g_free (self->restore_token);
  self->restore_token = token != NULL ? token : g_strdup ("");
}

static gboolean
read_node (SightScreenSession *self)
{
  GVariant *streams = xdp_session_get_streams (self->session);

  if (streams == NULL || g_variant_n_children (streams) == 0)
    return FALSE;

  g_variant_get_child (streams, 0, "(u@a{sv})", &self->node, NULL);

  return TRUE;
}

static void
on_started (GObject      *session,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SightScreenSession) self = release (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  gboolean is_started = xdp_session_start_finish (XDP_SESSION (session), result, &error);

  if (self == NULL || self->session == NULL)
    return;
  if (!is_started)
    {
      fail_answered (self, error);
      return;
    }

  /* Not before: what is refused is called closed too. */
  g_signal_connect_swapped (self->session, "closed", G_CALLBACK (close_granted), self);
  keep_token (self);
  if (!read_node (self))
    {
      fail_with (self, SIGHT_MEDIA_ERROR_REFUSED, _("The desktop shares nothing: choose a screen or a window"));
      return;
    }

  task = g_task_new (session, NULL, on_remote, hold (self));
  g_task_run_in_thread (task, open_remote);
}

/* Libportal hears of it, but does not ask the bus for it, and the portal tells
 * it to everyone rather than to us.
 */
static void
on_any_closed (GDBusConnection *bus,
               const char      *sender,
               const char      *path,
               const char      *interface,
               const char      *name,
               GVariant        *parameters,
               gpointer         user_data)
{
}

static void
start (SightScreenSession *self)
{
  g_autoptr(XdpParent) parent = sight_portal_parent_new ();

  self->signal = g_dbus_connection_signal_subscribe (self->bus, PORTAL_NAME, "org.freedesktop.portal.Session", "Closed",
                                                     NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_any_closed, NULL, NULL);
  self->watch = g_bus_watch_name_on_connection (self->bus, PORTAL_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                NULL, on_portal_vanished, self, NULL);
  xdp_session_start (self->session, parent, self->dialog, on_started, hold (self));
}

static void create (SightScreenSession *self);

/* A token may be of another desktop, or damaged: it is no reason not to ask. */
static gboolean
may_ask_again (SightScreenSession *self,
               const GError       *error)
{
  if (*self->restore_token == '\0' || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  g_free (self->restore_token);
  self->restore_token = g_strdup ("");

  return TRUE;
}

static void
on_created (GObject      *portal,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SightScreenSession) self = release (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(XdpSession) session = xdp_portal_create_screencast_session_finish (XDP_PORTAL (portal), result, &error);

  if (self == NULL)
    {
      if (session != NULL)
        xdp_session_close (session);
    }
  else if (session != NULL)
    {
      self->session = g_steal_pointer (&session);
      start (self);
    }
  else if (may_ask_again (self, error))
    {
      create (self);
    }
  else
    {
      fail_answered (self, error);
    }
}

/* Not to be cancelled: libportal would forget the session, and not close it. */
static void
create (SightScreenSession *self)
{
  xdp_portal_create_screencast_session (self->portal, XDP_OUTPUT_MONITOR | XDP_OUTPUT_WINDOW, XDP_SCREENCAST_FLAG_NONE,
                                        XDP_CURSOR_MODE_EMBEDDED, XDP_PERSIST_MODE_PERSISTENT,
                                        *self->restore_token != '\0' ? self->restore_token : NULL,
                                        NULL, on_created, hold (self));
}

/* Libportal would wait for the bus, and end the program where there is none. */
static void
on_bus (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(SightScreenSession) self = release (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (self == NULL)
    return;

  self->bus = g_steal_pointer (&bus);
  if (self->bus == NULL)
    {
      fail_answered (self, error);
      return;
    }

  /* A call goes on without a bus. */
  g_dbus_connection_set_exit_on_close (self->bus, FALSE);
  self->portal = xdp_portal_new ();
  create (self);
}

static void
sight_screen_session_dispose (GObject *object)
{
  SightScreenSession *self = SIGHT_SCREEN_SESSION (object);

  end_session (self);
  g_clear_object (&self->portal);
  g_clear_object (&self->bus);
  g_clear_object (&self->remote);

  G_OBJECT_CLASS (sight_screen_session_parent_class)->dispose (object);
}

static void
sight_screen_session_finalize (GObject *object)
{
  SightScreenSession *self = SIGHT_SCREEN_SESSION (object);

  g_clear_object (&self->dialog);
  g_free (self->restore_token);

  G_OBJECT_CLASS (sight_screen_session_parent_class)->finalize (object);
}

static void
sight_screen_session_class_init (SightScreenSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sight_screen_session_dispose;
  object_class->finalize = sight_screen_session_finalize;

  signals[SIGNAL_GRANTED] = g_signal_new ("granted", SIGHT_TYPE_SCREEN_SESSION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", SIGHT_TYPE_SCREEN_SESSION, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", SIGHT_TYPE_SCREEN_SESSION, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_screen_session_init (SightScreenSession *self)
{
  self->dialog = g_cancellable_new ();
}

SightScreenSession *
sight_screen_session_new (const char *restore_token)
{
  SightScreenSession *self = g_object_new (SIGHT_TYPE_SCREEN_SESSION, NULL);

  self->restore_token = g_strdup (restore_token);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus, hold (self));

  return self;
}

GUnixFDList *
sight_screen_session_get_remote (SightScreenSession *self)
{
  g_return_val_if_fail (SIGHT_IS_SCREEN_SESSION (self), NULL);

  return self->remote;
}

guint
sight_screen_session_get_node (SightScreenSession *self)
{
  g_return_val_if_fail (SIGHT_IS_SCREEN_SESSION (self), 0);

  return self->node;
}

const char *
sight_screen_session_get_restore_token (SightScreenSession *self)
{
  g_return_val_if_fail (SIGHT_IS_SCREEN_SESSION (self), NULL);

  return self->restore_token;
}
