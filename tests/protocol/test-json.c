/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "protocol/sight-json-writer.h"
#include "protocol/sight-json.h"
#include "protocol/sight-limits.h"
#include "protocol/sight-protocol-error.h"

static void
expect_good (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightJson) json = sight_json_parse (text, strlen (text), &error);

  if (json == NULL)
    g_error ("%s: %s", error->message, text);
}

static void
expect_bad_bytes (const char *text,
                  gsize       length,
                  int         code)
{
  g_autoptr(GError) error = NULL;
  /* On the heap without a NUL behind it, so that a sanitizer sees every byte too far. */
  g_autofree char *copy = g_memdup2 (text, length);
  g_autoptr(SightJson) json = sight_json_parse (copy, length, &error);

  if (json != NULL)
    g_error ("Taken for JSON: %.*s", (int) MIN (length, 100), text);
  g_assert_error (error, SIGHT_PROTOCOL_ERROR, code);
}

static void
expect_bad (const char *text)
{
  expect_bad_bytes (text, strlen (text), SIGHT_PROTOCOL_ERROR_BAD_JSON);
}

/* rows: json-strict */
static void
test_strict (void)
{
  static const char * const good[] = {
    "{}", "[]", " \t\r\n{ } ", "true", "false", "null", "0", "-0", "10", "-1.5", "1e3", "1E+3", "1.25e-3",
    "\"\"", "[[],{},\"\",0,true,null]", "{\"\":0}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\x7f\"",
  };
  static const char * const bad[] = {
    "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}", "'a'",
    "{\"a\":1 \"b\":2}", "[1 2]", "tru", "True", "TRUE", "nul", "nulll", "truefalse", "undefined", "NaN", "Infinity",
    "-Infinity", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x10", "--1", "-", "1_000", "1,2", "// x\n1", "/* x */1",
    "1/**/", "#\n1", "\"", "\"a", "\"\\\"", "\"\\x41\"", "\"\\'\"", "\"\\", "\"\\u", "\"\\u12\"", "\"\\u12g4\"",
    "\"a\nb\"", "\"a\tb\"", "\"\x01\"", "{} {}", "[] x", "\xef\xbb\xbf{}", "\v{}", "\f{}", "{\"a\":1}}", "[1]]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    expect_good (good[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    expect_bad (bad[i]);
}

/* rows: json-utf8 */
static void
test_utf8 (void)
{
  static const char * const bad[] = {
    "\"\xff\"", "\"\xc3\"", "\"\xc3(\"", "\"\xe2\x82\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
    "\x80{}", "\"12345678\xff\"",
  };

  expect_good ("\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\"");
  expect_good ("\"\\ud83d\\ude00\"");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    expect_bad_bytes (bad[i], strlen (bad[i]), SIGHT_PROTOCOL_ERROR_NOT_UTF8);

  expect_bad ("\"\\ud83d\"");
  expect_bad ("\"\\ude00\"");
  expect_bad ("\"\\ud83d\\ud83d\"");
  expect_bad ("\"\\ud83dx\"");
  expect_bad ("\"\\ud83d\\n\"");
}

/* rows: json-nul */
static void
test_nul (void)
{
  expect_bad ("\"\\u0000\"");
  expect_bad_bytes ("\"a\0b\"", 5, SIGHT_PROTOCOL_ERROR_BAD_JSON);
  expect_bad_bytes ("{}\0", 3, SIGHT_PROTOCOL_ERROR_BAD_JSON);
  expect_bad_bytes ("\0{}", 3, SIGHT_PROTOCOL_ERROR_BAD_JSON);
}

/* rows: json-depth */
static void
test_depth (void)
{
  expect_good ("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]");
  expect_bad ("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]");
  expect_good ("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[1]}]}]}]}]}]}]}]}");
  expect_bad ("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[[1]]}]}]}]}]}]}]}]}");

  /* However deep: refused at once, without a stack for it. */
  {
    g_autofree char *deep = g_strnfill (60000, '[');

    expect_bad (deep);
  }
}

static char *
make_object (guint n_keys,
             guint key_length)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n_keys; i++)
    g_string_append_printf (text, "%s\"%0*u\":%u", i > 0 ? "," : "", (int) key_length, i, i);

  return g_string_free (g_string_append_c (text, '}'), FALSE);
}

