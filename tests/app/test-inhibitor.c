/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-inhibitor.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "../call/wait-until.h"

/* A portal and a logind that write down what they are asked for, on a bus of the
 * test's own.
 */
#define PORTAL "org.freedesktop.portal.Desktop"
#define LOGIND "org.freedesktop.login1"

static const char interfaces[] =
  "<node>"
  "<interface name='org.freedesktop.portal.Inhibit'><method name='Inhibit'><arg type='s' direction='in'/>"
  "<arg type='u' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method></interface>"
  "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface>"
  "<interface name='org.freedesktop.login1.Manager'><method name='Inhibit'><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='h' direction='out'/></method></interface>"
  "</node>";

typedef struct
{
  GTestDBus             *dbus;
  GDBusConnection       *bus;      /* the desktop's */
  GDBusConnection       *session;  /* the application's */
  GDBusNodeInfo         *info;
  SightInhibitor        *inhibitor;
  guint                  portal;   /* what is there of it, or 0 */
  guint                  portal_name;
  guint                  request;
  guint                  logind;
  guint                  logind_name;

  /* How the portal is */
  gboolean               portal_waits;
  guint                  response;
  GDBusMethodInvocation *waiting;

  /* What was asked for */
  guint                  asked;
  guint                  flags;
  char                  *reason;
  guint                  closed;
  char                  *what;
  gboolean               is_held;  /* by logind */
} Desktop;

/* The portal */

static void
forget (Desktop *self,
        guint   *object)
{
  if (*object != 0)
    g_dbus_connection_unregister_object (self->bus, *object);
  *object = 0;
}

static void
on_close (GDBusConnection       *bus,
          const char            *sender,
          const char            *path,
          const char            *interface,
          const char            *method,
          GVariant              *parameters,
          GDBusMethodInvocation *invocation,
          gpointer               user_data)
{
  Desktop *self = user_data;

  self->closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
  forget (self, &self->request);
}

static const GDBusInterfaceVTable request_table = { .method_call = on_close };

static void
answer (Desktop               *self,
        GDBusMethodInvocation *invocation)
{
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  g_autoptr(GVariant) options = g_variant_get_child_value (parameters, 2);
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_method_invocation_get_sender (invocation) + 1), ".", '_');
  g_autofree char *path = NULL;
  const char *token = NULL;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  path = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", sender, token);
  forget (self, &self->request);
  self->request = g_dbus_connection_register_object (self->bus, path,
                                                     g_dbus_node_info_lookup_interface (self->info, "org.freedesktop.portal.Request"),
                                                     &request_table, self, NULL, NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
  g_dbus_connection_emit_signal (self->bus, NULL, path, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", self->response, NULL), NULL);
}

static void
on_portal_inhibit (GDBusConnection       *bus,
                   const char            *sender,
                   const char            *path,
                   const char            *interface,
                   const char            *method,
                   GVariant              *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer               user_data)
{
  Desktop *self = user_data;
  g_autoptr(GVariant) options = g_variant_get_child_value (parameters, 2);

  self->asked++;
  g_variant_get_child (parameters, 1, "u", &self->flags);
  g_clear_pointer (&self->reason, g_free);
  g_variant_lookup (options, "reason", "s", &self->reason);
  if (self->portal_waits)
    self->waiting = invocation;
  else
    answer (self, invocation);
}

static const GDBusInterfaceVTable portal_table = { .method_call = on_portal_inhibit };

/* logind */

static gboolean
on_let_go (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  Desktop *self = user_data;

  self->is_held = FALSE;
  g_close (fd, NULL);

  return G_SOURCE_REMOVE;
}

static void
on_logind_inhibit (GDBusConnection       *bus,
                   const char            *sender,
                   const char            *path,
                   const char            *interface,
                   const char            *method,
                   GVariant              *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer               user_data)
{
  Desktop *self = user_data;
  g_autoptr(GUnixFDList) fds = NULL;
  int ends[2];

  g_free (self->what);
  g_variant_get_child (parameters, 0, "s", &self->what);
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_unix_fd_add (ends[0], G_IO_HUP, on_let_go, self);
  self->is_held = TRUE;
  fds = g_unix_fd_list_new_from_array (&ends[1], 1);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), fds);
}

static const GDBusInterfaceVTable logind_table = { .method_call = on_logind_inhibit };

/* The desktop */

static GDBusConnection *
connect_to (GTestDBus *dbus)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *bus =
    g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (dbus),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);

  g_assert_no_error (error);

  return bus;
}

static void
desktop_init (Desktop *self)
{
  *self = (Desktop) { .dbus = g_test_dbus_new (G_TEST_DBUS_NONE) };
  g_test_dbus_up (self->dbus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (self->dbus), TRUE);
  self->info = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_assert_nonnull (self->info);
  self->bus = connect_to (self->dbus);
  self->session = connect_to (self->dbus);
}

static void
own (Desktop    *self,
     const char *name,
     const char *method)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
    g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                 g_str_equal (method, "RequestName") ? g_variant_new ("(su)", name, 4) : g_variant_new ("(s)", name),
                                 NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

static void
start_portal (Desktop *self)
{
  self->portal = g_dbus_connection_register_object (self->bus, "/org/freedesktop/portal/desktop",
                                                    g_dbus_node_info_lookup_interface (self->info, "org.freedesktop.portal.Inhibit"),
                                                    &portal_table, self, NULL, NULL);
  own (self, PORTAL, "RequestName");
}

