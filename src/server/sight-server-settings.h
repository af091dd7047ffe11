/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-server-config.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_SETTING_NUMBER,    /* guint */
  SIGHT_SETTING_SIZE,      /* guint, bytes */
  SIGHT_SETTING_DURATION,  /* guint, milliseconds */
  SIGHT_SETTING_SECONDS,   /* guint, whole seconds */
  SIGHT_SETTING_BOOLEAN,   /* gboolean */
  SIGHT_SETTING_LEVEL,     /* int, GLogLevelFlags */
  SIGHT_SETTING_PATH,      /* char *, NULL when empty */
  SIGHT_SETTING_URL,       /* char *, an origin; NULL when empty */
  SIGHT_SETTING_LISTEN,    /* GPtrArray of HOST:PORT */
  SIGHT_SETTING_ORIGINS,   /* GPtrArray of origins */
  SIGHT_SETTING_ICE_URLS,  /* GPtrArray of stun:, turn: and turns: URLs */
  SIGHT_SETTING_RANGES,    /* GArray of SightAddressRange */
  SIGHT_SETTING_SECRETS,   /* GPtrArray of char * */
  SIGHT_SETTING_SECRETS_FILE, /* the same, read from a file */
} SightSettingType;

/**
 * SightSetting:
 *
 * One thing an operator can say. The file, the command line, the help, the
 * sample file and the check of the manual all read this table, so they cannot
 * disagree.
 */
typedef struct
{
  const char       *group;     /* in the file and in the help */
  const char       *name;      /* key in the file, --name on the command line */
  SightSettingType  type;
  gsize             offset;    /* into SightServerConfig */
  guint             minimum;   /* of numbers; in the stored unit */
  guint             maximum;
  const char       *value;     /* default, as one would write it; "" is none */
  const char       *argument;  /* what the help calls the value; translatable */
  const char       *help;      /* one line; translatable */
} SightSetting;

typedef struct
{
  const char *name;
  const char *title;           /* translatable */
} SightSettingGroup;

const SightSetting      *sight_server_settings_get        (gsize               *n_settings);
const SightSettingGroup *sight_server_settings_get_groups (gsize               *n_groups);
const SightSetting      *sight_server_settings_find       (const char          *name);

/* Values of lists are separated by white space or ';' (secrets: white space
 * only); a list that is set replaces the one that was there.
 */
gboolean                 sight_setting_parse              (const SightSetting  *self,
                                                           SightServerConfig   *config,
                                                           const char          *value,
                                                           GError             **error);
gboolean                 sight_setting_is_list            (const SightSetting  *self);
gboolean                 sight_setting_is_secret          (const SightSetting  *self);

G_END_DECLS
