/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What becomes of a thing that is tried, for people and for programs. */
typedef enum
{
  SIGHT_FINDING_GOOD,
  SIGHT_FINDING_WARNING, /* works, but perhaps not as it is meant */
  SIGHT_FINDING_ERROR,
} SightFinding;

/* @subject: what was tried, a word or two. */
typedef void (*SightFindingFunc) (SightFinding  finding,
                                  const char   *subject,
                                  const char   *text,
                                  gpointer      data);

G_END_DECLS
