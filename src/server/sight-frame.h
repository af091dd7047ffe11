/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room in front of the text where a transport may write its frame header, so
 * that a message is copied once from where it was built to the socket.
 */
#define SIGHT_FRAME_HEADROOM 32

/**
 * SightFrame:
 *
 * One text message on its way to one client: kept until it is acknowledged and
 * queued until it is written, in one block that both share.
 */
typedef struct _SightFrame SightFrame;

struct _SightFrame
{
  guint       ref_count;   /* one thread only: not atomic */
  guint       length;      /* of the text, in bytes */
  gint64      sequence;    /* "s", or 0 where the message has none */
  gint64      received_at; /* monotonic us of what caused it, or 0: for the latency histogram */
  SightFrame *next_kept;   /* the session's list of unacknowledged frames */
  guint8      data[];      /* SIGHT_FRAME_HEADROOM bytes, then the text */
};

SightFrame *sight_frame_new   (const char *text,
                               gsize       length);
SightFrame *sight_frame_ref   (SightFrame *self);
void        sight_frame_unref (SightFrame *self);

static inline char *
sight_frame_get_text (SightFrame *self)
{
  return (char *) self->data + SIGHT_FRAME_HEADROOM;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightFrame, sight_frame_unref)

G_END_DECLS
