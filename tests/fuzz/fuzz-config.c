/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "server/sight-server-settings.h"

/* The configuration file, and a value of the command line: what is accepted is
 * within its bounds.
 */

static gboolean
is_number (const SightSetting *setting)
{
  return setting->type == SIGHT_SETTING_NUMBER || setting->type == SIGHT_SETTING_SIZE ||
         setting->type == SIGHT_SETTING_DURATION || setting->type == SIGHT_SETTING_SECONDS;
}

static void
check_bounds (const SightServerConfig *config)
{
  const SightSetting *settings;
  gsize n_settings;

  settings = sight_server_settings_get (&n_settings);
  for (gsize i = 0; i < n_settings; i++)
    {
      const guint *number = (const guint *) ((const guint8 *) config + settings[i].offset);

      if (is_number (&settings[i]))
        g_assert_true (*number >= settings[i].minimum && *number <= settings[i].maximum);
    }

  for (guint i = 0; i < config->trusted_proxies->len; i++)
    g_assert_cmpuint (g_array_index (config->trusted_proxies, SightAddressRange, i).prefix, <=, 128);
}

static void
try_file (const char *data,
          size_t      size)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) invalid = NULL;
  gboolean accepted;

  accepted = sight_server_config_load_data (config, data, size, &error);
  g_assert_true (accepted == (error == NULL));
  check_bounds (config);
  if (accepted)
    g_assert_true (sight_server_config_validate (config, &invalid) == (invalid == NULL));
}

/* "--KEY=VALUE" is the same as KEY=VALUE here. */
static void
try_argument (const char *data,
              size_t      size)
{
  g_autoptr(SightServerConfig) config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *key = g_strndup (data, size);
  char *value = strchr (key, '=');
  gboolean accepted;

  if (value == NULL)
    return;

  *value++ = '\0';
  accepted = sight_server_config_set (config, key, value, &error);
  g_assert_true (accepted == (error == NULL));
  check_bounds (config);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  fuzz_init ();

  /* A file of this computer is nothing that bytes from outside choose. */
  if (g_strstr_len ((const char *) data, size, "turn-secret-file") != NULL)
    return 0;

  try_file ((const char *) data, size);
  try_argument ((const char *) data, size);

  return 0;
}
