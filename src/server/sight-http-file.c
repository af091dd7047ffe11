/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-http-file.h"

#include <gio/gio.h>
#include <string.h>

#include "sight-guest.h"

#define PREFIX "/app/sightline/guest"
#define COMPRESSION_LEVEL 9 /* once for each file, however often it is served */

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

static GBytes *
compress (GBytes *bytes)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, COMPRESSION_LEVEL);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autoptr(GBytes) compressed = NULL;
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  if (!g_output_stream_write_all (stream, data, length, NULL, NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    return NULL;

  compressed = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));

  return g_bytes_get_size (compressed) < length ? g_steal_pointer (&compressed) : NULL;
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
  g_strlcpy (self->sum, sum, sizeof self->sum);
  self->content_type = get_content_type (name);
  self->gzip = compress (bytes);
  self->bytes = g_steal_pointer (&bytes);

  return self;
}

void
sight_http_file_free (SightHttpFile *self)
{
  g_bytes_unref (self->bytes);
  g_clear_pointer (&self->gzip, g_bytes_unref);
  g_free (self);
}
