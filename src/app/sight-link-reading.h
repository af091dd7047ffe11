/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-room-code.h"
#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_READING_EMPTY,
  SIGHT_READING_REFUSED,  /* the sentence says why */
  SIGHT_READING_LINK,
  SIGHT_READING_CODE,     /* made by the program, on the server that is set */
  SIGHT_READING_CHOSEN,   /* a name that somebody chose */
} SightReadingKind;

/**
 * SightLinkReading:
 * @link: where it leads; %NULL where it leads nowhere
 * @sentence: what was understood, or what is wrong, for people
 * @is_weak: the name may be guessed, as the sentence says
 *
 * What a text means that somebody typed or pasted: a link, a code, a chosen
 * name, or an invitation that holds a link.
 */
typedef struct
{
  SightReadingKind  kind;
  SightRoomLink    *link;
  char             *sentence;
  gboolean          is_weak;
} SightLinkReading;

/* @default_server as for sight_room_link_parse(); empty is none. */
SightLinkReading *sight_link_reading_new     (const char             *text,
                                              const char             *default_server);
void              sight_link_reading_free    (SightLinkReading       *self);

/* The host, with its port where that is unusual. */
char             *sight_link_reading_to_host (const SightRoomLink    *link);
/* What a room is called: a chosen name as it is, a made code in groups. */
char             *sight_link_reading_to_room (const SightRoomLink    *link);
/* Words to send to those who are invited; holds the link. */
char             *sight_link_reading_invite  (const SightRoomLink    *link);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightLinkReading, sight_link_reading_free)

G_END_DECLS
