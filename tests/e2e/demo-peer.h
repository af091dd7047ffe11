/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "protocol/sight-event.h"
#include "protocol/sight-request.h"

G_BEGIN_DECLS

/**
 * DemoPeer:
 *
 * The smallest client there can be: one socket, one thing after the other, and
 * every wait has an end.
 */
typedef struct _DemoPeer DemoPeer;

DemoPeer *demo_peer_new  (const char          *authority,
                          GError             **error);
void      demo_peer_free (DemoPeer            *self);

gboolean  demo_peer_send (DemoPeer            *self,
                          const SightRequest  *request,
                          GError             **error);
/* Reads up to the first message of @type; an error message ends the wait. */
gboolean  demo_peer_wait (DemoPeer            *self,
                          SightEventType       type,
                          SightEvent          *out,
                          GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoPeer, demo_peer_free)

G_END_DECLS
