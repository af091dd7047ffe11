/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-json.h"

#include <math.h>
#include <string.h>

#include "protocol/sight-limits.h"
#include "protocol/sight-protocol-error.h"

struct _SightJsonValue
{
  guint8      type;
  guint8      is_integer;
  guint       size;       /* bytes of a string, members of an array or object */
  guint       span;       /* this value and all that is in it: the next one is that far away */
  guint       key_length;
  const char *key;        /* where the value is a member of an object */
  union
  {
    const char *string;
    double      number;
    gboolean    boolean;
  };
};

/* Enough for every message between client and server without growing. */
#define INLINE_VALUES 24

/* The tree is flat: every value is followed by what is in it. */
struct _SightJson
{
  SightJsonValue *values;
  guint           n_values;
  guint           n_allocated;
  SightJsonValue  inline_values[INLINE_VALUES];
  char            text[];  /* a copy of the input; strings are unescaped in place */
};

typedef struct
{
  SightJson  *json;
  char       *at;
  char       *end;
  const char *problem;
} Parser;

static gboolean parse_value (Parser     *parser,
                             const char *key,
                             gsize       key_length,
                             guint       depth);

static gboolean
refuse (Parser     *parser,
        const char *problem)
{
  if (parser->problem == NULL)
    parser->problem = problem;

  return FALSE;
}

static void
skip_space (Parser *parser)
{
  while (parser->at < parser->end &&
         (*parser->at == ' ' || *parser->at == '\n' || *parser->at == '\t' || *parser->at == '\r'))
    parser->at++;
}

static gboolean
take (Parser *parser,
      char    expected)
{
  if (parser->at == parser->end || *parser->at != expected)
    return FALSE;

  parser->at++;

  return TRUE;
}

/* Values move when the block grows, so the parser keeps indexes. */
static guint
add_value (Parser        *parser,
           SightJsonType  type,
           const char    *key,
           gsize          key_length)
{
  SightJson *json = parser->json;
  SightJsonValue *value;

  if (json->n_values == json->n_allocated)
    {
      json->n_allocated *= 2;
      if (json->values == json->inline_values)
        json->values = memcpy (g_new (SightJsonValue, json->n_allocated),
                               json->inline_values, sizeof json->inline_values);
      else
        json->values = g_renew (SightJsonValue, json->values, json->n_allocated);
    }

  value = &json->values[json->n_values];
  value->type = type;
  value->is_integer = FALSE;
  value->size = 0;
  value->key = key;
  value->key_length = key_length;
  value->span = 1;

  return json->n_values++;
}

static gboolean
parse_hex4 (Parser  *parser,
            guint32 *out)
{
  guint32 unit = 0;

  if (parser->end - parser->at < 4)
    return refuse (parser, "a \\u escape is cut short");

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*parser->at++);

      if (digit < 0)
        return refuse (parser, "a \\u escape is not four hex digits");
      unit = unit << 4 | digit;
    }
  *out = unit;

  return TRUE;
}

static gboolean
parse_unicode_escape (Parser  *parser,
                      char   **out)
{
  guint32 unit, low;

  if (!parse_hex4 (parser, &unit))
    return FALSE;
  if (unit == 0)
    return refuse (parser, "U+0000 in a string");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return refuse (parser, "a lone surrogate");

  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (!take (parser, '\\') || !take (parser, 'u'))
        return refuse (parser, "a lone surrogate");
      if (!parse_hex4 (parser, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return refuse (parser, "a lone surrogate");
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }

  *out += g_unichar_to_utf8 (unit, *out);

  return TRUE;
}

static gboolean
parse_escape (Parser  *parser,
              char   **out)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *name;
  char c;

  if (parser->at == parser->end)
    return refuse (parser, "a string has no end");

  c = *parser->at++;
  if (c == 'u')
    return parse_unicode_escape (parser, out);

  name = c != '\0' ? strchr (names, c) : NULL;
  if (name == NULL)
    return refuse (parser, "an unknown escape");
  *(*out)++ = values[name - names];

  return TRUE;
}

#define EVERY_BYTE(value) (G_GUINT64_CONSTANT (0x0101010101010101) * (value))

/* The top bit of each byte that is zero. */
static inline guint64
zero_bytes (guint64 word)
{
  return (word - EVERY_BYTE (0x01)) & ~word & EVERY_BYTE (0x80);
}

