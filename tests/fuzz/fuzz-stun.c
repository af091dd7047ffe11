/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "server/sight-stun-message.h"

/* What a STUN or TURN server answers: every value lies within the message, and
 * a message signed by us checks.
 */

static const guint8 key[] = "0123456789abcdef";

static void
look_at (const SightStunMessage *message,
         guint16                 attribute)
{
  const guint8 *value;
  SightAddress address;
  guint16 port;
  gsize length = 0;

  value = sight_stun_message_find (message, attribute, &length);
  if (value != NULL)
    {
      g_assert_true (value >= message->data + SIGHT_STUN_HEADER_LENGTH);
      g_assert_true (length <= message->length - (value - message->data));
    }
  if (sight_stun_message_get_xor_address (message, attribute, &address, &port))
    g_free (sight_address_to_string (&address));
}

static void
check_signed (const SightStunMessage *message)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  SightStunMessage signed_message;
  const guint8 *nonce;
  gsize length = 0;

  nonce = sight_stun_message_find (message, SIGHT_STUN_NONCE, &length);
  sight_stun_begin (bytes, message->type, message->transaction);
  if (nonce != NULL)
    sight_stun_append (bytes, SIGHT_STUN_NONCE, nonce, length);
  sight_stun_append_number (bytes, SIGHT_STUN_LIFETIME, 600);
  g_assert_true (sight_stun_append_integrity (bytes, key, sizeof key));

  if (bytes->len > SIGHT_STUN_MESSAGE_MAX)
    return;
  g_assert_true (sight_stun_message_parse (&signed_message, bytes->data, bytes->len, NULL));
  g_assert_true (sight_stun_message_check_integrity (&signed_message, key, sizeof key));
  bytes->data[8] ^= 1;
  g_assert_false (sight_stun_message_check_integrity (&signed_message, key, sizeof key));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GError) error = NULL;
  SightStunMessage message;
  guint code;

  fuzz_init ();

  if (size >= SIGHT_STUN_HEADER_LENGTH)
    g_assert_cmpuint (sight_stun_message_measure (data), <=, SIGHT_STUN_MESSAGE_MAX);
  if (!sight_stun_message_parse (&message, data, size, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }

  for (guint attribute = 0; attribute < 0x30; attribute++)
    look_at (&message, attribute);
  if (sight_stun_message_get_error (&message, &code))
    g_assert_true (code >= 300 && code < 700);
  sight_stun_message_check_integrity (&message, key, sizeof key);
  check_signed (&message);

  return 0;
}
