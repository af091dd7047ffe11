/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-id.h"

#include <gnutls/gnutls.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void
encode (char         *out,
        gsize         out_length,
        const guint8 *bytes,
        gsize         n_bytes)
{
  guint bits = 0, buffered = 0;
  gsize at = 0;

  for (gsize i = 0; i < out_length; i++)
    {
      if (buffered < 6)
        {
          bits = bits << 8 | (at < n_bytes ? bytes[at] : 0);
          at++;
          buffered += 8;
        }
      buffered -= 6;
      out[i] = alphabet[bits >> buffered & 63];
    }
  out[out_length] = '\0';
}

static gboolean
is_base64url (const char *text,
              gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;

  return TRUE;
}

static gboolean
parse (char       *out,
       gsize       expected,
       const char *text,
       gsize       length)
{
  if (length != expected || !is_base64url (text, length))
    return FALSE;

  memcpy (out, text, length);
  out[length] = '\0';

  return TRUE;
}

void
sight_id_from_bytes (SightId      *out,
                     const guint8  bytes[SIGHT_ID_BYTES])
{
  encode (out->text, SIGHT_ID_LENGTH, bytes, SIGHT_ID_BYTES);
}

gboolean
sight_id_parse (SightId    *out,
                const char *text,
                gsize       length)
{
  return parse (out->text, SIGHT_ID_LENGTH, text, length);
}

/* Ids are random already: eight of their characters are a hash. */
guint
sight_id_hash (gconstpointer id)
{
  guint words[2];

  memcpy (words, ((const SightId *) id)->text, sizeof words);

  return words[0] * 31 + words[1];
}

gboolean
sight_id_equal (gconstpointer a,
                gconstpointer b)
{
  return memcmp (((const SightId *) a)->text, ((const SightId *) b)->text, SIGHT_ID_LENGTH) == 0;
}

void
sight_secret_from_bytes (SightSecret  *out,
                         const guint8  bytes[SIGHT_SECRET_BYTES])
{
  encode (out->text, SIGHT_SECRET_LENGTH, bytes, SIGHT_SECRET_BYTES);
}

gboolean
sight_secret_parse (SightSecret *out,
                    const char  *text,
                    gsize        length)
{
  return parse (out->text, SIGHT_SECRET_LENGTH, text, length);
}

gboolean
sight_secret_equal (const SightSecret *a,
                    const SightSecret *b)
{
  return gnutls_memcmp (a->text, b->text, SIGHT_SECRET_LENGTH) == 0;
}

gboolean
sight_room_id_parse (SightRoomId *out,
                     const char  *text,
                     gsize        length)
{
  if (length != SIGHT_ROOM_ID_LENGTH)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
      return FALSE;

  memcpy (out->text, text, length);
  out->text[length] = '\0';

  return TRUE;
}

/* Not random to the server: a client may say what it likes. */
guint
sight_room_id_hash (gconstpointer room_id)
{
  return g_str_hash (((const SightRoomId *) room_id)->text);
}

gboolean
sight_room_id_equal (gconstpointer a,
                     gconstpointer b)
{
  return memcmp (((const SightRoomId *) a)->text, ((const SightRoomId *) b)->text, SIGHT_ROOM_ID_LENGTH) == 0;
}

static const char * const kind_names[] = {
  [SIGHT_KIND_APP] = "app",
  [SIGHT_KIND_CLI] = "cli",
  [SIGHT_KIND_GUEST] = "guest",
};

const char *
sight_kind_to_name (SightKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

gboolean
sight_kind_from_name (const char *name,
                      SightKind  *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    {
      if (g_str_equal (kind_names[i], name))
        {
          *out = i;
          return TRUE;
        }
    }

  return FALSE;
}
