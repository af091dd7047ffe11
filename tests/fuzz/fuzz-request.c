/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-request.h"

/* What a client said: whatever is accepted is the same message after it was
 * written and read again.
 */

static gboolean
proofs_equal (const SightSessionProof *a,
              const SightSessionProof *b)
{
  return a->present == b->present &&
         (!a->present || (sight_id_equal (&a->sid, &b->sid) && sight_secret_equal (&a->key, &b->key)));
}

static gboolean
relays_equal (const SightRequest *a,
              const SightRequest *b)
{
  return a->relay.to_all == b->relay.to_all &&
         (a->relay.to_all || sight_id_equal (&a->relay.to, &b->relay.to)) &&
         a->relay.n == b->relay.n &&
         a->relay.box_length == b->relay.box_length &&
         memcmp (a->relay.box, b->relay.box, a->relay.box_length) == 0;
}

static gboolean
requests_equal (const SightRequest *a,
                const SightRequest *b)
{
  switch (a->type)
    {
    case SIGHT_REQUEST_HELLO:
      return a->hello.speaks_v1 == b->hello.speaks_v1 &&
             g_str_equal (a->hello.ua, b->hello.ua) &&
             proofs_equal (&a->hello.resume, &b->hello.resume) &&
             a->hello.resume_from == b->hello.resume_from;
    case SIGHT_REQUEST_JOIN:
      return sight_room_id_equal (&a->join.room, &b->join.room) &&
             a->join.kind == b->join.kind &&
             proofs_equal (&a->join.replaces, &b->join.replaces);
    case SIGHT_REQUEST_RELAY:
      return relays_equal (a, b);
    case SIGHT_REQUEST_ADMIT:
    case SIGHT_REQUEST_DENY:
      return sight_id_equal (&a->who, &b->who);
    case SIGHT_REQUEST_MODERATE:
      return a->moderate.op == b->moderate.op &&
             (a->moderate.op != SIGHT_MODERATE_REMOVE || sight_id_equal (&a->moderate.who, &b->moderate.who));
    case SIGHT_REQUEST_PING:
      return a->ping.has_ack == b->ping.has_ack &&
             (!a->ping.has_ack || a->ping.ack == b->ping.ack) &&
             a->ping.has_ts == b->ping.has_ts &&
             (!a->ping.has_ts || memcmp (&a->ping.ts, &b->ping.ts, sizeof a->ping.ts) == 0);
    case SIGHT_REQUEST_ICE:
    case SIGHT_REQUEST_LEAVE:
    case SIGHT_REQUEST_UNKNOWN:
    default:
      return TRUE;
    }
}

static void
check_round_trip (const SightRequest *request)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(SightRequest) again = { 0, };
  g_autoptr(GError) error = NULL;

  sight_request_write (request, text);
  if (!sight_request_parse (&again, text->str, text->len, &error))
    g_error ("%s: %s", error->message, text->str);

  g_assert_cmpint (again.type, ==, request->type);
  if (!requests_equal (request, &again))
    g_error ("Another message was written: %s", text->str);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_auto(SightRequest) request = { 0, };
  g_autoptr(GError) error = NULL;
  gboolean accepted;

  fuzz_init ();

  accepted = sight_request_parse (&request, (const char *) data, size, &error);
  g_assert_true (accepted == (error == NULL));
  if (accepted && request.type != SIGHT_REQUEST_UNKNOWN)
    check_round_trip (&request);

  return 0;
}
