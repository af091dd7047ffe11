/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SightMailbox:
 *
 * Brings what happens on a streaming thread to the context of an object.
 *
 * GStreamer calls back on threads of its own. Whoever is called there holds
 * the mailbox and never the object: a letter is opened on the object's context
 * and in the order of posting, and thrown away when the object is gone.
 */
typedef struct _SightMailbox SightMailbox;

typedef void (*SightLetterFunc) (gpointer owner,
                                 gpointer data);

/* For the thread's default context; @owner is a GObject, borrowed until
 * sight_mailbox_close().
 */
SightMailbox *sight_mailbox_new         (gpointer         owner);
SightMailbox *sight_mailbox_ref         (SightMailbox    *self);
void          sight_mailbox_unref       (SightMailbox    *self);

/* Any thread. */
void          sight_mailbox_post        (SightMailbox    *self,
                                         SightLetterFunc  func,
                                         gpointer         data,
                                         GDestroyNotify   destroy);
GMainContext *sight_mailbox_get_context (SightMailbox    *self);

/* By the owner, on its context: nothing is delivered after it. */
void          sight_mailbox_close       (SightMailbox    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightMailbox, sight_mailbox_unref)

G_END_DECLS