static void
start_logind (Desktop *self)
{
  self->logind = g_dbus_connection_register_object (self->bus, "/org/freedesktop/login1",
                                                    g_dbus_node_info_lookup_interface (self->info, "org.freedesktop.login1.Manager"),
                                                    &logind_table, self, NULL, NULL);
  own (self, LOGIND, "RequestName");
}

static void
inhibit (Desktop *self)
{
  self->inhibitor = sight_inhibitor_new (self->session, "A call is running");
}

static void
release (Desktop *self)
{
  g_object_run_dispose (G_OBJECT (self->inhibitor));
  g_clear_object (&self->inhibitor);
}

static void
desktop_clear (Desktop *self)
{
  forget (self, &self->request);
  forget (self, &self->portal);
  forget (self, &self->logind);
  g_dbus_connection_close_sync (self->session, NULL, NULL);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->bus);
  g_dbus_node_info_unref (self->info);
  g_test_dbus_stop (self->dbus);
  g_clear_object (&self->dbus);
  g_free (self->reason);
  g_free (self->what);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desktop, desktop_clear)

static void
test_portal (void)
{
  g_auto(Desktop) desktop = { 0 };

  desktop_init (&desktop);
  start_portal (&desktop);
  inhibit (&desktop);
  wait_until (sight_inhibitor_get_holder (desktop.inhibitor) == SIGHT_INHIBITOR_PORTAL);
  /* Neither sleep nor an idle screen. */
  g_assert_cmpuint (desktop.flags, ==, 4 | 8);
  g_assert_cmpstr (desktop.reason, ==, "A call is running");
  g_assert_cmpuint (desktop.closed, ==, 0);
  release (&desktop);
  wait_until (desktop.closed == 1);
}

/* The call ends while the portal still thinks. */
static void
test_early_end (void)
{
  g_auto(Desktop) desktop = { 0 };

  desktop_init (&desktop);
  desktop.portal_waits = TRUE;
  start_portal (&desktop);
  inhibit (&desktop);
  wait_until (desktop.waiting != NULL);
  release (&desktop);
  answer (&desktop, desktop.waiting);
  wait_until (desktop.closed > 0);
}

/* One that does this for nobody, as that of wlroots. */
static void
test_portal_without (void)
{
  g_auto(Desktop) desktop = { 0 };

  desktop_init (&desktop);
  own (&desktop, PORTAL, "RequestName");
  start_logind (&desktop);
  inhibit (&desktop);
  wait_until (sight_inhibitor_get_holder (desktop.inhibitor) == SIGHT_INHIBITOR_LOGIND);
  g_assert_cmpstr (desktop.what, ==, "idle:sleep");
  g_assert_true (desktop.is_held);
  release (&desktop);
  wait_until (!desktop.is_held);
}

/* One that asks somebody who cannot. */
static void
test_portal_fails (void)
{
  g_auto(Desktop) desktop = { 0 };

  desktop_init (&desktop);
  desktop.response = 2;
  start_portal (&desktop);
  start_logind (&desktop);
  inhibit (&desktop);
  wait_until (sight_inhibitor_get_holder (desktop.inhibitor) == SIGHT_INHIBITOR_LOGIND);
  release (&desktop);
  wait_until (!desktop.is_held);
}

/* The portal is restarted in mid-call, as by an update. */
static void
test_portal_restarts (void)
{
  g_auto(Desktop) desktop = { 0 };

  desktop_init (&desktop);
  start_logind (&desktop);
  start_portal (&desktop);
  inhibit (&desktop);
  wait_until (sight_inhibitor_get_holder (desktop.inhibitor) == SIGHT_INHIBITOR_PORTAL);
  own (&desktop, PORTAL, "ReleaseName");
  wait_until (sight_inhibitor_get_holder (desktop.inhibitor) == SIGHT_INHIBITOR_LOGIND);
  own (&desktop, PORTAL, "RequestName");
  wait_until (sight_inhibitor_get_holder (desktop.inhibitor) == SIGHT_INHIBITOR_PORTAL);
  wait_until (!desktop.is_held);
  g_assert_cmpuint (desktop.asked, ==, 2);
  release (&desktop);
  wait_until (desktop.closed > 0);
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Warnings are fatal in tests. */
static void
test_nobody (void)
{
  g_auto(Desktop) desktop = { 0 };
  gboolean is_over = FALSE;

  desktop_init (&desktop);
  inhibit (&desktop);
  /* Nothing is ever said of what does not come. */
  g_timeout_add (200, on_time, &is_over);
  wait_until (is_over);
  g_assert_cmpuint (sight_inhibitor_get_holder (desktop.inhibitor), ==, SIGHT_INHIBITOR_NOBODY);
  release (&desktop);
}

static void
test_no_bus (void)
{
  SightInhibitor *inhibitor;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere", TRUE);
  inhibitor = sight_inhibitor_new (NULL, "A call is running");
  while (G_OBJECT (inhibitor)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (sight_inhibitor_get_holder (inhibitor), ==, SIGHT_INHIBITOR_NOBODY);
  g_assert_finalize_object (inhibitor);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/inhibitor/portal", test_portal);
  g_test_add_func ("/inhibitor/early-end", test_early_end);
  g_test_add_func ("/inhibitor/portal-without", test_portal_without);
  g_test_add_func ("/inhibitor/portal-fails", test_portal_fails);
  g_test_add_func ("/inhibitor/portal-restarts", test_portal_restarts);
  g_test_add_func ("/inhibitor/nobody", test_nobody);
  g_test_add_func ("/inhibitor/no-bus", test_no_bus);

  return g_test_run ();
}
