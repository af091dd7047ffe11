/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-host-group.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sight-link-dialog.h"

struct _SightHostGroup
{
  GtkWidget        parent_instance;

  SightLanHost    *host;
  GPtrArray       *rows;  /* of GtkWidget, one for each address */

  AdwExpanderRow  *row;
  AdwActionRow    *status;
};

G_DEFINE_FINAL_TYPE (SightHostGroup, sight_host_group, GTK_TYPE_WIDGET)

static void
open_dialog (SightHostGroup *self,
             const char     *address)
{
  g_autoptr(SightRoomLink) link = sight_lan_host_make_link (self->host, address);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (link != NULL)
    gtk_window_present (sight_link_dialog_new (GTK_WINDOW (root), link, TRUE));
}

static void
on_row_activated (SightHostGroup *self,
                  AdwActionRow   *row)
{
  open_dialog (self, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

static GtkWidget *
make_row (SightHostGroup *self,
          const char     *address)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "title", address,
                                 "subtitle", _("Show the link of a room here"),
                                 "use-markup", FALSE,
                                 "activatable", TRUE,
                                 NULL);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);

  return row;
}

static char *
describe (SightHostGroup *self)
{
  guint n = sight_lan_host_count_members (self->host);

  if (sight_lan_host_get_addresses (self->host)[0] == NULL)
    return g_strdup (_("Running, but this computer is in no network that others could be in."));
  if (n == 0)
    return g_strdup (_("Running. Nobody is in a call here."));

  return g_strdup_printf (ngettext ("Running. %u person is in a call here.", "Running. %u people are in calls here.", n), n);
}

static void
update_rows (SightHostGroup *self)
{
  const char * const *addresses = sight_lan_host_get_addresses (self->host);

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->row, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      GtkWidget *row = make_row (self, addresses[i]);

      adw_expander_row_add_row (self->row, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
update (SightHostGroup *self)
{
  gboolean is_running = sight_lan_host_is_running (self->host);
  g_autofree char *status = is_running ? describe (self) : NULL;

  adw_expander_row_set_enable_expansion (self->row, is_running);
  adw_expander_row_set_expanded (self->row, is_running);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->status), status != NULL ? status : "");
  update_rows (self);
}

static void
on_switched (SightHostGroup *self)
{
  gboolean wanted = adw_expander_row_get_enable_expansion (self->row);
  g_autoptr(GError) error = NULL;

  if (self->host == NULL || wanted == sight_lan_host_is_running (self->host))
    return;

  if (!wanted)
    sight_lan_host_stop (self->host);
  else if (!sight_lan_host_start (self->host, &error))
    adw_expander_row_set_enable_expansion (self->row, FALSE);

  adw_expander_row_set_subtitle (self->row, error != NULL ? error->message
                                                          : _("For people in the same network, without any other server"));
}

static void
sight_host_group_dispose (GObject *object)
{
  SightHostGroup *self = SIGHT_HOST_GROUP (object);
  GtkWidget *child;

  g_clear_object (&self->host);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sight_host_group_parent_class)->dispose (object);
}

static void
sight_host_group_finalize (GObject *object)
{
  g_ptr_array_unref (SIGHT_HOST_GROUP (object)->rows);

  G_OBJECT_CLASS (sight_host_group_parent_class)->finalize (object);
}

static void
sight_host_group_class_init (SightHostGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_host_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_host_group_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-host-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SightHostGroup, row);
  gtk_widget_class_bind_template_child (widget_class, SightHostGroup, status);
  gtk_widget_class_bind_template_callback (widget_class, on_switched);
}

static void
sight_host_group_init (SightHostGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sight_host_group_set_host (SightHostGroup *self,
                           SightLanHost   *host)
{
  g_return_if_fail (self->host == NULL);

  self->host = g_object_ref (host);
  g_signal_connect_object (host, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
