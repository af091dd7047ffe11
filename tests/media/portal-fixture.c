/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "portal-fixture.h"

#include <glib/gstdio.h>

#include "media-fixture.h"

#define DESKTOP "sightlinetest"
#define PREFIX  "org.freedesktop.impl.portal."
#define BACKEND PREFIX "desktop." DESKTOP
#define OBJECT  "/org/freedesktop/portal/desktop"
#define RESTORE "sightline"
#define DOCUMENTS "org.freedesktop.portal.Documents"

static const char interfaces[] =
  "<node>"
  "<interface name='org.freedesktop.impl.portal.ScreenCast'>"
  "<method name='CreateSession'><arg type='o' direction='in'/><arg type='o' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='u' direction='out'/><arg type='a{sv}' direction='out'/></method>"
  "<method name='SelectSources'><arg type='o' direction='in'/><arg type='o' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='u' direction='out'/><arg type='a{sv}' direction='out'/></method>"
  "<method name='Start'><arg type='o' direction='in'/><arg type='o' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='u' direction='out'/><arg type='a{sv}' direction='out'/></method>"
  "<property name='AvailableSourceTypes' type='u' access='read'/>"
  "<property name='AvailableCursorModes' type='u' access='read'/>"
  "<property name='version' type='u' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.impl.portal.Access'>"
  "<method name='AccessDialog'><arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='u' direction='out'/><arg type='a{sv}' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.impl.portal.Lockdown'><property name='disable-camera' type='b' access='readwrite'/></interface>"
  "<interface name='org.freedesktop.impl.portal.Session'><method name='Close'/><signal name='Closed'/>"
  "<property name='version' type='u' access='read'/></interface>"
  "<interface name='org.freedesktop.impl.portal.Request'><method name='Close'/></interface>"
  "<interface name='org.freedesktop.portal.Documents'><method name='GetMountPoint'><arg type='ay' direction='out'/></method>"
  "</interface>"
  "</node>";

static const char * const backend_interfaces[] = { PREFIX "ScreenCast", PREFIX "Access", PREFIX "Lockdown" };

static const char * const programs[] = {
  "/usr/libexec/xdg-desktop-portal",
  "/usr/lib/xdg-desktop-portal",
  "/usr/lib/xdg-desktop-portal/xdg-desktop-portal",
};

/* The backend */

static void
answer (GDBusMethodInvocation *invocation,
        guint                  response,
        GVariant              *results)
{
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u@a{sv})", response, results));
}

static GVariant *
make_nothing (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);
}

static void
forget (Portal *self,
        guint  *object)
{
  if (*object != 0)
    g_dbus_connection_unregister_object (self->bus, *object);
  *object = 0;
}

static GVariant *
make_results (Portal *self)
{
  GVariantBuilder builder, streams;

  g_variant_builder_init (&streams, G_VARIANT_TYPE ("a(ua{sv})"));
  g_variant_builder_add (&streams, "(ua{sv})", self->node, NULL);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "streams", g_variant_builder_end (&streams));
  if (self->remembers)
    {
      g_variant_builder_add (&builder, "{sv}", "persist_mode", g_variant_new_uint32 (2));
      g_variant_builder_add (&builder, "{sv}", "restore_data", g_variant_new ("(suv)", RESTORE, 1, g_variant_new_uint32 (7)));
    }

  return g_variant_builder_end (&builder);
}

static void
on_session_call (GDBusConnection       *bus,
                 const char            *sender,
                 const char            *path,
                 const char            *interface,
                 const char            *method,
                 GVariant              *parameters,
                 GDBusMethodInvocation *invocation,
                 gpointer               user_data)
{
  Portal *self = user_data;

  if (g_str_has_suffix (interface, "Session"))
    {
      self->sessions_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      forget (self, &self->session_object);
      return;
    }

  self->dialogs_closed++;
  g_dbus_method_invocation_return_value (invocation, NULL);
  forget (self, &self->request_object);
}

static GVariant *
on_get_property (GDBusConnection  *bus,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *name,
                 GError          **error,
                 gpointer          user_data)
{
  if (g_str_equal (name, "disable-camera"))
    return g_variant_new_boolean (((Portal *) user_data)->forbids_cameras);

  return g_variant_new_uint32 (g_str_equal (name, "version") ? 4 : 3);
}

