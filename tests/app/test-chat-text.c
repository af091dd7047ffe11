/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-chat-text.h"

#include <string.h>

static GArray *
find (const char *text,
      guint       expected)
{
  GArray *links = sight_chat_text_find_links (text);

  g_assert_cmpuint (links->len, ==, expected);

  return links;
}

/* Where it stands in the text, and where it leads. */
static void
expect_link (const char *text,
             const char *shown,
             const char *uri)
{
  g_autoptr(GArray) links = find (text, 1);
  SightChatLink *link = &g_array_index (links, SightChatLink, 0);
  g_autofree char *part = g_strndup (text + link->start, link->end - link->start);

  g_assert_cmpstr (part, ==, shown);
  g_assert_cmpstr (link->uri, ==, uri);
}

static void
expect_none (const char *text)
{
  g_autoptr(GArray) links = find (text, 0);

  g_assert_nonnull (links);
}

static void
test_plain (void)
{
  expect_none ("");
  expect_none ("no link here, not even example.org");
  expect_link ("https://example.org", "https://example.org", "https://example.org");
  expect_link ("see http://example.org/a?b=c#d now", "http://example.org/a?b=c#d", "http://example.org/a?b=c#d");
  expect_link ("HTTPS://Example.ORG/Path", "HTTPS://Example.ORG/Path", "https://example.org/Path");
  expect_link ("www.example.org/x", "www.example.org/x", "https://www.example.org/x");
  expect_link ("http://127.0.0.1:8080/#k3vd", "http://127.0.0.1:8080/#k3vd", "http://127.0.0.1:8080/#k3vd");
  expect_link ("http://[::1]:80/a", "http://[::1]:80/a", "http://[::1]:80/a");
  expect_link ("mailto:ana@example.org", "mailto:ana@example.org", "mailto:ana@example.org");
}

static void
test_ends (void)
{
  expect_link ("Look: https://example.org.", "https://example.org", "https://example.org");
  expect_link ("(https://example.org/a)", "https://example.org/a", "https://example.org/a");
  expect_link ("https://example.org/a_(b)!", "https://example.org/a_(b)", "https://example.org/a_(b)");
  expect_link ("<https://example.org/a>", "https://example.org/a", "https://example.org/a");
  expect_link ("\"https://example.org/a\"?", "https://example.org/a", "https://example.org/a");
  expect_link ("https://example.org/a\nhttps is a word", "https://example.org/a", "https://example.org/a");
}

static void
test_several (void)
{
  g_autoptr(GArray) links = find ("http://a.example, http://b.example and mailto:c@d.example", 3);

  g_assert_cmpstr (g_array_index (links, SightChatLink, 0).uri, ==, "http://a.example");
  g_assert_cmpstr (g_array_index (links, SightChatLink, 1).uri, ==, "http://b.example");
  g_assert_cmpstr (g_array_index (links, SightChatLink, 2).uri, ==, "mailto:c@d.example");
}

static void
test_other_schemes (void)
{
  expect_none ("javascript:alert(1)");
  expect_none ("javascript:https://example.org");
  expect_none ("view-source:https://example.org");
  expect_none ("file:///etc/passwd data:text/html,x ftp://example.org sightline://example.org/#k");
  expect_none ("xhttps://example.org");
  expect_none ("http:/example.org https:example.org http://");
}

/* What looks like one host and leads to another. */
static void
test_deception (void)
{
  expect_none ("https://bank.example@evil.example/");
  expect_none ("https://bank.example:password@evil.example/");
  expect_link ("https://example.org/a@b", "https://example.org/a@b", "https://example.org/a@b");
  /* A Cyrillic letter in the place of a Latin one is told where it leads. */
  expect_link ("https://\u0430pple.example", "https://\u0430pple.example", "https://xn--pple-43d.example");
  expect_link ("https://example.org/\u00e4?\u00f6", "https://example.org/\u00e4?\u00f6",
               "https://example.org/%C3%A4?%C3%B6");
  expect_link ("https://example.org/%2e%2E/", "https://example.org/%2e%2E/", "https://example.org/%2e%2E/");
  expect_none ("mailto:a@b.example?subject=x&attach=/etc/passwd");
  expect_none ("mailto:@example.org mailto:a@ mailto:a mailto:a@b@c");
}

