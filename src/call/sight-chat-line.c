/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-chat-line.h"

struct _SightChatLine
{
  GQueue      waiting; /* of SightChatMessage, oldest first */
  GList      *next;    /* in waiting: the first that is not on its way */
  guint       on_way;

  GHashTable *had;     /* set of SightId, of which had_order holds the same */
  GQueue      had_order;
};

SightChatLine *
sight_chat_line_new (void)
{
  SightChatLine *self = g_new0 (SightChatLine, 1);

  self->had = g_hash_table_new_full (sight_id_hash, sight_id_equal, g_free, NULL);

  return self;
}

void
sight_chat_line_free (SightChatLine *self)
{
  SightChatMessage *message;

  while ((message = g_queue_pop_head (&self->waiting)) != NULL)
    {
      sight_chat_message_missed (message);
      g_object_unref (message);
    }
  g_queue_clear (&self->had_order);
  g_hash_table_unref (self->had);
  g_free (self);
}

gboolean
sight_chat_line_say (SightChatLine    *self,
                     SightChatMessage *message)
{
  if (self->waiting.length >= SIGHT_CHAT_WAITING_MAX)
    return FALSE;

  g_queue_push_tail (&self->waiting, g_object_ref (message));
  if (self->next == NULL)
    self->next = self->waiting.tail;

  return TRUE;
}

gboolean
sight_chat_line_has_next (const SightChatLine *self)
{
  return self->next != NULL && self->on_way < SIGHT_CHAT_WINDOW;
}

/* Where the one before is acknowledged, the other side has it and need not be
 * told of it: that way nothing has to be agreed when one of them begins anew.
 */
void
sight_chat_line_next (SightChatLine   *self,
                      SightChatFields *out)
{
  SightChatMessage *message;

  g_return_if_fail (sight_chat_line_has_next (self));

  message = self->next->data;
  *out = (SightChatFields) {
    .id = *sight_chat_message_get_id (message),
    .text = sight_chat_message_get_text (message),
    .at = sight_chat_message_get_at (message),
  };
  if (self->next->prev != NULL)
    out->after = *sight_chat_message_get_id (self->next->prev->data);

  self->next = self->next->next;
  self->on_way++;
}

void
sight_chat_line_rewind (SightChatLine *self)
{
  self->next = self->waiting.head;
  self->on_way = 0;
}

static guint
find_waiting (SightChatLine *self,
              const SightId *id)
{
  guint n = 0;

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      n++;
      if (sight_id_equal (sight_chat_message_get_id (link->data), id))
        return n;
    }

  return 0;
}

static SightChatMessage *
pop (SightChatLine *self)
{
  if (self->next == self->waiting.head)
    self->next = self->waiting.head->next;
  else
    self->on_way--;

  return g_queue_pop_head (&self->waiting);
}

/* The other side takes messages in order only: who has one has all before it.
 * Who is told that a message arrived may end this line, so that comes last.
 */
gboolean
sight_chat_line_acknowledged (SightChatLine *self,
                              const SightId *id)
{
  g_autoptr(GPtrArray) arrived = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = find_waiting (self, id);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (arrived, pop (self));
  for (guint i = 0; i < n; i++)
    sight_chat_message_arrived (g_ptr_array_index (arrived, i));

  return n > 0;
}

static void
remember (SightChatLine *self,
          const SightId *id)
{
  SightId *own = g_memdup2 (id, sizeof *id);

  if (self->had_order.length >= SIGHT_CHAT_HAD_MAX)
    g_hash_table_remove (self->had, g_queue_pop_head (&self->had_order));

  g_hash_table_add (self->had, own);
  g_queue_push_tail (&self->had_order, own);
}

SightChatNews
sight_chat_line_hear (SightChatLine         *self,
                      const SightChatFields *fields)
{
  if (g_hash_table_contains (self->had, &fields->id))
    return SIGHT_CHAT_AGAIN;
  if (fields->after.text[0] != '\0' && !g_hash_table_contains (self->had, &fields->after))
    return SIGHT_CHAT_GAP;

  remember (self, &fields->id);

  return SIGHT_CHAT_NEW;
}

guint
sight_chat_line_get_waiting (const SightChatLine *self)
{
  return self->waiting.length;
}

gboolean
sight_chat_line_is_on_way (const SightChatLine *self)
{
  return self->on_way > 0;
}
