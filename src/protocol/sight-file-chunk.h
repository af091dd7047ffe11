/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-control-message.h"

G_BEGIN_DECLS

#define SIGHT_FILE_CHUNK_HEADER (SIGHT_ID_LENGTH + 8)
#define SIGHT_FILE_CHUNK_MAX    (SIGHT_CHANNEL_MESSAGE_MAX - SIGHT_FILE_CHUNK_HEADER) /* bytes of a file */

/* A piece of a file, one message of the channel files: PROTOCOL.md section 14.
 * @payload is borrowed.
 */
typedef struct
{
  SightId       id;
  gint64        offset;
  const guint8 *payload;
  gsize         length;
} SightFileChunk;

gboolean  sight_file_chunk_parse (SightFileChunk        *self,
                                  const guint8          *data,
                                  gsize                  length,
                                  GError               **error);
GBytes   *sight_file_chunk_write (const SightFileChunk  *self);

G_END_DECLS