/* Past bytes that stand for themselves: nearly all of a message is one box, so
 * eight at a time.
 */
static void
skip_plain (Parser *parser)
{
  while (parser->end - parser->at >= (gssize) sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, parser->at, sizeof word);
      if (zero_bytes (word ^ EVERY_BYTE ('"')) | zero_bytes (word ^ EVERY_BYTE ('\\')) |
          zero_bytes (word & EVERY_BYTE (0xe0)))
        break;
      parser->at += sizeof word;
    }

  while (parser->at < parser->end && *parser->at != '"' && *parser->at != '\\' &&
         (guchar) *parser->at >= 0x20)
    parser->at++;
}

/* Behind the opening quote. What is unescaped is never longer than what was
 * read, and the closing quote makes room for the final NUL.
 */
static gboolean
parse_string (Parser      *parser,
              const char **string,
              gsize       *length)
{
  char *start = parser->at;
  char *out;

  skip_plain (parser);
  for (out = parser->at; parser->at < parser->end && *parser->at != '"';)
    {
      if ((guchar) *parser->at < 0x20)
        return refuse (parser, "an unescaped control character");

      if (*parser->at != '\\')
        {
          *out++ = *parser->at++;
          continue;
        }

      parser->at++;
      if (!parse_escape (parser, &out))
        return FALSE;
    }

  if (!take (parser, '"'))
    return refuse (parser, "a string has no end");

  *out = '\0';
  *string = start;
  *length = out - start;

  return TRUE;
}

static gboolean
skip_digits (Parser *parser)
{
  char *start = parser->at;

  while (parser->at < parser->end && g_ascii_isdigit (*parser->at))
    parser->at++;

  return parser->at > start;
}

/* The grammar of RFC 8259; @is_integer: neither fraction nor exponent. */
static gboolean
scan_number (Parser   *parser,
             gboolean *is_integer)
{
  take (parser, '-');

  if (!take (parser, '0') && !skip_digits (parser))
    return refuse (parser, "an unknown word");

  *is_integer = TRUE;
  if (take (parser, '.'))
    {
      *is_integer = FALSE;
      if (!skip_digits (parser))
        return refuse (parser, "a number without digits");
    }

  if (take (parser, 'e') || take (parser, 'E'))
    {
      *is_integer = FALSE;
      if (!take (parser, '+'))
        take (parser, '-');
      if (!skip_digits (parser))
        return refuse (parser, "a number without digits");
    }

  return TRUE;
}

static gboolean
parse_number (Parser     *parser,
              const char *key,
              gsize       key_length)
{
  char *start = parser->at;
  SightJsonValue *value;
  gboolean is_integer;
  double number;
  char *stop;
  guint index;

  if (!scan_number (parser, &is_integer))
    return FALSE;

  /* The copy of the text ends in a NUL, so this stops where the scan did. */
  number = g_ascii_strtod (start, &stop);
  if (stop != parser->at || !isfinite (number))
    return refuse (parser, "a number that is not finite");

  index = add_value (parser, SIGHT_JSON_NUMBER, key, key_length);
  value = &parser->json->values[index];
  value->is_integer = is_integer && fabs (number) <= (double) SIGHT_SEQUENCE_MAX;
  value->number = number;

  return TRUE;
}

static gboolean
parse_word (Parser        *parser,
            const char    *word,
            SightJsonType  type,
            gboolean       boolean,
            const char    *key,
            gsize          key_length)
{
  gsize length = strlen (word);
  guint index;

  if ((gsize) (parser->end - parser->at) < length || memcmp (parser->at, word, length) != 0)
    return refuse (parser, "an unknown word");

  parser->at += length;
  index = add_value (parser, type, key, key_length);
  parser->json->values[index].boolean = boolean;

  return TRUE;
}

