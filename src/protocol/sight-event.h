/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"
#include "protocol/sight-json.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_EVENT_UNKNOWN,
  SIGHT_EVENT_WELCOME,
  SIGHT_EVENT_JOINED,
  SIGHT_EVENT_MEMBERS,
  SIGHT_EVENT_RELAY,
  SIGHT_EVENT_KNOCK,
  SIGHT_EVENT_ICE,
  SIGHT_EVENT_NOTICE,
  SIGHT_EVENT_PONG,
  SIGHT_EVENT_ERROR,
} SightEventType;

/* Why a member is gone. */
typedef enum
{
  SIGHT_WHY_LEFT,
  SIGHT_WHY_LOST,
  SIGHT_WHY_REMOVED,
  SIGHT_WHY_REPLACED,
} SightWhy;

typedef struct
{
  SightId   id;
  gint64    order;
  SightKind kind;
  gboolean  away;
} SightMemberInfo;

typedef struct
{
  SightId  id;
  SightWhy why;
} SightRemoval;

/* What a client may send, told in welcome. */
typedef struct
{
  guint message;
  guint rate;
  guint burst;
  guint bytes;
  guint room;
} SightClientLimits;

#define SIGHT_ICE_SERVERS_MAX 16
#define SIGHT_ICE_URLS_MAX    8

typedef struct
{
  const char *urls[SIGHT_ICE_URLS_MAX];
  guint       n_urls;
  const char *username;    /* or NULL */
  const char *credential;  /* or NULL */
} SightIceServer;

typedef struct
{
  const char           *json;      /* for writing: the array as text, NULL for an empty one */
  const SightIceServer *servers;   /* from reading */
  guint                 n_servers;
  gint64                expires;
} SightIceList;

/**
 * SightEvent:
 *
 * A message from the server to a client, PROTOCOL.md section 4.2. Lives on the
 * stack. Its pointers are borrowed when one writes it, and end with
 * sight_event_clear() after one has read it.
 */
typedef struct
{
  SightEventType type;
  gboolean       has_sequence;
  gint64         sequence;
  union
  {
    struct
    {
      SightId                sid;
      SightSecret            key;
      gboolean               resumed;
      SightClientLimits      limits;
      guint                  ping;     /* seconds */
      guint                  ttl;      /* seconds */
      gint64                 now;      /* Unix ms */
      const char            *server;
    } welcome;
    struct
    {
      SightId                me;
      gint64                 order;
      const SightMemberInfo *members;
      guint                  n_members;
      SightId                host;
      gboolean               locked;
      SightIceList           ice;
    } joined;
    struct
    {
      const SightMemberInfo *added;
      guint                  n_added;
      const SightMemberInfo *updated;  /* id and away only */
      guint                  n_updated;
      const SightRemoval    *removed;
      guint                  n_removed;
      gboolean               has_host;
      SightId                host;
      gboolean               has_locked;
      gboolean               locked;
      gboolean               full;
    } members;
    struct
    {
      SightId                from;
      gboolean               to_all;
      SightId                to;
      gint64                 n;
      const char            *box;
      gsize                  box_length;
    } relay;
    struct
    {
      SightId                who;
      gboolean               gone;
      SightKind              kind;     /* unless gone */
    } knock;
    SightIceList             ice;
    struct
    {
      const char            *code;
      const char            *text;
      gboolean               has_me;   /* and host */
      SightId                me;
      SightId                host;
      gint64                 retry_ms; /* -1: none */
    } notice;
    struct
    {
      gboolean               has_ts;
      double                 ts;
    } pong;
    struct
    {
      const char            *re;       /* or NULL */
      const char            *code;
      const char            *text;
      gint64                 retry_ms; /* -1: none */
    } error;
  };
  SightJson *json;
  gpointer   owned[3];
} SightEvent;

void     sight_event_write (const SightEvent  *self,
                            GString           *out);
/* Errors as from sight_request_parse(); a type unknown here is no error. */
gboolean sight_event_parse (SightEvent        *self,
                            const char        *text,
                            gsize              length,
                            GError           **error);
void     sight_event_clear (SightEvent        *self);

const char     *sight_event_type_to_name   (SightEventType  type);
SightEventType  sight_event_type_from_name (const char     *name);
const char     *sight_why_to_name          (SightWhy        why);
gboolean        sight_why_from_name        (const char     *name,
                                            SightWhy       *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SightEvent, sight_event_clear)

G_END_DECLS
