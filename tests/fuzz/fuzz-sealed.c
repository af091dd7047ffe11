/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include "protocol/sight-sealed-message.h"

/* What a member said inside a box: whatever is accepted is the same message
 * after it was written and read again. Descriptions and candidates become SDP,
 * so every text in them is of letters that cannot end a line of it.
 */

static void
check_plain (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    g_assert_true (g_ascii_isalnum (*c) || strchr ("+/-.:", *c) != NULL);
}

static void
check_description (const SightDescription *description,
                   gboolean                is_offer)
{
  g_assert_true (sight_description_is_valid (description, is_offer));
  check_plain (description->ufrag);
  check_plain (description->pwd);
  check_plain (description->fingerprint);
  check_plain (description->h264_profile);
}

static void
check_candidate (const SightCandidate *candidate)
{
  g_assert_true (sight_candidate_is_valid (candidate));
  g_assert_cmpuint (candidate->port, >, 0);
  check_plain (candidate->address);
  check_plain (candidate->foundation);
}

static gboolean
intros_equal (const SightSealedMessage *a,
              const SightSealedMessage *b)
{
  if (!sight_secret_equal (&a->intro.x, &b->intro.x) || !g_str_equal (a->intro.name, b->intro.name) ||
      a->intro.codecs != b->intro.codecs || a->intro.n_caps != b->intro.n_caps)
    return FALSE;

  for (guint i = 0; i < a->intro.n_caps; i++)
    if (!g_str_equal (a->intro.caps[i], b->intro.caps[i]))
      return FALSE;

  return TRUE;
}

static gboolean
bodies_equal (const SightSealedMessage *a,
              const SightSealedMessage *b)
{
  switch (a->kind)
    {
    case SIGHT_SEALED_INTRO:
      return intros_equal (a, b);
    case SIGHT_SEALED_OFFER:
    case SIGHT_SEALED_ANSWER:
      /* Zeroed before they are read into: comparable as they are. */
      return a->session.negotiation == b->session.negotiation &&
             memcmp (&a->session.description, &b->session.description, sizeof a->session.description) == 0;
    case SIGHT_SEALED_CANDIDATES:
      return a->candidates.n == b->candidates.n && a->candidates.end == b->candidates.end &&
             (a->candidates.n == 0 ||
              memcmp (a->candidates.list, b->candidates.list, a->candidates.n * sizeof *a->candidates.list) == 0);
    case SIGHT_SEALED_NEED:
      return a->need == b->need;
    case SIGHT_SEALED_CLOSE:
      return a->closed == b->closed;
    case SIGHT_SEALED_STATE:
      return memcmp (&a->state, &b->state, sizeof a->state) == 0;
    case SIGHT_SEALED_CHAT:
    case SIGHT_SEALED_CHAT_ACK:
      return sight_id_equal (&a->chat.id, &b->chat.id) && sight_id_equal (&a->chat.after, &b->chat.after) && g_strcmp0 (a->chat.text, b->chat.text) == 0 &&
             a->chat.at == b->chat.at;
    case SIGHT_SEALED_UNKNOWN:
    default:
      return TRUE;
    }
}

static void
check_parts (const SightSealedMessage *message)
{
  if (message->kind == SIGHT_SEALED_OFFER || message->kind == SIGHT_SEALED_ANSWER)
    check_description (&message->session.description, message->kind == SIGHT_SEALED_OFFER);
  if (message->kind == SIGHT_SEALED_CANDIDATES)
    {
      g_assert_cmpuint (message->candidates.n, <=, SIGHT_CANDIDATES_MAX);
      for (guint i = 0; i < message->candidates.n; i++)
        check_candidate (&message->candidates.list[i]);
    }
}

static void
check_round_trip (const SightSealedMessage *message)
{
  g_auto(SightSealedMessage) again = { 0, };
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  text = sight_sealed_message_to_text (message, &length, &error);
  g_assert_no_error (error);
  sight_sealed_message_parse (&again, text, length, &error);
  g_assert_no_error (error);

  g_assert_cmpint (again.kind, ==, message->kind);
  g_assert_cmpint (again.generation, ==, message->generation);
  g_assert_cmpstr (again.fresh.text, ==, message->fresh.text);
  if (!bodies_equal (message, &again))
    g_error ("Another message was written: %s", text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_auto(SightSealedMessage) message = { 0, };
  g_autoptr(GError) error = NULL;
  gboolean accepted;

  fuzz_init ();

  accepted = sight_sealed_message_parse (&message, (const char *) data, size, &error);
  g_assert_true (accepted == (error == NULL));
  if (accepted && message.kind != SIGHT_SEALED_UNKNOWN)
    {
      check_parts (&message);
      check_round_trip (&message);
    }

  return 0;
}
