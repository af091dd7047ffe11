/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "sight-build-config.h"

#include "server/sight-server-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/sight-server-settings.h"

static gboolean
on_setting (const char  *name,
            const char  *value,
            gpointer     user_data,
            GError     **error)
{
  SightServerOptions *self = user_data;

  g_ptr_array_add (self->settings, g_strdup (name + strlen ("--")));
  g_ptr_array_add (self->settings, g_strdup (value != NULL ? value : "yes"));
  return TRUE;
}

static GOptionEntry *
make_entries (void)
{
  const SightSetting *settings;
  GOptionEntry *entries;
  gsize n_settings;

  settings = sight_server_settings_get (&n_settings);
  entries = g_new0 (GOptionEntry, n_settings + 1);
  for (gsize i = 0; i < n_settings; i++)
    {
      gboolean is_switch = settings[i].type == SIGHT_SETTING_BOOLEAN;

      entries[i].long_name = settings[i].name;
      entries[i].flags = is_switch ? G_OPTION_FLAG_OPTIONAL_ARG : G_OPTION_FLAG_NONE;
      entries[i].arg = G_OPTION_ARG_CALLBACK;
      entries[i].arg_data = (gpointer) on_setting;
    }

  return entries;
}

static GOptionContext *
make_context (SightServerOptions *self)
{
  const GOptionEntry switches[] = {
    { .long_name = "help", .short_name = 'h', .arg = G_OPTION_ARG_NONE, .arg_data = &self->help },
    { .long_name = "version", .arg = G_OPTION_ARG_NONE, .arg_data = &self->version },
    { .long_name = "check", .arg = G_OPTION_ARG_NONE, .arg_data = &self->check },
    { .long_name = "config", .short_name = 'c', .arg = G_OPTION_ARG_FILENAME, .arg_data = &self->config },
    { NULL },
  };
  g_autofree GOptionEntry *entries = make_entries ();
  GOptionContext *context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("main", NULL, NULL, self, NULL);

  g_option_group_add_entries (group, switches);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  /* Ours shows everything on one page, with the defaults. */
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

SightServerOptions *
sight_server_options_parse (const char * const  *argv,
                            GError             **error)
{
  g_autoptr(SightServerOptions) self = g_new0 (SightServerOptions, 1);
  g_autoptr(GOptionContext) context = NULL;
  g_auto(GStrv) arguments = g_strdupv ((char **) argv);

  self->settings = g_ptr_array_new_with_free_func (g_free);
  context = make_context (self);
  if (!g_option_context_parse_strv (context, &arguments, error))
    return NULL;

  if (arguments[0] != NULL && arguments[1] != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                   _("There is no use for “%s”"), arguments[1]);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
sight_server_options_free (SightServerOptions *self)
{
  g_free (self->config);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_free (self);
}

/* A list that is repeated is one list. */
static char *
join_values (const SightServerOptions *self,
             const char               *name)
{
  GString *value = g_string_new (NULL);
  gboolean is_list = sight_setting_is_list (sight_server_settings_find (name));

  for (guint i = 0; i < self->settings->len; i += 2)
    {
      if (strcmp (self->settings->pdata[i], name) != 0)
        continue;
      if (!is_list)
        g_string_truncate (value, 0);
      else if (value->len > 0)
        g_string_append_c (value, ' ');
      g_string_append (value, self->settings->pdata[i + 1]);
    }

  return g_string_free (value, FALSE);
}

SightServerConfig *
sight_server_options_make_config (const SightServerOptions  *self,
                                  GError                   **error)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();

  if (self->config != NULL && !sight_server_config_load_file (config, self->config, error))
    return NULL;

  for (guint i = 0; i < self->settings->len; i += 2)
    {
      const char *name = self->settings->pdata[i];
      g_autofree char *value = join_values (self, name);

      if (!sight_server_config_set (config, name, value, error))
        {
          g_prefix_error (error, "--");
          return NULL;
        }
    }

  if (!sight_server_config_validate (config, error))
    return NULL;

  return g_steal_pointer (&config);
}

static void
append_option (GString    *out,
               const char *name,
               const char *help,
               const char *extra)
{
  g_string_append_printf (out, "  %s\n      %s%s\n", name, help, extra);
}

static void
append_setting (GString            *out,
                const SightSetting *setting)
{
  gboolean is_switch = setting->type == SIGHT_SETTING_BOOLEAN;
  g_autofree char *name = g_strdup_printf (is_switch ? "--%s[=%s]" : "--%s=%s",
                                           setting->name, _(setting->argument));
  g_autoptr(GString) extra = g_string_new (NULL);

  if (sight_setting_is_list (setting))
    g_string_append (extra, _("; may be repeated"));
  if (*setting->value != '\0')
    g_string_append_printf (extra, _(" (default: %s)"), setting->value);
  append_option (out, name, _(setting->help), extra->str);
}

char *
sight_server_options_format_help (void)
{
  GString *out = g_string_new (NULL);
  const SightSettingGroup *groups;
  const SightSetting *settings;
  gsize n_groups, n_settings;

  g_string_append (out, _("Usage: sightline-server [OPTION…]\n\n"
                          "Brings the people of a call together. It sees who is in which room and when,\n"
                          "and nothing of what they say.\n"));
  g_string_append (out, "\n");
  append_option (out, "-h, --help", _("Show this help"), "");
  append_option (out, "--version", _("Show the version"), "");
  append_option (out, "--check", _("Test the configuration, the certificate and the TURN servers, and end"), "");
  append_option (out, _("-c, --config=FILE"), _("Read settings from a file; what the command line says comes last"), "");

  groups = sight_server_settings_get_groups (&n_groups);
  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_groups; i++)
    {
      g_string_append_printf (out, "\n%s\n", _(groups[i].title));
      for (gsize j = 0; j < n_settings; j++)
        {
          if (strcmp (settings[j].group, groups[i].name) == 0)
            append_setting (out, &settings[j]);
        }
    }

  g_string_append (out, _("\nSizes are bytes or like 64KiB and 1MiB; times are seconds or like 500ms, 30s and\n"
                          "15min. In the file each setting is a line NAME=VALUE under its group.\n"));
  g_string_append (out, _("\nExamples:\n"
                          "  sightline-server --listen=127.0.0.1:0\n"
                          "      Try it on this computer, on a free port\n"
                          "  sightline-server --listen=[::]:443 --listen=0.0.0.0:443 \\\n"
                          "      --tls-certificate=/etc/sightline/fullchain.pem --tls-key=/etc/sightline/key.pem\n"
                          "      Serve the internet\n"
                          "  sightline-server --config=/etc/sightline/sightline-server.conf --check\n"
                          "      Say what is wrong before anyone notices\n"));
  g_string_append (out, _("\nExit status:\n"
                          "  0  it was asked to end, or the check found nothing wrong\n"
                          "  1  it cannot run, or the check found something\n"
                          "  2  the command line or the configuration file is wrong\n"
                          "\nThe manual: man 8 sightline-server\n"));
  return g_string_free (out, FALSE);
}
