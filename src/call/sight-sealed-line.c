/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-sealed-line.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "call/sight-call-error.h"

struct _SightSealedLine
{
  SightReplayGuard *guard;
  GHashTable       *intros;  /* SightId -> SightSecret: the "x" that each said last */
  SightId           me;
  SightSecret       x;       /* ours */
  gint64            number;  /* of the last box */

  /* Borrowed references */
  const SightSeal  *seal;
};

SightSealedLine *
sight_sealed_line_new (const SightSeal *seal)
{
  SightSealedLine *self = g_new0 (SightSealedLine, 1);

  self->seal = seal;
  self->guard = sight_replay_guard_new ();
  self->intros = g_hash_table_new_full (sight_id_hash, sight_id_equal, g_free, g_free);

  return self;
}

void
sight_sealed_line_free (SightSealedLine *self)
{
  g_hash_table_unref (self->intros);
  sight_replay_guard_free (self->guard);
  g_free (self);
}

void
sight_sealed_line_enter (SightSealedLine *self,
                         const SightId   *me)
{
  guint8 bytes[SIGHT_SECRET_BYTES];

  if (gnutls_rnd (GNUTLS_RND_NONCE, bytes, sizeof bytes) != 0)
    g_error ("The system gives no random bytes");

  sight_secret_from_bytes (&self->x, bytes);
  self->me = *me;
  self->number = 0;
  g_hash_table_remove_all (self->intros);
  sight_replay_guard_free (self->guard);
  self->guard = sight_replay_guard_new ();
}

void
sight_sealed_line_forget (SightSealedLine *self,
                          const SightId   *id)
{
  g_hash_table_remove (self->intros, id);
  sight_replay_guard_forget (self->guard, id);
}

static gboolean
prove_fresh (SightSealedLine     *self,
             const SightId       *to,
             SightSealedMessage  *message,
             GError             **error)
{
  const SightSecret *x;

  if (message->kind == SIGHT_SEALED_INTRO)
    {
      message->intro.x = self->x;
      return TRUE;
    }

  x = to != NULL ? g_hash_table_lookup (self->intros, to) : NULL;
  if (x == NULL)
    {
      g_set_error_literal (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, _("Nothing is known of that member yet"));
      return FALSE;
    }
  sight_fresh_from_secret (&message->fresh, x);

  return TRUE;
}

gboolean
sight_sealed_line_seal (SightSealedLine     *self,
                        const SightId       *to,
                        SightSealedMessage  *message,
                        SightRequest        *request,
                        char               **box,
                        GError             **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!prove_fresh (self, to, message, error))
    return FALSE;

  text = sight_sealed_message_to_text (message, &length, error);
  if (text == NULL)
    return FALSE;

  *box = sight_seal_close (self->seal, &self->me, to, self->number + 1, text, length, error);
  if (*box == NULL)
    return FALSE;

  *request = (SightRequest) { .type = SIGHT_REQUEST_RELAY };
  request->relay.to_all = to == NULL;
  if (to != NULL)
    request->relay.to = *to;
  request->relay.n = ++self->number;
  request->relay.box = *box;
  request->relay.box_length = strlen (*box);

  return TRUE;
}

static gboolean
open_box (SightSealedLine    *self,
          const SightEvent   *relay,
          SightSealedMessage *message,
          SightDrop          *drop)
{
  g_autofree char *text = NULL;
  gsize length;

  /* A box for somebody else is none for us, whatever the server says. */
  *drop = SIGHT_DROP_UNOPENED;
  if (!relay->relay.to_all && !sight_id_equal (&relay->relay.to, &self->me))
    return FALSE;
  text = sight_seal_open (self->seal, &relay->relay.from, relay->relay.to_all ? NULL : &self->me,
                          relay->relay.n, relay->relay.box, relay->relay.box_length, &length, NULL);
  if (text == NULL)
    return FALSE;

  *drop = SIGHT_DROP_BAD;
  if (!sight_sealed_message_parse (message, text, length, NULL) ||
      (relay->relay.to_all && !sight_sealed_message_may_be_for_all (message)))
    return FALSE;

  /* Before its number is taken: one from an earlier call must not use up the
   * numbers of this one.
   */
  *drop = SIGHT_DROP_STALE;
  if (message->kind != SIGHT_SEALED_INTRO && message->kind != SIGHT_SEALED_UNKNOWN &&
      !sight_sealed_message_is_fresh (message, &self->x))
    return FALSE;

  *drop = SIGHT_DROP_REPLAYED;

  return sight_replay_guard_accept (self->guard, &relay->relay.from, relay->relay.n);
}

gboolean
sight_sealed_line_open (SightSealedLine    *self,
                        const SightEvent   *relay,
                        SightSealedMessage *message,
                        SightDrop          *drop,
                        gboolean           *tell)
{
  g_return_val_if_fail (relay->type == SIGHT_EVENT_RELAY, FALSE);

  memset (message, 0, sizeof *message);
  if (!open_box (self, relay, message, drop))
    {
      sight_sealed_message_clear (message);
      *tell = sight_replay_guard_count (self->guard, *drop);
      return FALSE;
    }

  if (message->kind == SIGHT_SEALED_INTRO)
    g_hash_table_insert (self->intros, g_memdup2 (&relay->relay.from, sizeof (SightId)),
                         g_memdup2 (&message->intro.x, sizeof (SightSecret)));

  return TRUE;
}

const SightReplayGuard *
sight_sealed_line_get_guard (const SightSealedLine *self)
{
  return self->guard;
}
