/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-inhibitor.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>

#define PORTAL         "org.freedesktop.portal.Desktop"
#define PORTAL_OBJECT  "/org/freedesktop/portal/desktop"
#define PORTAL_REQUEST "org.freedesktop.portal.Request"
#define SUSPEND        4
#define IDLE           8

struct _SightInhibitor
{
  GObject               parent_instance;

  GDBusConnection      *session;
  char                 *reason;
  gboolean              is_over;  /* what is still under way is to be given back */
  guint                 watch;    /* on the portal's name */
  guint                 requests; /* made of the portal */
  char                 *request;  /* the newest one; its object is there while it holds */
  guint                 response; /* subscription */
  int                   fd;       /* logind's, or -1 */
  gboolean              asks_logind;
  SightInhibitorHolder  holder;
};

G_DEFINE_FINAL_TYPE (SightInhibitor, sight_inhibitor, G_TYPE_OBJECT)

/* logind, which holds for as long as the descriptor is open */

static void
on_logind_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(SightInhibitor) self = user_data;
  g_autoptr(GUnixFDList) fds = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
    g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result, &error);

  self->asks_logind = FALSE;
  if (reply == NULL || fds == NULL || g_unix_fd_list_get_length (fds) != 1)
    {
      g_debug ("Nobody keeps the computer awake: %s", error != NULL ? error->message : "no descriptor");
      return;
    }
  if (self->is_over || self->holder != SIGHT_INHIBITOR_NOBODY)
    return;

  self->fd = g_unix_fd_list_get (fds, 0, NULL);
  if (self->fd >= 0)
    self->holder = SIGHT_INHIBITOR_LOGIND;
}

static void
on_system_bus (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(SightInhibitor) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_debug ("Nobody keeps the computer awake: %s", error->message);
      self->asks_logind = FALSE;
      return;
    }

  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_dbus_connection_call_with_unix_fd_list (bus, "org.freedesktop.login1", "/org/freedesktop/login1",
                                            "org.freedesktop.login1.Manager", "Inhibit",
                                            g_variant_new ("(ssss)", "idle:sleep", "Sightline", self->reason, "block"),
                                            G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL,
                                            on_logind_answered, g_object_ref (self));
}

static void
ask_logind (SightInhibitor *self)
{
  if (self->is_over || self->asks_logind || self->fd >= 0)
    return;

  self->asks_logind = TRUE;
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, on_system_bus, g_object_ref (self));
}

static void
let_go_of_logind (SightInhibitor *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  self->fd = -1;
}

/* The portal */

static void
forget_request (SightInhibitor *self)
{
  if (self->response != 0)
    g_dbus_connection_signal_unsubscribe (self->session, self->response);
  self->response = 0;
  g_clear_pointer (&self->request, g_free);
}

static void
on_portal_failed (SightInhibitor *self)
{
  forget_request (self);
  if (self->holder == SIGHT_INHIBITOR_PORTAL)
    self->holder = SIGHT_INHIBITOR_NOBODY;
  ask_logind (self);
}

static void
on_portal_response (GDBusConnection *bus,
                    const char      *sender,
                    const char      *path,
                    const char      *interface,
                    const char      *signal,
                    GVariant        *parameters,
                    gpointer         user_data)
{
  SightInhibitor *self = user_data;
  guint response = 0;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &response, NULL);
  if (response != 0)
    on_portal_failed (self);
}

static void
close_request (GDBusConnection *session,
               const char      *request)
{
  g_dbus_connection_call (session, PORTAL, request, PORTAL_REQUEST, "Close", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

typedef struct
{
  SightInhibitor *inhibitor;
  char           *request;
} Question;

static void
on_portal_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr(SightInhibitor) self = question->inhibitor;
  g_autofree char *request = question->request;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean is_newest = g_strcmp0 (request, self->request) == 0;

  if (reply == NULL)
    {
      g_debug ("The portal does not keep the computer awake: %s", error->message);
      if (is_newest)
        on_portal_failed (self);
    }
  else if (self->is_over)
    close_request (G_DBUS_CONNECTION (source), request);
  else if (is_newest)
    {
      self->holder = SIGHT_INHIBITOR_PORTAL;
      let_go_of_logind (self);
    }
}

/* The object's path follows from the token, so that no answer to it is missed. */
static char *
make_request (SightInhibitor *self,
              char          **token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (self->session) + 1);

  *token = g_strdup_printf ("sightline_%u_%u", g_random_int (), ++self->requests);

  return g_strdup_printf (PORTAL_OBJECT "/request/%s/%s", g_strdelimit (sender, ".", '_'), *token);
}

static void
on_portal_appeared (GDBusConnection *bus,
                    const char      *name,
                    const char      *owner,
                    gpointer         user_data)
{
  SightInhibitor *self = user_data;
  g_autofree char *token = NULL;
  GVariantBuilder options;
  Question *question;

  forget_request (self);
  self->request = make_request (self, &token);
  self->response = g_dbus_connection_signal_subscribe (bus, PORTAL, PORTAL_REQUEST, "Response", self->request, NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, on_portal_response, self, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (self->reason));
  question = g_new (Question, 1);
  *question = (Question) { g_object_ref (self), g_strdup (self->request) };
  g_dbus_connection_call (bus, PORTAL, PORTAL_OBJECT, "org.freedesktop.portal.Inhibit", "Inhibit",
                          g_variant_new ("(sua{sv})", "", SUSPEND | IDLE, &options), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_portal_answered, question);
}

/* With the portal goes what it was asked for; another one is asked again. */
static void
on_portal_vanished (GDBusConnection *bus,
                    const char      *name,
                    gpointer         user_data)
{
  on_portal_failed (user_data);
}

static void
sight_inhibitor_dispose (GObject *object)
{
  SightInhibitor *self = SIGHT_INHIBITOR (object);

  self->is_over = TRUE;
  self->holder = SIGHT_INHIBITOR_NOBODY;
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->request != NULL)
    close_request (self->session, self->request);
  forget_request (self);
  let_go_of_logind (self);

  G_OBJECT_CLASS (sight_inhibitor_parent_class)->dispose (object);
}

static void
sight_inhibitor_finalize (GObject *object)
{
  SightInhibitor *self = SIGHT_INHIBITOR (object);

  g_clear_object (&self->session);
  g_free (self->reason);

  G_OBJECT_CLASS (sight_inhibitor_parent_class)->finalize (object);
}

static void
sight_inhibitor_class_init (SightInhibitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_inhibitor_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_inhibitor_finalize;
}

static void
sight_inhibitor_init (SightInhibitor *self)
{
  self->fd = -1;
}

SightInhibitor *
sight_inhibitor_new (GDBusConnection *session,
                     const char      *reason)
{
  SightInhibitor *self;

  g_return_val_if_fail (session == NULL || G_IS_DBUS_CONNECTION (session), NULL);
  g_return_val_if_fail (reason != NULL, NULL);

  self = g_object_new (SIGHT_TYPE_INHIBITOR, NULL);
  self->reason = g_strdup (reason);
  if (session == NULL)
    {
      ask_logind (self);
      return self;
    }

  self->session = g_object_ref (session);
  self->watch = g_bus_watch_name_on_connection (session, PORTAL, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                on_portal_appeared, on_portal_vanished, self, NULL);

  return self;
}

SightInhibitorHolder
sight_inhibitor_get_holder (SightInhibitor *self)
{
  g_return_val_if_fail (SIGHT_IS_INHIBITOR (self), SIGHT_INHIBITOR_NOBODY);

  return self->holder;
}
