/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-server-settings.h"

#include <string.h>

#include "server/sight-ice-url.h"
#include "server/sight-secret-file.h"

#define LIST_ITEMS_MAX 256

typedef struct
{
  const char *suffix;
  guint64     factor;
} Unit;

static const Unit sizes[] = {
  { "", 1 }, { "B", 1 }, { "KiB", 1024 }, { "MiB", 1024 * 1024 }, { NULL, 0 },
};
static const Unit durations[] = {
  { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "min", 60 * 1000 }, { NULL, 0 },
};
static const Unit seconds[] = {
  { "", 1 }, { "s", 1 }, { "min", 60 }, { "h", 3600 }, { NULL, 0 },
};
static const Unit plain[] = {
  { "", 1 }, { NULL, 0 },
};

static const struct
{
  const char     *name;
  GLogLevelFlags  level;
} levels[] = {
  { "error", G_LOG_LEVEL_CRITICAL },
  { "warning", G_LOG_LEVEL_WARNING },
  { "notice", G_LOG_LEVEL_MESSAGE },
  { "info", G_LOG_LEVEL_INFO },
  { "debug", G_LOG_LEVEL_DEBUG },
};

static gboolean
refuse (const SightSetting  *self,
        const char          *wanted,
        const char          *value,
        GError             **error)
{
  g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
               "%s must be %s, not '%s'", self->name, wanted, value);
  return FALSE;
}

static const Unit *
get_units (SightSettingType type)
{
  if (type == SIGHT_SETTING_SIZE)
    return sizes;
  if (type == SIGHT_SETTING_DURATION)
    return durations;
  if (type == SIGHT_SETTING_SECONDS)
    return seconds;
  return plain;
}

static char *
describe_bounds (const SightSetting *self)
{
  if (self->type == SIGHT_SETTING_SIZE)
    return g_strdup_printf ("a size from %u to %u bytes, like 64KiB", self->minimum, self->maximum);
  if (self->type == SIGHT_SETTING_DURATION)
    return g_strdup_printf ("a time from %u ms to %u s, like 500ms or 30s", self->minimum,
                            self->maximum / 1000);
  if (self->type == SIGHT_SETTING_SECONDS)
    return g_strdup_printf ("a time from %u s to %u s, like 900s or 15min", self->minimum,
                            self->maximum);
  return g_strdup_printf ("a number from %u to %u", self->minimum, self->maximum);
}

static gboolean
scan_number (const char *value,
             const Unit *units,
             guint64    *out)
{
  char *end = NULL;
  guint64 number;

  if (!g_ascii_isdigit (*value) || strspn (value, "0123456789") > 12)
    return FALSE;

  number = g_ascii_strtoull (value, &end, 10);
  for (; units->suffix != NULL; units++)
    {
      if (strcmp (units->suffix, end) == 0)
        {
          *out = number * units->factor;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
parse_number (const SightSetting  *self,
              guint               *out,
              const char          *value,
              GError             **error)
{
  guint64 number;

  if (!scan_number (value, get_units (self->type), &number) ||
      number < self->minimum || number > self->maximum)
    {
      g_autofree char *wanted = describe_bounds (self);

      return refuse (self, wanted, value, error);
    }

  *out = (guint) number;
  return TRUE;
}

static gboolean
parse_boolean (const SightSetting  *self,
               gboolean            *out,
               const char          *value,
               GError             **error)
{
  if (strcmp (value, "yes") == 0 || strcmp (value, "true") == 0)
    *out = TRUE;
  else if (strcmp (value, "no") == 0 || strcmp (value, "false") == 0)
    *out = FALSE;
  else
    return refuse (self, "yes or no", value, error);

  return TRUE;
}

static gboolean
parse_level (const SightSetting  *self,
             int                 *out,
             const char          *value,
             GError             **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      if (strcmp (levels[i].name, value) == 0)
        {
          *out = levels[i].level;
          return TRUE;
        }
    }

  return refuse (self, "error, warning, notice, info or debug", value, error);
}

/* SCHEME://HOST or SCHEME://HOST:PORT, as browsers write an origin. */
static gboolean
is_origin (const char *value)
{
  g_autofree char *host_port = NULL;
  g_autofree char *host = NULL;
  const char *rest;
  const char *colon;
  guint16 port;

  if (g_str_has_prefix (value, "https://"))
    rest = value + strlen ("https://");
  else if (g_str_has_prefix (value, "http://"))
    rest = value + strlen ("http://");
  else
    return FALSE;

  colon = strrchr (rest, ':');
  host_port = g_strconcat (rest, colon == NULL || strchr (colon, ']') != NULL ? ":1" : "", NULL);
  return sight_host_port_parse (host_port, &host, &port, NULL) && port != 0;
}

static char *
trim_origin (const char *value)
{
  gsize length = strlen (value);

  return g_strndup (value, g_str_has_suffix (value, "/") ? length - 1 : length);
}

static gboolean
parse_text (const SightSetting  *self,
            char               **out,
            const char          *value,
            GError             **error)
{
  g_autofree char *text = self->type == SIGHT_SETTING_URL ? trim_origin (value) : g_strdup (value);

  if (self->type == SIGHT_SETTING_URL && *text != '\0' && !is_origin (text))
    return refuse (self, "an address like https://calls.example.org, without a path", value, error);

  g_clear_pointer (out, g_free);
  if (*text != '\0')
    *out = g_steal_pointer (&text);
  return TRUE;
}

/* Appends what @item means to @list, which is a GArray for ranges. */
static gboolean
parse_item (const SightSetting  *self,
            gpointer             list,
            const char          *item,
            GError             **error)
{
  g_autoptr(SightIceUrl) url = NULL;
  g_autofree char *text = g_strdup (item);
  SightAddressRange range;
  guint16 port;

  if (self->type == SIGHT_SETTING_RANGES)
    {
      if (!sight_address_range_parse (item, &range, error))
        return FALSE;
      g_array_append_val ((GArray *) list, range);
      return TRUE;
    }

  if (self->type == SIGHT_SETTING_LISTEN)
    {
      g_autofree char *host = NULL;

      if (!sight_host_port_parse (item, &host, &port, error))
        return FALSE;
    }
  else if (self->type == SIGHT_SETTING_ICE_URLS)
    {
      url = sight_ice_url_parse (item, error);
      if (url == NULL)
        return FALSE;
    }
  else if (self->type == SIGHT_SETTING_ORIGINS)
    {
      g_free (text);
      text = trim_origin (item);
      if (!is_origin (text))
        {
          g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                       "must be like https://example.org, without a path, not '%s'", item);
          return FALSE;
        }
    }

  g_ptr_array_add (list, g_steal_pointer (&text));
  return TRUE;
}

static gpointer
new_list (const SightSetting *self)
{
  if (self->type == SIGHT_SETTING_RANGES)
    return g_array_new (FALSE, FALSE, sizeof (SightAddressRange));

  return g_ptr_array_new_with_free_func (g_free);
}

static void
free_list (const SightSetting *self,
           gpointer            list)
{
  if (list == NULL)
    return;
  if (self->type == SIGHT_SETTING_RANGES)
    g_array_unref (list);
  else
    g_ptr_array_unref (list);
}

static gboolean
parse_list (const SightSetting  *self,
            gpointer            *out,
            const char          *value,
            GError             **error)
{
  const char *separators = sight_setting_is_secret (self) ? " \t\r\n" : "; \t\r\n";
  g_auto(GStrv) items = g_strsplit_set (value, separators, -1);
  gpointer list = new_list (self);
  guint n_items = 0;

  for (char **item = items; *item != NULL; item++)
    {
      if (**item == '\0')
        continue;

      if (++n_items > LIST_ITEMS_MAX)
        {
          free_list (self, list);
          g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                       "%s has more than %u items", self->name, LIST_ITEMS_MAX);
          return FALSE;
        }

      if (!parse_item (self, list, *item, error))
        {
          free_list (self, list);
          g_prefix_error (error, "%s ", self->name);
          return FALSE;
        }
    }

  free_list (self, *out);
  *out = list;
  return TRUE;
}

