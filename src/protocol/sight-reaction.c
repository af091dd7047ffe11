/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-reaction.h"

#define N_(text) text

static const struct
{
  const char *word;
  const char *text;
  const char *name;
} reactions[SIGHT_N_REACTIONS] = {
  [SIGHT_REACTION_NONE] = { "", "", "" },
  [SIGHT_REACTION_LIKE] = { "like", "👍", N_ ("Thumbs Up") },
  [SIGHT_REACTION_LOVE] = { "love", "❤️", N_ ("Heart") },
  [SIGHT_REACTION_CLAP] = { "clap", "👏", N_ ("Applause") },
  [SIGHT_REACTION_LAUGH] = { "laugh", "😂", N_ ("Laughter") },
  [SIGHT_REACTION_WOW] = { "wow", "😮", N_ ("Astonishment") },
  [SIGHT_REACTION_PARTY] = { "party", "🎉", N_ ("Celebration") },
  [SIGHT_REACTION_SAD] = { "sad", "😢", N_ ("Sadness") },
  [SIGHT_REACTION_THINK] = { "think", "🤔", N_ ("Thinking") },
};

SightReaction
sight_reaction_from_word (const char *word)
{
  for (guint i = 1; i < SIGHT_N_REACTIONS; i++)
    if (g_strcmp0 (reactions[i].word, word) == 0)
      return i;

  return SIGHT_REACTION_NONE;
}

const char *
sight_reaction_to_word (SightReaction reaction)
{
  g_return_val_if_fail ((guint) reaction < SIGHT_N_REACTIONS, NULL);

  return reactions[reaction].word;
}

const char *
sight_reaction_get_text (SightReaction reaction)
{
  g_return_val_if_fail ((guint) reaction < SIGHT_N_REACTIONS, NULL);

  return reactions[reaction].text;
}

const char *
sight_reaction_get_name (SightReaction reaction)
{
  g_return_val_if_fail ((guint) reaction < SIGHT_N_REACTIONS, NULL);

  return reactions[reaction].name;
}

/* As if the last ones had been just long enough ago. */
void
sight_reaction_rate_init (SightReactionRate *self,
                          guint              most)
{
  g_return_if_fail (most >= 1 && most <= SIGHT_REACTION_TAKEN_MAX);

  self->most = most;
  self->oldest = 0;
  for (guint i = 0; i < most; i++)
    self->times[i] = -SIGHT_REACTION_SPAN;
}

gboolean
sight_reaction_rate_take (SightReactionRate *self,
                          gint64             now)
{
  if (now - self->times[self->oldest] < SIGHT_REACTION_SPAN)
    return FALSE;

  self->times[self->oldest] = now;
  self->oldest = (self->oldest + 1) % self->most;

  return TRUE;
}
