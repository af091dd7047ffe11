/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-server-preferences.h"

#include <glib/gi18n.h>

#include "app/sight-call-settings.h"
#include "app/sight-server-address.h"
#include "app/sight-server-examination.h"

struct _SightServerPreferences
{
  AdwPreferencesPage      parent_instance;

  GSettings              *settings;
  SightServerExamination *examination;
  GPtrArray              *found;        /* of GtkWidget, rows of findings */
  GPtrArray              *ice_rows;     /* of GtkWidget */

  AdwEntryRow            *address;
  AdwActionRow           *verdict;
  GtkImage               *verdict_icon;
  GtkSpinner             *spinner;
  GtkWidget              *check;
  AdwPreferencesGroup    *findings;
  AdwPreferencesGroup    *ice;
  AdwEntryRow            *add;
  GtkWidget              *relay_only;
};

G_DEFINE_FINAL_TYPE (SightServerPreferences, sight_server_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* How a finding looks, and what it says of the whole. */
static const struct
{
  const char *icon;
  const char *css_class;
  const char *verdict;
} looks[] = {
  [SIGHT_FINDING_GOOD] = { "emblem-ok-symbolic", "success", N_("All is well.") },
  [SIGHT_FINDING_WARNING] = { "dialog-warning-symbolic", "warning", N_("It works, with the limits named below.") },
  [SIGHT_FINDING_ERROR] = { "dialog-error-symbolic", "error", N_("Something does not work: see below.") },
};

static void
show_look (GtkImage     *image,
           SightFinding  finding)
{
  const char *classes[] = { looks[finding].css_class, NULL };

  gtk_image_set_from_icon_name (image, looks[finding].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (image), classes);
}

static void
set_running (SightServerPreferences *self,
             gboolean                running)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "server.check", !running);
}

static void
show_verdict (SightServerPreferences *self,
              SightFinding            finding,
              const char             *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_icon), TRUE);
  show_look (self->verdict_icon, finding);
  adw_action_row_set_subtitle (self->verdict, text);
}

static void
forget_findings (SightServerPreferences *self)
{
  for (guint i = 0; i < self->found->len; i++)
    adw_preferences_group_remove (self->findings, g_ptr_array_index (self->found, i));
  g_ptr_array_set_size (self->found, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_icon), FALSE);
}

/* The words of the check are those of a log. */
static char *
begin_large (const char *text)
{
  g_autofree char *first = g_utf8_strup (text, g_utf8_next_char (text) - text);

  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

static char *
name_subject (const char *subject)
{
  static const struct
  {
    const char *subject;
    const char *name;
  } names[] = {
    { "server", N_("Server") },
    { "encryption", N_("Encryption") },
    { "welcome", N_("Protocol") },
    { "clock", N_("Clock") },
    { "room", N_("Rooms") },
    { "paths", N_("Paths Between People") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].subject, subject))
      return g_strdup (_(names[i].name));

  return begin_large (subject);
}

static void
on_found (SightServerPreferences *self,
          guint                   finding,
          const char             *subject,
          const char             *text)
{
  GtkWidget *image = gtk_image_new ();
  g_autofree char *title = name_subject (subject);
  g_autofree char *subtitle = begin_large (text);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "title", title,
                                 "subtitle", subtitle,
                                 "subtitle-lines", 0,
                                 "use-markup", FALSE,
                                 NULL);

  show_look (GTK_IMAGE (image), finding);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_preferences_group_add (self->findings, row);
  g_ptr_array_add (self->found, row);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), TRUE);
}

static void
on_done (SightServerPreferences *self,
         guint                   worst)
{
  set_running (self, FALSE);
  show_verdict (self, worst, _(looks[worst].verdict));
}

static void
examine (SightServerPreferences *self,
         const char             *server)
{
  g_autoptr(GError) error = NULL;

  forget_findings (self);
  if (!sight_server_examination_run (self->examination, server, &error))
    {
      show_verdict (self, SIGHT_FINDING_ERROR, _(error->message));
      return;
    }

  adw_action_row_set_subtitle (self->verdict, _("Trying…"));
  set_running (self, TRUE);
}

static void
on_check (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  SightServerPreferences *self = SIGHT_SERVER_PREFERENCES (widget);
  g_autofree char *server = sight_server_address_complete (gtk_editable_get_text (GTK_EDITABLE (self->address)));

  examine (self, server);
}

