/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"

G_BEGIN_DECLS

/* What is sealed: keys and boxes, PROTOCOL.md sections 1.3 and 10. */

#define SIGHT_SEAL_KEY_LENGTH    32
#define SIGHT_SEAL_NONCE_LENGTH  12
#define SIGHT_SEAL_TAG_LENGTH    16
#define SIGHT_SEAL_PLAINTEXT_MAX 46052 /* bytes */

/**
 * SightSeal:
 *
 * The keys of one room. It is written once and then only read: any number of
 * threads may use one.
 */
typedef struct _SightSeal SightSeal;

/* Takes a tenth of a second and more, on purpose: not for the main thread.
 * @code is normalised.
 */
SightSeal  *sight_seal_new         (const char       *code,
                                    GError          **error);
/* Overwrites the key. */
void        sight_seal_free        (SightSeal        *self);
/* What the server sees of the room. */
SightRoomId sight_seal_get_room_id (const SightSeal  *self);

/* A box for @to, or for everyone where @to is %NULL. @number is that of the
 * message it goes into. %NULL where @length is over SIGHT_SEAL_PLAINTEXT_MAX.
 */
char       *sight_seal_close       (const SightSeal  *self,
                                    const SightId    *from,
                                    const SightId    *to,
                                    gint64            number,
                                    const char       *plaintext,
                                    gsize             length,
                                    GError          **error);
/* What is in a box; NUL-terminated. Fails where anything is not as it was
 * sealed, and never says what.
 */
char       *sight_seal_open        (const SightSeal  *self,
                                    const SightId    *from,
                                    const SightId    *to,
                                    gint64            number,
                                    const char       *box,
                                    gsize             box_length,
                                    gsize            *length,
                                    GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightSeal, sight_seal_free)

G_END_DECLS
