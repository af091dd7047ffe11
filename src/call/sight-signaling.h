/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-signaling-machine.h"
#include "call/sight-socket.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_SIGNALING (sight_signaling_get_type ())

G_DECLARE_FINAL_TYPE (SightSignaling, sight_signaling, SIGHT, SIGNALING, GObject)

/**
 * SightSignaling:
 *
 * The line to the server, which holds through broken connections: a
 * #SightSignalingMachine with a #SightSocket, a clock and an eye on the
 * network. Losing it says nothing about media.
 */
SightSignaling      *sight_signaling_new          (SightSocket         *socket,
                                                   const char          *user_agent);

/* As sight_signaling_machine_prepare(). */
void                 sight_signaling_prepare      (SightSignaling      *self);
void                 sight_signaling_join         (SightSignaling      *self,
                                                   const SightRoomId   *room,
                                                   SightKind            kind);
void                 sight_signaling_leave        (SightSignaling      *self);
/* As sight_signaling_machine_fail(). */
void                 sight_signaling_fail         (SightSignaling      *self,
                                                   const GError        *error);
/* As sight_signaling_machine_say(). */
gboolean             sight_signaling_say          (SightSignaling      *self,
                                                   const SightRequest  *request);

SightSignalingState  sight_signaling_get_state    (SightSignaling      *self);
const GError        *sight_signaling_get_error    (SightSignaling      *self);
/* How long there has been no connection; 0 while there is one. */
guint                sight_signaling_get_lost_ms  (SightSignaling      *self);

G_END_DECLS
