/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-event.h"
#include "protocol/sight-replay-guard.h"
#include "protocol/sight-request.h"
#include "protocol/sight-seal.h"
#include "protocol/sight-sealed-message.h"

G_BEGIN_DECLS

/**
 * SightSealedLine:
 *
 * What we say to members and hear from them through a server that must not
 * understand it: seals, numbers and proves fresh what goes out; opens what
 * comes in and drops what is forged, replayed or from an earlier call
 * (PROTOCOL.md section 10).
 */
typedef struct _SightSealedLine SightSealedLine;

/* @seal is borrowed and outlives the line. */
SightSealedLine  *sight_sealed_line_new    (const SightSeal          *seal);
void              sight_sealed_line_free   (SightSealedLine          *self);

/* We are somebody new in the room: numbers begin again, and nobody has
 * introduced himself yet.
 */
void              sight_sealed_line_enter  (SightSealedLine          *self,
                                            const SightId            *me);
/* @id has left; its id will not come again. */
void              sight_sealed_line_forget (SightSealedLine          *self,
                                            const SightId            *id);

/* Seals @message for @to, or for everyone where that is %NULL (an intro). Its
 * "x" or its proof of freshness is filled in here. @request is ready to be
 * said and lives as long as *@box, which the caller frees. Fails where @to has
 * not introduced itself.
 */
gboolean          sight_sealed_line_seal   (SightSealedLine          *self,
                                            const SightId            *to,
                                            SightSealedMessage       *message,
                                            SightRequest             *request,
                                            char                    **box,
                                            GError                  **error);
/* Opens a relay. False where it is to be dropped; @tell then says whether the
 * person should hear of it, which is once for each kind of drop.
 */
gboolean          sight_sealed_line_open   (SightSealedLine          *self,
                                            const SightEvent         *relay,
                                            SightSealedMessage       *message,
                                            SightDrop                *drop,
                                            gboolean                 *tell);

const SightReplayGuard *sight_sealed_line_get_guard (const SightSealedLine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSealedLine, sight_sealed_line_free)

G_END_DECLS
