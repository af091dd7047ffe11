/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-server-config.h"

#include <string.h>

#include "server/sight-ice-url.h"
#include "server/sight-secret-file.h"
#include "server/sight-server-settings.h"

G_DEFINE_QUARK (sight-server-error-quark, sight_server_error)

SightServerConfig *
sight_server_config_new (void)
{
  SightServerConfig *self = g_new0 (SightServerConfig, 1);
  const SightSetting *settings;
  gsize n_settings;

  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_settings; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!sight_setting_parse (&settings[i], self, settings[i].value, &error))
        g_error ("The default of a setting is wrong: %s", error->message);
    }

  return self;
}

void
sight_server_config_free (SightServerConfig *self)
{
  g_ptr_array_unref (self->listen);
  g_free (self->tls_certificate);
  g_free (self->tls_key);
  g_ptr_array_unref (self->origins);
  g_array_unref (self->trusted_proxies);
  g_array_unref (self->metrics_allow);
  g_ptr_array_unref (self->ice_urls);
  g_ptr_array_unref (self->turn_secrets);
  g_free (self->public_url);
  g_free (self);
}

gboolean
sight_server_config_set (SightServerConfig  *self,
                         const char         *key,
                         const char         *value,
                         GError            **error)
{
  const SightSetting *setting;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  setting = sight_server_settings_find (key);
  if (setting == NULL)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "there is no setting '%s'", key);
      return FALSE;
    }

  return sight_setting_parse (setting, self, value, error);
}

/* Key files let the last of two equal keys win in silence, and know no line
 * numbers. @lines maps "group/key" to the number of its line.
 */
static gboolean
index_lines (const char  *data,
             GHashTable  *lines,
             GError     **error)
{
  g_auto(GStrv) all = g_strsplit (data, "\n", -1);
  g_autofree char *group = g_strdup ("");

  for (guint i = 0; all[i] != NULL; i++)
    {
      char *line = g_strstrip (all[i]);
      char *equals = strchr (line, '=');
      char *end = strchr (line, ']');
      g_autofree char *key = NULL;

      if (*line == '[' && end != NULL)
        {
          g_free (group);
          group = g_strndup (line + 1, end - line - 1);
          continue;
        }
      if (*line == '#' || equals == NULL)
        continue;

      *equals = '\0';
      key = g_strdup_printf ("%s/%s", group, g_strchomp (line));
      if (g_hash_table_contains (lines, key))
        {
          g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                       "line %u: %s is set a second time; put several values on one line", i + 1, line);
          return FALSE;
        }
      g_hash_table_insert (lines, g_steal_pointer (&key), GUINT_TO_POINTER (i + 1));
    }

  return TRUE;
}

static gboolean
load_key (SightServerConfig  *self,
          GKeyFile           *file,
          const char         *group,
          const char         *key,
          GError            **error)
{
  const SightSetting *setting = sight_server_settings_find (key);
  g_autoptr(GError) local_error = NULL;
  g_autofree char *value = NULL;

  if (setting == NULL)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "there is no setting '%s'", key);
      return FALSE;
    }

  if (strcmp (setting->group, group) != 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "%s belongs into the group [%s], not [%s]", key, setting->group, group);
      return FALSE;
    }

  /* A wrong escape gives an error and a value. */
  value = g_key_file_get_string (file, group, key, &local_error);
  if (local_error != NULL)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "%s has an unknown escape; a backslash is written \\\\", key);
      return FALSE;
    }

  g_strchomp (value);
  return sight_setting_parse (setting, self, value, error);
}

