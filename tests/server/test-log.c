/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "protocol/sight-json.h"
#include "server/sight-log.h"

static GString *captured;

/* What an embedding application does: its writer, not ours. */
static GLogWriterOutput
capture (GLogLevelFlags   level,
         const GLogField *fields,
         gsize            n_fields,
         gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (!g_str_has_prefix (fields[i].key, "SIGHT_") && strcmp (fields[i].key, "MESSAGE") != 0)
        continue;
      g_string_append_printf (captured, "%s=%s\n", fields[i].key, (const char *) fields[i].value);
    }

  return G_LOG_WRITER_HANDLED;
}

static void
test_fields (void)
{
  g_string_truncate (captured, 0);
  sight_log (G_LOG_LEVEL_INFO, "socket-refused", "reason", "rate limit", "left-out", NULL,
             "address", "h0123", NULL);
  g_assert_cmpstr (captured->str, ==,
                   "SIGHT_EVENT=socket-refused\n"
                   "SIGHT_REASON=rate limit\n"
                   "SIGHT_ADDRESS=h0123\n"
                   "MESSAGE=event=socket-refused reason=\"rate limit\" address=h0123\n");
}

static void
test_fields_null (void)
{
  g_string_truncate (captured, 0);
  sight_log (G_LOG_LEVEL_INFO, "drained", NULL);
  g_assert_cmpstr (captured->str, ==, "SIGHT_EVENT=drained\nMESSAGE=event=drained\n");
}

static char *
format (gboolean    json,
        const char *value,
        gssize      length)
{
  GLogField fields[] = {
    { "GLIB_DOMAIN", "x", -1 },
    { "SIGHT_EVENT", "e", -1 },
    { "SIGHT_USER_AGENT", value, length },
    { "MESSAGE", "not this", -1 },
  };
  GString *out = g_string_new (NULL);

  sight_log_format (out, json, FALSE, 0, G_LOG_LEVEL_WARNING, fields, G_N_ELEMENTS (fields));
  return g_string_free (out, FALSE);
}

