/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media-fixture.h"

#include "media/sight-chime.h"
#include "media/sight-media.h"
#include "media/sight-tone.h"

#define QUIET 400 /* of 32767: what is not heard to begin or to end */
#define LOUD  16000

static void
test_render (void)
{
  for (SightChime chime = SIGHT_CHIME_CAME; chime <= SIGHT_CHIME_KNOCK; chime++)
    {
      g_autoptr(GBytes) sound = sight_chime_render (chime);
      gsize size;
      const gint16 *samples = g_bytes_get_data (sound, &size);
      gsize n = size / sizeof *samples;
      gint most = 0;

      g_assert_cmpuint (n, >, SIGHT_SOUND_RATE / 5);
      g_assert_cmpuint (n, <, SIGHT_SOUND_RATE);
      for (gsize i = 0; i < n; i++)
        most = MAX (most, ABS (samples[i]));
      g_assert_cmpint (most, >, 2000);
      g_assert_cmpint (most, <, LOUD);
      g_assert_cmpint (ABS (samples[0]), <, QUIET);
      g_assert_cmpint (ABS (samples[n - 1]), <, QUIET);
      for (gsize i = 1; i < n; i++)
        g_assert_cmpint (ABS (samples[i] - samples[i - 1]), <, 1500);
    }
}

/* Who comes and who goes are told apart with closed eyes. */
static void
test_direction (void)
{
  g_autoptr(GBytes) came = sight_chime_render (SIGHT_CHIME_CAME);
  g_autoptr(GBytes) went = sight_chime_render (SIGHT_CHIME_WENT);
  const gint16 *up = g_bytes_get_data (came, NULL);
  const gint16 *down = g_bytes_get_data (went, NULL);
  gsize n = SIGHT_SOUND_RATE / 10;

  g_assert_cmpfloat (sight_tone_get_power_at (up, n, 587.33), >, 10 * sight_tone_get_power_at (up, n, 880));
  g_assert_cmpfloat (sight_tone_get_power_at (down, n, 880), >, 10 * sight_tone_get_power_at (down, n, 587.33));
}

/* It is heard where the others are heard, and then it is over. */
static void
test_play (void)
{
  g_autoptr(GError) error = NULL;
  SightAudioDevices *devices = sight_audio_devices_new (&error);
  Collector played;

  g_assert_no_error (error);
  collector_init (&played);
  sight_audio_devices_add_listener (devices, &played, collector_take);
  wait_until (collector_get_length (&played) >= 9600);
  g_assert_cmpfloat (collector_get_power (&played, 9600), ==, 0);

  sight_chime_play (SIGHT_CHIME_CAME, devices);
  wait_until (collector_get_power (&played, 4800) > 10000);
  wait_until (collector_get_power (&played, 9600) == 0);

  /* It lets go of what it played with. */
  sight_audio_devices_remove_taker (devices, &played);
  g_object_add_weak_pointer (G_OBJECT (devices), (gpointer *) &devices);
  g_object_unref (devices);
  wait_until (devices == NULL);
  collector_clear (&played);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Whoever runs the tests may have a sound server; it is not for this one. */
  g_setenv ("PULSE_SERVER", "unix:/nowhere/pulse", TRUE);
  sight_media_init (NULL);

  g_test_add_func ("/media/chime/render", test_render);
  g_test_add_func ("/media/chime/direction", test_direction);
  g_test_add_func ("/media/chime/play", test_play);

  return run_media_tests ();
}
