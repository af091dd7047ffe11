/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-seal.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "protocol/sight-limits.h"
#include "protocol/sight-protocol-error.h"
#include "protocol/sight-request.h"
#include "protocol/sight-seal-private.h"

#define SALT       "sightline/1"
#define ITERATIONS 200000
#define STRETCHED_LENGTH 32
#define ROOM_ID_BYTES    (SIGHT_ROOM_ID_LENGTH / 2)

G_STATIC_ASSERT (SIGHT_BOX_MAX / 4 * 3 ==
                 SIGHT_SEAL_NONCE_LENGTH + SIGHT_SEAL_PLAINTEXT_MAX + SIGHT_SEAL_TAG_LENGTH);

struct _SightSeal
{
  SightRoomId room_id;
  guint8      key[SIGHT_SEAL_KEY_LENGTH];
};

gboolean
sight_seal_check_gnutls (int      status,
                         GError **error)
{
  if (status >= 0)
    return TRUE;

  g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_CRYPTO,
               "The cryptographic library failed: %s", gnutls_strerror (status));
  return FALSE;
}

/* RFC 5869 with an empty salt, extract and expand. */
static int
derive (const guint8  stretched[STRETCHED_LENGTH],
        const char   *label,
        guint8       *out,
        gsize         out_length)
{
  guint8 secret[32];
  gnutls_datum_t key = { (guint8 *) stretched, STRETCHED_LENGTH };
  gnutls_datum_t salt = { NULL, 0 };
  gnutls_datum_t info = { (guint8 *) label, strlen (label) };
  gnutls_datum_t extracted = { secret, sizeof secret };
  int status = gnutls_hkdf_extract (GNUTLS_MAC_SHA256, &key, &salt, secret);

  if (status >= 0)
    status = gnutls_hkdf_expand (GNUTLS_MAC_SHA256, &extracted, &info, out, out_length);
  gnutls_memset (secret, 0, sizeof secret);

  return status;
}

SightSeal *
sight_seal_new (const char  *code,
                GError     **error)
{
  g_autoptr(SightSeal) self = g_new0 (SightSeal, 1);
  gnutls_datum_t password = { (guint8 *) code, strlen (code) };
  gnutls_datum_t salt = { (guint8 *) SALT, strlen (SALT) };
  guint8 stretched[STRETCHED_LENGTH];
  guint8 room_id[ROOM_ID_BYTES];
  int status;

  status = gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &password, &salt, ITERATIONS, stretched, sizeof stretched);
  if (status >= 0)
    status = derive (stretched, "room id", room_id, sizeof room_id);
  if (status >= 0)
    status = derive (stretched, "seal", self->key, sizeof self->key);
  gnutls_memset (stretched, 0, sizeof stretched);

  if (!sight_seal_check_gnutls (status, error))
    return NULL;

  for (guint i = 0; i < sizeof room_id; i++)
    g_snprintf (self->room_id.text + 2 * i, 3, "%02x", room_id[i]);

  return g_steal_pointer (&self);
}

void
sight_seal_free (SightSeal *self)
{
  if (self == NULL)
    return;

  gnutls_memset (self, 0, sizeof *self);
  g_free (self);
}

SightRoomId
sight_seal_get_room_id (const SightSeal *self)
{
  return self->room_id;
}

const guint8 *
sight_seal_get_key (const SightSeal *self)
{
  return self->key;
}

/* Sender, receiver and number are authenticated with the box: the server can
 * neither redirect one nor renumber it.
 */
static char *
make_aad (const SightId *from,
          const SightId *to,
          gint64         number)
{
  return g_strdup_printf (SIGHT_SUBPROTOCOL "|%s|%s|%" G_GINT64_FORMAT,
                          from->text, to != NULL ? to->text : "*", number);
}

/* A handle for one box: GnuTLS allows no two threads in one handle. */
static gnutls_aead_cipher_hd_t
begin (const SightSeal  *self,
       GError          **error)
{
  gnutls_aead_cipher_hd_t cipher = NULL;
  gnutls_datum_t key = { (guint8 *) self->key, sizeof self->key };

  if (!sight_seal_check_gnutls (gnutls_aead_cipher_init (&cipher, GNUTLS_CIPHER_AES_256_GCM, &key), error))
    return NULL;

  return cipher;
}