static const GDBusInterfaceVTable object_table = { .method_call = on_session_call, .get_property = on_get_property };

static guint
add_object (Portal     *self,
            const char *path,
            const char *interface)
{
  return g_dbus_connection_register_object (self->bus, path, g_dbus_node_info_lookup_interface (self->info, interface),
                                            &object_table, self, NULL, NULL);
}

static void
create_session (Portal                *self,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation)
{
  g_free (self->session);
  g_variant_get_child (parameters, 1, "o", &self->session);
  forget (self, &self->session_object);
  self->session_object = add_object (self, self->session, "org.freedesktop.impl.portal.Session");
  answer (invocation, 0, make_nothing ());
}

static void
select_sources (Portal                *self,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation)
{
  g_autoptr(GVariant) options = g_variant_get_child_value (parameters, 3);
  const char *vendor = NULL;

  g_variant_lookup (options, "types", "u", &self->types);
  g_variant_lookup (options, "cursor_mode", "u", &self->cursor_mode);
  self->restored = g_variant_lookup (options, "restore_data", "(&suv)", &vendor, NULL, NULL) && g_str_equal (vendor, RESTORE);
  answer (invocation, 0, make_nothing ());
}

/* The same for all dialogs; @results is what comes of one that is allowed. */
static void
open_dialog (Portal                *self,
             PortalAnswer           said,
             GVariant              *results,
             GVariant              *parameters,
             GDBusMethodInvocation *invocation)
{
  g_autofree char *request = NULL;

  if (said == PORTAL_GRANTS)
    answer (invocation, 0, results);
  else if (said == PORTAL_IS_CANCELLED)
    answer (invocation, 1, make_nothing ());
  else if (said == PORTAL_REFUSES)
    answer (invocation, 2, make_nothing ());
  if (said != PORTAL_WAITS)
    return;

  g_variant_get_child (parameters, 0, "o", &request);
  forget (self, &self->request_object);
  self->request_object = add_object (self, request, "org.freedesktop.impl.portal.Request");
}

static void
start (Portal                *self,
       GVariant              *parameters,
       GDBusMethodInvocation *invocation)
{
  self->starts++;
  open_dialog (self, self->answer, self->answer == PORTAL_GRANTS ? make_results (self) : NULL, parameters, invocation);
}

static void
ask_for_camera (Portal                *self,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation)
{
  self->camera_dialogs++;
  open_dialog (self, self->camera_answer, make_nothing (), parameters, invocation);
}

static void
on_call (GDBusConnection       *bus,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  if (g_str_equal (method, "CreateSession"))
    create_session (user_data, parameters, invocation);
  else if (g_str_equal (method, "SelectSources"))
    select_sources (user_data, parameters, invocation);
  else if (g_str_equal (method, "AccessDialog"))
    ask_for_camera (user_data, parameters, invocation);
  else
    start (user_data, parameters, invocation);
}

static const GDBusInterfaceVTable backend_table = { .method_call = on_call, .get_property = on_get_property };

/* The documents, without which newer versions do not start; there are none. */

static void
on_documents_call (GDBusConnection       *bus,
                   const char            *sender,
                   const char            *path,
                   const char            *interface,
                   const char            *method,
                   GVariant              *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer               user_data)
{
  Portal *self = user_data;

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^ay)", self->folder));
}

static const GDBusInterfaceVTable documents_table = { .method_call = on_documents_call };

