/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-mailbox.h"

G_BEGIN_DECLS

/* Opening and closing a device may keep the caller waiting for long: both
 * happen on threads of their own, in the order in which they were asked for.
 */
void sight_pipeline_play        (GstElement      *pipeline);
/* @pipeline is (transfer full); nothing more comes from its bus. */
void sight_pipeline_dispose     (GstElement      *pipeline);

/* Waits until all that was disposed of is gone: for the end of a program. */
void sight_pipeline_wait        (void);

/* Every error of @pipeline's elements becomes a letter to @func, which gets the
 * GstMessage; all else on the bus is dropped.
 */
void sight_pipeline_post_errors (GstElement      *pipeline,
                                 SightMailbox    *mailbox,
                                 SightLetterFunc  func);

G_END_DECLS
