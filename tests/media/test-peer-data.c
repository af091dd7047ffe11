/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gst/gst.h>
#include <string.h>

#include "media/sight-media-error.h"
#include "media/sight-media.h"
#include "peer-fixture.h"

#define CHUNK (16 * 1024)
#define CHUNKS 512

typedef struct
{
  SightDataChannel *channel;
  GPtrArray        *messages; /* GBytes */
  guint             lows;
} Mouth;

static void
on_message (SightDataChannel *channel,
            GBytes           *bytes,
            Mouth            *mouth)
{
  g_ptr_array_add (mouth->messages, g_bytes_ref (bytes));
}

static void
on_low (SightDataChannel *channel,
        Mouth            *mouth)
{
  mouth->lows++;
}

static void
mouth_init (Mouth               *mouth,
            SightPeerConnection *peer,
            SightDataChannelId   id)
{
  mouth->channel = sight_peer_connection_get_channel (peer, id);
  mouth->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  mouth->lows = 0;
  g_signal_connect (mouth->channel, "message", G_CALLBACK (on_message), mouth);
  g_signal_connect (mouth->channel, "low", G_CALLBACK (on_low), mouth);
}

static void
mouth_clear (Mouth *mouth)
{
  g_signal_handlers_disconnect_by_data (mouth->channel, mouth);
  g_ptr_array_unref (mouth->messages);
}

static void
say (Mouth      *mouth,
     const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;

  g_assert_true (sight_data_channel_send (mouth->channel, bytes, &error));
  g_assert_no_error (error);
}

/* What is said before the channel is there waits; then both hear each other, in
 * order, on both channels.
 */
static void
test_both_ways (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Mouth mouths[N_SIDES][2];

  for (guint side = 0; side < N_SIDES; side++)
    for (guint id = SIGHT_DATA_CONTROL; id <= SIGHT_DATA_FILES; id++)
      {
        g_autofree char *text = g_strdup_printf ("%u-%u early", side, id);

        mouth_init (&mouths[side][id], pair->peers[side], id);
      }
  sight_peer_connection_start (pair->peers[ANSWERER]);
  sight_peer_connection_start (pair->peers[OFFERER]);
  say (&mouths[OFFERER][0], "early");
  pair_wait_live (pair);
  for (guint side = 0; side < N_SIDES; side++)
    for (guint id = SIGHT_DATA_CONTROL; id <= SIGHT_DATA_FILES; id++)
      for (guint n = 0; n < 100; n++)
        {
          g_autofree char *text = g_strdup_printf ("%u-%u-%u", side, id, n);

          say (&mouths[side][id], text);
        }

  for (guint side = 0; side < N_SIDES; side++)
    for (guint id = SIGHT_DATA_CONTROL; id <= SIGHT_DATA_FILES; id++)
      {
        guint early = side == ANSWERER && id == SIGHT_DATA_CONTROL;

        wait_for (SOON, mouths[side][id].messages->len == 100 + early);
        for (guint n = 0; n < 100; n++)
          {
            g_autofree char *text = g_strdup_printf ("%u-%u-%u", !side, id, n);
            GBytes *bytes = g_ptr_array_index (mouths[side][id].messages, n + early);

            g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
          }
      }

  for (guint side = 0; side < N_SIDES; side++)
    for (guint id = SIGHT_DATA_CONTROL; id <= SIGHT_DATA_FILES; id++)
      mouth_clear (&mouths[side][id]);
  pair_free (pair);
}

/* Sends as a file does: until the buffer is full, then again at every "low". */
static void
test_bulk (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Mouth from;
  Mouth to;
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  guint sent = 0;
  guint64 most = 0;

  mouth_init (&from, pair->peers[OFFERER], SIGHT_DATA_FILES);
  mouth_init (&to, pair->peers[ANSWERER], SIGHT_DATA_FILES);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, sight_data_channel_is_open (from.channel));

  while (sent < CHUNKS)
    {
      guint lows = from.lows;

      while (sent < CHUNKS && sight_data_channel_get_buffered (from.channel) < 2 * SIGHT_DATA_LOW)
        {
          g_autoptr(GBytes) bytes = NULL;

          memset (chunk, sent % 251, CHUNK);
          bytes = g_bytes_new (chunk, CHUNK);
          g_assert_true (sight_data_channel_send (from.channel, bytes, NULL));
          sent++;
        }
      most = MAX (most, sight_data_channel_get_buffered (from.channel));
      wait_for (SOON, sent == CHUNKS || from.lows > lows || sight_data_channel_get_buffered (from.channel) < SIGHT_DATA_LOW);
    }
  wait_for (SOON, to.messages->len == CHUNKS);
  g_assert_cmpuint (most, <=, 2 * SIGHT_DATA_LOW + CHUNK);
  g_assert_cmpuint (from.lows, >, 0);
  for (guint n = 0; n < CHUNKS; n++)
    {
      GBytes *bytes = g_ptr_array_index (to.messages, n);
      const guint8 *data = g_bytes_get_data (bytes, NULL);

      g_assert_cmpuint (g_bytes_get_size (bytes), ==, CHUNK);
      g_assert_cmpuint (data[0], ==, n % 251);
      g_assert_cmpuint (data[CHUNK - 1], ==, n % 251);
    }

  mouth_clear (&from);
  mouth_clear (&to);
  pair_free (pair);
}