static gboolean
parse_secrets_file (const SightSetting  *self,
                    gpointer            *out,
                    const char          *path,
                    GError             **error)
{
  g_autofree char *text = NULL;

  if (*path == '\0')
    return TRUE;

  text = sight_secret_file_read (path, error);
  if (text == NULL || !parse_list (self, out, text, error))
    {
      g_prefix_error (error, "%s: ", self->name);
      return FALSE;
    }

  if (((GPtrArray *) *out)->len == 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_CONFIG,
                   "%s: there is no secret in '%s'", self->name, path);
      return FALSE;
    }

  return TRUE;
}

gboolean
sight_setting_parse (const SightSetting  *self,
                     SightServerConfig   *config,
                     const char          *value,
                     GError             **error)
{
  gpointer field = (guint8 *) config + self->offset;

  switch (self->type)
    {
    case SIGHT_SETTING_NUMBER:
    case SIGHT_SETTING_SIZE:
    case SIGHT_SETTING_DURATION:
    case SIGHT_SETTING_SECONDS:
      return parse_number (self, field, value, error);

    case SIGHT_SETTING_BOOLEAN:
      return parse_boolean (self, field, value, error);

    case SIGHT_SETTING_LEVEL:
      return parse_level (self, field, value, error);

    case SIGHT_SETTING_PATH:
    case SIGHT_SETTING_URL:
      return parse_text (self, field, value, error);

    case SIGHT_SETTING_LISTEN:
    case SIGHT_SETTING_ORIGINS:
    case SIGHT_SETTING_ICE_URLS:
    case SIGHT_SETTING_RANGES:
    case SIGHT_SETTING_SECRETS:
      return parse_list (self, field, value, error);

    case SIGHT_SETTING_SECRETS_FILE:
      return parse_secrets_file (self, field, value, error);

    default:
      g_return_val_if_reached (FALSE);
    }
}

gboolean
sight_setting_is_list (const SightSetting *self)
{
  switch (self->type)
    {
    case SIGHT_SETTING_LISTEN:
    case SIGHT_SETTING_ORIGINS:
    case SIGHT_SETTING_ICE_URLS:
    case SIGHT_SETTING_RANGES:
    case SIGHT_SETTING_SECRETS:
      return TRUE;

    case SIGHT_SETTING_NUMBER:
    case SIGHT_SETTING_SIZE:
    case SIGHT_SETTING_DURATION:
    case SIGHT_SETTING_SECONDS:
    case SIGHT_SETTING_BOOLEAN:
    case SIGHT_SETTING_LEVEL:
    case SIGHT_SETTING_PATH:
    case SIGHT_SETTING_URL:
    case SIGHT_SETTING_SECRETS_FILE:
    default:
      return FALSE;
    }
}

gboolean
sight_setting_is_secret (const SightSetting *self)
{
  return self->type == SIGHT_SETTING_SECRETS || self->type == SIGHT_SETTING_SECRETS_FILE;
}