static void
offer_documents (Portal *self)
{
  self->documents_object = g_dbus_connection_register_object (self->bus, "/org/freedesktop/portal/documents",
                                                              g_dbus_node_info_lookup_interface (self->info, DOCUMENTS),
                                                              &documents_table, self, NULL, NULL);
  self->documents_name = g_bus_own_name_on_connection (self->bus, DOCUMENTS, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

/* The bus */

static void
mask_service (const char *name)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "dbus-1", "services", NULL);
  g_autofree char *file = g_strconcat (folder, "/", name, ".service", NULL);
  g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=/bin/false\n", name);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static GVariant *
ask_bus (GDBusConnection *bus,
         const char      *method,
         GVariant        *parameters)
{
  return g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                      method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

/* The document portal would leave a mount behind. */
void
portal_mask (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = NULL;

  mask_service ("org.freedesktop.portal.Desktop");
  mask_service (DOCUMENTS);
  reply = ask_bus (bus, "ReloadConfig", NULL);
  g_assert_nonnull (reply);
}

static gboolean
is_owned (GDBusConnection *bus,
          const char      *name)
{
  g_autoptr(GVariant) reply = ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", name));
  gboolean owned = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &owned);

  return owned;
}

/* Each new name of a desktop is one of xdg-desktop-portal's. */
static void
write_file (Portal     *self,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static const char *
find_program (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (g_file_test (programs[i], G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (programs[i], G_FILE_TEST_IS_DIR))
      return programs[i];

  return NULL;
}

static void
start_process (Portal     *self,
               const char *program)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("sightline-portal-XXXXXX", NULL);
  write_file (self, DESKTOP ".portal",
              "[portal]\nDBusName=" BACKEND "\nInterfaces=" PREFIX "ScreenCast;" PREFIX "Access;" PREFIX "Lockdown;\nUseIn=" DESKTOP "\n");
  write_file (self, DESKTOP "-portals.conf", "[preferred]\ndefault=" DESKTOP "\n");
  g_subprocess_launcher_setenv (launcher, "XDG_DESKTOP_PORTAL_DIR", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CURRENT_DESKTOP", DESKTOP, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  self->process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  g_assert_no_error (error);
}

Portal *
portal_new (void)
{
  const char *program = find_program ();
  Portal *self;

  if (program == NULL)
    return NULL;

  self = g_new0 (Portal, 1);
  portal_mask ();
  self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  self->info = g_dbus_node_info_new_for_xml (interfaces, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->objects); i++)
    self->objects[i] = g_dbus_connection_register_object (self->bus, OBJECT,
                                                          g_dbus_node_info_lookup_interface (self->info, backend_interfaces[i]),
                                                          &backend_table, self, NULL, NULL);
  self->name = g_bus_own_name_on_connection (self->bus, BACKEND, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  offer_documents (self);
  wait_until (is_owned (self->bus, BACKEND) && is_owned (self->bus, DOCUMENTS));
  start_process (self, program);
  wait_until (is_owned (self->bus, "org.freedesktop.portal.Desktop"));

  return self;
}

static void
remove_file (Portal     *self,
             const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_unlink (path);
}

void
portal_free (Portal *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  wait_until (!is_owned (self->bus, "org.freedesktop.portal.Desktop"));
  g_object_unref (self->process);
  g_bus_unown_name (self->name);
  g_bus_unown_name (self->documents_name);
  forget (self, &self->documents_object);
  for (guint i = 0; i < G_N_ELEMENTS (self->objects); i++)
    forget (self, &self->objects[i]);
  forget (self, &self->session_object);
  forget (self, &self->request_object);
  remove_file (self, DESKTOP ".portal");
  remove_file (self, DESKTOP "-portals.conf");
  g_rmdir (self->folder);
  g_dbus_node_info_unref (self->info);
  g_object_unref (self->bus);
  g_free (self->session);
  g_free (self->folder);
  g_free (self);
}

void
portal_stop_sharing (Portal *self)
{
  g_assert_true (g_dbus_connection_emit_signal (self->bus, NULL, self->session, "org.freedesktop.impl.portal.Session",
                                                "Closed", NULL, NULL));
}

void
portal_forget_camera (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) reply = NULL;

  /* It fails where nothing was remembered. */
  reply = g_dbus_connection_call_sync (bus, PREFIX "PermissionStore", "/org/freedesktop/impl/portal/PermissionStore",
                                       PREFIX "PermissionStore", "Delete", g_variant_new ("(ss)", "devices", "camera"),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

void
portal_forbid_cameras (Portal *self)
{
  GVariantBuilder changed;

  self->forbids_cameras = TRUE;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "disable-camera", g_variant_new_boolean (TRUE));
  g_assert_true (g_dbus_connection_emit_signal (self->bus, NULL, OBJECT, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                                g_variant_new ("(sa{sv}as)", PREFIX "Lockdown", &changed, NULL), NULL));
}
