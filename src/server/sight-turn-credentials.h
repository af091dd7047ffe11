/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "server/sight-server-config.h"

G_BEGIN_DECLS

#define SIGHT_TURN_RANDOM_LENGTH 8

/**
 * SightTurnCredentials:
 *
 * Time-limited credentials as coturn's use-auth-secret checks them: the user
 * name is "EXPIRY:RANDOM" and the password is base64 (HMAC-SHA1 (secret, user
 * name)). The random part says nothing about the person.
 */
typedef struct
{
  char *username;
  char *password;
} SightTurnCredentials;

/* @expires is Unix time in seconds. */
SightTurnCredentials *sight_turn_credentials_new  (const char           *secret,
                                                   gint64                expires,
                                                   const guint8          random[SIGHT_TURN_RANDOM_LENGTH]);
void                  sight_turn_credentials_free (SightTurnCredentials *self);

/* Appends the array that PROTOCOL.md calls "ice" and tells when its credentials
 * expire; 0 where it has none. @now_seconds is Unix time.
 */
void sight_turn_credentials_append_ice (GString                 *out,
                                        const SightServerConfig *config,
                                        gint64                   now_seconds,
                                        const guint8             random[SIGHT_TURN_RANDOM_LENGTH],
                                        gint64                  *expires);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightTurnCredentials, sight_turn_credentials_free)

G_END_DECLS
