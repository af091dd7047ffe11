/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-stun-message.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "server/sight-server-config.h"

#define ATTRIBUTE_HEADER_LENGTH 4
#define INTEGRITY_LENGTH 20
#define FAMILY_IPV4 1
#define FAMILY_IPV6 2

static const guint8 cookie[4] = { 0x21, 0x12, 0xa4, 0x42 };

static guint16
read_16 (const guint8 *at)
{
  return (guint16) (at[0] << 8 | at[1]);
}

static void
write_16 (guint8  *at,
          guint16  value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static gsize
pad (gsize length)
{
  return (length + 3) & ~(gsize) 3;
}

gsize
sight_stun_message_measure (const guint8 *header)
{
  gsize length = SIGHT_STUN_HEADER_LENGTH + (gsize) read_16 (header + 2);

  if ((header[0] & 0xc0) != 0 || memcmp (header + 4, cookie, sizeof cookie) != 0 ||
      length % 4 != 0 || length > SIGHT_STUN_MESSAGE_MAX)
    return 0;

  return length;
}

static gboolean
refuse (GError     **error,
        const char  *message)
{
  g_set_error_literal (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_TURN, message);
  return FALSE;
}

gboolean
sight_stun_message_parse (SightStunMessage  *self,
                          const guint8      *data,
                          gsize              length,
                          GError           **error)
{
  gsize at = SIGHT_STUN_HEADER_LENGTH;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  if (length < SIGHT_STUN_HEADER_LENGTH || sight_stun_message_measure (data) != length)
    return refuse (error, "the answer is not a STUN message");

  while (at < length)
    {
      gsize value_length;

      if (length - at < ATTRIBUTE_HEADER_LENGTH)
        return refuse (error, "the answer ends within an attribute");

      value_length = pad (read_16 (data + at + 2));
      at += ATTRIBUTE_HEADER_LENGTH;
      if (length - at < value_length)
        return refuse (error, "the answer ends within an attribute");
      at += value_length;
    }

  self->type = read_16 (data);
  self->transaction = data + 8;
  self->data = data;
  self->length = length;
  return TRUE;
}

const guint8 *
sight_stun_message_find (const SightStunMessage *self,
                         guint16                 attribute,
                         gsize                  *length)
{
  gsize at = SIGHT_STUN_HEADER_LENGTH;

  while (at < self->length)
    {
      gsize value_length = read_16 (self->data + at + 2);

      if (read_16 (self->data + at) == attribute)
        {
          *length = value_length;
          return self->data + at + ATTRIBUTE_HEADER_LENGTH;
        }
      at += ATTRIBUTE_HEADER_LENGTH + pad (value_length);
    }

  return NULL;
}

gboolean
sight_stun_message_get_error (const SightStunMessage *self,
                              guint                  *code)
{
  gsize length = 0;
  const guint8 *value = sight_stun_message_find (self, SIGHT_STUN_ERROR_CODE, &length);

  if (value == NULL || length < 4 || (value[2] & 7) < 3 || (value[2] & 7) > 6 || value[3] > 99)
    return FALSE;

  *code = (value[2] & 7) * 100u + value[3];
  return TRUE;
}

gboolean
sight_stun_message_get_xor_address (const SightStunMessage *self,
                                    guint16                 attribute,
                                    SightAddress           *address,
                                    guint16                *port)
{
  gsize length = 0;
  const guint8 *value = sight_stun_message_find (self, attribute, &length);
  guint8 bytes[16] = { [10] = 0xff, [11] = 0xff };
  gsize begin;

  if (value == NULL || length < 4)
    return FALSE;
  if (!((value[1] == FAMILY_IPV4 && length == 8) || (value[1] == FAMILY_IPV6 && length == 20)))
    return FALSE;

  /* The cookie and the transaction id lie one behind the other in the header. */
  begin = value[1] == FAMILY_IPV4 ? 12 : 0;
  for (gsize i = begin; i < sizeof bytes; i++)
    bytes[i] = value[4 + i - begin] ^ self->data[4 + i - begin];

  memcpy (address->bytes, bytes, sizeof bytes);
  *port = read_16 (value + 2) ^ read_16 (cookie);
  return TRUE;
}

/* The HMAC covers what is before the attribute, under a length in the header
 * that ends with the attribute.
 */
static gboolean
compute_integrity (const guint8 *data,
                   gsize         length,
                   const guint8 *key,
                   gsize         key_length,
                   guint8        digest[INTEGRITY_LENGTH])
{
  g_autofree guint8 *copy = g_memdup2 (data, length);

  write_16 (copy + 2, (guint16) (length - SIGHT_STUN_HEADER_LENGTH +
                                 ATTRIBUTE_HEADER_LENGTH + INTEGRITY_LENGTH));
  return gnutls_hmac_fast (GNUTLS_MAC_SHA1, key, key_length, copy, length, digest) ==
         GNUTLS_E_SUCCESS;
}

gboolean
sight_stun_message_check_integrity (const SightStunMessage *self,
                                    const guint8           *key,
                                    gsize                   key_length)
{
  gsize length = 0;
  const guint8 *value = sight_stun_message_find (self, SIGHT_STUN_MESSAGE_INTEGRITY, &length);
  guint8 digest[INTEGRITY_LENGTH];

  if (value == NULL || length != INTEGRITY_LENGTH)
    return FALSE;

  return compute_integrity (self->data, value - ATTRIBUTE_HEADER_LENGTH - self->data,
                            key, key_length, digest) &&
         gnutls_memcmp (digest, value, INTEGRITY_LENGTH) == 0;
}

void
sight_stun_begin (GByteArray   *out,
                  guint16       type,
                  const guint8  transaction[SIGHT_STUN_TRANSACTION_LENGTH])
{
  guint8 header[SIGHT_STUN_HEADER_LENGTH] = { 0 };

  write_16 (header, type);
  memcpy (header + 4, cookie, sizeof cookie);
  memcpy (header + 8, transaction, SIGHT_STUN_TRANSACTION_LENGTH);
  g_byte_array_set_size (out, 0);
  g_byte_array_append (out, header, sizeof header);
}

void
sight_stun_append (GByteArray    *out,
                   guint16        attribute,
                   gconstpointer  value,
                   gsize          length)
{
  static const guint8 zeros[4] = { 0 };
  guint8 header[ATTRIBUTE_HEADER_LENGTH];

  g_return_if_fail (out->len >= SIGHT_STUN_HEADER_LENGTH);
  g_return_if_fail (length <= SIGHT_STUN_MESSAGE_MAX);

  write_16 (header, attribute);
  write_16 (header + 2, (guint16) length);
  g_byte_array_append (out, header, sizeof header);
  if (length > 0)
    g_byte_array_append (out, value, length);
  g_byte_array_append (out, zeros, pad (length) - length);
  write_16 (out->data + 2, (guint16) (out->len - SIGHT_STUN_HEADER_LENGTH));
}

void
sight_stun_append_number (GByteArray *out,
                          guint16     attribute,
                          guint32     value)
{
  guint32 bytes = GUINT32_TO_BE (value);

  sight_stun_append (out, attribute, &bytes, sizeof bytes);
}

gboolean
sight_stun_append_integrity (GByteArray   *out,
                             const guint8 *key,
                             gsize         key_length)
{
  guint8 digest[INTEGRITY_LENGTH];

  if (!compute_integrity (out->data, out->len, key, key_length, digest))
    return FALSE;

  sight_stun_append (out, SIGHT_STUN_MESSAGE_INTEGRITY, digest, sizeof digest);
  return TRUE;
}
