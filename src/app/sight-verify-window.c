/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-verify-window.h"

#include <glib/gi18n.h>

#include "app/sight-person-words.h"

struct _SightVerifyWindow
{
  AdwWindow         parent_instance;

  SightParticipant *participant;
  SightVerification shown;       /* what the person looks at */

  AdwWindowTitle   *title;
  GtkLabel         *explanation;
  GtkFlowBox       *emoji;
  GtkSpinner       *spinner;
  GtkLabel         *result;
  GtkLabel         *other;
  GtkWidget        *buttons;
};

G_DEFINE_FINAL_TYPE (SightVerifyWindow, sight_verify_window, ADW_TYPE_WINDOW)

static GtkWidget *
make_emoji (guint index)
{
  const char *name = _(sight_emoji_get_name (index));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *picture = gtk_label_new (sight_emoji_get_text (index));
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (picture, "verify-emoji");
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return child;
}

static void
show_emoji (SightVerifyWindow       *self,
            const SightVerification *verification)
{
  GtkFlowBoxChild *child;

  gtk_widget_set_visible (GTK_WIDGET (self->emoji), verification != NULL);
  if (verification == NULL || memcmp (&self->shown, verification, sizeof self->shown) == 0)
    return;

  self->shown = *verification;
  while ((child = gtk_flow_box_get_child_at_index (self->emoji, 0)) != NULL)
    gtk_flow_box_remove (self->emoji, GTK_WIDGET (child));
  for (guint i = 0; i < SIGHT_VERIFICATION_EMOJI; i++)
    gtk_flow_box_append (self->emoji, make_emoji (verification->emoji[i]));
}

static char *
explain (SightVerifyWindow *self,
         SightVerifying     state)
{
  const char *name = sight_person_get_name (self->participant);

  switch (state)
    {
    case SIGHT_VERIFYING_COMPARE:
      /* Translators: %s is a name */
      return g_strdup_printf (_("Read these aloud to each other. If %s sees the same seven in the same order, "
                                "your connection is with %s, and nobody is between you."), name, name);

    case SIGHT_VERIFYING_CONFIRMED:
      /* Translators: %s is a name */
      return g_strdup_printf (_("You have verified %s: nobody is between you."), name);

    case SIGHT_VERIFYING_FAILED:
      return g_strdup (_("The connection has ended. Somebody may be between you: agree on a new link in another way, "
                         "and do not use this one any more."));

    case SIGHT_VERIFYING:
    default:
      return g_strdup (_("The emoji are there as soon as you are connected."));
    }
}

static void
show_result (SightVerifyWindow *self,
             SightVerifying     state)
{
  const GError *error = sight_participant_get_error (self->participant);
  const char *text = NULL;

  if (state == SIGHT_VERIFYING_FAILED)
    text = error != NULL ? error->message : _("The verification failed");
  else if (!sight_participant_is_there (self->participant))
    text = error != NULL ? error->message : _("The other side is gone");

  gtk_label_set_text (self->result, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->result), text != NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->result), "error");
}

/* To be shown, and no more: what the other says proves nothing to us. */
static void
show_other (SightVerifyWindow *self,
            SightVerifying     state)
{
  const char *name = sight_person_get_name (self->participant);
  gboolean is_known = state == SIGHT_VERIFYING_COMPARE || state == SIGHT_VERIFYING_CONFIRMED;
  /* Translators: %s is a name */
  g_autofree char *text = sight_participant_get_peer_confirmed (self->participant)
                            ? g_strdup_printf (_("%s says that they match."), name)
                            : g_strdup_printf (_("%s has not said yet whether they match."), name);

  gtk_label_set_text (self->other, text);
  gtk_widget_set_visible (GTK_WIDGET (self->other), is_known);
}

static void
update (SightVerifyWindow *self)
{
  SightVerifying state = sight_participant_get_verifying (self->participant);
  gboolean is_there = sight_participant_is_there (self->participant);
  gboolean waits = is_there && state == SIGHT_VERIFYING;
  gboolean compares = is_there && state == SIGHT_VERIFYING_COMPARE;
  g_autofree char *explanation = explain (self, state);
  /* Translators: %s is a name */
  g_autofree char *title = g_strdup_printf (_("Verify %s"), sight_person_get_name (self->participant));

  adw_window_title_set_title (self->title, title);
  gtk_label_set_text (self->explanation, explanation);
  show_emoji (self, sight_participant_get_verification (self->participant));
  show_result (self, state);
  show_other (self, state);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), waits);
  gtk_spinner_set_spinning (self->spinner, waits);
  gtk_widget_set_visible (self->buttons, compares);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "verify.match", compares);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "verify.differ", compares);
}

static void
on_match (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  sight_participant_confirm (SIGHT_VERIFY_WINDOW (widget)->participant, TRUE);
}

static void
on_differ (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  sight_participant_confirm (SIGHT_VERIFY_WINDOW (widget)->participant, FALSE);
}

static void
sight_verify_window_dispose (GObject *object)
{
  SightVerifyWindow *self = SIGHT_VERIFY_WINDOW (object);

  if (self->participant != NULL)
    g_signal_handlers_disconnect_by_data (self->participant, self);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (sight_verify_window_parent_class)->dispose (object);
}

static void
sight_verify_window_class_init (SightVerifyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_verify_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-verify-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, explanation);
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, emoji);
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, result);
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, other);
  gtk_widget_class_bind_template_child (widget_class, SightVerifyWindow, buttons);
  gtk_widget_class_install_action (widget_class, "verify.match", NULL, on_match);
  gtk_widget_class_install_action (widget_class, "verify.differ", NULL, on_differ);
}

static void
sight_verify_window_init (SightVerifyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sight_verify_window_new (GtkWindow        *parent,
                         SightParticipant *participant)
{
  SightVerifyWindow *self = g_object_new (SIGHT_TYPE_VERIFY_WINDOW, "transient-for", parent, NULL);

  self->participant = g_object_ref (participant);
  g_signal_connect_object (participant, "notify::verifying", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (participant, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (participant, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
