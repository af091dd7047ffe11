/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file of the guest page, as it is served. */
typedef struct
{
  GBytes     *bytes;
  GBytes     *gzip;         /* the same, NULL where it is not shorter */
  const char *content_type;
  char        sum[33];
} SightHttpFile;

/* @path as in the request; NULL where there is no such file. */
SightHttpFile *sight_http_file_load (const char    *path);
void           sight_http_file_free (SightHttpFile *self);

G_END_DECLS
