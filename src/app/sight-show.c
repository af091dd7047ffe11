/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-show.h"

#include <adwaita.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWindow *window;
  char      *path;
} Folder;

static void
folder_free (Folder *self)
{
  g_clear_object (&self->window);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Folder, folder_free)

static GtkWindow *
find_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
tell (GtkWindow    *window,
      const char   *heading,
      const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (window, heading, error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_show_uri_full_ready (GObject      *window,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GtkWindow) kept = GTK_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  if (!gtk_show_uri_full_finish (kept, result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (kept, _("Nothing Could Open It"), error);
}

/* GtkUriLauncher is of GTK 4.10: this is the one place where it would go. */
static void
show (GtkWindow  *window,
      const char *uri)
{
  gtk_show_uri_full (window, uri, GDK_CURRENT_TIME, NULL, on_show_uri_full_ready, g_object_ref (window));
}

void
sight_show_uri (GtkWidget  *widget,
                const char *uri)
{
  GtkWindow *window = find_window (widget);

  if (window != NULL)
    show (window, uri);
}

/* Without anybody who can point at it, the folder has to do. */
static void
on_open_directory_ready (GObject      *bus,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(Folder) folder = user_data;
  g_autoptr(GVariant) answer = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (bus), NULL, result, NULL);
  g_autofree char *directory = NULL;
  g_autofree char *uri = NULL;

  if (answer != NULL)
    return;

  directory = g_path_get_dirname (folder->path);
  uri = g_filename_to_uri (directory, NULL, NULL);
  if (uri != NULL)
    show (folder->window, uri);
}

/* In a sandbox there is no file manager, but the portal knows the way to one; and
 * the true path of a file whose own path is nothing outside.
 */
static void
on_show_items_ready (GObject      *bus,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Folder) folder = user_data;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  g_autoptr(GUnixFDList) descriptors = NULL;
  int fd;

  if (answer != NULL)
    return;

  fd = open (folder->path, O_RDONLY | O_CLOEXEC);
  descriptors = fd >= 0 ? g_unix_fd_list_new_from_array (&fd, 1) : NULL;
  g_dbus_connection_call_with_unix_fd_list (G_DBUS_CONNECTION (bus), "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                                            "org.freedesktop.portal.OpenURI", "OpenDirectory",
                                            g_variant_new ("(sha{sv})", "", 0, NULL), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                            descriptors, NULL, on_open_directory_ready, g_steal_pointer (&folder));
}

static void
on_bus_get_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Folder) folder = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_autofree char *uri = g_filename_to_uri (folder->path, NULL, NULL);
  const char *uris[] = { uri, NULL };

  if (bus == NULL)
    {
      tell (folder->window, _("The Folder Could Not Be Shown"), error);
      return;
    }

  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_show_items_ready, g_steal_pointer (&folder));
}

void
sight_show_folder (GtkWidget  *widget,
                   const char *path)
{
  GtkWindow *window = find_window (widget);
  Folder *folder;

  if (window == NULL)
    return;

  folder = g_new0 (Folder, 1);
  folder->window = g_object_ref (window);
  folder->path = g_canonicalize_filename (path, NULL);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus_get_ready, folder);
}