/* More than a peer takes, and more than is kept, is refused and breaks nothing. */
static void
test_bounds (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  g_autoptr(GBytes) large = g_bytes_new_take (g_malloc0 (SIGHT_DATA_MESSAGE_MAX + 1), SIGHT_DATA_MESSAGE_MAX + 1);
  g_autoptr(GBytes) chunk = g_bytes_new_take (g_strnfill (CHUNK, 'x'), CHUNK);
  g_autoptr(GBytes) not_text = g_bytes_new_static ("a\0b", 3);
  g_autoptr(GError) error = NULL;
  guint kept = 0;
  Mouth from;
  Mouth to;

  mouth_init (&from, pair->peers[OFFERER], SIGHT_DATA_CONTROL);
  mouth_init (&to, pair->peers[ANSWERER], SIGHT_DATA_CONTROL);
  pair_start (pair);
  /* Nothing goes out while it only connects. */
  while (sight_data_channel_send (from.channel, chunk, &error))
    kept++;
  g_assert_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA);
  g_assert_cmpuint (kept, ==, SIGHT_DATA_MAX / CHUNK);
  g_clear_error (&error);

  pair_wait_live (pair);
  wait_for (SOON, to.messages->len == kept);
  g_assert_false (sight_data_channel_send (from.channel, large, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (sight_data_channel_send (from.channel, not_text, &error));
  g_assert_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DATA);
  say (&from, "still here");
  wait_for (SOON, to.messages->len == kept + 1);

  mouth_clear (&from);
  mouth_clear (&to);
  pair_free (pair);
}

/* A beat a second comes and keeps the connection live while no line is fed. */
static void
test_beat (void)
{
  Pair *pair = pair_new (SIGHT_CODEC_VP8);
  Mouth ears;

  mouth_init (&ears, pair->peers[ANSWERER], SIGHT_DATA_BEAT);
  pair_start (pair);
  pair_wait_live (pair);
  wait_for (SOON, ears.messages->len >= 3);
  for (guint n = 0; n < 3; n++)
    {
      GBytes *bytes = g_ptr_array_index (ears.messages, n);
      g_autofree char *expected = g_strdup_printf ("{\"k\":\"beat\",\"n\":%u", n + 1);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      g_assert_true (g_str_has_prefix (text, expected));
    }
  wait_for (SOON, sight_peer_connection_get_round_trip_ms (pair->peers[OFFERER]) >= 0);
  wait_for (SOON, sight_peer_connection_get_round_trip_ms (pair->peers[ANSWERER]) >= 0);
  g_assert_cmpint (sight_peer_connection_get_state (pair->peers[ANSWERER]), ==, SIGHT_PEER_STATE_LIVE);

  /* Without them it is stalled, and says so; the other side still hears us. */
  sight_peer_connection_close_async (pair->peers[OFFERER], NULL, NULL);
  wait_for (SOON, sight_peer_connection_get_state (pair->peers[ANSWERER]) >= SIGHT_PEER_STATE_STALLED);
  if (sight_peer_connection_get_state (pair->peers[ANSWERER]) == SIGHT_PEER_STATE_STALLED)
    g_assert_cmpuint (sight_peer_connection_get_silent_ms (pair->peers[ANSWERER]), >=, SIGHT_PEER_STALLED_MS);

  mouth_clear (&ears);
  pair_free (pair);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/peer-data/both-ways", test_both_ways);
  g_test_add_func ("/media/peer-data/bulk", test_bulk);
  g_test_add_func ("/media/peer-data/bounds", test_bounds);
  g_test_add_func ("/media/peer-data/beat", test_beat);

  return g_test_run ();
}
