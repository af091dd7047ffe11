/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-request.h"
#include "protocol/sight-seal.h"

/* A box of a stranger; and one of ours, which opens for whom it was sealed and,
 * with anything about it changed, for nobody.
 */

static const SightId from = { "AAAAAAAAAAAAAAAA" };
static const SightId to = { "b_-4567890123456" };

static char *
open_box (const SightSeal *seal,
          const SightId   *receiver,
          gint64           number,
          const char      *box,
          gsize            length,
          gsize           *plain_length)
{
  g_autoptr(GError) error = NULL;
  char *plain = sight_seal_open (seal, &from, receiver, number, box, length, plain_length, &error);

  g_assert_true ((plain == NULL) == (error != NULL));

  return plain;
}

static void
try_foreign (const SightSeal *seal,
             const char      *box,
             gsize            length)
{
  gsize plain_length = 0;
  g_autofree char *plain = open_box (seal, NULL, 1, box, length, &plain_length);

  if (plain == NULL)
    return;

  g_assert_true (sight_box_is_valid (box, length));
  g_assert_cmpuint (plain_length, <=, SIGHT_SEAL_PLAINTEXT_MAX);
}

/* Any character of the box, to any other. */
static void
try_forged (const SightSeal *seal,
            char            *box,
            guint            where,
            guint            change)
{
  gsize length = strlen (box);
  g_autofree char *plain = NULL;
  gsize plain_length;

  box[where % length] ^= change % 255 + 1;
  plain = open_box (seal, &to, 7, box, length, &plain_length);
  g_assert_null (plain);
}

static void
try_own (const SightSeal *seal,
         FuzzInput       *input)
{
  guint where = fuzz_take_16 (input);
  guint change = fuzz_take_byte (input);
  size_t length;
  g_autofree char *text = fuzz_take_bytes (input, input->size, &length);
  g_autofree char *box = NULL;
  g_autofree char *plain = NULL;
  gsize plain_length = 0;

  box = sight_seal_close (seal, &from, &to, 7, text != NULL ? text : "", length, NULL);
  g_assert_true ((box == NULL) == (length > SIGHT_SEAL_PLAINTEXT_MAX));
  if (box == NULL)
    return;

  plain = open_box (seal, &to, 7, box, strlen (box), &plain_length);
  g_assert_nonnull (plain);
  g_assert_cmpmem (plain, plain_length, text, length);

  g_assert_null (open_box (seal, NULL, 7, box, strlen (box), &plain_length));
  g_assert_null (open_box (seal, &to, 8, box, strlen (box), &plain_length));
  try_forged (seal, box, where, change);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static SightSeal *seal = NULL;
  FuzzInput input = { data, size };

  fuzz_init ();
  /* Slow on purpose, so once. */
  if (seal == NULL)
    seal = sight_seal_new ("k3vd9xtm4qpa7hse", NULL);
  g_assert_nonnull (seal);

  if (fuzz_take_byte (&input) & 1)
    try_own (seal, &input);
  else
    try_foreign (seal, (const char *) input.data, input.size);

  return 0;
}
