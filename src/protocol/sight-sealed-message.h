/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-candidate.h"
#include "protocol/sight-description.h"
#include "protocol/sight-id.h"
#include "protocol/sight-shared-message.h"

G_BEGIN_DECLS

#define SIGHT_FRESH_LENGTH    8    /* characters of an intro's x */
#define SIGHT_CANDIDATES_MAX  32
#define SIGHT_INTRO_LIST_MAX  16   /* codecs, caps */

typedef enum
{
  SIGHT_SEALED_UNKNOWN,
  SIGHT_SEALED_INTRO,
  SIGHT_SEALED_OFFER,
  SIGHT_SEALED_ANSWER,
  SIGHT_SEALED_CANDIDATES,
  SIGHT_SEALED_NEED,
  SIGHT_SEALED_CLOSE,
  SIGHT_SEALED_STATE,
  SIGHT_SEALED_CHAT,
  SIGHT_SEALED_CHAT_ACK,
} SightSealedKind;

/* Why the answerer asks for a new generation. */
typedef enum
{
  SIGHT_NEED_FAILED,
  SIGHT_NEED_STALLED,
  SIGHT_NEED_NETWORK,
  SIGHT_NEED_CODEC,
} SightNeedWhy;

typedef enum
{
  SIGHT_VIDEO_CODEC_VP8  = 1 << SIGHT_CODEC_VP8,
  SIGHT_VIDEO_CODEC_H264 = 1 << SIGHT_CODEC_H264,
} SightVideoCodecs;

typedef struct
{
  char text[SIGHT_FRESH_LENGTH + 1];
} SightFresh;

/**
 * SightSealedMessage:
 * @fresh: proof that the sender heard the receiver's intro; in all but an intro
 * @generation: of the pair's peer connection, from 1
 *
 * What members say to each other inside a box, PROTOCOL.md section 11. Lives on
 * the stack. Its pointers are borrowed when one writes it, and end with
 * sight_sealed_message_clear() after one has read it.
 */
typedef struct
{
  SightSealedKind kind;
  SightFresh      fresh;
  gint64          generation;
  union
  {
    struct
    {
      SightSecret       x;
      const char       *name;      /* not cleaned: see sight_name_clean() */
      SightVideoCodecs  codecs;
      const char       *caps[SIGHT_INTRO_LIST_MAX];
      guint             n_caps;
    } intro;
    struct
    {
      gint64            negotiation;
      SightDescription  description;
    } session;                     /* offer and answer */
    struct
    {
      const SightCandidate *list;
      guint             n;
      gboolean          end;
    } candidates;
    SightNeedWhy        need;
    SightClosedWhy      closed;
    SightStateFields    state;
    SightChatFields     chat;      /* chat and chat-ack */
  };
  SightJson *json;
  gpointer   owned;
} SightSealedMessage;

/* @text is what came out of a box. A kind unknown here is no error. @self is
 * cleared by the caller in every case.
 */
gboolean    sight_sealed_message_parse     (SightSealedMessage        *self,
                                            const char                *text,
                                            gsize                      length,
                                            GError                   **error);
void        sight_sealed_message_clear     (SightSealedMessage        *self);
/* The plaintext of a box; %NULL where a field is out of its bounds. */
char       *sight_sealed_message_to_text   (const SightSealedMessage  *self,
                                            gsize                     *length,
                                            GError                   **error);

/* The proof that goes into every message to who said @x in its intro. */
void        sight_fresh_from_secret        (SightFresh                *out,
                                            const SightSecret         *x);
/* Whether @self was sealed for us as we are now: @x is of our own intro. */
gboolean    sight_sealed_message_is_fresh  (const SightSealedMessage  *self,
                                            const SightSecret         *x);
/* Whether @self may come in a box to everyone. */
gboolean    sight_sealed_message_may_be_for_all (const SightSealedMessage *self);

const char *sight_sealed_kind_to_name      (SightSealedKind            kind);
const char *sight_need_why_to_name         (SightNeedWhy               why);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SightSealedMessage, sight_sealed_message_clear)

G_END_DECLS
