/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-dialog-parent.h"

#include <gtk/gtk.h>
#include <libportal-gtk4/portal-gtk4.h>

#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif
#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif

#include "media/sight-portal-parent.h"

/* GTK learnt the second version of the protocol on its way to 4.18. */
#define EXPORTER_V2_MINOR 18

/* Libportal waits for ever for the name of a window where the compositor gives
 * it none.
 */
static gboolean
can_be_named (GdkDisplay *display)
{
#ifdef GDK_WINDOWING_X11
  if (GDK_IS_X11_DISPLAY (display))
    return TRUE;
#endif
#ifdef GDK_WINDOWING_WAYLAND
  if (GDK_IS_WAYLAND_DISPLAY (display))
    return gdk_wayland_display_query_registry (display, "zxdg_exporter_v1") ||
           (gtk_get_minor_version () >= EXPORTER_V2_MINOR && gdk_wayland_display_query_registry (display, "zxdg_exporter_v2"));
#endif

  return FALSE;
}

static XdpParent *
make_parent (void)
{
  GApplication *application = g_application_get_default ();
  GtkWindow *window = GTK_IS_APPLICATION (application) ? gtk_application_get_active_window (GTK_APPLICATION (application)) : NULL;

  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)) || !can_be_named (gtk_widget_get_display (GTK_WIDGET (window))))
    return NULL;

  return xdp_parent_new_gtk (window);
}

void
sight_dialog_parent_install (void)
{
  sight_portal_parent_set_func (make_parent);
}
