/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "fuzz-hub-world.h"

/* The hub, several clients and the time: the input is a program for them. What
 * must hold whatever they do is asserted in fuzz-hub-world.c.
 */

#define STEPS_MAX 400

static const char * const boxes[] = {
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==",
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "not base64",
};

static const char * const kinds[] = { "app", "cli", "guest", "toaster" };

static const char * const ops[] = { "lock", "unlock", "remove", "end", "dance" };

static const SightClose refusals[] = {
  SIGHT_CLOSE_BINARY, SIGHT_CLOSE_TOO_BIG, SIGHT_CLOSE_TIMEOUT, SIGHT_CLOSE_SLOW, SIGHT_CLOSE_DRAIN,
};

static void
append_proof (World     *world,
              FuzzInput *input,
              GString   *text)
{
  guint which = fuzz_take_byte (input);
  const Mind *mind = world_get_mind (world, which & 0x7f);

  g_string_append_printf (text, "\"sid\":\"%s\",\"key\":\"%s\"", mind->sid.text,
                          (which & 0x80) != 0 ? "0123456789abcdefghijkl" : mind->key.text);
}

static void
say_hello (World     *world,
           FuzzInput *input,
           Slot      *slot)
{
  g_autoptr(GString) text = g_string_new ("{\"t\":\"hello\",\"v\":[1],\"ua\":\"f\"");
  guint how = fuzz_take_byte (input);
  gint64 sequence = 0;

  if (how & 1)
    {
      /* Mostly what the client has; sometimes less, more or nothing. */
      sequence = world_get_mind (world, input->size > 0 ? *input->data & 0x7f : 0)->last;
      sequence = MAX (sequence + (gint64) (how >> 1 & 7) - 5, 0);
      if ((how >> 1 & 7) == 0)
        sequence = world_get_mind (world, input->size > 0 ? *input->data & 0x7f : 0)->last;
      g_string_append (text, ",\"resume\":{");
      append_proof (world, input, text);
      g_string_append_printf (text, ",\"s\":%" G_GINT64_FORMAT "}", sequence);
    }
  g_string_append_c (text, '}');

  world_say (world, slot, text->str, text->len);
}

static void
say_join (World     *world,
          FuzzInput *input,
          Slot      *slot)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint how = fuzz_take_byte (input);

  g_string_printf (text, "{\"t\":\"join\",\"room\":\"0000000000000000000000000000000%u\",\"kind\":\"%s\"",
                   how & 3, kinds[how >> 2 & 3]);
  if (how & 0x10)
    {
      g_string_append (text, ",\"replaces\":{");
      append_proof (world, input, text);
      g_string_append_c (text, '}');
    }
  g_string_append_c (text, '}');

  world_say (world, slot, text->str, text->len);
}

static void
say_relay (World     *world,
           FuzzInput *input,
           Slot      *slot)
{
  g_autofree char *text = NULL;
  guint to = fuzz_take_byte (input);
  guint n = fuzz_take_byte (input);

  text = g_strdup_printf ("{\"t\":\"relay\",\"to\":\"%s\",\"n\":%u,\"box\":\"%s\"}",
                          to == 0 ? "*" : world_get_member (world, slot, to - 1), n,
                          boxes[(n & 0x3f) < G_N_ELEMENTS (boxes) ? n & 0x3f : 0]);
  world_say (world, slot, text, strlen (text));
}

/* A box that makes rate, queue and kept limits meet. */
static void
say_big_relay (World     *world,
               FuzzInput *input,
               Slot      *slot)
{
  guint to = fuzz_take_byte (input);
  g_autofree char *box = g_strnfill ((gsize) fuzz_take_byte (input) * 256, 'A');
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"t\":\"relay\",\"to\":\"%s\",\"n\":1,\"box\":\"%s\"}",
                          to == 0 ? "*" : world_get_member (world, slot, to - 1), box);
  world_say (world, slot, text, strlen (text));
}

static void
say_as_host (World     *world,
             FuzzInput *input,
             Slot      *slot)
{
  guint how = fuzz_take_byte (input);
  const char *who = world_get_member (world, slot, fuzz_take_byte (input));
  g_autofree char *text = NULL;

  if (how % 3 < 2)
    text = g_strdup_printf ("{\"t\":\"%s\",\"who\":\"%s\"}", how % 3 == 0 ? "admit" : "deny", who);
  else
    text = g_strdup_printf ("{\"t\":\"moderate\",\"op\":\"%s\",\"who\":\"%s\"}",
                            ops[how / 3 % G_N_ELEMENTS (ops)], who);
  world_say (world, slot, text, strlen (text));
}

static void
say_ping (World     *world,
          FuzzInput *input,
          Slot      *slot)
{
  guint how = fuzz_take_byte (input);
  gint64 last = slot->mind != NULL ? slot->mind->last : 0;
  g_autofree char *text = NULL;

  if (how & 1)
    text = g_strdup_printf ("{\"t\":\"ping\",\"a\":%" G_GINT64_FORMAT ",\"ts\":1.5}",
                            MAX (last + (how >> 1 & 7) - 6, 0));
  else
    text = g_strdup ("{\"t\":\"ping\"}");
  world_say (world, slot, text, strlen (text));
}

static void
say_simple (World     *world,
            FuzzInput *input,
            Slot      *slot)
{
  static const char * const texts[] = {
    "{\"t\":\"ice\"}", "{\"t\":\"leave\"}", "{\"t\":\"dance\"}", "{\"t\":1}", "{", "[]", "{\"t\":\"join\"}",
  };
  const char *text = texts[fuzz_take_byte (input) % G_N_ELEMENTS (texts)];

  world_say (world, slot, text, strlen (text));
}

static void
say_bytes (World     *world,
           FuzzInput *input,
           Slot      *slot)
{
  size_t length;
  g_autofree char *bytes = fuzz_take_bytes (input, fuzz_take_byte (input), &length);

  world_say (world, slot, bytes, length);
}

/* Nothing but the time, in steps from a millisecond to an hour. */
static void
pass_time (World     *world,
           FuzzInput *input)
{
  guint how = fuzz_take_byte (input);

  world_advance (world, (gint64) (1 + (how & 0x1f)) << (how >> 5) * 2);
}

static void
use_slot (World     *world,
          FuzzInput *input,
          Slot      *slot,
          guint      what)
{
  static void (* const says[]) (World *, FuzzInput *, Slot *) = {
    say_hello, say_join, say_relay, say_as_host, say_ping, say_simple, say_bytes, say_big_relay,
  };

  if (what >= 8)
    says[what - 8] (world, input, slot);
  else if (what < 2)
    world_disconnect (world, slot);
  else if (what == 2)
    world_refuse (world, slot, refusals[fuzz_take_byte (input) % G_N_ELEMENTS (refusals)]);
}

static void
run_step (World     *world,
          FuzzInput *input)
{
  guint op = fuzz_take_byte (input);
  Slot *slot = &world->slots[op & 7];
  guint what = op >> 3 & 15;

  /* The upper half is time: it is what most programs lack. */
  if (op & 0x80)
    pass_time (world, input);
  else if (slot->client == NULL)
    world_connect (world, slot, what);
  else if (what == 3)
    world_drain (world, fuzz_take_byte (input));
  else
    use_slot (world, input, slot, what);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  World *world;

  fuzz_init ();

  world = world_new ((fuzz_take_byte (&input) & 1) != 0);
  for (guint i = 0; i < STEPS_MAX && input.size > 0; i++)
    {
      run_step (world, &input);
      world_check (world);
    }
  world_free (world);

  return 0;
}