/* Nobody writes lines of their own into the log, or reverses what is read. */
static void
test_injection (void)
{
  static const struct
  {
    const char *value;
    const char *text;
  } rows[] = {
    { "plain-1.0/x", "plain-1.0/x" },
    { "", "\"\"" },
    { "two words", "\"two words\"" },
    { "a=b", "\"a=b\"" },
    { "x\nlevel=error event=fake", "\"x\\nlevel=error event=fake\"" },
    { "x\r\n<0>", "\"x\\u{d}\\n<0>\"" },
    { "q\"q\\q", "\"q\\\"q\\\\q\"" },
    { "\x1b[2J", "\"\\u{1b}[2J\"" },
    { "\xc2\x9b" "2J", "\"\\u{9b}2J\"" },
    { "\xe2\x80\xae" "abc", "\"\\u{202e}abc\"" },
    { "\xe2\x80\xa8", "\"\\u{2028}\"" },
    { "\xff\xfe", "\"\\xff\\xfe\"" },
    { "\xc3\xa9t\xc3\xa9", "\"\xc3\xa9t\xc3\xa9\"" },
    { "\xc3", "\"\\xc3\"" },
    { "\x7f", "\"\\u{7f}\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = format (FALSE, rows[i].value, -1);
      g_autofree char *expected =
        g_strdup_printf ("level=warning event=e user-agent=%s", rows[i].text);

      g_assert_cmpstr (line, ==, expected);
    }
}

static void
test_long_value (void)
{
  g_autofree char *value = g_strnfill (100000, 'a');
  g_autofree char *line = format (FALSE, value, -1);
  g_autofree char *with_nul = format (FALSE, "a\0b", 3);
  g_autofree char *json = format (TRUE, value, -1);

  g_assert_cmpuint (strlen (line), <, 1200);
  g_assert_cmpuint (strlen (json), <, 1200);
  g_assert_true (g_str_has_suffix (line, "aaa...\""));
  g_assert_true (g_str_has_suffix (with_nul, "\"a\\u{0}b\"") ||
                 g_str_has_suffix (with_nul, "\"a\\x00b\""));
}

static void
test_json (void)
{
  static const char * const values[] = {
    "plain", "x\n{\"y\":1}", "q\"q\\q", "\xff", "\x1b[2J", "\xc2\x9b", ("\xe2\x80\xae" "abc"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *line = format (TRUE, values[i], -1);
      g_autoptr(SightJson) json = NULL;
      g_autoptr(GError) error = NULL;

      json = sight_json_parse (line, strlen (line), &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (line, "{\"level\":\"warning\",\"event\":\"e\",\"user-agent\":\""));
      g_assert_null (strchr (line, '\n'));
      g_assert_null (strchr (line, '\x1b'));
      g_assert_null (strstr (line, "\xc2\x9b"));
    }
}

static void
test_foreign_message (void)
{
  g_autoptr(GString) out = g_string_new (NULL);
  GLogField fields[] = {
    { "MESSAGE", "GLib says\nthis", -1 },
    { "GLIB_DOMAIN", "GLib", -1 },
  };

  sight_log_format (out, FALSE, TRUE, G_GINT64_CONSTANT (1700000000123456), G_LOG_LEVEL_CRITICAL,
                    fields, G_N_ELEMENTS (fields));
  g_assert_cmpstr (out->str, ==,
                   "time=2023-11-14T22:13:20.123Z level=error message=\"GLib says\\nthis\"");
}

static guint
count_entries (void)
{
  guint n_entries = 0;

  for (const char *at = captured->str; (at = strstr (at, "SIGHT_EVENT=")) != NULL; at++)
    n_entries++;

  return n_entries;
}

static void
test_limit (void)
{
  SightLogLimit limit = { 0 };
  gint64 now = 5 * G_USEC_PER_SEC;

  g_string_truncate (captured, 0);
  for (guint i = 0; i < 1000; i++)
    sight_log_limited (&limit, now + i, G_LOG_LEVEL_INFO, "refused", NULL);
  g_assert_cmpuint (count_entries (), ==, 10);
  g_assert_null (strstr (captured->str, "SIGHT_HELD_BACK"));

  g_string_truncate (captured, 0);
  sight_log_limited (&limit, now + 9 * G_USEC_PER_SEC, G_LOG_LEVEL_INFO, "refused", NULL);
  g_assert_cmpuint (count_entries (), ==, 0);
  sight_log_limited (&limit, now + 10 * G_USEC_PER_SEC, G_LOG_LEVEL_INFO, "refused", NULL);
  sight_log_limited (&limit, now + 10 * G_USEC_PER_SEC, G_LOG_LEVEL_INFO, "refused", NULL);
  g_assert_cmpuint (count_entries (), ==, 2);
  g_assert_nonnull (strstr (captured->str, "SIGHT_EVENT=refused\nSIGHT_HELD_BACK=991\n"));
  g_assert_null (strstr (captured->str, "SIGHT_HELD_BACK=0"));
}

static void
test_addresses (void)
{
  SightAddress one, other, same_network;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *next_day = NULL;
  g_autofree char *different = NULL;
  g_autofree char *neighbour = NULL;
  g_autofree char *clear = NULL;
  g_autofree char *hidden = NULL;

  g_assert_true (sight_address_parse ("2001:db8::1", &one));
  g_assert_true (sight_address_parse ("2001:db8::2", &same_network));
  g_assert_true (sight_address_parse ("192.0.2.1", &other));

  first = sight_log_hash_address (&one, 100);
  again = sight_log_hash_address (&one, 100);
  different = sight_log_hash_address (&other, 100);
  neighbour = sight_log_hash_address (&same_network, 100);
  next_day = sight_log_hash_address (&one, 101);
  g_assert_cmpuint (strlen (first), ==, 13);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, ==, neighbour);
  g_assert_cmpstr (first, !=, different);
  g_assert_cmpstr (first, !=, next_day);

  clear = sight_log_format_address (&other, TRUE);
  hidden = sight_log_format_address (&other, FALSE);
  g_assert_cmpstr (clear, ==, "192.0.2.1");
  g_assert_null (strstr (hidden, "192"));
}

/* The real writer, in a process of its own. */
static void
test_writer (void)
{
  if (g_test_subprocess ())
    {
      sight_log_install (G_LOG_LEVEL_INFO, FALSE);
      sight_log (G_LOG_LEVEL_DEBUG, "hidden", NULL);
      sight_log (G_LOG_LEVEL_INFO, "shown", "key", "a b", NULL);
      g_log_structured ("other", G_LOG_LEVEL_WARNING, "MESSAGE", "foreign %s", "warning");
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*time=2*Z level=info event=shown key=\"a b\"\n*");
  g_test_trap_assert_stderr ("*level=warning message=\"foreign warning\"\n*");
  g_test_trap_assert_stderr_unmatched ("*hidden*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  captured = g_string_new (NULL);
  if (!g_test_subprocess ())
    g_log_set_writer_func (capture, NULL, NULL);

  g_test_add_func ("/server/log/fields", test_fields);
  g_test_add_func ("/server/log/fields-null", test_fields_null);
  g_test_add_func ("/server/log/injection", test_injection);
  g_test_add_func ("/server/log/long-value", test_long_value);
  g_test_add_func ("/server/log/json", test_json);
  g_test_add_func ("/server/log/foreign-message", test_foreign_message);
  g_test_add_func ("/server/log/limit", test_limit);
  g_test_add_func ("/server/log/addresses", test_addresses);
  g_test_add_func ("/server/log/writer", test_writer);

  return g_test_run ();
}
