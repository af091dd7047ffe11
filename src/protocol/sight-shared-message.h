/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"
#include "protocol/sight-json.h"

G_BEGIN_DECLS

/* What members say to each other with the same fields through the server, in a
 * box, and on the data channel: PROTOCOL.md sections 11 and 13.
 */

#define SIGHT_CHAT_TEXT_MAX 4000 /* code points */

/* Why a pair's connection ends. */
typedef enum
{
  SIGHT_CLOSED_LEFT,
  SIGHT_CLOSED_SECURITY,
  SIGHT_CLOSED_REPLACED,
  SIGHT_CLOSED_FAILED,
} SightClosedWhy;

/* What a member sends, and shows of itself. */
typedef struct
{
  gboolean microphone;
  gboolean camera;
  gboolean screen;
  gboolean screen_sound;
  gboolean hand;
  gboolean recording;
} SightStateFields;

/**
 * SightChatFields:
 * @after: the sender's message before this one, where the receiver has not
 *   acknowledged it yet; empty otherwise
 * @text: borrowed; %NULL in an acknowledgement
 * @at: Unix ms
 */
typedef struct
{
  SightId     id;
  SightId     after;
  const char *text;
  gint64      at;
} SightChatFields;

const char *sight_closed_why_to_name (SightClosedWhy          why);

/* Each is false where a field is missing, mistyped or out of its bounds. */
gboolean    sight_closed_why_read    (SightClosedWhy         *out,
                                      const SightJsonValue   *object);
gboolean    sight_state_fields_read  (SightStateFields       *self,
                                      const SightJsonValue   *object);
gboolean    sight_chat_fields_read   (SightChatFields        *self,
                                      const SightJsonValue   *object);

void        sight_state_fields_write (const SightStateFields *self,
                                      GString                *out);
void        sight_chat_fields_write  (const SightChatFields  *self,
                                      GString                *out);

G_END_DECLS
