/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-player.h"

#include <pipewire/keys.h>
#include <spa/utils/dict.h>
#include <unistd.h>

#include "protocol/sight-name.h"

struct _SightPlayer
{
  GObject   parent_instance;

  char     *id;
  char     *name;
  gboolean  plays_call;
};

enum
{
  PROP_0,
  PROP_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SightPlayer, sight_player, G_TYPE_OBJECT)

static const struct
{
  const char *channel;
  SightSides  sides;
} channels[] = {
  { "FL", SIGHT_SIDE_LEFT }, { "SL", SIGHT_SIDE_LEFT }, { "RL", SIGHT_SIDE_LEFT }, { "FLC", SIGHT_SIDE_LEFT },
  { "RLC", SIGHT_SIDE_LEFT }, { "TFL", SIGHT_SIDE_LEFT }, { "TRL", SIGHT_SIDE_LEFT }, { "AUX0", SIGHT_SIDE_LEFT },
  { "FR", SIGHT_SIDE_RIGHT }, { "SR", SIGHT_SIDE_RIGHT }, { "RR", SIGHT_SIDE_RIGHT }, { "FRC", SIGHT_SIDE_RIGHT },
  { "RRC", SIGHT_SIDE_RIGHT }, { "TFR", SIGHT_SIDE_RIGHT }, { "TRR", SIGHT_SIDE_RIGHT }, { "AUX1", SIGHT_SIDE_RIGHT },
  /* Two speakers, or a pair of headphones, have no use for it. */
  { "LFE", 0 }, { "LFE2", 0 },
};

SightSides
sight_sides_of_channel (const char *channel)
{
  for (guint i = 0; channel != NULL && i < G_N_ELEMENTS (channels); i++)
    if (g_str_equal (channels[i].channel, channel))
      return channels[i].sides;

  return SIGHT_SIDE_LEFT | SIGHT_SIDE_RIGHT;
}

static void
sight_player_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, SIGHT_PLAYER (object)->name);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sight_player_finalize (GObject *object)
{
  SightPlayer *self = SIGHT_PLAYER (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (sight_player_parent_class)->finalize (object);
}

static void
sight_player_class_init (SightPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_player_get_property;
  object_class->finalize = sight_player_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sight_player_init (SightPlayer *self)
{
}

/* The first that is there, fit to be shown. */
static char *
read_name (const struct spa_dict *dict,
           const char * const    *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *value = spa_dict_lookup (dict, keys[i]);
      g_autofree char *name = value != NULL ? sight_name_clean (value) : NULL;

      if (name != NULL && *name != '\0')
        return g_steal_pointer (&name);
    }

  return g_strdup ("?");
}

static gboolean
plays_call (const struct spa_dict *dict)
{
  const char *pid = spa_dict_lookup (dict, PW_KEY_APP_PROCESS_ID);

  return spa_dict_lookup (dict, SIGHT_PLAYER_CALL_PROPERTY) != NULL ||
         (pid != NULL && g_ascii_strtoll (pid, NULL, 10) == getpid ());
}

SightPlayer *
sight_player_read (const struct spa_dict *dict)
{
  static const char * const id_keys[] = { PW_KEY_APP_PROCESS_BINARY, PW_KEY_APP_ID, PW_KEY_APP_NAME, PW_KEY_NODE_NAME, NULL };
  static const char * const name_keys[] = { PW_KEY_APP_NAME, PW_KEY_NODE_DESCRIPTION, PW_KEY_APP_PROCESS_BINARY, PW_KEY_NODE_NAME, NULL };
  SightPlayer *self;

  /* The two ends of a filter or a loop have one group. What comes out of it may
   * have our own call in it.
   */
  if (spa_dict_lookup (dict, PW_KEY_NODE_LINK_GROUP) != NULL)
    return NULL;

  self = g_object_new (SIGHT_TYPE_PLAYER, NULL);
  self->id = read_name (dict, id_keys);
  self->name = read_name (dict, name_keys);
  self->plays_call = plays_call (dict);

  return self;
}

const char *
sight_player_get_id (SightPlayer *self)
{
  return self->id;
}

const char *
sight_player_get_name (SightPlayer *self)
{
  return self->name;
}

gboolean
sight_player_plays_call (SightPlayer *self)
{
  return self->plays_call;
}

gboolean
sight_player_is_called (SightPlayer *self,
                        const char  *text)
{
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_autofree char *name = g_utf8_casefold (self->name, -1);

  return g_str_equal (self->id, text) || g_str_equal (name, wanted);
}
