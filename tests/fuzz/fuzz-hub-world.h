/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-event.h"
#include "server/sight-hub.h"

G_BEGIN_DECLS

#define SLOTS 8

/* What a client keeps of its session: it moves with it from socket to socket. */
typedef struct
{
  SightId     sid;
  SightSecret key;
  gint64      last;      /* "s" of the last message */
  GPtrArray  *texts;     /* of char *: what came under each "s"; NULL where nothing did */
  gboolean    has_gaps;  /* it said that it had read what it had not */
  gboolean    waits;
  guint       heard;     /* from the host since it waits */
  gboolean    joined;
  SightId     me;
  GHashTable *others;    /* set of char *: the ids of the other members */
  GHashTable *knocks;    /* set of char *: who waits, as the host was told */
} Mind;

/* A place for one socket. */
typedef struct
{
  struct _World *world;
  SightClient   *client;      /* NULL: free */
  int            closed;      /* the code, or 0 */
  GPtrArray     *frames;      /* of SightFrame: a socket that never gets rid of them */
  Mind          *mind;        /* NULL before welcome */
  gint64         claimed;     /* "s" of the last resume */
  gint64         sequence;    /* "s" of the last message here */
  gboolean       proved;      /* that resume named a session and its key */
  SightRoomId    wanted_room; /* of the last join */
} Slot;

typedef struct _World
{
  SightServerConfig *config;
  SightHub          *hub;
  gint64             now;
  Slot               slots[SLOTS];
  GPtrArray         *minds;    /* of Mind */
  GPtrArray         *members;  /* of char *: every id there was */
  GHashTable        *rooms;    /* id to its room, char * both */
  const Mind        *proved;   /* whose session and key were named in what is being said */
} World;

/* @small: limits that a short program reaches */
World      *world_new        (gboolean     small);
void        world_free       (World       *self);
/* What must hold between two steps. */
void        world_check      (World       *self);

void        world_connect    (World       *self,
                              Slot        *slot,
                              guint        address);
void        world_disconnect (World       *self,
                              Slot        *slot);
void        world_refuse     (World       *self,
                              Slot        *slot,
                              SightClose   code);
void        world_say        (World       *self,
                              Slot        *slot,
                              const char  *text,
                              gsize        length);
void        world_advance    (World       *self,
                              gint64       ms);
void        world_drain      (World       *self,
                              guint        sure);

/* Never NULL: where there is none, one that no session has. */
const Mind *world_get_mind   (World       *self,
                              guint        index);
const char *world_get_member (World       *self,
                              const Slot  *slot,
                              guint        index);

G_END_DECLS
