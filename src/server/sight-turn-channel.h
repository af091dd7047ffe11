/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sys/socket.h>

#include "server/sight-ice-url.h"
#include "server/sight-stun-message.h"

G_BEGIN_DECLS

/**
 * SightTurnChannel:
 *
 * One socket to a STUN or TURN server, over UDP, TCP or TLS. It blocks, never
 * longer than its timeout: the check runs before the server does.
 */
typedef struct _SightTurnChannel SightTurnChannel;

typedef enum
{
  SIGHT_CHANNEL_OK,
  SIGHT_CHANNEL_REFUSED, /* nothing listens there */
  SIGHT_CHANNEL_SILENT,  /* no answer */
  SIGHT_CHANNEL_TLS,
  SIGHT_CHANNEL_GARBAGE, /* an answer that is not STUN */
  SIGHT_CHANNEL_FAILED,
} SightChannelStatus;

/* @ca_file replaces the system's certificate authorities where it is not NULL.
 * @detail says what failed.
 */
SightTurnChannel   *sight_turn_channel_open         (const SightIceUrl      *url,
                                                     const struct sockaddr  *address,
                                                     socklen_t               address_length,
                                                     const char             *ca_file,
                                                     guint                   timeout_ms,
                                                     SightChannelStatus     *status,
                                                     char                  **detail);
void                sight_turn_channel_free         (SightTurnChannel       *self);
/* Sends @request, again and again over UDP, until an answer with its
 * transaction is there. @answer lives until the next call.
 */
SightChannelStatus  sight_turn_channel_exchange     (SightTurnChannel       *self,
                                                     const GByteArray       *request,
                                                     SightStunMessage       *answer,
                                                     char                  **detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightTurnChannel, sight_turn_channel_free)

G_END_DECLS
