/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-websocket.h"

#include <string.h>

/* The sample of RFC 6455: every connection may use it, and its answer is known. */
#define SAMPLE_KEY    "dGhlIHNhbXBsZSBub25jZQ=="
#define SAMPLE_ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define KEY_LENGTH    24
#define GUID          "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

gsize
bench_websocket_head_length (const guint8 *data,
                             gsize         length)
{
  const guint8 *end = memmem (data, length, "\r\n\r\n", 4);

  return end == NULL ? 0 : (gsize) (end - data) + 4;
}

void
bench_websocket_request (GString    *out,
                         const char *path,
                         const char *host,
                         const char *subprotocol)
{
  g_string_append_printf (out,
                          "GET %s HTTP/1.1\r\n"
                          "Host: %s\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: " SAMPLE_KEY "\r\n",
                          path, host);
  if (subprotocol != NULL)
    g_string_append_printf (out, "Sec-WebSocket-Protocol: %s\r\n", subprotocol);
  g_string_append (out, "\r\n");
}

gboolean
bench_websocket_accepted (const guint8 *data,
                          gsize         length)
{
  static const char status[] = "HTTP/1.1 101 ";

  return length > strlen (status) &&
         memcmp (data, status, strlen (status)) == 0 &&
         memmem (data, length, SAMPLE_ACCEPT, strlen (SAMPLE_ACCEPT)) != NULL;
}

gboolean
bench_websocket_answer (GString    *out,
                        const char *request,
                        gsize       length)
{
  static const char header[] = "\r\nSec-WebSocket-Key: ";
  const char *key = memmem (request, length, header, strlen (header));
  g_autofree char *accept = NULL;
  g_autoptr (GChecksum) checksum = NULL;
  guint8 digest[20];
  gsize digest_length = sizeof digest;

  if (key == NULL || key + strlen (header) + KEY_LENGTH > request + length)
    return FALSE;

  checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, (const guchar *) key + strlen (header), KEY_LENGTH);
  g_checksum_update (checksum, (const guchar *) GUID, strlen (GUID));
  g_checksum_get_digest (checksum, digest, &digest_length);
  accept = g_base64_encode (digest, digest_length);

  g_string_append_printf (out,
                          "HTTP/1.1 101 Switching Protocols\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
  return TRUE;
}

static void
apply_mask (guint8       *out,
            const guint8 *in,
            gsize         length,
            guint32       mask)
{
  guint64 wide = (guint64) mask << 32 | mask, block;
  gsize i = 0;

  for (; i + 8 <= length; i += 8)
    {
      memcpy (&block, in + i, 8);
      block ^= wide;
      memcpy (out + i, &block, 8);
    }
  for (; i < length; i++)
    out[i] = in[i] ^ ((const guint8 *) &mask)[i % 4];
}

gsize
bench_websocket_write (guint8     *out,
                       guint8      opcode,
                       const char *text,
                       gsize       length,
                       guint32     mask)
{
  guint8 masked = mask != 0 ? 0x80 : 0;
  gsize at = 0;

  out[at++] = 0x80 | opcode;
  if (length < 126)
    {
      out[at++] = masked | (guint8) length;
    }
  else if (length < 65536)
    {
      out[at++] = masked | 126;
      out[at++] = (guint8) (length >> 8);
      out[at++] = (guint8) length;
    }
  else
    {
      out[at++] = masked | 127;
      for (int shift = 56; shift >= 0; shift -= 8)
        out[at++] = (guint8) ((guint64) length >> shift);
    }

  if (masked)
    {
      memcpy (out + at, &mask, 4);
      at += 4;
    }
  apply_mask (out + at, (const guint8 *) text, length, mask);

  return at + length;
}

static guint64
read_length (const guint8 *data,
             gsize         bytes)
{
  guint64 length = 0;

  for (gsize i = 0; i < bytes; i++)
    length = length << 8 | data[i];

  return length;
}

gssize
bench_websocket_read (guint8     *data,
                      gsize       length,
                      BenchFrame *frame)
{
  gsize head, wide;
  guint64 size;
  guint32 mask = 0;
  gboolean masked;

  if (length < 2)
    return 0;

  /* Fragments and extensions are for others: no server here uses them for
   * messages of this size.
   */
  if ((data[0] & 0xf0) != 0x80)
    return -1;

  masked = (data[1] & 0x80) != 0;
  size = data[1] & 0x7f;
  wide = size == 126 ? 2 : size == 127 ? 8 : 0;
  head = 2 + wide + (masked ? 4 : 0);
  if (length < head)
    return 0;
  if (wide > 0)
    size = read_length (data + 2, wide);
  if (size > G_MAXINT32)
    return -1;
  if (length < head + size)
    return 0;

  if (masked)
    {
      memcpy (&mask, data + head - 4, 4);
      apply_mask (data + head, data + head, size, mask);
    }
  frame->opcode = data[0] & 0x0f;
  frame->text = data + head;
  frame->length = size;

  return (gssize) (head + size);
}
