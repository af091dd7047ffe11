/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "call/sight-call-error.h"
#include "call/sight-sealed-line.h"

/* PROTOCOL.md section 10 between two members and a server in the middle that
 * may be hostile: the test is the server.
 */
typedef struct
{
  SightSealedLine *line;
  SightId          id;
} Member;

static SightSeal *seal;

static Member
member_new (char letter)
{
  Member self = { .line = sight_sealed_line_new (seal) };

  memset (self.id.text, letter, SIGHT_ID_LENGTH);
  sight_sealed_line_enter (self.line, &self.id);

  return self;
}

/* What the server would deliver of what @from said. */
typedef struct
{
  SightEvent  event;
  char       *box;
} Letter;

static void
letter_clear (Letter *self)
{
  g_clear_pointer (&self->box, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Letter, letter_clear)

static Letter
write_letter (Member             *from,
              Member             *to,
              SightSealedMessage *message)
{
  Letter letter = { .event = { .type = SIGHT_EVENT_RELAY } };
  SightRequest request;
  g_autoptr(GError) error = NULL;

  sight_sealed_line_seal (from->line, to != NULL ? &to->id : NULL, message, &request, &letter.box, &error);
  g_assert_no_error (error);
  letter.event.relay.from = from->id;
  letter.event.relay.to_all = request.relay.to_all;
  letter.event.relay.to = request.relay.to;
  letter.event.relay.n = request.relay.n;
  letter.event.relay.box = request.relay.box;
  letter.event.relay.box_length = request.relay.box_length;

  return letter;
}

static Letter
write_intro (Member *from,
             Member *to)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_INTRO };

  message.intro.name = "Ana";
  message.intro.codecs = SIGHT_VIDEO_CODEC_VP8;

  return write_letter (from, to, &message);
}

static Letter
write_need (Member *from,
            Member *to)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_NEED, .generation = 3 };

  return write_letter (from, to, &message);
}

static void
expect_opens (Member          *to,
              Letter          *letter,
              SightSealedKind  kind)
{
  g_auto(SightSealedMessage) message = { 0, };
  SightDrop drop;
  gboolean tell;

  g_assert_true (sight_sealed_line_open (to->line, &letter->event, &message, &drop, &tell));
  g_assert_cmpint (message.kind, ==, kind);
}

static void
expect_dropped (Member    *to,
                Letter    *letter,
                SightDrop  expected,
                gboolean   told)
{
  SightSealedMessage message;
  SightDrop drop;
  gboolean tell;

  g_assert_false (sight_sealed_line_open (to->line, &letter->event, &message, &drop, &tell));
  g_assert_cmpint (drop, ==, expected);
  g_assert_cmpint (tell, ==, told);
}

static void
introduce (Member *a,
           Member *b)
{
  g_auto(Letter) there = write_intro (a, NULL);
  g_auto(Letter) back = { 0, };

  expect_opens (b, &there, SIGHT_SEALED_INTRO);
  back = write_intro (b, a);
  expect_opens (a, &back, SIGHT_SEALED_INTRO);
}

/* rows: box-number, box-fresh, k-intro */
static void
test_talk (void)
{
  Member a = member_new ('a'), b = member_new ('b');

  introduce (&a, &b);
  for (guint i = 0; i < 10; i++)
    {
      g_auto(Letter) letter = write_need (&a, &b);

      g_assert_cmpint (letter.event.relay.n, ==, i + 2);
      expect_opens (&b, &letter, SIGHT_SEALED_NEED);
    }

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
}

/* To someone who has said nothing nothing can be proved fresh. */
static void
test_unknown (void)
{
  Member a = member_new ('a'), b = member_new ('b');
  SightSealedMessage message = { .kind = SIGHT_SEALED_NEED, .generation = 1 };
  g_autofree char *box = NULL;
  g_autoptr(GError) error = NULL;
  SightRequest request;

  g_assert_false (sight_sealed_line_seal (a.line, &b.id, &message, &request, &box, &error));
  g_assert_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED);

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
}

