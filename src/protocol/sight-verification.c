/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-verification.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "protocol/sight-protocol-error.h"
#include "protocol/sight-seal-private.h"

#define LABEL "sightline-sas"

gboolean
sight_verification_make_random (guint8   random[SIGHT_VERIFICATION_RANDOM_LENGTH],
                                GError **error)
{
  return sight_seal_check_gnutls (gnutls_rnd (GNUTLS_RND_KEY, random, SIGHT_VERIFICATION_RANDOM_LENGTH), error);
}

gboolean
sight_verification_commit (const guint8   random[SIGHT_VERIFICATION_RANDOM_LENGTH],
                           guint8         commit[SIGHT_VERIFICATION_COMMIT_LENGTH],
                           GError       **error)
{
  guint8 text[sizeof LABEL - 1 + SIGHT_VERIFICATION_RANDOM_LENGTH];

  memcpy (text, LABEL, sizeof LABEL - 1);
  memcpy (text + sizeof LABEL - 1, random, SIGHT_VERIFICATION_RANDOM_LENGTH);

  return sight_seal_check_gnutls (gnutls_hash_fast (GNUTLS_DIG_SHA256, text, sizeof text, commit), error);
}

gboolean
sight_verification_opens_commit (const guint8 commit[SIGHT_VERIFICATION_COMMIT_LENGTH],
                                 const guint8 random[SIGHT_VERIFICATION_RANDOM_LENGTH])
{
  guint8 expected[SIGHT_VERIFICATION_COMMIT_LENGTH];

  return sight_verification_commit (random, expected, NULL) &&
         gnutls_memcmp (commit, expected, sizeof expected) == 0;
}

static GByteArray *
make_info (const SightRoomId           *room,
           const SightVerificationSide *initiator,
           const SightVerificationSide *responder,
           gint64                       generation)
{
  GByteArray *info = g_byte_array_new ();
  g_autofree char *g = g_strdup_printf ("%" G_GINT64_FORMAT, generation);

  g_byte_array_append (info, (const guint8 *) LABEL, sizeof LABEL - 1);
  g_byte_array_append (info, (const guint8 *) room->text, SIGHT_ROOM_ID_LENGTH);
  g_byte_array_append (info, (const guint8 *) initiator->id.text, SIGHT_ID_LENGTH);
  g_byte_array_append (info, (const guint8 *) responder->id.text, SIGHT_ID_LENGTH);
  g_byte_array_append (info, initiator->fingerprint, SIGHT_FINGERPRINT_LENGTH);
  g_byte_array_append (info, responder->fingerprint, SIGHT_FINGERPRINT_LENGTH);
  g_byte_array_append (info, (const guint8 *) g, strlen (g));

  return info;
}

/* Six bits each, from the most significant; the last six of the 48 are spare. */
static void
cut (SightVerification *self)
{
  guint64 bits = 0;

  for (guint i = 0; i < SIGHT_VERIFICATION_BYTES; i++)
    bits = bits << 8 | self->bytes[i];

  for (guint i = 0; i < SIGHT_VERIFICATION_EMOJI; i++)
    self->emoji[i] = bits >> (42 - 6 * i) & 63;
}

gboolean
sight_verification_derive (SightVerification            *out,
                           const SightRoomId            *room,
                           const SightVerificationSide  *initiator,
                           const SightVerificationSide  *responder,
                           gint64                        generation,
                           GError                      **error)
{
  g_autoptr(GByteArray) info = make_info (room, initiator, responder, generation);
  guint8 randoms[2 * SIGHT_VERIFICATION_RANDOM_LENGTH];
  guint8 secret[32];
  gnutls_datum_t key = { randoms, sizeof randoms };
  gnutls_datum_t salt = { NULL, 0 };
  gnutls_datum_t extracted = { secret, sizeof secret };
  gnutls_datum_t label = { info->data, info->len };
  int status;

  memcpy (randoms, initiator->random, SIGHT_VERIFICATION_RANDOM_LENGTH);
  memcpy (randoms + SIGHT_VERIFICATION_RANDOM_LENGTH, responder->random, SIGHT_VERIFICATION_RANDOM_LENGTH);

  status = gnutls_hkdf_extract (GNUTLS_MAC_SHA256, &key, &salt, secret);
  if (status >= 0)
    status = gnutls_hkdf_expand (GNUTLS_MAC_SHA256, &extracted, &label, out->bytes, sizeof out->bytes);
  gnutls_memset (secret, 0, sizeof secret);
  gnutls_memset (randoms, 0, sizeof randoms);

  if (!sight_seal_check_gnutls (status, error))
    return FALSE;

  cut (out);
  return TRUE;
}
