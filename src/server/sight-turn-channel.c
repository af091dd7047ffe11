/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-turn-channel.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define FIRST_WAIT_MS 500 /* RFC 8489 section 6.2.1 */

struct _SightTurnChannel
{
  int                               fd;
  gboolean                          stream;
  guint                             timeout_ms;
  gint64                            deadline;
  gnutls_session_t                  session;
  gnutls_certificate_credentials_t  credentials;
  char                             *host;
  gsize                             received;
  guint8                            buffer[SIGHT_STUN_MESSAGE_MAX];
};

static SightChannelStatus
fail (SightChannelStatus   status,
      char               **detail,
      const char          *text)
{
  g_free (*detail);
  *detail = g_strdup (text);
  return status;
}

static SightChannelStatus
fail_errno (char **detail,
            int    number)
{
  return fail (number == ECONNREFUSED ? SIGHT_CHANNEL_REFUSED : SIGHT_CHANNEL_FAILED,
               detail, g_strerror (number));
}

/* FALSE at the deadline, or at @until where that is earlier. */
static gboolean
wait_for (SightTurnChannel *self,
          short             events,
          gint64            until)
{
  struct pollfd descriptor = { .fd = self->fd, .events = events };

  while (TRUE)
    {
      gint64 left = MIN (until, self->deadline) - g_get_monotonic_time ();
      int ready;

      if (left <= 0)
        return FALSE;
      ready = poll (&descriptor, 1, (int) (left / 1000) + 1);
      if (ready > 0)
        return TRUE;
      if (ready < 0 && errno != EINTR)
        return FALSE;
    }
}

static SightChannelStatus
connect_socket (SightTurnChannel       *self,
                const struct sockaddr  *address,
                socklen_t               address_length,
                char                  **detail)
{
  int number = 0;
  socklen_t number_length = sizeof number;

  if (connect (self->fd, address, address_length) == 0)
    return SIGHT_CHANNEL_OK;
  if (errno != EINPROGRESS)
    return fail_errno (detail, errno);
  if (!wait_for (self, POLLOUT, G_MAXINT64))
    return fail (SIGHT_CHANNEL_SILENT, detail, "no answer");

  getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &number, &number_length);
  if (number != 0)
    return fail_errno (detail, number);

  return SIGHT_CHANNEL_OK;
}

static SightChannelStatus
fail_handshake (SightTurnChannel  *self,
                int                result,
                char             **detail)
{
  gnutls_datum_t text = { NULL, 0 };

  if (result == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR &&
      gnutls_certificate_verification_status_print (gnutls_session_get_verify_cert_status (self->session),
                                                    GNUTLS_CRT_X509, &text, 0) == GNUTLS_E_SUCCESS)
    {
      SightChannelStatus status = fail (SIGHT_CHANNEL_TLS, detail, (const char *) text.data);

      g_strchomp (*detail);
      gnutls_free (text.data);
      return status;
    }

  return fail (SIGHT_CHANNEL_TLS, detail, gnutls_strerror (result));
}

static SightChannelStatus
shake_hands (SightTurnChannel  *self,
             const char        *ca_file,
             char             **detail)
{
  SightAddress address;
  int result;

  gnutls_certificate_allocate_credentials (&self->credentials);
  if (ca_file != NULL)
    gnutls_certificate_set_x509_trust_file (self->credentials, ca_file, GNUTLS_X509_FMT_PEM);
  else
    gnutls_certificate_set_x509_system_trust (self->credentials);

  gnutls_init (&self->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (self->session);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  /* Server names are never addresses, RFC 6066. */
  if (!sight_address_parse (self->host, &address))
    gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, self->host, strlen (self->host));
  gnutls_session_set_verify_cert (self->session, self->host, 0);
  gnutls_transport_set_int (self->session, self->fd);

  while ((result = gnutls_handshake (self->session)) < 0 && !gnutls_error_is_fatal (result))
    {
      short events = gnutls_record_get_direction (self->session) ? POLLOUT : POLLIN;

      if (!wait_for (self, events, G_MAXINT64))
        return fail (SIGHT_CHANNEL_TLS, detail, "the TLS handshake did not end");
    }

  return result < 0 ? fail_handshake (self, result, detail) : SIGHT_CHANNEL_OK;
}

SightTurnChannel *
sight_turn_channel_open (const SightIceUrl      *url,
                         const struct sockaddr  *address,
                         socklen_t               address_length,
                         const char             *ca_file,
                         guint                   timeout_ms,
                         SightChannelStatus     *status,
                         char                  **detail)
{
  g_autoptr(SightTurnChannel) self = g_new0 (SightTurnChannel, 1);

  self->stream = url->kind == SIGHT_ICE_TURN_TCP || url->kind == SIGHT_ICE_TURN_TLS;
  self->host = g_strdup (url->host);
  self->timeout_ms = timeout_ms;
  self->deadline = g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000);
  self->fd = socket (address->sa_family,
                     (self->stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (self->fd < 0)
    {
      *status = fail_errno (detail, errno);
      return NULL;
    }

  *status = connect_socket (self, address, address_length, detail);
  if (*status == SIGHT_CHANNEL_OK && url->kind == SIGHT_ICE_TURN_TLS)
    *status = shake_hands (self, ca_file, detail);

  return *status == SIGHT_CHANNEL_OK ? g_steal_pointer (&self) : NULL;
}

void
sight_turn_channel_free (SightTurnChannel *self)
{
  g_clear_pointer (&self->session, gnutls_deinit);
  g_clear_pointer (&self->credentials, gnutls_certificate_free_credentials);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->host);
  g_free (self);
}

