/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The least that a WebSocket server can do: it sends back what it gets, and
 * knows no rooms, no JSON and no limits. The load generator is measured alone
 * against it, and its price is the floor under every other server's.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench-procfs.h"
#include "bench-websocket.h"

#define BUFFER 65536
#define EVENTS 128

typedef struct
{
  int         fd;
  gboolean    open;
  GByteArray *in;
  GByteArray *out;
} Connection;

static int epoll;
/* Every so many messages one is not sent back: whoever checks shall find out. */
static guint64 lose_every = 0;
static guint64 messages = 0;

static void
watch (Connection *self,
       int         operation,
       guint32     events)
{
  struct epoll_event event = { .events = events, .data.ptr = self };

  if (epoll_ctl (epoll, operation, self->fd, &event) != 0)
    g_error ("Cannot watch a socket: %s", g_strerror (errno));
}

static void
hang_up (Connection *self)
{
  close (self->fd);
  g_clear_pointer (&self->in, g_byte_array_unref);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_free (self);
}

static gboolean
say (Connection   *self,
     const guint8 *data,
     gsize         length)
{
  gssize sent = 0;

  if (self->out == NULL)
    {
      sent = send (self->fd, data, length, MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN)
        return FALSE;
      sent = MAX (sent, 0);
      if ((gsize) sent == length)
        return TRUE;
      self->out = g_byte_array_new ();
      watch (self, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
  g_byte_array_append (self->out, data + sent, (guint) (length - (gsize) sent));

  return TRUE;
}

static gboolean
say_rest (Connection *self)
{
  gssize sent;

  if (self->out == NULL)
    return TRUE;

  sent = send (self->fd, self->out->data, self->out->len, MSG_NOSIGNAL);
  if (sent < 0)
    return errno == EAGAIN;
  g_byte_array_remove_range (self->out, 0, (guint) sent);
  if (self->out->len == 0)
    {
      g_clear_pointer (&self->out, g_byte_array_unref);
      watch (self, EPOLL_CTL_MOD, EPOLLIN);
    }

  return TRUE;
}

static gssize
answer_upgrade (Connection *self,
                guint8     *data,
                gsize       length)
{
  g_autoptr (GString) answer = g_string_new (NULL);
  gsize head = bench_websocket_head_length (data, length);

  if (head == 0)
    return 0;
  if (!bench_websocket_answer (answer, (const char *) data, head) ||
      !say (self, (const guint8 *) answer->str, answer->len))
    return -1;
  self->open = TRUE;

  return (gssize) head;
}

static gssize
answer_frame (Connection *self,
              guint8     *data,
              gsize       length)
{
  static guint8 frame_out[2 * BUFFER];
  BenchFrame frame;
  gssize used = bench_websocket_read (data, length, &frame);

  if (used <= 0)
    return used;
  if (frame.opcode != BENCH_WEBSOCKET_TEXT || frame.length > BUFFER)
    return -1;

  messages++;
  if (lose_every > 0 && messages % lose_every == 0)
    return used;

  length = bench_websocket_write (frame_out, frame.opcode, (const char *) frame.text, frame.length, 0);

  return say (self, frame_out, length) ? used : -1;
}

static gboolean
listen_to (Connection *self)
{
  static guint8 buffer[BUFFER];
  g_autoptr (GByteArray) whole = NULL;
  guint8 *data = buffer;
  gsize length;
  gssize used = 1;
  gssize got = recv (self->fd, buffer, sizeof buffer, 0);

  if (got <= 0)
    return got < 0 && errno == EAGAIN;

  length = (gsize) got;
  if (self->in != NULL)
    {
      whole = g_steal_pointer (&self->in);
      g_byte_array_append (whole, buffer, (guint) got);
      data = whole->data;
      length = whole->len;
    }

  while (length > 0 && used > 0)
    {
      used = self->open ? answer_frame (self, data, length) : answer_upgrade (self, data, length);
      data += MAX (used, 0);
      length -= (gsize) MAX (used, 0);
    }
  if (used == 0)
    {
      self->in = g_byte_array_new ();
      g_byte_array_append (self->in, data, (guint) length);
    }

  return used >= 0;
}

static void
accept_all (int listener)
{
  int fd;

  while ((fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
    {
      Connection *self = g_new0 (Connection, 1);
      int on = 1;

      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      self->fd = fd;
      watch (self, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static int
open_listener (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;
  int on = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, (struct sockaddr *) &address, sizeof address) != 0 || listen (fd, SOMAXCONN) != 0 ||
      getsockname (fd, (struct sockaddr *) &address, &length) != 0)
    g_error ("Cannot listen: %s", g_strerror (errno));
  printf ("listening on http://127.0.0.1:%u\n", ntohs (address.sin_port));
  fflush (stdout);

  return fd;
}

static void
serve (int listener)
{
  struct epoll_event events[EVENTS];
  int n = epoll_wait (epoll, events, EVENTS, -1);

  for (int i = 0; i < n; i++)
    {
      Connection *self = events[i].data.ptr;

      if (self == NULL)
        accept_all (listener);
      else if ((events[i].events & EPOLLOUT && !say_rest (self)) ||
               (events[i].events & ~EPOLLOUT && !listen_to (self)))
        hang_up (self);
    }
}

int
main (int   argc,
      char *argv[])
{
  struct epoll_event event = { .events = EPOLLIN };
  int listener;

  bench_procfs_raise_files ();
  if (argc > 2)
    lose_every = (guint64) atoi (argv[2]);
  listener = open_listener (argc > 1 ? (guint16) atoi (argv[1]) : 0);
  epoll = epoll_create1 (EPOLL_CLOEXEC);
  epoll_ctl (epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;)
    serve (listener);
}
