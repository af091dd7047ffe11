/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"
#include "player-fixture.h"

#include <math.h>
#include <spa/utils/dict.h>
#include <unistd.h>

#include "media/sight-audio-devices.h"
#include "media/sight-media.h"
#include "media/sight-microphone.h"
#include "media/sight-player-graph.h"
#include "media/sight-screen-sound.h"
#include "media/sight-sound-ring.h"
#include "media/sight-test-source.h"

#define CALL  700
#define MUSIC 1500
#define FILM  1100
/* A quarter of a second, and a whole number of waves of each. */
#define LENGTH 12000
/* A tenth of what there is room for, as a mean square. */
#define POWER (3277.0 * 3277 / 2)

/* What needs no server */

static void
test_sides (void)
{
  g_assert_cmpuint (sight_sides_of_channel ("FL"), ==, SIGHT_SIDE_LEFT);
  g_assert_cmpuint (sight_sides_of_channel ("RR"), ==, SIGHT_SIDE_RIGHT);
  g_assert_cmpuint (sight_sides_of_channel ("MONO"), ==, SIGHT_SIDE_LEFT | SIGHT_SIDE_RIGHT);
  g_assert_cmpuint (sight_sides_of_channel ("FC"), ==, SIGHT_SIDE_LEFT | SIGHT_SIDE_RIGHT);
  g_assert_cmpuint (sight_sides_of_channel (NULL), ==, SIGHT_SIDE_LEFT | SIGHT_SIDE_RIGHT);
  g_assert_cmpuint (sight_sides_of_channel ("LFE"), ==, 0);
}

static SightPlayer *
read_player (const char *key,
             const char *value)
{
  const struct spa_dict_item items[] = {
    SPA_DICT_ITEM_INIT ("application.name", "Music \n Box"),
    SPA_DICT_ITEM_INIT ("application.process.binary", "musicbox"),
    SPA_DICT_ITEM_INIT (key, value),
  };

  return sight_player_read (&SPA_DICT_INIT_ARRAY (items));
}

static gboolean
is_call (const char *key,
         const char *value)
{
  g_autoptr(SightPlayer) player = read_player (key, value);

  return sight_player_plays_call (player);
}

static void
test_player (void)
{
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  g_autoptr(SightPlayer) player = read_player ("node.name", "alsa_output");

  g_assert_cmpstr (sight_player_get_id (player), ==, "musicbox");
  g_assert_cmpstr (sight_player_get_name (player), ==, "Music Box");
  g_assert_true (sight_player_is_called (player, "musicbox"));
  g_assert_true (sight_player_is_called (player, "MUSIC box"));
  g_assert_false (sight_player_is_called (player, "music"));

  g_assert_false (is_call ("application.process.id", "1"));
  g_assert_true (is_call ("application.process.id", pid));
  g_assert_true (is_call (SIGHT_PLAYER_CALL_PROPERTY, SIGHT_PLAYER_CALL_VALUE));
  g_assert_null (read_player ("node.link-group", "echo-cancel-7"));
}

typedef struct
{
  guint  blocks; /* atomic */
  gint64 time;
  guint  frames;
  float  sum;
} Heard;

static void
on_block (gpointer               data,
          const SightSoundBlock *block)
{
  Heard *heard = data;

  g_assert_cmpint (block->time, >, heard->time);
  heard->time = block->time;
  heard->frames += block->n_frames;
  for (guint i = 0; i < 2 * block->n_frames; i++)
    heard->sum += block->frames[i];
  g_atomic_int_inc (&heard->blocks);
}

static void
test_ring (void)
{
  Heard heard = { 0, };
  SightSoundRing *ring = sight_sound_ring_new (on_block, &heard);
  float ones[1500];

  for (guint i = 0; i < G_N_ELEMENTS (ones); i++)
    ones[i] = 1;
  sight_sound_ring_write (ring, ones, NULL, 1500, 48000, 1000);
  wait_until (g_atomic_int_get (&heard.blocks) == 2);
  sight_sound_ring_write (ring, ones, ones, 100, 48000, 1000 + 1500 * G_GINT64_CONSTANT (1000000000) / 48000);
  wait_until (g_atomic_int_get (&heard.blocks) == 3);
  sight_sound_ring_free (ring);

  g_assert_cmpuint (heard.frames, ==, 1600);
  g_assert_cmpfloat (heard.sum, ==, 1700);
}

