/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The channels of every connection, by their ids. */
typedef enum
{
  SIGHT_DATA_CONTROL, /* text; reliable, ordered */
  SIGHT_DATA_FILES,   /* bytes; reliable, ordered */
  SIGHT_DATA_BEAT,    /* text; neither */
  SIGHT_N_DATA_CHANNELS,
} SightDataChannelId;

#define SIGHT_TYPE_DATA_CHANNEL (sight_data_channel_get_type ())

/**
 * SightDataChannel:
 *
 * Messages to and from the other side of one peer connection.
 *
 * All on the maker's context. Signals:
 * - "message" (GBytes): what came. Nothing comes before the other side has
 *   proved who it is.
 * - "low": what waits to be sent fell to SIGHT_DATA_LOW bytes.
 * Property "open": whether what is sent goes out now. What is sent before waits.
 */
G_DECLARE_FINAL_TYPE (SightDataChannel, sight_data_channel, SIGHT, DATA_CHANNEL, GObject)

/* Below this, whoever has much to send goes on. */
#define SIGHT_DATA_LOW      (128 * 1024)
/* Above this, sending is refused. */
#define SIGHT_DATA_MAX      (4 * 1024 * 1024)
/* What a peer may send before it is read here; beyond it the connection ends. */
#define SIGHT_DATA_UNREAD   (32 * 1024 * 1024)

SightDataChannelId  sight_data_channel_get_id       (SightDataChannel  *self);
gboolean            sight_data_channel_is_open      (SightDataChannel  *self);
/* Bytes that wait to be sent. */
guint64             sight_data_channel_get_buffered (SightDataChannel  *self);
/* A message longer than the protocol's, or one that is not text where text is
 * spoken, is refused.
 */
gboolean            sight_data_channel_send         (SightDataChannel  *self,
                                                     GBytes            *bytes,
                                                     GError           **error);

G_END_DECLS