/* rows: box-open: what the server changes does not open; the person is told once */
static void
test_forged (void)
{
  Member a = member_new ('a'), b = member_new ('b'), c = member_new ('c');
  g_auto(Letter) letter = { 0, };
  SightEvent event;

  introduce (&a, &b);
  introduce (&c, &b);
  letter = write_need (&a, &b);
  event = letter.event;

  letter.event.relay.from = c.id;
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, TRUE);
  letter.event = event;
  letter.event.relay.n++;
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, FALSE);
  letter.event = event;
  letter.event.relay.to_all = TRUE;
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, FALSE);
  letter.event = event;
  letter.box[20] = letter.box[20] == 'A' ? 'B' : 'A';
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, FALSE);
  g_assert_cmpuint (sight_replay_guard_get_dropped (sight_sealed_line_get_guard (b.line), SIGHT_DROP_UNOPENED), ==, 4);

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
  sight_sealed_line_free (c.line);
}

/* A box for another member, handed to us. */
static void
test_misdirected (void)
{
  Member a = member_new ('a'), b = member_new ('b'), c = member_new ('c');
  g_auto(Letter) letter = { 0, };

  introduce (&a, &b);
  introduce (&a, &c);
  letter = write_need (&a, &c);
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, TRUE);
  letter.event.relay.to = b.id;
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, FALSE);

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
  sight_sealed_line_free (c.line);
}

/* rows: box-replay */
static void
test_replayed (void)
{
  Member a = member_new ('a'), b = member_new ('b');
  g_auto(Letter) first = { 0, };
  g_auto(Letter) second = { 0, };

  introduce (&a, &b);
  first = write_need (&a, &b);
  second = write_need (&a, &b);
  expect_opens (&b, &second, SIGHT_SEALED_NEED);
  expect_dropped (&b, &second, SIGHT_DROP_REPLAYED, TRUE);
  expect_dropped (&b, &first, SIGHT_DROP_REPLAYED, FALSE);

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
}

/* rows: box-fresh: a server that plays an old call again, with the same ids */
static void
test_old_call (void)
{
  Member a = member_new ('a'), b = member_new ('b');
  g_auto(Letter) letter = { 0, };
  g_auto(Letter) again = { 0, };

  introduce (&a, &b);
  letter = write_need (&a, &b);
  sight_sealed_line_enter (b.line, &b.id);
  expect_dropped (&b, &letter, SIGHT_DROP_STALE, TRUE);

  /* And one that was written before we came back. */
  sight_sealed_line_enter (a.line, &a.id);
  introduce (&a, &b);
  again = write_need (&a, &b);
  expect_dropped (&b, &letter, SIGHT_DROP_STALE, FALSE);
  expect_opens (&b, &again, SIGHT_SEALED_NEED);

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
}

/* rows: box-open: another room's key */
static void
test_other_room (void)
{
  SightSeal *other = sight_seal_new ("7hse4qpa9xtmk3vd", NULL);
  Member a = member_new ('a'), b = { .line = sight_sealed_line_new (other) };
  g_auto(Letter) letter = { 0, };

  memset (b.id.text, 'b', SIGHT_ID_LENGTH);
  sight_sealed_line_enter (b.line, &b.id);
  letter = write_intro (&a, NULL);
  expect_dropped (&b, &letter, SIGHT_DROP_UNOPENED, TRUE);

  sight_sealed_line_free (a.line);
  sight_sealed_line_free (b.line);
  sight_seal_free (other);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  seal = sight_seal_new ("k3vd9xtm4qpa7hse", NULL);

  g_test_add_func ("/call/sealed-line/box-number", test_talk);
  g_test_add_func ("/call/sealed-line/unknown", test_unknown);
  g_test_add_func ("/call/sealed-line/box-open", test_forged);
  g_test_add_func ("/call/sealed-line/misdirected", test_misdirected);
  g_test_add_func ("/call/sealed-line/box-replay", test_replayed);
  g_test_add_func ("/call/sealed-line/box-fresh", test_old_call);
  g_test_add_func ("/call/sealed-line/other-room", test_other_room);

  status = g_test_run ();
  sight_seal_free (seal);

  return status;
}