char *
sight_seal_close_with_nonce (const SightSeal  *self,
                             const SightId    *from,
                             const SightId    *to,
                             gint64            number,
                             const guint8      nonce[SIGHT_SEAL_NONCE_LENGTH],
                             const char       *plaintext,
                             gsize             length,
                             GError          **error)
{
  g_autofree char *aad = make_aad (from, to, number);
  g_autofree guint8 *bytes = NULL;
  gsize sealed_length = length + SIGHT_SEAL_TAG_LENGTH;
  gnutls_aead_cipher_hd_t cipher;
  int status;

  if (length > SIGHT_SEAL_PLAINTEXT_MAX)
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_BOX,
                   "A box holds at most %d bytes", SIGHT_SEAL_PLAINTEXT_MAX);
      return NULL;
    }

  cipher = begin (self, error);
  if (cipher == NULL)
    return NULL;

  bytes = g_malloc (SIGHT_SEAL_NONCE_LENGTH + sealed_length);
  memcpy (bytes, nonce, SIGHT_SEAL_NONCE_LENGTH);
  status = gnutls_aead_cipher_encrypt (cipher, nonce, SIGHT_SEAL_NONCE_LENGTH, aad, strlen (aad), SIGHT_SEAL_TAG_LENGTH,
                                       plaintext, length, bytes + SIGHT_SEAL_NONCE_LENGTH, &sealed_length);
  gnutls_aead_cipher_deinit (cipher);

  if (!sight_seal_check_gnutls (status, error))
    return NULL;

  return g_base64_encode (bytes, SIGHT_SEAL_NONCE_LENGTH + sealed_length);
}

char *
sight_seal_close (const SightSeal  *self,
                  const SightId    *from,
                  const SightId    *to,
                  gint64            number,
                  const char       *plaintext,
                  gsize             length,
                  GError          **error)
{
  guint8 nonce[SIGHT_SEAL_NONCE_LENGTH];

  if (!sight_seal_check_gnutls (gnutls_rnd (GNUTLS_RND_NONCE, nonce, sizeof nonce), error))
    return NULL;

  return sight_seal_close_with_nonce (self, from, to, number, nonce, plaintext, length, error);
}

static gboolean
refuse_box (GError **error)
{
  g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_BOX,
                       "The box does not open: it was not sealed for this room, sender and receiver");
  return FALSE;
}

static char *
decrypt (const SightSeal  *self,
         const char       *aad,
         const guint8     *bytes,
         gsize             n_bytes,
         gsize            *length,
         GError          **error)
{
  gnutls_aead_cipher_hd_t cipher = begin (self, error);
  gsize opened_length = n_bytes - SIGHT_SEAL_NONCE_LENGTH;
  char *opened;
  int status;

  if (cipher == NULL)
    return NULL;

  /* One more for the NUL; what the tag takes up is room to spare. */
  opened = g_malloc0 (opened_length + 1);
  status = gnutls_aead_cipher_decrypt (cipher, bytes, SIGHT_SEAL_NONCE_LENGTH, aad, strlen (aad), SIGHT_SEAL_TAG_LENGTH,
                                       bytes + SIGHT_SEAL_NONCE_LENGTH, n_bytes - SIGHT_SEAL_NONCE_LENGTH,
                                       opened, &opened_length);
  gnutls_aead_cipher_deinit (cipher);

  if (status < 0)
    {
      gnutls_memset (opened, 0, n_bytes - SIGHT_SEAL_NONCE_LENGTH);
      g_free (opened);
      refuse_box (error);
      return NULL;
    }

  opened[opened_length] = '\0';
  *length = opened_length;
  return opened;
}

char *
sight_seal_open (const SightSeal  *self,
                 const SightId    *from,
                 const SightId    *to,
                 gint64            number,
                 const char       *box,
                 gsize             box_length,
                 gsize            *length,
                 GError          **error)
{
  g_autofree char *aad = make_aad (from, to, number);
  g_autofree char *text = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize n_bytes = 0, opened_length;
  char *opened;

  /* Only canonical base64 passes, so a box has one spelling. */
  if (!sight_box_is_valid (box, box_length))
    {
      refuse_box (error);
      return NULL;
    }

  text = g_strndup (box, box_length);
  bytes = g_base64_decode (text, &n_bytes);
  if (n_bytes < SIGHT_SEAL_NONCE_LENGTH + SIGHT_SEAL_TAG_LENGTH)
    {
      refuse_box (error);
      return NULL;
    }

  opened = decrypt (self, aad, bytes, n_bytes, &opened_length, error);
  if (opened != NULL && length != NULL)
    *length = opened_length;

  return opened;
}
