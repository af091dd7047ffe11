/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"

G_BEGIN_DECLS

/* Verification of the person, PROTOCOL.md section 12: commit, reveal, compare. */

#define SIGHT_VERIFICATION_RANDOM_LENGTH 32
#define SIGHT_VERIFICATION_COMMIT_LENGTH 32
#define SIGHT_FINGERPRINT_LENGTH         32
#define SIGHT_VERIFICATION_BYTES         6
#define SIGHT_VERIFICATION_EMOJI         7
#define SIGHT_N_EMOJI                    64

typedef struct
{
  SightId id;
  guint8  random[SIGHT_VERIFICATION_RANDOM_LENGTH];
  guint8  fingerprint[SIGHT_FINGERPRINT_LENGTH]; /* as seen in the live session */
} SightVerificationSide;

typedef struct
{
  guint8 bytes[SIGHT_VERIFICATION_BYTES];
  guint  emoji[SIGHT_VERIFICATION_EMOJI];        /* places in the table */
} SightVerification;

gboolean    sight_verification_make_random  (guint8                       random[SIGHT_VERIFICATION_RANDOM_LENGTH],
                                             GError                     **error);
gboolean    sight_verification_commit       (const guint8                 random[SIGHT_VERIFICATION_RANDOM_LENGTH],
                                             guint8                       commit[SIGHT_VERIFICATION_COMMIT_LENGTH],
                                             GError                     **error);
/* Whether @random is what was committed to. Where it is not, somebody is in
 * between: say so loudly.
 */
gboolean    sight_verification_opens_commit (const guint8                 commit[SIGHT_VERIFICATION_COMMIT_LENGTH],
                                             const guint8                 random[SIGHT_VERIFICATION_RANDOM_LENGTH]);
gboolean    sight_verification_derive       (SightVerification           *out,
                                             const SightRoomId           *room,
                                             const SightVerificationSide *initiator,
                                             const SightVerificationSide *responder,
                                             gint64                       generation,
                                             GError                     **error);

/* The table of the Matrix specification; names are in English and marked for
 * translation.
 */
const char *sight_emoji_get_text            (guint                        index);
const char *sight_emoji_get_name            (guint                        index);

G_END_DECLS
