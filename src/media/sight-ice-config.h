/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightIceConfig:
 *
 * How a path to the other side may be looked for: STUN and TURN servers as the
 * server or the settings name them, and whether only a relay is wanted.
 */
typedef struct _SightIceConfig SightIceConfig;

SightIceConfig  *sight_ice_config_new             (void);
SightIceConfig  *sight_ice_config_copy            (const SightIceConfig *self);
void             sight_ice_config_free            (SightIceConfig       *self);

/* @url is "stun:HOST[:PORT]" or "turn:HOST[:PORT][?transport=udp|tcp]". False
 * where it is anything else, also "turns:": the TLS that libnice speaks there
 * is not TLS.
 */
gboolean         sight_ice_config_add_server      (SightIceConfig       *self,
                                                   const char           *url,
                                                   const char           *username,
                                                   const char           *credential);
/* No candidate of this computer's own addresses is made or told. */
void             sight_ice_config_set_relay_only  (SightIceConfig       *self,
                                                   gboolean              relay_only);
gboolean         sight_ice_config_get_relay_only  (const SightIceConfig *self);
/* Only from this address of the computer; may be called again. */
void             sight_ice_config_add_address     (SightIceConfig       *self,
                                                   const char           *address);

/* As webrtcbin takes them: one "stun://", any number of "turn://" with the
 * credentials percent-encoded, addresses. The lists are NULL-terminated.
 */
const char         *sight_ice_config_get_stun      (const SightIceConfig *self);
const char * const *sight_ice_config_get_turn      (const SightIceConfig *self);
const char * const *sight_ice_config_get_addresses (const SightIceConfig *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightIceConfig, sight_ice_config_free)

G_END_DECLS
