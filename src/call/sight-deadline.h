/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightDeadline:
 *
 * The clock of a pure state machine: calls once the monotonic time that was
 * set has come, on the main context of its maker, and again only when another
 * is set.
 */
typedef struct _SightDeadline SightDeadline;

typedef void (*SightDeadlineFunc) (gpointer user_data);

SightDeadline *sight_deadline_new  (SightDeadlineFunc  func,
                                    gpointer           user_data);
/* May be called from within @func. */
void           sight_deadline_free (SightDeadline     *self);
/* Microseconds; G_MAXINT64 for never. */
void           sight_deadline_set  (SightDeadline     *self,
                                    gint64             time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightDeadline, sight_deadline_free)

G_END_DECLS
