/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-candidate.h"
#include "protocol/sight-description.h"
#include "vectors.h"

static void
check_description (const SightJsonValue *row)
{
  gboolean is_offer = g_str_equal (vectors_get (row, "kind"), "offer");
  SightDescription description, again;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SightJson) json = NULL;

  if (sight_description_parse (&description, sight_json_value_get (row, "description"), is_offer) != vectors_get_bool (row, "valid"))
    g_error ("Judged wrongly: %s", vectors_get (row, "why"));
  if (!vectors_get_bool (row, "valid"))
    return;

  g_assert_false (sight_description_parse (&again, sight_json_value_get (row, "description"), !is_offer));
  sight_description_write (&description, text);
  json = sight_json_parse (text->str, text->len, NULL);
  g_assert_true (sight_description_parse (&again, sight_json_get_root (json), is_offer));
  g_assert_cmpmem (&again, sizeof again, &description, sizeof description);
  g_assert_true (sight_description_answers (&again, &description));
}

/* rows: d-ufrag, d-pwd, d-fingerprint, d-setup, d-lines, d-line, d-extensions, d-size, d-stamp */
static void
test_descriptions (void)
{
  vectors_foreach ("descriptions", check_description);
}

static void
check_candidate (const SightJsonValue *row)
{
  SightCandidate candidate, again;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SightJson) json = NULL;

  if (sight_candidate_parse (&candidate, sight_json_value_get (row, "candidate")) != vectors_get_bool (row, "valid"))
    g_error ("Judged wrongly: %s", vectors_get (row, "why"));
  if (!vectors_get_bool (row, "valid"))
    return;

  sight_candidate_write (&candidate, text);
  json = sight_json_parse (text->str, text->len, NULL);
  g_assert_true (sight_candidate_parse (&again, sight_json_get_root (json)));
  g_assert_cmpmem (&again, sizeof again, &candidate, sizeof candidate);
}

static void
test_candidates (void)
{
  vectors_foreach ("candidates", check_candidate);
}

static SightDescription offer;

static void
take_first (const SightJsonValue *row)
{
  if (offer.ufrag[0] == '\0' && vectors_get_bool (row, "valid"))
    g_assert_true (sight_description_parse (&offer, sight_json_value_get (row, "description"), TRUE));
}

static void
test_answers (void)
{
  SightDescription answer;

  vectors_foreach ("descriptions", take_first);
  answer = offer;
  answer.setup = SIGHT_SETUP_ACTIVE;
  answer.lines[0].ssrc = 77;
  g_assert_true (sight_description_is_valid (&answer, FALSE));
  g_assert_true (sight_description_answers (&answer, &offer));

  answer.lines[1].payload_type = 100;
  g_assert_false (sight_description_answers (&answer, &offer));
  answer = offer;
  answer.lines[2].rtx_payload_type = 0;
  g_assert_false (sight_description_answers (&answer, &offer));
  answer = offer;
  answer.mid_id = 0;
  g_assert_false (sight_description_answers (&answer, &offer));
  answer = offer;
  answer.lines[1].codec = SIGHT_CODEC_H264;
  g_assert_false (sight_description_answers (&answer, &offer));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/descriptions", test_descriptions);
  g_test_add_func ("/protocol/candidates", test_candidates);
  g_test_add_func ("/protocol/description-answers", test_answers);

  return g_test_run ();
}
