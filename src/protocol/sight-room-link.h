/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_ROOM_LINK_MAX 2048 /* bytes */

typedef enum
{
  SIGHT_LINK_HTTPS,
  SIGHT_LINK_HTTP,       /* a server without TLS */
  SIGHT_LINK_SIGHTLINE,  /* as https, opened by the application */
} SightLinkScheme;

/**
 * SightRoomLink:
 * @host: in ASCII, an IPv6 address in brackets
 * @code: normalised; never sent to anyone
 *
 * Where a room is and the secret that opens it, PROTOCOL.md section 1.2.
 */
typedef struct
{
  SightLinkScheme  scheme;
  char            *host;
  guint16          port;
  char            *code;
} SightRoomLink;

/* @text is a link, or a code alone: then the server is @default_server, a link
 * without a code ("https://call.example.org"). With %NULL a code alone is
 * refused.
 */
SightRoomLink *sight_room_link_parse          (const char           *text,
                                               const char           *default_server,
                                               GError              **error);
SightRoomLink *sight_room_link_copy           (const SightRoomLink  *self);
void           sight_room_link_free           (SightRoomLink        *self);
/* As it is shown and copied; holds the code. */
char          *sight_room_link_to_string      (const SightRoomLink  *self);
/* The same room for another program: https to share, sightline to hand over. */
char          *sight_room_link_to_scheme      (const SightRoomLink  *self,
                                               SightLinkScheme       scheme);
/* Where signaling goes; holds nothing of the code. */
char          *sight_room_link_get_signal_url (const SightRoomLink  *self);
/* Whether it leads to the computer on which it is opened, whichever that is. */
gboolean       sight_room_link_is_loopback    (const SightRoomLink  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightRoomLink, sight_room_link_free)

G_END_DECLS
