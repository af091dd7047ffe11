/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-file-chunk.h"

#include <string.h>

#include "protocol/sight-protocol-error.h"

gboolean
sight_file_chunk_parse (SightFileChunk  *self,
                        const guint8    *data,
                        gsize            length,
                        GError         **error)
{
  guint64 offset = 0;

  memset (self, 0, sizeof *self);

  if (length <= SIGHT_FILE_CHUNK_HEADER || length > SIGHT_CHANNEL_MESSAGE_MAX)
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                   "A piece of a file has more than %d and at most %d bytes, not %" G_GSIZE_FORMAT,
                   SIGHT_FILE_CHUNK_HEADER, SIGHT_CHANNEL_MESSAGE_MAX, length);
      return FALSE;
    }

  if (!sight_id_parse (&self->id, (const char *) data, SIGHT_ID_LENGTH))
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                           "A piece of a file does not say which file it is of");
      return FALSE;
    }

  for (guint i = SIGHT_ID_LENGTH; i < SIGHT_FILE_CHUNK_HEADER; i++)
    offset = offset << 8 | data[i];
  self->payload = data + SIGHT_FILE_CHUNK_HEADER;
  self->length = length - SIGHT_FILE_CHUNK_HEADER;
  if (offset > SIGHT_SEQUENCE_MAX - self->length)
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_MESSAGE,
                           "A piece of a file lies beyond the end of every file");
      return FALSE;
    }
  self->offset = offset;

  return TRUE;
}

GBytes *
sight_file_chunk_write (const SightFileChunk *self)
{
  gsize length = SIGHT_FILE_CHUNK_HEADER + self->length;
  guint8 *data;

  g_return_val_if_fail (self->length > 0 && self->length <= SIGHT_FILE_CHUNK_MAX, NULL);
  g_return_val_if_fail (self->offset >= 0, NULL);

  data = g_malloc (length);
  memcpy (data, self->id.text, SIGHT_ID_LENGTH);
  for (guint i = 0; i < 8; i++)
    data[SIGHT_ID_LENGTH + i] = (guint64) self->offset >> (56 - 8 * i) & 0xff;
  memcpy (data + SIGHT_FILE_CHUNK_HEADER, self->payload, self->length);

  return g_bytes_new_take (data, length);
}
