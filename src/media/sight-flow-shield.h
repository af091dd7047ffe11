/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Whether what arrives may pass; on the streaming thread, per buffer or list. */
typedef gboolean (*SightShieldFunc) (gpointer data);

/* A ghost sink pad that answers OK to whatever its target answers.
 *
 * An error, or a pad that is not linked, on one source pad of webrtcbin stops
 * the element that reads the network, and with it every line and the data
 * channels. Behind this pad a branch may fail, be taken away and come back.
 * End-of-stream stays outside: a line is quiet for a while, a branch that saw
 * the end is dead.
 */
GstPad *sight_flow_shield_new (const char      *name,
                               SightShieldFunc  admits,
                               gpointer         data);

G_END_DECLS
