/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "protocol/sight-name.h"
#include "server/sight-ice-url.h"

#define TEXT_MAX 1024 /* bytes */

void
sight_ice_setting_free (SightIceSetting *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->username);
  g_free (self->credential);
  g_free (self);
}

static GPtrArray *
split (const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set (text, " \t", -1);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));

  return words;
}

static gboolean
refuse (GError     **error,
        const char  *problem)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, problem);

  return FALSE;
}

static gboolean
check (const GPtrArray  *words,
       GError          **error)
{
  g_autoptr(SightIceUrl) url = NULL;

  if (words->len == 0)
    return refuse (error, _("There is no address: it is written stun:HOST or turn:HOST."));

  url = sight_ice_url_parse (g_ptr_array_index (words, 0), NULL);
  if (url == NULL)
    return refuse (error, _("This is no address of such a server: it is written stun:HOST or turn:HOST, with a port where it is unusual."));
  if (url->kind == SIGHT_ICE_TURN_TLS)
    return refuse (error, _("TURN over TLS (turns:) is something that this program does not speak; turn: with ?transport=tcp is close to it."));
  if (sight_ice_url_is_turn (url) && words->len != 3)
    return refuse (error, _("A TURN server wants a name and a password: write them behind the address, with spaces between."));
  if (!sight_ice_url_is_turn (url) && words->len != 1)
    return refuse (error, _("A STUN server takes no name and no password."));

  return TRUE;
}

SightIceSetting *
sight_ice_setting_parse (const char  *text,
                         GError     **error)
{
  g_autoptr(GPtrArray) words = NULL;
  SightIceSetting *self;

  if (strlen (text) > TEXT_MAX || !g_utf8_validate (text, -1, NULL))
    {
      refuse (error, _("This is longer than an address can be."));
      return NULL;
    }

  words = split (text);
  if (!check (words, error))
    return NULL;

  self = g_new0 (SightIceSetting, 1);
  self->url = g_strdup (g_ptr_array_index (words, 0));
  self->username = words->len > 1 ? g_strdup (g_ptr_array_index (words, 1)) : NULL;
  self->credential = words->len > 2 ? g_strdup (g_ptr_array_index (words, 2)) : NULL;

  return self;
}

SightIceConfig *
sight_call_settings_make_ice (GSettings *settings)
{
  g_auto(GStrv) servers = g_settings_get_strv (settings, "ice-servers");
  SightIceConfig *config = sight_ice_config_new ();

  for (guint i = 0; servers[i] != NULL; i++)
    {
      g_autoptr(SightIceSetting) server = sight_ice_setting_parse (servers[i], NULL);

      if (server != NULL)
        sight_ice_config_add_server (config, server->url, server->username, server->credential);
    }
  sight_ice_config_set_relay_only (config, g_settings_get_boolean (settings, "relay-only"));

  return config;
}

SightCodec
sight_call_settings_get_codec (GSettings *settings)
{
  g_autofree char *codec = g_settings_get_string (settings, "video-codec");

  return g_str_equal (codec, "h264") ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8;
}

char *
sight_call_settings_get_name (GSettings *settings)
{
  g_autofree char *chosen = g_settings_get_string (settings, "display-name");
  g_autofree char *name = sight_name_clean (chosen);
  const char *real_name = g_get_real_name ();

  if (*name != '\0')
    return g_steal_pointer (&name);
  if (real_name != NULL && *real_name != '\0' && !g_str_equal (real_name, "Unknown"))
    return sight_name_clean (real_name);

  return sight_name_clean (g_get_user_name ());
}
