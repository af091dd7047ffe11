/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A screen in PipeWire as a compositor offers it: it varies in its rate, and a
 * picture comes only when something has changed. Every picture has a
 * SightFrameCode with the number of times that it was drawn.
 */
typedef struct _Screen Screen;

Screen  *screen_new      (guint   width,
                          guint   height);
void     screen_free     (Screen *self);

/* How PipeWire knows it. */
guint32  screen_get_node (Screen *self);
/* Draws @n pictures, one after the other as fast as screens are, from now on. */
void     screen_draw     (Screen *self,
                          guint   n);
void     screen_resize   (Screen *self,
                          guint   width,
                          guint   height);
/* Whether somebody looks. */
gboolean screen_is_seen  (Screen *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Screen, screen_free)

G_END_DECLS
