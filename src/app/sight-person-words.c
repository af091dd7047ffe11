/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-person-words.h"

#include <glib/gi18n.h>

const char *
sight_person_get_name (SightParticipant *participant)
{
  const char *name = sight_participant_get_name (participant);

  return name != NULL && *name != '\0' ? name : _("Somebody");
}

const char *
sight_person_state_to_words (SightPairState state,
                             gboolean       is_away)
{
  switch (state)
    {
    case SIGHT_PAIR_LIVE:
      return is_away ? _("Connected, but lost to the server") : _("Connected");

    case SIGHT_PAIR_STALLED:
      return _("Reconnecting");

    case SIGHT_PAIR_FAILED:
      return _("Not connected");

    case SIGHT_PAIR_CLOSED:
      return _("Gone");

    case SIGHT_PAIR_VERIFYING:
      return _("Checking the encryption");

    case SIGHT_PAIR_IDLE:
      return is_away ? _("Away") : _("Joining");

    case SIGHT_PAIR_INTRODUCED:
    case SIGHT_PAIR_NEGOTIATING:
    case SIGHT_PAIR_CONNECTING:
    default:
      return _("Connecting");
    }
}

static void
add (GString    *words,
     gboolean    is_so,
     const char *what)
{
  if (is_so)
    g_string_append_printf (words, " · %s", what);
}

char *
sight_person_describe (SightParticipant *participant)
{
  SightPairState state = sight_participant_get_state (participant);
  const GError *error = sight_participant_get_error (participant);
  gboolean is_live = state == SIGHT_PAIR_LIVE;
  gboolean has_hand;
  GString *words;

  if (state == SIGHT_PAIR_FAILED && error != NULL)
    return g_strdup (error->message);

  g_object_get (participant, "hand", &has_hand, NULL);
  words = g_string_new (sight_person_state_to_words (state, sight_participant_is_away (participant)));
  add (words, has_hand, _("hand raised"));
  add (words, is_live && !sight_participant_sends (participant, SIGHT_LINE_MICROPHONE), _("microphone off"));
  add (words, is_live && !sight_participant_sends (participant, SIGHT_LINE_CAMERA), _("camera off"));
  add (words, sight_participant_sends (participant, SIGHT_LINE_SCREEN), _("shares the screen"));
  add (words, sight_participant_get_verifying (participant) == SIGHT_VERIFYING_CONFIRMED, _("verified"));

  return g_string_free (words, FALSE);
}
