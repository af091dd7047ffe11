/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-member.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench-websocket.h"

#define READ_SIZE (256 * 1024)
/* Any value but 0, which a server may take for an invitation to skip the work. */
#define MASK 0x5a3c96e1u

void
bench_member_init (BenchMember *self,
                   guint        index)
{
  memset (self, 0, sizeof *self);
  self->voice.index = index;
  self->fd = -1;
}

static void
set_option (int fd,
            int level,
            int option,
            int value)
{
  /* Options make runs repeatable, none is needed for them to be right. */
  (void) setsockopt (fd, level, option, &value, sizeof value);
}

/* Every member has an address of its own out of 127.64.0.0/10: ports do not run
 * out, and a server that counts by address sees what it would see outside.
 */
static gboolean
bind_source (int   fd,
             guint index)
{
  struct sockaddr_in source = {
    .sin_family = AF_INET,
    .sin_addr.s_addr = htonl (0x7f400000u + (index & 0x3fffffu) + 1),
  };

  set_option (fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);

  return bind (fd, (struct sockaddr *) &source, sizeof source) == 0;
}

static void
watch (BenchMember *self,
       int          epoll,
       int          operation,
       gboolean     writable)
{
  struct epoll_event event = {
    .events = EPOLLIN | (writable ? EPOLLOUT : 0),
    .data.ptr = self,
  };

  if (epoll_ctl (epoll, operation, self->fd, &event) != 0)
    g_error ("Cannot watch a socket: %s", g_strerror (errno));
}

