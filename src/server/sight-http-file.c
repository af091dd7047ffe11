/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-http-file.h"

#include <gio/gio.h>
#include <string.h>

#include "sight-guest.h"

#define PREFIX "/app/sightline/guest"

static const struct
{
  const char *suffix;
  const char *content_type;
} types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".mjs", "text/javascript; charset=utf-8" },
  { ".json", "application/json" },
  { ".webmanifest", "application/manifest+json" },
  { ".svg", "image/svg+xml" },
  { ".png", "image/png" },
  { ".ico", "image/x-icon" },
  { ".woff2", "font/woff2" },
  { ".wasm", "application/wasm" },
  { ".txt", "text/plain; charset=utf-8" },
};

static const char *
get_content_type (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_has_suffix (path, types[i].suffix))
        return types[i].content_type;
    }

  return "application/octet-stream";
}

SightHttpFile *
sight_http_file_load (const char *path)
{
  g_autofree char *name = NULL;
  g_autofree char *sum = NULL;
  g_autoptr(GBytes) bytes = NULL;
  SightHttpFile *self;

  /* GResource would read over what is too much. */
  if (*path != '/' || strstr (path, "//") != NULL || (path[1] != '\0' && g_str_has_suffix (path, "/")))
    return NULL;

  name = g_strconcat (PREFIX, path, g_str_equal (path, "/") ? "index.html" : NULL, NULL);
  bytes = g_resource_lookup_data (sight_guest_get_resource (), name, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    return NULL;

  self = g_new0 (SightHttpFile, 1);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_snprintf (self->etag, sizeof self->etag, "\"%.32s\"", sum);
  self->content_type = get_content_type (name);
  self->bytes = g_steal_pointer (&bytes);

  return self;
}

void
sight_http_file_free (SightHttpFile *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}