static gboolean
has_key (SightJson  *json,
         guint       object,
         const char *key,
         gsize       length)
{
  for (guint i = object + 1; i < json->n_values; i += json->values[i].span)
    if (json->values[i].key_length == length && memcmp (json->values[i].key, key, length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
parse_member (Parser *parser,
              guint   object,
              guint   depth)
{
  const char *key;
  gsize length;

  skip_space (parser);
  if (!take (parser, '"'))
    return refuse (parser, "a member without a quoted key");
  if (!parse_string (parser, &key, &length))
    return FALSE;
  if (length > SIGHT_JSON_KEY_MAX)
    return refuse (parser, "a key is too long");
  if (has_key (parser->json, object, key, length))
    return refuse (parser, "a key stands twice");

  skip_space (parser);
  if (!take (parser, ':'))
    return refuse (parser, "a key without a value");

  return parse_value (parser, key, length, depth);
}

static gboolean
parse_container (Parser     *parser,
                 gboolean    is_object,
                 const char *key,
                 gsize       key_length,
                 guint       depth)
{
  SightJsonType type = is_object ? SIGHT_JSON_OBJECT : SIGHT_JSON_ARRAY;
  guint limit = is_object ? SIGHT_JSON_KEYS_MAX : SIGHT_JSON_ELEMENTS_MAX;
  char closing = is_object ? '}' : ']';
  guint index, count = 0;

  if (depth >= SIGHT_JSON_DEPTH_MAX)
    return refuse (parser, "nested too deep");

  index = add_value (parser, type, key, key_length);
  skip_space (parser);

  if (!take (parser, closing))
    {
      do
        {
          if (++count > limit)
            return refuse (parser, is_object ? "too many members" : "too many elements");
          if (!(is_object ? parse_member (parser, index, depth + 1)
                          : parse_value (parser, NULL, 0, depth + 1)))
            return FALSE;
          skip_space (parser);
        }
      while (take (parser, ','));

      if (!take (parser, closing))
        return refuse (parser, is_object ? "an object has no end" : "an array has no end");
    }

  parser->json->values[index].size = count;
  parser->json->values[index].span = parser->json->n_values - index;

  return TRUE;
}

static gboolean
parse_text (Parser     *parser,
            const char *key,
            gsize       key_length)
{
  const char *string;
  gsize length;
  guint index;

  if (!parse_string (parser, &string, &length))
    return FALSE;

  index = add_value (parser, SIGHT_JSON_STRING, key, key_length);
  parser->json->values[index].string = string;
  parser->json->values[index].size = length;

  return TRUE;
}

static gboolean
parse_value (Parser     *parser,
             const char *key,
             gsize       key_length,
             guint       depth)
{
  skip_space (parser);

  if (parser->at == parser->end)
    return refuse (parser, "the text ends too early");

  switch (*parser->at)
    {
    case '{':
    case '[':
      return parse_container (parser, *parser->at++ == '{', key, key_length, depth);
    case '"':
      parser->at++;
      return parse_text (parser, key, key_length);
    case 't':
      return parse_word (parser, "true", SIGHT_JSON_BOOLEAN, TRUE, key, key_length);
    case 'f':
      return parse_word (parser, "false", SIGHT_JSON_BOOLEAN, FALSE, key, key_length);
    case 'n':
      return parse_word (parser, "null", SIGHT_JSON_NULL, FALSE, key, key_length);
    default:
      return parse_number (parser, key, key_length);
    }
}

/* Nearly every message is ASCII; eight bytes at a time that costs nothing. */
static gboolean
is_utf8 (const char *text,
         gsize       length)
{
  gsize i = 0;

  for (; i + sizeof (guint64) <= length; i += sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, text + i, sizeof word);
      if (word & G_GUINT64_CONSTANT (0x8080808080808080))
        break;
    }

  return g_utf8_validate_len (text + i, length - i, NULL);
}

static gboolean
check_encoding (const char  *text,
                gsize        length,
                GError     **error)
{
  /* Nothing may come without an address. */
  if (length == 0)
    return TRUE;

  if (memchr (text, '\0', length) != NULL)
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON, "Not JSON: U+0000 in the text");
      return FALSE;
    }

  if (!is_utf8 (text, length))
    {
      g_set_error_literal (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_NOT_UTF8, "The text is not UTF-8");
      return FALSE;
    }

  return TRUE;
}

/**
 * sight_json_parse:
 * @text: bytes from outside; need not be NUL-terminated
 *
 * Reads one value and nothing behind it. The document owns all that it gives
 * out; @text may go.
 */
