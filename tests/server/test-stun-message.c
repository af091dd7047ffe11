/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "server/sight-server-config.h"
#include "server/sight-stun-message.h"

/* The sample IPv4 response of RFC 5769 section 2.2, password VOkJxbRl1RmTxUk/WvJxBt. */
static const guint8 sample_ipv4[] = {
  0x01, 0x01, 0x00, 0x3c, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86,
  0xfa, 0x87, 0xdf, 0xae, 0x80, 0x22, 0x00, 0x0b, 0x74, 0x65, 0x73, 0x74, 0x20, 0x76, 0x65, 0x63,
  0x74, 0x6f, 0x72, 0x20, 0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43,
  0x00, 0x08, 0x00, 0x14, 0x2b, 0x91, 0xf5, 0x99, 0xfd, 0x9e, 0x90, 0xc3, 0x8c, 0x74, 0x89, 0xf9,
  0x2a, 0xf9, 0xba, 0x53, 0xf0, 0x6b, 0xe7, 0xd7, 0x80, 0x28, 0x00, 0x04, 0xc0, 0x7d, 0x4c, 0x96,
};

/* The IPv6 address of RFC 5769 section 2.3, in a message of its own. */
static const guint8 sample_ipv6[] = {
  0x01, 0x01, 0x00, 0x18, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86,
  0xfa, 0x87, 0xdf, 0xae, 0x00, 0x20, 0x00, 0x14, 0x00, 0x02, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa,
  0xa5, 0xd3, 0xf1, 0x79, 0xbc, 0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9,
};

static const char sample_password[] = "VOkJxbRl1RmTxUk/WvJxBt";