/* Overrides and isolates are taken away, and nothing invisible is part of a link. */
static void
test_bidi (void)
{
  g_autofree char *clean = sight_chat_text_clean ("a\u202eb\u202cc\u2066d\u2069e\u202af\u202dg\u2067h\u2068i\u202b");
  g_autofree char *kept = sight_chat_text_clean ("\u200f\u05d0\u200e \u200d 🙂");

  g_assert_cmpstr (clean, ==, "abcdefghi");
  g_assert_cmpstr (kept, ==, "\u200f\u05d0\u200e \u200d 🙂");
  expect_link ("https://example.org/\u202egpj.exe", "https://example.org/", "https://example.org/");
  expect_link ("https://example.org\u200b.evil.example", "https://example.org", "https://example.org");
  expect_link ("https://example.org\u2028next", "https://example.org", "https://example.org");
}

static void
test_long (void)
{
  g_autofree char *path = g_strnfill (SIGHT_CHAT_LINK_MAX, 'a');
  g_autofree char *too_long = g_strconcat ("https://example.org/", path, NULL);
  g_autofree char *dots = g_strnfill (100000, '.');
  g_autofree char *trailing = g_strconcat ("https://example.org", dots, NULL);
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GArray) links = NULL;

  expect_none (too_long);
  expect_link (trailing, "https://example.org", "https://example.org");

  for (guint i = 0; i < 2 * SIGHT_CHAT_LINKS_MAX; i++)
    g_string_append (many, "http://a.example ");
  links = find (many->str, SIGHT_CHAT_LINKS_MAX);
  g_assert_nonnull (links);
}

/* Whatever is said: the places are within the text, in order, and the addresses
 * are of the kinds that may be opened.
 */
static void
test_anything (void)
{
  static const char *const parts[] = {
    "https://", "http://", "www.", "mailto:", "@", ":", "/", "//", "[", "]", "(", ")", "%", "%zz", "?", "#", ".", " ",
    "a", "example.org", "\u202e", "\u00e9", "\U0001f642", "\n", "\\", "javascript:", "&", "<b>", "xn--", "1", "::1",
  };

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GArray) links = NULL;
      gsize before = 0;
      guint n = g_test_rand_int_range (1, 12);

      for (guint i = 0; i < n; i++)
        g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      links = sight_chat_text_find_links (text->str);
      for (guint i = 0; i < links->len; i++)
        {
          SightChatLink *link = &g_array_index (links, SightChatLink, i);

          g_assert_cmpuint (link->start, >=, before);
          g_assert_cmpuint (link->end, >, link->start);
          g_assert_cmpuint (link->end, <=, text->len);
          g_assert_true (g_utf8_validate (text->str + link->start, link->end - link->start, NULL));
          g_assert_true (g_str_has_prefix (link->uri, "http://") || g_str_has_prefix (link->uri, "https://") ||
                         g_str_has_prefix (link->uri, "mailto:"));
          g_assert_true (g_str_is_ascii (link->uri));
          g_assert_null (strpbrk (link->uri, " <>\"\n\\"));
          before = link->end;
        }
    }
}

static void
test_emoji (void)
{
  g_assert_true (sight_chat_text_is_emoji ("👍"));
  g_assert_true (sight_chat_text_is_emoji ("👍🏽"));
  g_assert_true (sight_chat_text_is_emoji ("❤️"));
  g_assert_true (sight_chat_text_is_emoji ("👨‍👩‍👧‍👦"));
  g_assert_true (sight_chat_text_is_emoji ("🇪🇸🇷🇺"));
  g_assert_true (sight_chat_text_is_emoji ("🙂🙂🙂"));
  g_assert_false (sight_chat_text_is_emoji ("🙂🙂🙂🙂"));
  g_assert_false (sight_chat_text_is_emoji ("🙂 yes"));
  g_assert_false (sight_chat_text_is_emoji (""));
  g_assert_false (sight_chat_text_is_emoji ("1"));
  g_assert_false (sight_chat_text_is_emoji ("\u200d\ufe0f"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat-text/links/plain", test_plain);
  g_test_add_func ("/chat-text/links/ends", test_ends);
  g_test_add_func ("/chat-text/links/several", test_several);
  g_test_add_func ("/chat-text/links/other-schemes", test_other_schemes);
  g_test_add_func ("/chat-text/links/deception", test_deception);
  g_test_add_func ("/chat-text/links/bidi", test_bidi);
  g_test_add_func ("/chat-text/links/long", test_long);
  g_test_add_func ("/chat-text/links/anything", test_anything);
  g_test_add_func ("/chat-text/emoji", test_emoji);

  return g_test_run ();
}
