/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"

G_BEGIN_DECLS

/* What there is to say of a call just now, for the banners above it: each is
 * %NULL where all is well, else (transfer full).
 */

/* Who is trying to reach us again, and since when we try, in seconds. */
char     *sight_call_news_get_reconnecting (SightCall *call,
                                            gint64     seconds);
/* There is no server, and the call goes on. */
char     *sight_call_news_get_server_lost  (SightCall *call);
/* Somebody may stand between us and somebody: what happened, and what to do. */
char     *sight_call_news_get_security     (SightCall *call);
/* Who raised a hand. */
char     *sight_call_news_get_hands        (SightCall *call);
/* Who comes has to wait. */
char     *sight_call_news_get_locked       (SightCall *call);
/* Whom somebody is at the door as. */
char     *sight_call_news_get_knock        (const char *name,
                                            guint       others);

/* Somebody's connection stands still. */
gboolean  sight_call_news_is_reconnecting  (SightCall *call);

G_END_DECLS
