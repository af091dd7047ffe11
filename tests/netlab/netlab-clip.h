/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NetlabClip:
 *
 * A film without an end that costs next to nothing to show and a lot to encode:
 * a landscape of noise whose strips of four rows slide past each other. clip.mjs
 * is the same film for a browser, bit by bit.
 */
typedef struct _NetlabClip NetlabClip;

NetlabClip *netlab_clip_new  (guint              width,
                              guint              height);
void        netlab_clip_free (NetlabClip        *self);

/* The three planes of an I420 picture. */
void        netlab_clip_draw (const NetlabClip  *self,
                              guint              number,
                              guint8           **planes,
                              const int         *strides);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetlabClip, netlab_clip_free)

G_END_DECLS
