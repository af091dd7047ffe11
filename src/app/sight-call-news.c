/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-news.h"

#include <glib/gi18n.h>

#include "call/sight-call-error.h"

typedef gboolean (*Condition) (SightParticipant *participant);

static gboolean
is_stalled (SightParticipant *participant)
{
  return sight_participant_get_state (participant) == SIGHT_PAIR_STALLED;
}

static gboolean
is_insecure (SightParticipant *participant)
{
  return g_error_matches (sight_participant_get_error (participant), SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY);
}

static gboolean
has_hand_up (SightParticipant *participant)
{
  gboolean hand;

  g_object_get (participant, "hand", &hand, NULL);

  return hand;
}

static const char *
get_name (SightParticipant *participant)
{
  const char *name = sight_participant_get_name (participant);

  return name != NULL ? name : _("Somebody");
}

/* The names of all for whom it is so; %NULL for nobody. */
static char *
list_names (SightCall *call,
            Condition  condition)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (call));
  GString *names = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (call), i);

      if (!condition (participant))
        continue;
      if (names == NULL)
        names = g_string_new (get_name (participant));
      else
        /* Translators: between two names in a list */
        g_string_append_printf (names, "%s%s", _(", "), get_name (participant));
    }

  return names != NULL ? g_string_free (names, FALSE) : NULL;
}

gboolean
sight_call_news_is_reconnecting (SightCall *call)
{
  g_autofree char *names = list_names (call, is_stalled);

  return names != NULL;
}

char *
sight_call_news_get_reconnecting (SightCall *call,
                                  gint64     seconds)
{
  g_autofree char *names = list_names (call, is_stalled);

  if (names == NULL)
    return NULL;
  if (seconds == 0)
    return g_strdup_printf (_("Reconnecting to %s"), names);

  /* Translators: %s is a name or several */
  return g_strdup_printf (ngettext ("Reconnecting to %s: %u second", "Reconnecting to %s: %u seconds", seconds),
                          names, (guint) seconds);
}

char *
sight_call_news_get_server_lost (SightCall *call)
{
  guint seconds = sight_call_get_lost_ms (call) / 1000;

  if (sight_call_get_state (call) != SIGHT_SIGNALING_RECONNECTING)
    return NULL;
  if (seconds == 0)
    return g_strdup (_("The server is not there. The call goes on"));

  return g_strdup_printf (ngettext ("The server is not there, the call goes on. Trying to reach it for %u second",
                                    "The server is not there, the call goes on. Trying to reach it for %u seconds", seconds),
                          seconds);
}

char *
sight_call_news_get_security (SightCall *call)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (call));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (call), i);

      if (is_insecure (participant))
        /* Translators: a name, and what happened, without a full stop */
        return g_strdup_printf (_("%s: %s. Leave, send each other a new link in a way that you trust, and compare the emoji there."),
                                get_name (participant), sight_participant_get_error (participant)->message);
    }

  return NULL;
}

char *
sight_call_news_get_hands (SightCall *call)
{
  g_autofree char *names = list_names (call, has_hand_up);

  /* Translators: %s is a name or several */
  return names != NULL ? g_strdup_printf (_("Hand raised: %s"), names) : NULL;
}

char *
sight_call_news_get_locked (SightCall *call)
{
  return sight_call_is_locked (call) ? g_strdup (_("The room is locked: who comes has to be let in")) : NULL;
}

char *
sight_call_news_get_knock (const char *name,
                           guint       others)
{
  if (name == NULL)
    name = _("Somebody");

  if (others == 0)
    return g_strdup_printf (_("%s wants to come in"), name);

  return g_strdup_printf (ngettext ("%s and %u other want to come in", "%s and %u others want to come in", others),
                          name, others);
}
