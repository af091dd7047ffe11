/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-room-code.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "protocol/sight-protocol-error.h"
#include "protocol/sight-text.h"

#define GROUP_LENGTH 4

/* No i, l, o, u: 32 symbols, so five bits of a random byte are one. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static const char * const strength_names[] = {
  [SIGHT_STRENGTH_WEAK] = "weak",
  [SIGHT_STRENGTH_FAIR] = "fair",
  [SIGHT_STRENGTH_STRONG] = "strong",
};

const char *
sight_strength_to_name (SightStrength strength)
{
  g_return_val_if_fail ((guint) strength < G_N_ELEMENTS (strength_names), NULL);

  return strength_names[strength];
}

void
sight_room_code_free (char *code)
{
  if (code == NULL)
    return;

  gnutls_memset (code, 0, strlen (code));
  g_free (code);
}

/* The digits that no letter turns into: 0 and 1 may come from a word. */
static gboolean
has_telling_digit (const char *symbols)
{
  return strpbrk (symbols, "23456789") != NULL;
}

char *
sight_room_code_make (GError **error)
{
  char code[SIGHT_ROOM_CODE_MADE_LENGTH + 1] = "";

  /* One code in a hundred has no such digit, and is thrown away. */
  while (!has_telling_digit (code))
    {
      guint8 bytes[SIGHT_ROOM_CODE_MADE_LENGTH];
      int status = gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes);

      if (status != GNUTLS_E_SUCCESS)
        {
          g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_CRYPTO,
                       "The system gave no random numbers: %s", gnutls_strerror (status));
          return NULL;
        }
      for (guint i = 0; i < sizeof bytes; i++)
        code[i] = alphabet[bytes[i] & 31];
      gnutls_memset (bytes, 0, sizeof bytes);
    }

  return g_strdup (code);
}

static gboolean
is_separator (gunichar c)
{
  return c == '-' || c == '_' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
         sight_unichar_is_white_space (c);
}

static gboolean
refuse (GError     **error,
        const char  *problem)
{
  g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_CODE, problem);

  return FALSE;
}

static gboolean
refuse_character (GError   **error,
                  gunichar   c)
{
  if (!g_unichar_isgraph (c))
    g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_CODE,
                 "A code is made of letters, digits and hyphens; U+%04X is none of them", c);
  else
    {
      char text[7] = "";

      g_unichar_to_utf8 (c, text);
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_CODE,
                   "A code is made of letters, digits and hyphens; \xe2\x80\x9c%s\xe2\x80\x9d is none of them", text);
    }

  return FALSE;
}

/* Code point by code point: g_utf8_strdown() asks the locale, and looks at what
 * stands around a sigma.
 */
static char *
fold (const char  *text,
      GError     **error)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autoptr(GString) lower = g_string_sized_new (strlen (composed));

  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == 0x130)
        {
          refuse_character (error, c);
          return NULL;
        }
      g_string_append_unichar (lower, g_unichar_tolower (c));
    }

  return g_utf8_normalize (lower->str, lower->len, G_NORMALIZE_ALL_COMPOSE);
}

static char *
join_words (const char *text)
{
  GString *joined = g_string_sized_new (strlen (text));
  gboolean due = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_separator (c))
        {
          due = TRUE;
          continue;
        }
      if (due && joined->len > 0)
        g_string_append_c (joined, '-');
      due = FALSE;
      g_string_append_unichar (joined, c);
    }

  return g_string_free (joined, FALSE);
}

static char
unify_look_alike (char c)
{
  switch (c)
    {
    case 'o':
      return '0';
    case 'i':
    case 'l':
      return '1';
    default:
      return c;
    }
}

/* The 16 symbols where @text is a made code, otherwise %NULL. */
static char *
read_made (const char *text)
{
  char symbols[SIGHT_ROOM_CODE_MADE_LENGTH + 1] = "";
  guint n = 0;

  for (; *text != '\0'; text++)
    {
      char symbol = unify_look_alike (*text);

      if (symbol == '-')
        {
          if (n % GROUP_LENGTH != 0)
            return NULL;
          continue;
        }
      if (n == SIGHT_ROOM_CODE_MADE_LENGTH || strchr (alphabet, symbol) == NULL)
        return NULL;
      symbols[n++] = symbol;
    }

  return n == SIGHT_ROOM_CODE_MADE_LENGTH ? g_strdup (symbols) : NULL;
}

static gboolean
check_own (const char  *code,
           GError     **error)
{
  glong length = sight_text_count (code);

  for (const char *at = code; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c != '-' && !sight_unichar_is_letter_or_mark (c) && g_unichar_type (c) != G_UNICODE_DECIMAL_NUMBER)
        return refuse_character (error, c);
    }

  if (length < SIGHT_ROOM_CODE_OWN_MIN)
    return refuse (error, "A code needs at least four characters");
  if (length > SIGHT_ROOM_CODE_OWN_MAX)
    return refuse (error, "A code may have at most 64 characters");

  return TRUE;
}

char *
sight_room_code_normalise (const char  *text,
                           GError     **error)
{
  g_autofree char *folded = NULL;
  g_autofree char *joined = NULL;
  char *made;

  g_return_val_if_fail (text != NULL, NULL);

  if (strnlen (text, SIGHT_ROOM_CODE_INPUT_MAX + 1) > SIGHT_ROOM_CODE_INPUT_MAX)
    {
      refuse (error, "A code may have at most 64 characters");
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      refuse (error, "The code is not valid Unicode text");
      return NULL;
    }

  folded = fold (text, error);
  if (folded == NULL)
    return NULL;

  joined = join_words (folded);
  made = read_made (joined);
  if (made != NULL)
    return made;

  return check_own (joined, error) ? g_steal_pointer (&joined) : NULL;
}

gboolean
sight_room_code_is_made (const char *code)
{
  return strlen (code) == SIGHT_ROOM_CODE_MADE_LENGTH &&
         strspn (code, alphabet) == SIGHT_ROOM_CODE_MADE_LENGTH;
}

char *
sight_room_code_to_display (const char *code)
{
  if (!sight_room_code_is_made (code))
    return g_strdup (code);

  return g_strdup_printf ("%.4s-%.4s-%.4s-%.4s", code, code + 4, code + 8, code + 12);
}

SightStrength
sight_room_code_get_strength (const char *code)
{
  guint words = 1;

  if (sight_room_code_is_made (code) && has_telling_digit (code))
    return SIGHT_STRENGTH_STRONG;

  for (const char *at = code; *at != '\0'; at++)
    words += *at == '-';

  return words >= 4 && sight_text_count (code) >= 20 ? SIGHT_STRENGTH_FAIR : SIGHT_STRENGTH_WEAK;
}
