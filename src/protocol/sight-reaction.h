/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a member shows of itself for a moment: PROTOCOL.md section 13.2. */
typedef enum
{
  SIGHT_REACTION_NONE,  /* also one of a later version */
  SIGHT_REACTION_LIKE,
  SIGHT_REACTION_LOVE,
  SIGHT_REACTION_CLAP,
  SIGHT_REACTION_LAUGH,
  SIGHT_REACTION_WOW,
  SIGHT_REACTION_PARTY,
  SIGHT_REACTION_SAD,
  SIGHT_REACTION_THINK,
  SIGHT_N_REACTIONS
} SightReaction;

#define SIGHT_REACTION_WORD_MAX 16

/* Reactions in any so many microseconds. A receiver takes more than a sender
 * says: on their way they may come closer together.
 */
#define SIGHT_REACTION_SPAN     (5 * G_TIME_SPAN_SECOND)
#define SIGHT_REACTION_SAID_MAX  5
#define SIGHT_REACTION_TAKEN_MAX 10

/**
 * SightReactionRate:
 *
 * When the last ones were. Time is passed in, and never negative.
 */
typedef struct
{
  guint  most;
  guint  oldest;
  gint64 times[SIGHT_REACTION_TAKEN_MAX];
} SightReactionRate;

/* @most: up to %SIGHT_REACTION_TAKEN_MAX */
void          sight_reaction_rate_init (SightReactionRate *self,
                                        guint              most);
/* Whether there may be one more now; counts it then. */
gboolean      sight_reaction_rate_take (SightReactionRate *self,
                                        gint64             now);

/* %SIGHT_REACTION_NONE where it is not known here. */
SightReaction sight_reaction_from_word (const char        *word);
/* As it is written on the wire. */
const char   *sight_reaction_to_word   (SightReaction      reaction);
/* One emoji. */
const char   *sight_reaction_get_text  (SightReaction      reaction);
/* Marked for translation: whoever shows it translates it. */
const char   *sight_reaction_get_name  (SightReaction      reaction);

G_END_DECLS
