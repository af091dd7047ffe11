/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <stdio.h>

#include "media/sight-sink.h"

G_BEGIN_DECLS

#define NETLAB_TYPE_FRAME_LOG (netlab_frame_log_get_type ())

/**
 * NetlabFrameLog:
 *
 * Where decoded pictures go: a line for each with the time in ms, the name of who
 * sent it, its number, its age in ms, and its size; "-" where the picture says
 * nothing legible of itself:
 *
 *     frame 123456.789 b 1200 62 640x360
 */
G_DECLARE_FINAL_TYPE (NetlabFrameLog, netlab_frame_log, NETLAB, FRAME_LOG, GObject)

/* @file stays open for as long as pictures may come. */
NetlabFrameLog *netlab_frame_log_new (const char *name,
                                      FILE       *file);

G_END_DECLS
