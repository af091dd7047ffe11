/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FILE_SOURCE (sight_file_source_get_type ())

typedef enum
{
  SIGHT_FILE_PICTURE,
  SIGHT_FILE_SOUND,
} SightFilePart;

/**
 * SightFileSource:
 *
 * A media file that the user named, in place of a camera or a microphone,
 * played over and over. Only well-known formats are opened.
 */
G_DECLARE_FINAL_TYPE (SightFileSource, sight_file_source, SIGHT, FILE_SOURCE, SightSource)

SightSource *sight_file_source_new (const char    *path,
                                    SightFilePart  part);

G_END_DECLS
