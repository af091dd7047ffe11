/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What strangers write, as it is shown. Nothing here is ever parsed as markup. */

/* A longer one is no link that somebody would write. */
#define SIGHT_CHAT_LINK_MAX  2048 /* bytes */
#define SIGHT_CHAT_LINKS_MAX 32   /* in one message */
/* More than these are a text. */
#define SIGHT_CHAT_EMOJI_MAX 3

typedef struct
{
  gsize  start; /* bytes */
  gsize  end;
  char  *uri;   /* as it is opened, in ASCII: who looks at it sees where it leads */
} SightChatLink;

/* Without what turns the direction of what follows: it could make a link look
 * like another one.
 */
char      *sight_chat_text_clean      (const char *text);
/* Of http, https and mailto; of SightChatLink. */
GArray    *sight_chat_text_find_links (const char *text);
/* One to three emoji and nothing else. */
gboolean   sight_chat_text_is_emoji   (const char *text);

G_END_DECLS