gboolean
bench_member_connect (BenchMember *self,
                      guint        port,
                      int          epoll)
{
  struct sockaddr_in target = {
    .sin_family = AF_INET,
    .sin_port = htons ((guint16) port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };

  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (self->fd < 0)
    return FALSE;

  set_option (self->fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (!bind_source (self->fd, self->voice.index) ||
      (connect (self->fd, (struct sockaddr *) &target, sizeof target) != 0 && errno != EINPROGRESS))
    {
      bench_member_close (self);
      return FALSE;
    }

  self->state = BENCH_MEMBER_CONNECTING;
  self->out = g_byte_array_new ();
  watch (self, epoll, EPOLL_CTL_ADD, TRUE);

  return TRUE;
}

void
bench_member_close (BenchMember *self)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (self->fd >= 0)
    {
      /* A reset: ten thousand sockets in TIME_WAIT would be in the way of the
       * next run, and would be counted in its kernel memory.
       */
      setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      close (self->fd);
    }

  self->fd = -1;
  self->state = BENCH_MEMBER_CLOSED;
  self->paired = FALSE;
  self->voice.sent = 0;
  self->voice.heard = 0;
  self->voice.unacknowledged = 0;
  g_clear_pointer (&self->in, g_byte_array_unref);
  g_clear_pointer (&self->out, g_byte_array_unref);
}

static gboolean
send_bytes (BenchMember  *self,
            const guint8 *data,
            gsize         length,
            int           epoll)
{
  gssize sent = 0;

  if (self->out == NULL)
    {
      sent = send (self->fd, data, length, MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return FALSE;
      sent = MAX (sent, 0);
      if ((gsize) sent == length)
        return TRUE;

      self->out = g_byte_array_new ();
      watch (self, epoll, EPOLL_CTL_MOD, TRUE);
    }
  g_byte_array_append (self->out, data + sent, (guint) (length - (gsize) sent));

  return TRUE;
}

gboolean
bench_member_write (BenchMember *self,
                    int          epoll)
{
  gssize sent;

  if (self->out == NULL)
    return TRUE;

  sent = send (self->fd, self->out->data, self->out->len, MSG_NOSIGNAL);
  if (sent < 0)
    return errno == EAGAIN || errno == EINTR;

  g_byte_array_remove_range (self->out, 0, (guint) sent);
  if (self->out->len == 0)
    {
      g_clear_pointer (&self->out, g_byte_array_unref);
      watch (self, epoll, EPOLL_CTL_MOD, FALSE);
    }

  return TRUE;
}

gboolean
bench_member_upgrade (BenchMember        *self,
                      const BenchDialect *dialect,
                      guint               port,
                      int                 epoll)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (GString) request = g_string_new (NULL);
  g_autofree char *host = g_strdup_printf ("127.0.0.1:%u", port);

  dialect->append_path (path, &self->voice);
  bench_websocket_request (request, path->str, host, dialect->subprotocol);

  return send_bytes (self, (const guint8 *) request->str, request->len, epoll);
}

static gboolean
say_frame (BenchMember *self,
           guint8       opcode,
           const char  *text,
           gsize        length,
           int          epoll)
{
  static guint8 *scratch = NULL;
  static gsize scratch_size = 0;

  /* One for the whole process: a worker has one thread. */
  if (scratch_size < length + BENCH_WEBSOCKET_OVERHEAD)
    {
      scratch_size = 2 * length + BENCH_WEBSOCKET_OVERHEAD;
      scratch = g_realloc (scratch, scratch_size);
    }

  length = bench_websocket_write (scratch, opcode, text, length, MASK);

  return send_bytes (self, scratch, length, epoll);
}

gboolean
bench_member_say (BenchMember   *self,
                  const GString *text,
                  int            epoll)
{
  return say_frame (self, BENCH_WEBSOCKET_TEXT, text->str, text->len, epoll);
}

/* Bytes that were used, or -1. */
static gssize
take_frame (BenchMember      *self,
            guint8           *data,
            gsize             length,
            int               epoll,
            BenchMemberHeard  heard,
            gpointer          user_data)
{
  BenchFrame frame;
  gssize used = bench_websocket_read (data, length, &frame);

  if (used <= 0)
    return used;

  switch (frame.opcode)
    {
    case BENCH_WEBSOCKET_TEXT:
      heard (self, (const char *) frame.text, frame.length, user_data);
      return self->fd < 0 ? -1 : used;

    case BENCH_WEBSOCKET_PING:
      if (!say_frame (self, BENCH_WEBSOCKET_PONG, (const char *) frame.text, frame.length, epoll))
        return -1;
      return used;

    case BENCH_WEBSOCKET_PONG:
      return used;

    default:
      return -1;
    }
}

static gssize
take_head (BenchMember      *self,
           guint8           *data,
           gsize             length,
           BenchMemberHeard  heard,
           gpointer          user_data)
{
  gsize head = bench_websocket_head_length (data, length);

  if (head == 0)
    return 0;
  if (!bench_websocket_accepted (data, head))
    return -1;

  self->state = BENCH_MEMBER_OPEN;
  heard (self, NULL, 0, user_data);

  return self->fd < 0 ? -1 : (gssize) head;
}

/* What is left over at the end, or -1. */
static gssize
take_all (BenchMember      *self,
          guint8           *data,
          gsize             length,
          int               epoll,
          BenchMemberHeard  heard,
          gpointer          user_data)
{
  while (length > 0)
    {
      gssize used;

      if (self->state == BENCH_MEMBER_CONNECTING)
        used = take_head (self, data, length, heard, user_data);
      else
        used = take_frame (self, data, length, epoll, heard, user_data);

      if (used < 0)
        return -1;
      if (used == 0)
        break;
      data += used;
      length -= (gsize) used;
    }

  return (gssize) length;
}

gboolean
bench_member_read (BenchMember      *self,
                   int               epoll,
                   BenchMemberHeard  heard,
                   gpointer          user_data)
{
  static guint8 buffer[READ_SIZE];
  g_autoptr (GByteArray) whole = NULL;
  guint8 *data = buffer;
  gsize length;
  gssize left;
  gssize got = recv (self->fd, buffer, sizeof buffer, 0);

  if (got < 0)
    return errno == EAGAIN || errno == EINTR;
  if (got == 0)
    return FALSE;

  length = (gsize) got;
  if (self->in != NULL)
    {
      whole = g_steal_pointer (&self->in);
      g_byte_array_append (whole, buffer, (guint) got);
      data = whole->data;
      length = whole->len;
    }

  left = take_all (self, data, length, epoll, heard, user_data);
  if (left < 0)
    return FALSE;
  if (left > 0)
    {
      self->in = g_byte_array_sized_new ((guint) left);
      g_byte_array_append (self->in, data + length - left, (guint) left);
    }

  return TRUE;
}
