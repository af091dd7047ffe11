/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-media-error.h"

G_DEFINE_QUARK (sight-media-error-quark, sight_media_error)
