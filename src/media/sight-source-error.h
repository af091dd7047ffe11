/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

#include "media/sight-media-error.h"

G_BEGIN_DECLS

/* What GStreamer says of a source, for people: that it is busy and that it is
 * refused call for different answers. @label is how the source is called in a
 * sentence, @code what its errors are where nothing better is known.
 */
GError *sight_source_error_new (SightMediaError  code,
                                const char      *label,
                                const GError    *error);

G_END_DECLS
