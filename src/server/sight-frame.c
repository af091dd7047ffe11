/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-frame.h"

#include <string.h>

SightFrame *
sight_frame_new (const char *text,
                 gsize       length)
{
  SightFrame *self = g_malloc (sizeof (SightFrame) + SIGHT_FRAME_HEADROOM + length);

  self->ref_count = 1;
  self->length = length;
  self->sequence = 0;
  self->received_at = 0;
  self->next_kept = NULL;
  memcpy (sight_frame_get_text (self), text, length);

  return self;
}

SightFrame *
sight_frame_ref (SightFrame *self)
{
  self->ref_count++;

  return self;
}

void
sight_frame_unref (SightFrame *self)
{
  if (--self->ref_count == 0)
    g_free (self);
}