/* rows: json-keys */
static void
test_keys (void)
{
  g_autofree char *most = make_object (64, 64);
  g_autofree char *too_many = make_object (65, 4);
  g_autofree char *too_long = make_object (1, 65);

  expect_good (most);
  expect_bad (too_many);
  expect_bad (too_long);
}

/* rows: json-elements */
static void
test_elements (void)
{
  g_autoptr(GString) text = g_string_new ("[0");

  for (guint i = 1; i < 1024; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  expect_good (text->str);

  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",0]");
  expect_bad (text->str);
}

/* rows: json-duplicate */
static void
test_duplicate (void)
{
  expect_bad ("{\"a\":1,\"a\":1}");
  expect_bad ("{\"a\":1,\"b\":{},\"a\":1}");
  expect_bad ("{\"a\":{\"c\":1},\"\\u0061\":1}");
  expect_good ("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}");
}

/* rows: json-number */
static void
test_number (void)
{
  static const char text[] = "[9007199254740991,-9007199254740991,9007199254740992,1.0,1e2,-0,0.1,1.7e308]";
  g_autoptr(SightJson) json = sight_json_parse (text, strlen (text), NULL);
  const SightJsonValue *root = sight_json_get_root (json);
  gint64 integer;
  double number;

  expect_bad ("1e999");
  expect_bad ("-1e999");
  expect_bad ("[1e309]");

  g_assert_true (sight_json_value_get_int (sight_json_value_get_index (root, 0), &integer));
  g_assert_cmpint (integer, ==, SIGHT_SEQUENCE_MAX);
  g_assert_true (sight_json_value_get_int (sight_json_value_get_index (root, 1), &integer));
  g_assert_cmpint (integer, ==, -SIGHT_SEQUENCE_MAX);
  g_assert_false (sight_json_value_get_int (sight_json_value_get_index (root, 2), &integer));
  g_assert_false (sight_json_value_get_int (sight_json_value_get_index (root, 3), &integer));
  g_assert_false (sight_json_value_get_int (sight_json_value_get_index (root, 4), &integer));
  g_assert_true (sight_json_value_get_int (sight_json_value_get_index (root, 5), &integer));
  g_assert_cmpint (integer, ==, 0);
  g_assert_true (sight_json_value_get_double (sight_json_value_get_index (root, 6), &number));
  g_assert_cmpfloat (number, ==, 0.1);
  g_assert_true (sight_json_value_get_double (sight_json_value_get_index (root, 7), &number));
  g_assert_true (isfinite (number));
}

static void
test_tree (void)
{
  static const char text[] =
    " {\"a\" : [1, {\"b\":\"x\\u00e9\\ud83d\\ude00\\n\"}, [[], {}]], \"c\":false, \"d\":null, \"e\" : {\"f\":[true]}} ";
  g_autoptr(SightJson) json = sight_json_parse (text, strlen (text), NULL);
  const SightJsonValue *root = sight_json_get_root (json);
  const SightJsonValue *a = sight_json_value_get (root, "a");
  const SightJsonValue *b = sight_json_value_get (sight_json_value_get_index (a, 1), "b");
  gboolean boolean = TRUE;
  gsize length;

  g_assert_cmpint (sight_json_value_get_type (root), ==, SIGHT_JSON_OBJECT);
  g_assert_cmpuint (sight_json_value_get_size (root), ==, 4);
  g_assert_cmpstr (sight_json_value_get_key (root, 3, &length), ==, "e");
  g_assert_cmpuint (length, ==, 1);
  g_assert_cmpuint (sight_json_value_get_size (a), ==, 3);
  g_assert_cmpstr (sight_json_value_get_string (b, &length), ==, "x\xc3\xa9\xf0\x9f\x98\x80\n");
  g_assert_cmpuint (length, ==, 8);
  g_assert_cmpuint (sight_json_value_get_size (sight_json_value_get_index (a, 2)), ==, 2);
  g_assert_true (sight_json_value_get_bool (sight_json_value_get (root, "c"), &boolean));
  g_assert_false (boolean);
  g_assert_cmpint (sight_json_value_get_type (sight_json_value_get (root, "d")), ==, SIGHT_JSON_NULL);
  g_assert_true (sight_json_value_get_bool (sight_json_value_get_index (sight_json_value_get (sight_json_value_get (root, "e"), "f"), 0), &boolean));
  g_assert_true (boolean);

  /* Of another type, or not there. */
  g_assert_null (sight_json_value_get (root, "b"));
  g_assert_null (sight_json_value_get (a, "b"));
  g_assert_null (sight_json_value_get_string (a, NULL));
  g_assert_null (sight_json_value_get_string (NULL, NULL));
  g_assert_false (sight_json_value_get_bool (b, &boolean));
  g_assert_cmpuint (sight_json_value_get_size (b), ==, 0);
}

