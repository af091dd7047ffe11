/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* More than that is not sent of a screen, and is not carried along either. */
#define SIGHT_SCREEN_WIDTH_MAX  2560
#define SIGHT_SCREEN_HEIGHT_MAX 1440

/* A bin (transfer floating) with a sink pad and a source pad: of a picture, what
 * its GstVideoCropMeta says - windows are shown in the corner of a picture as
 * large as the screen - made smaller, keeping its shape, where it is too large.
 * What comes in may change its size at any time.
 */
GstElement *sight_screen_fit_new (GError **error);

G_END_DECLS
