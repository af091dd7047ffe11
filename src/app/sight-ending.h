/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightEnding:
 *
 * How a call ended in words: what happened, and what one can do about it.
 */
typedef struct
{
  const char *icon_name;
  const char *title;
  const char *advice;    /* what to do; %NULL: there is nothing */
  gboolean    may_rejoin; /* another try may go better */
} SightEnding;

/* @error is a SIGHT_CALL_ERROR, another one, or %NULL where we wanted it. */
const SightEnding *sight_ending_find     (const GError      *error);
/* The error's own sentence where it says more than the title, and the advice;
 * %NULL where there is nothing to add. (transfer full)
 */
char              *sight_ending_describe (const SightEnding *self,
                                          const GError      *error);

G_END_DECLS