SightJson *
sight_json_parse (const char  *text,
                  gsize        length,
                  GError     **error)
{
  g_autoptr(SightJson) json = NULL;
  Parser parser;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (!check_encoding (text, length, error))
    return NULL;

  json = g_malloc (sizeof (SightJson) + length + 1);
  json->values = json->inline_values;
  json->n_values = 0;
  json->n_allocated = INLINE_VALUES;
  if (length > 0)
    memcpy (json->text, text, length);
  json->text[length] = '\0';

  parser = (Parser) { .json = json, .at = json->text, .end = json->text + length };
  if (parse_value (&parser, NULL, 0, 0))
    {
      skip_space (&parser);
      if (parser.at != parser.end)
        refuse (&parser, "something stands behind the value");
    }

  if (parser.problem != NULL)
    {
      g_set_error (error, SIGHT_PROTOCOL_ERROR, SIGHT_PROTOCOL_ERROR_BAD_JSON,
                   "Not JSON at byte %" G_GSIZE_FORMAT ": %s",
                   (gsize) (parser.at - json->text), parser.problem);
      return NULL;
    }

  return g_steal_pointer (&json);
}

void
sight_json_free (SightJson *self)
{
  if (self->values != self->inline_values)
    g_free (self->values);
  g_free (self);
}

const SightJsonValue *
sight_json_get_root (const SightJson *self)
{
  return &self->values[0];
}

SightJsonType
sight_json_value_get_type (const SightJsonValue *value)
{
  return value->type;
}

/**
 * sight_json_value_get_size:
 *
 * Returns: how many members an array or object has; 0 for anything else
 */
guint
sight_json_value_get_size (const SightJsonValue *value)
{
  return value->type == SIGHT_JSON_ARRAY || value->type == SIGHT_JSON_OBJECT ? value->size : 0;
}

/* Walks over the values before it: fine for the sizes that are let in. */
static const SightJsonValue *
nth_child (const SightJsonValue *value,
           guint                 index)
{
  const SightJsonValue *child = value + 1;

  while (index-- > 0)
    child += child->span;

  return child;
}

const SightJsonValue *
sight_json_value_get_index (const SightJsonValue *value,
                            guint                 index)
{
  g_return_val_if_fail (index < sight_json_value_get_size (value), NULL);

  return nth_child (value, index);
}

/**
 * sight_json_value_get_key:
 * @length: (out) (optional): the key's bytes
 *
 * Returns: the key of an object's member, NUL-terminated
 */
const char *
sight_json_value_get_key (const SightJsonValue *value,
                          guint                 index,
                          gsize                *length)
{
  const SightJsonValue *child;

  g_return_val_if_fail (value->type == SIGHT_JSON_OBJECT && index < value->size, NULL);

  child = nth_child (value, index);
  if (length != NULL)
    *length = child->key_length;

  return child->key;
}

/**
 * sight_json_value_get:
 *
 * Returns: (nullable): the member of an object, or %NULL where there is none
 *   or @value is no object
 */
const SightJsonValue *
sight_json_value_get (const SightJsonValue *value,
                      const char           *key)
{
  const SightJsonValue *child = value + 1;
  gsize length = strlen (key);

  if (value->type != SIGHT_JSON_OBJECT)
    return NULL;

  for (guint i = 0; i < value->size; i++, child += child->span)
    if (child->key_length == length && memcmp (child->key, key, length) == 0)
      return child;

  return NULL;
}

/* The typed getters take a NULL value (a missing member) for a wrong type. */
gboolean
sight_json_value_get_bool (const SightJsonValue *value,
                           gboolean             *out)
{
  if (value == NULL || value->type != SIGHT_JSON_BOOLEAN)
    return FALSE;

  *out = value->boolean;

  return TRUE;
}

gboolean
sight_json_value_get_double (const SightJsonValue *value,
                             double               *out)
{
  if (value == NULL || value->type != SIGHT_JSON_NUMBER)
    return FALSE;

  *out = value->number;

  return TRUE;
}

/**
 * sight_json_value_get_int:
 *
 * Only for numbers written without fraction and exponent that a double holds
 * exactly.
 */
gboolean
sight_json_value_get_int (const SightJsonValue *value,
                          gint64               *out)
{
  if (value == NULL || value->type != SIGHT_JSON_NUMBER || !value->is_integer)
    return FALSE;

  *out = (gint64) value->number;

  return TRUE;
}

/**
 * sight_json_value_get_string:
 * @length: (out) (optional): bytes, which is also the place of the final NUL
 *
 * Returns: (nullable): UTF-8 without U+0000, or %NULL for anything else
 */
const char *
sight_json_value_get_string (const SightJsonValue *value,
                             gsize                *length)
{
  if (value == NULL || value->type != SIGHT_JSON_STRING)
    return NULL;

  if (length != NULL)
    *length = value->size;

  return value->string;
}
