/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-link-dialog.h"

#include <glib/gi18n.h>

#include "app/sight-link-reading.h"
#include "app/sight-qr-code.h"

struct _SightLinkDialog
{
  AdwWindow        parent_instance;

  SightRoomLink   *link;

  AdwToastOverlay *toasts;
  GtkLabel        *text;
  GtkLabel        *note;
  SightQrCode     *qr_code;
  GtkWidget       *join;
  GtkWidget       *copy;
};

G_DEFINE_FINAL_TYPE (SightLinkDialog, sight_link_dialog, ADW_TYPE_WINDOW)

static void
copy (SightLinkDialog *self,
      const char      *text,
      const char      *said)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (said));
}

static void
on_copy_link (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  SightLinkDialog *self = SIGHT_LINK_DIALOG (widget);
  g_autofree char *text = sight_room_link_to_string (self->link);

  copy (self, text, _("Link copied"));
}

static void
on_copy_invitation (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  SightLinkDialog *self = SIGHT_LINK_DIALOG (widget);
  g_autofree char *text = sight_link_reading_invite (self->link);

  copy (self, text, _("Invitation copied"));
}

static void
on_mail (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  SightLinkDialog *self = SIGHT_LINK_DIALOG (widget);
  g_autofree char *invitation = sight_link_reading_invite (self->link);
  g_autofree char *body = g_uri_escape_string (invitation, NULL, FALSE);
  g_autofree char *subject = g_uri_escape_string (_("Video call"), NULL, FALSE);
  g_autofree char *uri = g_strdup_printf ("mailto:?subject=%s&body=%s", subject, body);

  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
on_join (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  SightLinkDialog *self = SIGHT_LINK_DIALOG (widget);
  g_autofree char *text = sight_room_link_to_string (self->link);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-link", "s", text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
sight_link_dialog_finalize (GObject *object)
{
  sight_room_link_free (SIGHT_LINK_DIALOG (object)->link);

  G_OBJECT_CLASS (sight_link_dialog_parent_class)->finalize (object);
}

static void
sight_link_dialog_class_init (SightLinkDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sight_link_dialog_finalize;

  g_type_ensure (SIGHT_TYPE_QR_CODE);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-link-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SightLinkDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, SightLinkDialog, text);
  gtk_widget_class_bind_template_child (widget_class, SightLinkDialog, note);
  gtk_widget_class_bind_template_child (widget_class, SightLinkDialog, qr_code);
  gtk_widget_class_bind_template_child (widget_class, SightLinkDialog, join);
  gtk_widget_class_bind_template_child (widget_class, SightLinkDialog, copy);

  gtk_widget_class_install_action (widget_class, "link.copy", NULL, on_copy_link);
  gtk_widget_class_install_action (widget_class, "link.copy-invitation", NULL, on_copy_invitation);
  gtk_widget_class_install_action (widget_class, "link.mail", NULL, on_mail);
  gtk_widget_class_install_action (widget_class, "link.join", NULL, on_join);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sight_link_dialog_init (SightLinkDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The server and the code, each on a line of its own. */
static void
show_text (SightLinkDialog *self,
           const char      *text)
{
  g_autoptr(GString) shown = g_string_new (text);

  g_string_replace (shown, "#", "#\n", 1);
  gtk_label_set_label (self->text, shown->str);
}

/* What of it will not work for whom. */
static void
show_note (SightLinkDialog *self)
{
  if (sight_room_link_is_loopback (self->link))
    gtk_label_set_label (self->note, _("This link works on this computer alone: its server is here."));
  else if (self->link->scheme == SIGHT_LINK_HTTP)
    gtk_label_set_label (self->note, _("The server of this link has no certificate. Calls are encrypted all the same, but browsers "
                                       "give such pages no camera: others need Sightline."));
  else
    gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
}

GtkWindow *
sight_link_dialog_new (GtkWindow           *parent,
                       const SightRoomLink *link,
                       gboolean             offers_join)
{
  SightLinkDialog *self = g_object_new (SIGHT_TYPE_LINK_DIALOG, "transient-for", parent, NULL);
  g_autofree char *text = sight_room_link_to_string (link);

  self->link = sight_room_link_copy (link);
  show_text (self, text);
  show_note (self);
  sight_qr_code_set_text (self->qr_code, text);
  gtk_widget_set_visible (self->join, offers_join);
  gtk_window_set_focus (GTK_WINDOW (self), offers_join ? self->join : self->copy);
  if (offers_join)
    gtk_window_set_title (GTK_WINDOW (self), _("Your Call Is Ready"));

  return GTK_WINDOW (self);
}
