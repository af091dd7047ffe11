/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* libwebsockets allocates a read buffer for every WebSocket and hardly ever
 * writes to it: messages are read into one buffer that all share, and only
 * control frames are collected in the other. On the heap it costs memory all
 * the same, because what lies around it is used. So these come from a range of
 * addresses of their own, whose pages stay untouched.
 *
 * For a program that is the server: libwebsockets has one allocator for all.
 * To be called once, before anything else of it. Where libwebsockets asks in
 * another way than it did when this was written, its own allocation is used.
 */
void sight_read_buffers_install (guint count,
                                 gsize size);

G_END_DECLS
