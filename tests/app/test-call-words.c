/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-ending.h"
#include "app/sight-tile-status.h"
#include "call/sight-call-error.h"

/* Whatever ends a call has a title of its own, and says what to do. */
static void
test_endings (void)
{
  g_autoptr(GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint code = SIGHT_CALL_ERROR_FAILED; code <= SIGHT_CALL_ERROR_CANCELLED; code++)
    {
      g_autoptr(GError) error = g_error_new_literal (SIGHT_CALL_ERROR, code, "It rained");
      const SightEnding *ending = sight_ending_find (error);
      g_autofree char *text = sight_ending_describe (ending, error);

      g_assert_nonnull (ending->icon_name);
      g_assert_true (g_hash_table_add (titles, (char *) ending->title));
      g_assert_true (g_str_has_prefix (text, "It rained"));
      if (code != SIGHT_CALL_ERROR_CANCELLED)
        g_assert_true (g_str_has_suffix (text, ending->advice));
    }
}

static void
test_other_endings (void)
{
  g_autoptr(GError) file = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FILE_SPACE, "Full");
  g_autoptr(GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "Gone");
  g_autofree char *wanted = sight_ending_describe (sight_ending_find (NULL), NULL);
  g_autofree char *text = sight_ending_describe (sight_ending_find (foreign), foreign);

  g_assert_true (sight_ending_find (NULL)->may_rejoin);
  g_assert_nonnull (wanted);
  g_assert_cmpstr (text, ==, "Gone");
  g_assert_nonnull (sight_ending_find (file)->title);
}

/* A removed person is not to knock at once again. */
static void
test_rejoin (void)
{
  g_autoptr(GError) removed = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_REMOVED, "");
  g_autoptr(GError) away = g_error_new_literal (SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_UNREACHABLE, "");

  g_assert_false (sight_ending_find (removed)->may_rejoin);
  g_assert_true (sight_ending_find (away)->may_rejoin);
}

static void
assert_described (const SightTileStatus *status,
                  const char            *expected)
{
  g_autofree char *text = sight_tile_status_describe (status);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_status (void)
{
  SightTileStatus status = { .name = "Ana", .state = SIGHT_PAIR_LIVE, .verdict = SIGHT_VERDICT_GOOD, .has_picture = TRUE };

  assert_described (&status, "Ana");
  status.is_talking = status.is_verified = TRUE;
  assert_described (&status, "Ana, talking, verified");
  /* Sound on its way from before is no talking. */
  status.is_muted = TRUE;
  status.has_picture = FALSE;
  assert_described (&status, "Ana, microphone off, camera off, verified");
  status.has_hand_up = status.is_silenced = TRUE;
  status.verdict = SIGHT_VERDICT_UPLOAD;
  assert_described (&status, "Ana, microphone off, camera off, hand raised, muted for you, verified, "
                             "poor connection, Your upload is the limit");

  status = (SightTileStatus) { .name = "Ana", .state = SIGHT_PAIR_FAILED, .error = "No way", .is_screen = TRUE };
  assert_described (&status, "Ana’s screen, No way");
  status = (SightTileStatus) { .is_self = TRUE, .name = "Ana", .is_muted = TRUE, .has_picture = TRUE };
  assert_described (&status, "You, microphone off");
}

/* Every state in which one waits for somebody says so. */
static void
test_notice (void)
{
  for (SightPairState state = SIGHT_PAIR_IDLE; state <= SIGHT_PAIR_CLOSED; state++)
    for (guint away = 0; away < 2; away++)
      {
        SightTileStatus status = { .state = state, .is_away = away };
        g_autofree char *notice = sight_tile_status_get_notice (&status);

        g_assert_true ((notice != NULL) == (state != SIGHT_PAIR_LIVE || away));
      }
}

/* A long way or a relay is no fault to point at. */
static void
test_poor (void)
{
  SightTileStatus status = { .state = SIGHT_PAIR_LIVE };

  for (status.verdict = SIGHT_VERDICT_ENDED; status.verdict <= SIGHT_VERDICT_GOOD; status.verdict++)
    g_assert_true (sight_tile_status_is_poor (&status) ==
                   (status.verdict == SIGHT_VERDICT_PATH || status.verdict == SIGHT_VERDICT_UPLOAD ||
                    status.verdict == SIGHT_VERDICT_THEIR_UPLOAD || status.verdict == SIGHT_VERDICT_UNEVEN));

  status.verdict = SIGHT_VERDICT_PATH;
  status.state = SIGHT_PAIR_STALLED;
  g_assert_false (sight_tile_status_is_poor (&status));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call-words/endings", test_endings);
  g_test_add_func ("/call-words/other-endings", test_other_endings);
  g_test_add_func ("/call-words/rejoin", test_rejoin);
  g_test_add_func ("/call-words/status", test_status);
  g_test_add_func ("/call-words/notice", test_notice);
  g_test_add_func ("/call-words/poor", test_poor);

  return g_test_run ();
}