static gboolean
load_group (SightServerConfig  *self,
            GKeyFile           *file,
            const char         *group,
            GHashTable         *lines,
            GError            **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (char **key = keys; key != NULL && *key != NULL; key++)
    {
      if (!load_key (self, file, group, *key, error))
        {
          g_autofree char *name = g_strdup_printf ("%s/%s", group, *key);

          g_prefix_error (error, "line %u: ",
                          GPOINTER_TO_UINT (g_hash_table_lookup (lines, name)));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
is_group (const char *name)
{
  const SightSettingGroup *groups;
  gsize n_groups;

  groups = sight_server_settings_get_groups (&n_groups);
  for (gsize i = 0; i < n_groups; i++)
    {
      if (strcmp (groups[i].name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
load_groups (SightServerConfig  *self,
             GKeyFile           *file,
             GHashTable         *lines,
             GError            **error)
{
  g_auto(GStrv) groups = g_key_file_get_groups (file, NULL);

  for (char **group = groups; *group != NULL; group++)
    {
      if (!is_group (*group))
        {
          g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                       "there is no group [%s]", *group);
          return FALSE;
        }
      if (!load_group (self, file, *group, lines, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
sight_server_config_load_data (SightServerConfig  *self,
                               const char         *data,
                               gsize               length,
                               GError            **error)
{
  g_autoptr(GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  if (length > SIGHT_SERVER_FILE_MAX || memchr (data, '\0', length) != NULL ||
      !g_utf8_validate (data, length, NULL))
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "this is not a text of at most %u KiB", SIGHT_SERVER_FILE_MAX / 1024);
      return FALSE;
    }

  text = g_strndup (data, length);
  if (!index_lines (text, lines, error))
    return FALSE;

  /* Without the flag, "rate[de]" would be dropped in silence. */
  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &local_error) &&
      length > 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "%s", local_error->message);
      return FALSE;
    }

  if (g_key_file_has_key (file, "ice", "turn-secret", NULL) &&
      g_key_file_has_key (file, "ice", "turn-secret-file", NULL))
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "turn-secret and turn-secret-file exclude each other");
      return FALSE;
    }

  return load_groups (self, file, lines, error);
}

gboolean
sight_server_config_load_file (SightServerConfig  *self,
                               const char         *path,
                               GError            **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  gboolean everyone = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  text = sight_server_file_read (path, &length, &everyone, error);
  if (text == NULL)
    return FALSE;

  if (!sight_server_config_load_data (self, text, length, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  if (everyone && g_regex_match_simple ("^\\s*turn-secret\\s*=", text, G_REGEX_MULTILINE, 0))
    sight_secret_file_warn (path);

  return TRUE;
}

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG, message);
  return FALSE;
}

static gboolean
wants_secret (const SightServerConfig *self)
{
  for (guint i = 0; i < self->ice_urls->len; i++)
    {
      g_autoptr(SightIceUrl) url = sight_ice_url_parse (self->ice_urls->pdata[i], NULL);

      if (url != NULL && sight_ice_url_is_turn (url))
        return TRUE;
    }

  return FALSE;
}

static gboolean
validate_limits (const SightServerLimits  *limits,
                 GError                  **error)
{
  if (limits->hello > limits->message)
    return refuse (error, "hello-size must not be larger than message-size");
  if (limits->queue < limits->message)
    return refuse (error, "queue-size must not be smaller than message-size");
  if (limits->kept_bytes > limits->queue)
    return refuse (error, "kept-size must not be larger than queue-size, or who comes back is thrown out for not reading");
  if (limits->bytes_burst < limits->message)
    return refuse (error, "byte-burst must not be smaller than message-size, or that message never gets through");
  if (limits->ping >= limits->silence)
    return refuse (error, "ping-time must be shorter than silence-time, or every client is thought gone");
  if (limits->away > limits->ttl)
    return refuse (error, "away-time must not be longer than resume-time");

  return TRUE;
}

gboolean
sight_server_config_validate (const SightServerConfig  *self,
                              GError                  **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->listen->len == 0)
    return refuse (error, "listen must name at least one HOST:PORT");
  if (self->tls_certificate != NULL && self->tls_key == NULL)
    return refuse (error, "tls-certificate needs tls-key beside it");
  if (self->tls_key != NULL && self->tls_certificate == NULL)
    return refuse (error, "tls-key needs tls-certificate beside it");
  if (wants_secret (self) && self->turn_secrets->len == 0)
    return refuse (error, "the TURN servers in ice-url need turn-secret-file, "
                          "the secret that coturn has as static-auth-secret");

  return validate_limits (&self->limits, error);
}
