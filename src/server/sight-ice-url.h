/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SIGHT_ICE_STUN,
  SIGHT_ICE_TURN_UDP,
  SIGHT_ICE_TURN_TCP,
  SIGHT_ICE_TURN_TLS,
} SightIceKind;

/* A server out of stun: (RFC 7064), turn: and turns: (RFC 7065) URLs. */
typedef struct
{
  SightIceKind  kind;
  char         *host; /* without brackets */
  guint16       port;
} SightIceUrl;

SightIceUrl *sight_ice_url_parse      (const char         *text,
                                       GError            **error);
void         sight_ice_url_free       (SightIceUrl        *self);
/* Whether it wants credentials. */
gboolean     sight_ice_url_is_turn    (const SightIceUrl  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightIceUrl, sight_ice_url_free)

G_END_DECLS