/* What cannot be the address of a server is not kept. */
static void
on_address_applied (SightServerPreferences *self)
{
  g_autofree char *server = sight_server_address_complete (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  g_autoptr(GError) error = NULL;

  if (*server != '\0' && !sight_server_address_check (server, &error))
    {
      forget_findings (self);
      show_verdict (self, SIGHT_FINDING_ERROR, _(error->message));
      return;
    }

  g_settings_set_string (self->settings, "server-url", server);
  gtk_editable_set_text (GTK_EDITABLE (self->address), server);
  if (*server != '\0')
    examine (self, server);
}

/* STUN and TURN */

static void
on_remove_clicked (SightServerPreferences *self,
                   GtkWidget              *button)
{
  const char *removed = g_object_get_data (G_OBJECT (button), "sight-server");
  g_auto(GStrv) servers = g_settings_get_strv (self->settings, "ice-servers");
  g_autoptr(GStrvBuilder) rest = g_strv_builder_new ();
  g_auto(GStrv) kept = NULL;

  for (guint i = 0; servers[i] != NULL; i++)
    if (!g_str_equal (servers[i], removed))
      g_strv_builder_add (rest, servers[i]);
  kept = g_strv_builder_end (rest);
  g_settings_set_strv (self->settings, "ice-servers", (const char * const *) kept);
}

static GtkWidget *
make_ice_row (SightServerPreferences *self,
              const char             *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightIceSetting) server = sight_ice_setting_parse (text, &error);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-delete-symbolic");
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "title", server != NULL ? server->url : text,
                                 "subtitle", server != NULL ? server->username : error->message,
                                 "use-markup", FALSE,
                                 NULL);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove"));
  g_object_set_data_full (G_OBJECT (button), "sight-server", g_strdup (text), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
update_ice (SightServerPreferences *self)
{
  g_auto(GStrv) servers = g_settings_get_strv (self->settings, "ice-servers");

  for (guint i = 0; i < self->ice_rows->len; i++)
    adw_preferences_group_remove (self->ice, g_ptr_array_index (self->ice_rows, i));
  g_ptr_array_set_size (self->ice_rows, 0);

  for (guint i = 0; servers[i] != NULL; i++)
    {
      GtkWidget *row = make_ice_row (self, servers[i]);

      adw_preferences_group_add (self->ice, row);
      g_ptr_array_add (self->ice_rows, row);
    }
}

static void
on_add_changed (SightServerPreferences *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add), _("Add: turn:HOST, name and password"));
  gtk_widget_remove_css_class (GTK_WIDGET (self->add), "error");
}

static void
on_add_applied (SightServerPreferences *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add))));
  g_auto(GStrv) servers = g_settings_get_strv (self->settings, "ice-servers");
  g_autoptr(SightIceSetting) server = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GStrvBuilder) more = g_strv_builder_new ();
  g_auto(GStrv) all = NULL;

  server = sight_ice_setting_parse (text, &error);
  if (server == NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add), error->message);
      gtk_widget_add_css_class (GTK_WIDGET (self->add), "error");
      return;
    }

  g_strv_builder_addv (more, (const char **) servers);
  if (!g_strv_contains ((const char * const *) servers, text))
    g_strv_builder_add (more, text);
  all = g_strv_builder_end (more);
  g_settings_set_strv (self->settings, "ice-servers", (const char * const *) all);
  gtk_editable_set_text (GTK_EDITABLE (self->add), "");
}

static void
sight_server_preferences_dispose (GObject *object)
{
  SightServerPreferences *self = SIGHT_SERVER_PREFERENCES (object);

  if (self->examination != NULL)
    sight_server_examination_stop (self->examination);
  g_clear_object (&self->examination);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sight_server_preferences_parent_class)->dispose (object);
}

static void
sight_server_preferences_finalize (GObject *object)
{
  SightServerPreferences *self = SIGHT_SERVER_PREFERENCES (object);

  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->ice_rows);

  G_OBJECT_CLASS (sight_server_preferences_parent_class)->finalize (object);
}

static void
sight_server_preferences_class_init (SightServerPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_server_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_server_preferences_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-server-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, address);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, verdict);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, spinner);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, check);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, findings);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, ice);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, add);
  gtk_widget_class_bind_template_child (widget_class, SightServerPreferences, relay_only);
  gtk_widget_class_bind_template_callback (widget_class, on_address_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_add_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_add_changed);

  gtk_widget_class_install_action (widget_class, "server.check", NULL, on_check);
}

static void
sight_server_preferences_init (SightServerPreferences *self)
{
  self->found = g_ptr_array_new ();
  self->ice_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->examination = sight_server_examination_new ();
  g_signal_connect_object (self->examination, "found", G_CALLBACK (on_found), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->examination, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
}

void
sight_server_preferences_bind (SightServerPreferences *self,
                               GSettings              *settings)
{
  g_autofree char *server = g_settings_get_string (settings, "server-url");

  g_return_if_fail (SIGHT_IS_SERVER_PREFERENCES (self));

  self->settings = g_object_ref (settings);
  gtk_editable_set_text (GTK_EDITABLE (self->address), server);
  g_settings_bind (settings, "relay-only", self->relay_only, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::ice-servers", G_CALLBACK (update_ice), self, G_CONNECT_SWAPPED);
  update_ice (self);
}