/* As send() and recv(): -1 with errno EAGAIN where one has to wait. */
static gssize
channel_send (SightTurnChannel *self,
              const guint8     *data,
              gsize             length)
{
  gssize sent;

  if (self->session == NULL)
    return send (self->fd, data, length, MSG_NOSIGNAL);

  sent = gnutls_record_send (self->session, data, length);
  if (sent < 0)
    errno = gnutls_error_is_fatal (sent) ? EIO : EAGAIN;
  return sent < 0 ? -1 : sent;
}

static gssize
channel_receive (SightTurnChannel *self,
                 guint8           *data,
                 gsize             length)
{
  gssize got;

  if (self->session == NULL)
    return recv (self->fd, data, length, 0);

  got = gnutls_record_recv (self->session, data, length);
  if (got < 0)
    errno = gnutls_error_is_fatal (got) ? EIO : EAGAIN;
  return got < 0 ? -1 : got;
}

static SightChannelStatus
send_all (SightTurnChannel  *self,
          const GByteArray  *request,
          char             **detail)
{
  gsize sent = 0;

  while (sent < request->len)
    {
      gssize step = channel_send (self, request->data + sent, request->len - sent);

      if (step >= 0)
        sent += step;
      else if (errno != EAGAIN && errno != EINTR)
        return fail_errno (detail, errno);
      else if (!wait_for (self, POLLOUT, G_MAXINT64))
        return fail (SIGHT_CHANNEL_SILENT, detail, "no answer");
    }

  return SIGHT_CHANNEL_OK;
}

/* How many bytes more make a message: a datagram is one, a stream is cut. */
static gsize
measure_rest (SightTurnChannel *self)
{
  gsize length;

  if (!self->stream)
    return sizeof self->buffer;
  if (self->received < SIGHT_STUN_HEADER_LENGTH)
    return SIGHT_STUN_HEADER_LENGTH - self->received;

  length = sight_stun_message_measure (self->buffer);
  return length > self->received ? length - self->received : 0;
}

/* Reads one message into the buffer. */
static SightChannelStatus
receive (SightTurnChannel  *self,
         gint64             until,
         char             **detail)
{
  gsize rest;

  self->received = 0;
  while ((rest = measure_rest (self)) > 0)
    {
      gssize got = channel_receive (self, self->buffer + self->received, rest);

      if (got > 0)
        self->received += got;
      else if (got == 0 && self->stream)
        return fail (SIGHT_CHANNEL_FAILED, detail, "the server closed the connection");
      else if (got < 0 && errno != EAGAIN && errno != EINTR)
        return fail_errno (detail, errno);
      else if (!wait_for (self, POLLIN, until))
        return fail (SIGHT_CHANNEL_SILENT, detail, "no answer");

      if (got > 0 && !self->stream)
        break;
    }

  return SIGHT_CHANNEL_OK;
}

/* Reads until the answer to @request is there; others, late ones, are dropped. */
static SightChannelStatus
receive_answer (SightTurnChannel  *self,
                const GByteArray  *request,
                gint64             until,
                SightStunMessage  *answer,
                char             **detail)
{
  while (TRUE)
    {
      SightChannelStatus status = receive (self, until, detail);
      g_autoptr(GError) error = NULL;

      if (status != SIGHT_CHANNEL_OK)
        return status;
      if (!sight_stun_message_parse (answer, self->buffer, self->received, &error))
        return fail (SIGHT_CHANNEL_GARBAGE, detail, error->message);
      if (memcmp (answer->transaction, request->data + 8, SIGHT_STUN_TRANSACTION_LENGTH) == 0)
        return SIGHT_CHANNEL_OK;
    }
}

SightChannelStatus
sight_turn_channel_exchange (SightTurnChannel  *self,
                             const GByteArray  *request,
                             SightStunMessage  *answer,
                             char             **detail)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait = FIRST_WAIT_MS * G_GINT64_CONSTANT (1000);

  self->deadline = now + self->timeout_ms * G_GINT64_CONSTANT (1000);
  for (; now < self->deadline; now = g_get_monotonic_time (), wait *= 2)
    {
      SightChannelStatus status = send_all (self, request, detail);

      if (status == SIGHT_CHANNEL_OK)
        status = receive_answer (self, request, self->stream ? self->deadline : now + wait,
                                 answer, detail);
      if (status != SIGHT_CHANNEL_SILENT || self->stream)
        return status;
    }

  return SIGHT_CHANNEL_SILENT;
}
