/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The secret of a room, PROTOCOL.md section 1.1. Codes are plain strings: what
 * sight_room_code_normalise() gives is "the code", and everything else here
 * takes nothing else.
 */

#define SIGHT_ROOM_CODE_INPUT_MAX   1024 /* bytes, before normalisation */
#define SIGHT_ROOM_CODE_MADE_LENGTH 16
#define SIGHT_ROOM_CODE_OWN_MIN     4    /* code points */
#define SIGHT_ROOM_CODE_OWN_MAX     64

/* How hard a code is to guess. */
typedef enum
{
  SIGHT_STRENGTH_WEAK,
  SIGHT_STRENGTH_FAIR,
  SIGHT_STRENGTH_STRONG,
} SightStrength;

/* A new code of 80 random bits; %NULL only where the system gives no random
 * numbers.
 */
char          *sight_room_code_make         (GError        **error);
/* @text may be anything from outside, also no UTF-8. */
char          *sight_room_code_normalise    (const char     *text,
                                             GError        **error);
/* Whether a code has the form of those that the program makes. */
gboolean       sight_room_code_is_made      (const char     *code);
/* As it is shown and put into links: a made code in groups of four. */
char          *sight_room_code_to_display   (const char     *code);
SightStrength  sight_room_code_get_strength (const char     *code);
/* Overwrites a code and frees it; %NULL is fine. */
void           sight_room_code_free         (char           *code);

const char    *sight_strength_to_name       (SightStrength   strength);

G_END_DECLS