/* With one */

typedef struct
{
  SightSource *source;
  Collector    ear;
} Share;

static void
share_init (Share      *self,
            const char *player)
{
  self->source = sight_screen_sound_new (player);
  collector_init (&self->ear);
  sight_source_add_taker (self->source, &self->ear, collector_take);
  wait_until (sight_source_get_state (self->source) == SIGHT_SOURCE_LIVE);
}

static void
share_clear (Share *self)
{
  sight_source_remove_taker (self->source, &self->ear);
  g_assert_cmpint (sight_source_get_state (self->source), ==, SIGHT_SOURCE_IDLE);
  g_assert_finalize_object (self->source);
  collector_clear (&self->ear);
}

/* Each look takes a quarter of a second of sound. */
#define hear_until(expression) \
  G_STMT_START { \
    for (guint looks = 0; !(expression); looks++) \
      if (looks > 60) \
        g_error ("Listened in vain for: %s", #expression); \
  } G_STMT_END

static void
listen (Collector *ear)
{
  collector_forget (ear);
  wait_until (collector_get_length (ear) >= LENGTH);
}

/* All the rest is next to nothing. */
static gboolean
hears_only (Collector *ear,
            guint      hz)
{
  listen (ear);

  return collector_get_tone (ear, hz, LENGTH) > 0.999;
}

static double
get_part (Collector *ear,
          guint      hz)
{
  return collector_get_tone (ear, hz, LENGTH) * collector_get_power (ear, LENGTH);
}

static gboolean
hears_both (Collector *ear,
            guint      one,
            guint      other)
{
  listen (ear);

  return get_part (ear, one) > POWER / 2 && get_part (ear, other) > POWER / 2;
}

static gboolean
hears_nothing (Collector *ear)
{
  listen (ear);

  return collector_get_power (ear, LENGTH) == 0;
}

/* The call as this program plays it. */
typedef struct
{
  SightAudioDevices *devices;
  SightSoundStream  *stream;
  SightSource       *tone;
} Call;

static void
call_init (Call *self)
{
  self->devices = sight_audio_devices_new (NULL);
  self->stream = sight_audio_devices_add_stream (self->devices);
  self->tone = sight_test_tone_new (CALL);
  sight_audio_devices_open_speaker (self->devices, "test_speaker");
  sight_source_add_taker (self->tone, self->stream, (SightSampleFunc) sight_sink_take);
}

static void
call_clear (Call *self)
{
  sight_source_remove_taker (self->tone, self->stream);
  sight_audio_devices_remove_stream (self->devices, self->stream);
  g_clear_object (&self->tone);
  g_clear_object (&self->stream);
  g_clear_object (&self->devices);
}

/* What is heard from the speaker has the call in it, and what is shared has not:
 * neither ours nor that of another program of ours.
 */
static void
test_no_echo (void)
{
  g_autoptr(SightSource) speaker = sight_microphone_new ("test_speaker.monitor");
  GSubprocess *music = player_new ("music", MUSIC, "", "");
  GSubprocess *other = player_new ("other", FILM, "", "," SIGHT_PLAYER_CALL_PROPERTY "=" SIGHT_PLAYER_CALL_VALUE);
  Collector room;
  Share share;
  Call call;

  collector_init (&room);
  sight_source_add_taker (speaker, &room, collector_take);
  call_init (&call);
  share_init (&share, NULL);
  hear_until (hears_both (&room, MUSIC, CALL) && hears_both (&room, FILM, CALL));
  hear_until (hears_only (&share.ear, MUSIC) && fabs (collector_get_power (&share.ear, LENGTH) - POWER) < POWER / 20);

  /* And not only then; what a busy machine tears out of a tone sounds a little
   * like any other.
   */
  for (guint i = 0; i < 3; i++)
    {
      listen (&share.ear);
      g_assert_cmpfloat (get_part (&share.ear, CALL), <, POWER / 50);
      g_assert_cmpfloat (get_part (&share.ear, FILM), <, POWER / 50);
    }
  player_stop (music);
  hear_until (hears_nothing (&share.ear));

  share_clear (&share);
  player_stop (other);
  call_clear (&call);
  sight_source_remove_taker (speaker, &room);
  collector_clear (&room);
}

/* Who begins to play is heard too, and who ends is not. */
static void
test_come_and_go (void)
{
  GSubprocess *music, *film;
  Share all, one;

  share_init (&all, NULL);
  share_init (&one, "Film");
  g_assert_true (hears_nothing (&all.ear));
  music = player_new ("music", MUSIC, "", "");
  hear_until (hears_only (&all.ear, MUSIC));
  g_assert_true (hears_nothing (&one.ear));

  film = player_new ("film", FILM, "", "");
  hear_until (hears_both (&all.ear, MUSIC, FILM));
  hear_until (hears_only (&one.ear, FILM));

  player_stop (film);
  hear_until (hears_only (&all.ear, MUSIC));
  hear_until (hears_nothing (&one.ear));
  player_stop (music);
  share_clear (&all);
  share_clear (&one);
}

/* Of the last piece: left and right. */
static void
get_loudness (Collector *ear,
              guint     *loudness)
{
  GstMapInfo map;

  loudness[0] = loudness[1] = 0;
  g_mutex_lock (&ear->lock);
  g_assert_true (gst_buffer_map (gst_sample_get_buffer (ear->last), &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size / 2; i++)
    loudness[i % 2] += ABS (((const gint16 *) (gpointer) map.data)[i]);
  gst_buffer_unmap (gst_sample_get_buffer (ear->last), &map);
  g_mutex_unlock (&ear->lock);
}

static gboolean
hears_right (Collector *ear)
{
  guint loudness[2];

  get_loudness (ear, loudness);

  return loudness[0] == 0 && loudness[1] > 0;
}

static void
test_stereo (void)
{
  GSubprocess *right = player_new ("right", MUSIC, "! audioconvert ! audiopanorama panorama=1", "");
  GSubprocess *mono;
  guint loudness[2];
  Share share;

  share_init (&share, NULL);
  wait_until (hears_right (&share.ear));
  player_stop (right);

  /* One channel is for both ears. */
  mono = player_new ("mono", MUSIC, "! audio/x-raw,channels=1 ! identity", "");
  hear_until (hears_only (&share.ear, MUSIC));
  get_loudness (&share.ear, loudness);
  g_assert_cmpuint (loudness[0], ==, loudness[1]);
  player_stop (mono);
  share_clear (&share);
}

static gboolean
lists (SightPlayerGraph *graph,
       const char       *name)
{
  g_autoptr(GPtrArray) players = sight_player_graph_list_players (graph);

  for (guint i = 0; i < players->len; i++)
    if (g_str_equal (sight_player_get_name (g_ptr_array_index (players, i)), name))
      return TRUE;

  return FALSE;
}

static void
test_list (void)
{
  GSubprocess *music = player_new ("music", MUSIC, "", "");
  g_autoptr(SightPlayerGraph) graph = sight_player_graph_new (NULL);
  Call call;

  g_assert_false (sight_player_graph_is_ready (graph));
  wait_until (sight_player_graph_is_ready (graph));
  call_init (&call);
  wait_until (lists (graph, "music"));
  g_assert_false (lists (graph, "Sightline"));
  player_stop (music);
  wait_until (!lists (graph, "music"));
  call_clear (&call);
}

static void
test_no_pipewire (void)
{
  g_autoptr(SightSource) source = sight_screen_sound_new (NULL);
  int taker;

  g_setenv ("PIPEWIRE_REMOTE", "nowhere", TRUE);
  sight_source_add_taker (source, &taker, collector_take);
  g_assert_error (sight_source_get_error (source), SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING);
  g_assert_cmpstr (sight_source_get_error (source)->message, ==,
                   "The sound of other programs cannot be shared: PipeWire, which it comes from, does not answer in this session");
  g_unsetenv ("PIPEWIRE_REMOTE");
  sight_source_restart (source);
  g_assert_no_error (sight_source_get_error (source));
  sight_source_remove_taker (source, &taker);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  if (player_main (&argc, &argv))
    return 0;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/media/screen-sound/sides", test_sides);
  g_test_add_func ("/media/screen-sound/player", test_player);
  g_test_add_func ("/media/screen-sound/ring", test_ring);
  g_test_add_func ("/media/screen-sound/no-echo", test_no_echo);
  g_test_add_func ("/media/screen-sound/come-and-go", test_come_and_go);
  g_test_add_func ("/media/screen-sound/stereo", test_stereo);
  g_test_add_func ("/media/screen-sound/list", test_list);
  g_test_add_func ("/media/screen-sound/no-pipewire", test_no_pipewire);

  return run_media_tests ();
}
