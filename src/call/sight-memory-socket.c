/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-memory-socket.h"

typedef enum
{
  NOTE_OPENED,
  NOTE_MESSAGE,
  NOTE_CLOSED,
} NoteType;

/* Something on its way to an end. */
typedef struct
{
  NoteType  type;
  GBytes   *message;
  guint     code;
} Note;

struct _SightMemorySocket
{
  GObject            parent_instance;

  SightMemorySocket *peer;      /* borrowed; NULL once it is gone */
  GMainContext      *context;
  GSource           *delivery;  /* while notes wait */
  GQueue             notes;     /* of Note */
  gboolean           is_open;
};

static void sight_memory_socket_iface_init (SightSocketInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SightMemorySocket, sight_memory_socket, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SOCKET, sight_memory_socket_iface_init))

static void
note_free (gpointer data)
{
  Note *note = data;

  g_clear_pointer (&note->message, g_bytes_unref);
  g_free (note);
}

static void
drop_notes (SightMemorySocket *self)
{
  g_queue_clear_full (&self->notes, note_free);
  if (self->delivery != NULL)
    g_source_destroy (self->delivery);
  g_clear_pointer (&self->delivery, g_source_unref);
}

static void
tell (SightMemorySocket *self,
      Note              *note)
{
  switch (note->type)
    {
    case NOTE_OPENED:
      self->is_open = TRUE;
      sight_socket_emit_opened (SIGHT_SOCKET (self));
      break;
    case NOTE_MESSAGE:
      sight_socket_emit_message (SIGHT_SOCKET (self), note->message);
      break;
    case NOTE_CLOSED:
      self->is_open = FALSE;
      sight_socket_emit_closed (SIGHT_SOCKET (self), note->code, NULL);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
on_delivery (gpointer user_data)
{
  g_autoptr(SightMemorySocket) self = g_object_ref (user_data);
  Note *note = g_queue_pop_head (&self->notes);

  if (self->notes.length == 0)
    g_clear_pointer (&self->delivery, g_source_unref);

  tell (self, note);
  note_free (note);

  return self->delivery != NULL && !g_source_is_destroyed (self->delivery) &&
         g_main_current_source () == self->delivery;
}

static void
post (SightMemorySocket *self,
      NoteType           type,
      GBytes            *message,
      guint              code)
{
  Note *note = g_new0 (Note, 1);

  note->type = type;
  note->message = message;
  note->code = code;
  g_queue_push_tail (&self->notes, note);

  if (self->delivery == NULL)
    {
      self->delivery = g_idle_source_new ();
      g_source_set_priority (self->delivery, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->delivery, on_delivery, self, NULL);
      g_source_attach (self->delivery, self->context);
    }
}

static void
sight_memory_socket_open (SightSocket *socket)
{
  SightMemorySocket *self = SIGHT_MEMORY_SOCKET (socket);

  drop_notes (self);
  if (self->peer == NULL)
    {
      post (self, NOTE_CLOSED, NULL, 0);
      return;
    }

  post (self->peer, NOTE_OPENED, NULL, 0);
  post (self, NOTE_OPENED, NULL, 0);
}

static void
sight_memory_socket_send (SightSocket *socket,
                          const char  *text,
                          gsize        length)
{
  SightMemorySocket *self = SIGHT_MEMORY_SOCKET (socket);

  if (self->is_open && self->peer != NULL)
    post (self->peer, NOTE_MESSAGE, g_bytes_new (text, length), 0);
}

void
sight_memory_socket_close_with (SightMemorySocket *self,
                                guint              code)
{
  gboolean was_open = self->is_open;

  g_return_if_fail (SIGHT_IS_MEMORY_SOCKET (self));

  drop_notes (self);
  self->is_open = FALSE;
  if (was_open && self->peer != NULL)
    post (self->peer, NOTE_CLOSED, NULL, code);
}

static void
sight_memory_socket_close (SightSocket *socket)
{
  sight_memory_socket_close_with (SIGHT_MEMORY_SOCKET (socket), 1000);
}

void
sight_memory_socket_cut (SightMemorySocket *self)
{
  g_return_if_fail (SIGHT_IS_MEMORY_SOCKET (self));

  drop_notes (self);
  post (self, NOTE_CLOSED, NULL, 0);
  if (self->peer != NULL)
    {
      drop_notes (self->peer);
      post (self->peer, NOTE_CLOSED, NULL, 0);
    }
}

static void
sight_memory_socket_dispose (GObject *object)
{
  SightMemorySocket *self = SIGHT_MEMORY_SOCKET (object);

  drop_notes (self);
  if (self->peer != NULL)
    self->peer->peer = NULL;
  self->peer = NULL;
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (sight_memory_socket_parent_class)->dispose (object);
}

static void
sight_memory_socket_class_init (SightMemorySocketClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_memory_socket_dispose;
}

static void
sight_memory_socket_init (SightMemorySocket *self)
{
  self->context = g_main_context_ref_thread_default ();
}

static void
sight_memory_socket_iface_init (SightSocketInterface *iface)
{
  iface->open = sight_memory_socket_open;
  iface->send = sight_memory_socket_send;
  iface->close = sight_memory_socket_close;
}

void
sight_memory_socket_new_pair (SightMemorySocket **a,
                              SightMemorySocket **b)
{
  *a = g_object_new (SIGHT_TYPE_MEMORY_SOCKET, NULL);
  *b = g_object_new (SIGHT_TYPE_MEMORY_SOCKET, NULL);
  (*a)->peer = *b;
  (*b)->peer = *a;
}