static void
assert_address (const guint8 *data,
                gsize         length,
                const char   *expected)
{
  SightStunMessage message;
  SightAddress address;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  guint16 port = 0;

  sight_stun_message_parse (&message, data, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (message.type, ==, SIGHT_STUN_BINDING_SUCCESS);
  g_assert_true (sight_stun_message_get_xor_address (&message, SIGHT_STUN_XOR_MAPPED_ADDRESS,
                                                     &address, &port));
  text = sight_address_to_string (&address);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (port, ==, 32853);
}

static void
test_samples (void)
{
  SightStunMessage message;
  guint8 spoiled[sizeof sample_ipv4];

  assert_address (sample_ipv4, sizeof sample_ipv4, "192.0.2.1");
  assert_address (sample_ipv6, sizeof sample_ipv6, "2001:db8:1234:5678:11:2233:4455:6677");

  g_assert_true (sight_stun_message_parse (&message, sample_ipv4, sizeof sample_ipv4, NULL));
  g_assert_true (sight_stun_message_check_integrity (&message, (const guint8 *) sample_password,
                                                     strlen (sample_password)));
  g_assert_false (sight_stun_message_check_integrity (&message, (const guint8 *) "x", 1));

  memcpy (spoiled, sample_ipv4, sizeof spoiled);
  spoiled[24] ^= 1;
  g_assert_true (sight_stun_message_parse (&message, spoiled, sizeof spoiled, NULL));
  g_assert_false (sight_stun_message_check_integrity (&message, (const guint8 *) sample_password,
                                                      strlen (sample_password)));
}

static void
test_round_trip (void)
{
  static const guint8 transaction[SIGHT_STUN_TRANSACTION_LENGTH] = "abcdefghijkl";
  static const guint8 unauthorized[] = { 0, 0, 4, 1, 'N', 'o' };
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  SightStunMessage message;
  const guint8 *value;
  gsize length = 0;
  guint code = 0;

  sight_stun_begin (bytes, SIGHT_STUN_ALLOCATE_ERROR, transaction);
  sight_stun_append (bytes, SIGHT_STUN_REALM, "north", 5);
  sight_stun_append (bytes, SIGHT_STUN_NONCE, "", 0);
  sight_stun_append (bytes, SIGHT_STUN_ERROR_CODE, unauthorized, sizeof unauthorized);
  sight_stun_append_number (bytes, SIGHT_STUN_LIFETIME, 600);
  g_assert_true (sight_stun_append_integrity (bytes, (const guint8 *) "key", 3));

  g_assert_cmpuint (sight_stun_message_measure (bytes->data), ==, bytes->len);
  g_assert_true (sight_stun_message_parse (&message, bytes->data, bytes->len, NULL));
  g_assert_cmpmem (message.transaction, 12, transaction, 12);
  value = sight_stun_message_find (&message, SIGHT_STUN_REALM, &length);
  g_assert_cmpmem (value, length, "north", 5);
  value = sight_stun_message_find (&message, SIGHT_STUN_LIFETIME, &length);
  g_assert_cmpmem (value, length, "\0\0\x02\x58", 4);
  g_assert_nonnull (sight_stun_message_find (&message, SIGHT_STUN_NONCE, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_null (sight_stun_message_find (&message, SIGHT_STUN_USERNAME, &length));
  g_assert_true (sight_stun_message_get_error (&message, &code));
  g_assert_cmpuint (code, ==, 401);
  g_assert_true (sight_stun_message_check_integrity (&message, (const guint8 *) "key", 3));
}

/* Each shorter or longer piece, in a block of its own, so that a read beyond it
 * is seen by the address sanitizer.
 */
static void
test_cut (void)
{
  for (gsize length = 0; length < sizeof sample_ipv4; length++)
    {
      g_autofree guint8 *piece = g_memdup2 (sample_ipv4, length);
      SightStunMessage message;
      g_autoptr(GError) error = NULL;

      g_assert_false (sight_stun_message_parse (&message, length > 0 ? piece : (guint8 *) "",
                                                length, &error));
      g_assert_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_TURN);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    gsize  offset;
    guint8 value;
  } rows[] = {
    { 0, 0x80 }, { 0, 0x41 }, { 2, 1 }, { 2, 0xff }, { 3, 0x3d }, { 3, 0x38 }, { 4, 0x20 },
    { 7, 0x43 }, { 22, 0xff }, { 23, 0x3c }, { 39, 0xff }, { 79 - 4, 8 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree guint8 *spoiled = g_memdup2 (sample_ipv4, sizeof sample_ipv4);
      SightStunMessage message;

      spoiled[rows[i].offset] = rows[i].value;
      g_test_message ("byte %u", (guint) rows[i].offset);
      g_assert_false (sight_stun_message_parse (&message, spoiled, sizeof sample_ipv4, NULL));
    }
}

static void
test_wrong_attributes (void)
{
  static const guint8 transaction[SIGHT_STUN_TRANSACTION_LENGTH] = { 0 };
  static const struct
  {
    guint16 attribute;
    guint8  value[24];
    gsize   length;
  } rows[] = {
    { SIGHT_STUN_XOR_MAPPED_ADDRESS, { 0 }, 0 },
    { SIGHT_STUN_XOR_MAPPED_ADDRESS, { 0, 1, 0 }, 3 },
    { SIGHT_STUN_XOR_MAPPED_ADDRESS, { 0, 1 }, 7 },
    { SIGHT_STUN_XOR_MAPPED_ADDRESS, { 0, 1 }, 20 },
    { SIGHT_STUN_XOR_MAPPED_ADDRESS, { 0, 2 }, 8 },
    { SIGHT_STUN_XOR_MAPPED_ADDRESS, { 0, 3 }, 8 },
    { SIGHT_STUN_ERROR_CODE, { 0 }, 0 },
    { SIGHT_STUN_ERROR_CODE, { 0, 0, 4 }, 3 },
    { SIGHT_STUN_ERROR_CODE, { 0, 0, 2, 0 }, 4 },
    { SIGHT_STUN_ERROR_CODE, { 0, 0, 7, 0 }, 4 },
    { SIGHT_STUN_ERROR_CODE, { 0, 0, 4, 100 }, 4 },
    { SIGHT_STUN_MESSAGE_INTEGRITY, { 0 }, 19 },
    { SIGHT_STUN_MESSAGE_INTEGRITY, { 0 }, 24 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      SightStunMessage message;
      SightAddress address;
      guint16 port;
      guint code;

      sight_stun_begin (bytes, SIGHT_STUN_BINDING_SUCCESS, transaction);
      sight_stun_append (bytes, rows[i].attribute, rows[i].value, rows[i].length);
      g_assert_true (sight_stun_message_parse (&message, bytes->data, bytes->len, NULL));
      g_assert_false (sight_stun_message_get_xor_address (&message, SIGHT_STUN_XOR_MAPPED_ADDRESS,
                                                          &address, &port));
      g_assert_false (sight_stun_message_get_error (&message, &code));
      g_assert_false (sight_stun_message_check_integrity (&message, (const guint8 *) "k", 1));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/stun-message/samples", test_samples);
  g_test_add_func ("/server/stun-message/round-trip", test_round_trip);
  g_test_add_func ("/server/stun-message/cut", test_cut);
  g_test_add_func ("/server/stun-message/refused", test_refused);
  g_test_add_func ("/server/stun-message/wrong-attributes", test_wrong_attributes);

  return g_test_run ();
}