/* More values than fit without growing. */
static void
test_growth (void)
{
  g_autoptr(GString) text = g_string_new ("[");
  g_autoptr(SightJson) json = NULL;
  const SightJsonValue *root;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s{\"n\":%u}", i > 0 ? "," : "", i);
  g_string_append_c (text, ']');

  json = sight_json_parse (text->str, text->len, NULL);
  root = sight_json_get_root (json);
  g_assert_cmpuint (sight_json_value_get_size (root), ==, 1000);
  for (guint i = 0; i < 1000; i++)
    {
      gint64 n;

      g_assert_true (sight_json_value_get_int (sight_json_value_get (sight_json_value_get_index (root, i), "n"), &n));
      g_assert_cmpint (n, ==, i);
    }
}

/* Every beginning of a good text is bad, and none is read past its end. */
static void
test_truncation (void)
{
  static const char text[] = "{\"a\":[1,-2.5e+3,true,null],\"b\":\"x\\ud83d\\ude00\\n\xc3\xa9\",\"c\":{\"d\":{}}}";

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *copy = g_memdup2 (text, length);
      g_autoptr(SightJson) json = sight_json_parse (length > 0 ? copy : "", length, NULL);

      g_assert_null (json);
    }
}

static void
test_writer (void)
{
  g_autoptr(GString) out = g_string_new (NULL);

  sight_json_begin_object (out);
  sight_json_append_key (out, "a");
  sight_json_begin_array (out);
  sight_json_append_int (out, -1);
  sight_json_append_double (out, 0.5);
  sight_json_append_bool (out, TRUE);
  sight_json_begin_object (out);
  sight_json_end_object (out);
  sight_json_end_array (out);
  sight_json_append_key (out, "b");
  sight_json_append_string (out, "\"\\\n\t\x01\x7fgr\xc3\xbcn", -1);
  sight_json_append_key (out, "c");
  sight_json_append_string (out, "ab\xff" "c", 4);
  sight_json_append_key (out, "d");
  sight_json_append_plain (out, "xyz", 2);
  sight_json_end_object (out);

  g_assert_cmpstr (out->str, ==,
                   "{\"a\":[-1,0.5,true,{}],\"b\":\"\\\"\\\\\\n\\u0009\\u0001\\u007fgr\xc3\xbcn\","
                   "\"c\":\"ab\xef\xbf\xbd" "c\",\"d\":\"xy\"}");
  expect_good (out->str);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/json-strict", test_strict);
  g_test_add_func ("/protocol/json-utf8", test_utf8);
  g_test_add_func ("/protocol/json-nul", test_nul);
  g_test_add_func ("/protocol/json-depth", test_depth);
  g_test_add_func ("/protocol/json-keys", test_keys);
  g_test_add_func ("/protocol/json-elements", test_elements);
  g_test_add_func ("/protocol/json-duplicate", test_duplicate);
  g_test_add_func ("/protocol/json-number", test_number);
  g_test_add_func ("/protocol/json/tree", test_tree);
  g_test_add_func ("/protocol/json/growth", test_growth);
  g_test_add_func ("/protocol/json/truncation", test_truncation);
  g_test_add_func ("/protocol/json/writer", test_writer);

  return g_test_run ();
}
