/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-participant-private.h"

/* What is said on the channels of the connection that plays: files go to their
 * exchange, the words of a verification to its session, the rest to whoever listens.
 */

gboolean
sight_participant_say_control (SightParticipant          *self,
                               const SightControlMessage *message)
{
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  char *text;

  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), FALSE);

  text = sight_control_message_to_text (message, &length, NULL);
  if (text == NULL)
    return FALSE;

  bytes = g_bytes_new_take (text, length);

  return sight_participant_send (self, SIGHT_DATA_CONTROL, bytes);
}

/* Files */

static void
on_files_say (gpointer                   data,
              const SightControlMessage *message)
{
  sight_participant_say_control (data, message);
}

static void
on_files_send (gpointer  data,
               GBytes   *message)
{
  sight_participant_send (data, SIGHT_DATA_FILES, message);
}

static guint64
on_files_get_buffered (gpointer data)
{
  SightPeerConnection *connection = sight_participant_get_connection (data);

  if (connection == NULL)
    return G_MAXUINT64;

  return sight_data_channel_get_buffered (sight_peer_connection_get_channel (connection, SIGHT_DATA_FILES));
}

static gint64
on_files_get_time (gpointer data)
{
  return g_get_monotonic_time ();
}

static const SightFileOutput files_output = {
  .say = on_files_say,
  .send = on_files_send,
  .get_buffered = on_files_get_buffered,
  .get_time = on_files_get_time,
};

SightFileExchange *
sight_participant_get_files (SightParticipant *self)
{
  g_return_val_if_fail (SIGHT_IS_PARTICIPANT (self), NULL);

  return self->files;
}

void
sight_participant_yield (SightParticipant *self)
{
  gboolean yields = FALSE;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    yields |= self->media->feeds[i] != NULL;
  sight_file_exchange_set_window (self->files, yields ? sight_file_window_get (&self->window) : SIGHT_FILE_WINDOW);
}

/* Some more of a file has arrived: does it stand in the way of the rest? */
static void
pace_files (SightParticipant *self)
{
  SightPeerConnection *connection = sight_participant_get_connection (self);
  SightBandwidth bandwidth;

  if (connection != NULL && sight_peer_connection_get_bandwidth (connection, &bandwidth) && bandwidth.is_known)
    sight_file_window_step (&self->window, bandwidth.queue_us, g_get_monotonic_time ());
  sight_participant_yield (self);
}

/* All */

void
sight_participant_talk_init (SightParticipant *self)
{
  self->files = sight_file_exchange_new (&files_output, self);
  sight_reaction_rate_init (&self->reactions, SIGHT_REACTION_TAKEN_MAX);
}

void
sight_participant_talk_on (SightParticipant *self)
{
  if (sight_participant_is_there (self))
    sight_file_exchange_set_up (self->files, self->followed != 0);
  sight_participant_verify_on (self);
}

/* The same as through the server, and not less sure. */
static void
hear_close (SightParticipant *self,
            SightClosedWhy    why)
{
  SightSealedMessage message = { .kind = SIGHT_SEALED_CLOSE, .generation = self->followed };

  message.closed = why;
  sight_pair_machine_receive (self->machine, &message, g_get_monotonic_time ());
  sight_participant_settle (self);
}

/* However many come, and whatever they are. */
static void
hear_reaction (SightParticipant *self,
               SightReaction     reaction)
{
  if (sight_reaction_rate_take (&self->reactions, g_get_monotonic_time ()) && reaction != SIGHT_REACTION_NONE)
    sight_participant_emit_reacted (self, reaction);
}

static void
hear_control (SightParticipant *self,
              GBytes           *bytes)
{
  g_auto(SightControlMessage) message = { 0, };
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (!sight_control_message_parse (&message, text, length, NULL))
    return;

  if (message.kind == SIGHT_CONTROL_FILE_PROGRESS)
    pace_files (self);
  if (message.kind >= SIGHT_CONTROL_FILE_OFFER)
    sight_file_exchange_received (self->files, &message);
  else if (message.kind >= SIGHT_CONTROL_SAS_COMMIT)
    sight_participant_verify_hear (self, &message);
  else if (message.kind == SIGHT_CONTROL_STATE)
    sight_participant_take_state (self, &message.state);
  else if (message.kind == SIGHT_CONTROL_CLOSE)
    hear_close (self, message.closed);
  else if (message.kind == SIGHT_CONTROL_REACT)
    hear_reaction (self, message.reaction);
  else
    sight_participant_emit_control (self, &message);
}

void
sight_participant_hear (SightParticipant   *self,
                        SightDataChannelId  channel,
                        GBytes             *message)
{
  /* Whoever is told of it may let go. */
  g_autoptr(SightParticipant) kept = g_object_ref (self);

  if (channel == SIGHT_DATA_CONTROL)
    hear_control (self, message);
  else if (channel == SIGHT_DATA_FILES)
    sight_file_exchange_received_chunk (self->files, message);
}
