/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-call.h"
#include "media/sight-ice-config.h"

G_BEGIN_DECLS

/* A STUN or TURN server as the preferences keep it: its address, and for TURN a
 * name and a password, with spaces between.
 */
typedef struct
{
  char *url;
  char *username;    /* NULL for STUN */
  char *credential;
} SightIceSetting;

SightIceSetting *sight_ice_setting_parse       (const char       *text,
                                                GError          **error);
void             sight_ice_setting_free        (SightIceSetting  *self);

/* All of them that are good; others are left out. */
SightIceConfig  *sight_call_settings_make_ice  (GSettings        *settings);
SightCodec       sight_call_settings_get_codec (GSettings        *settings);
/* The name that others see: the account's where none was chosen. */
char            *sight_call_settings_get_name  (GSettings        *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightIceSetting, sight_ice_setting_free)

G_END_DECLS
