/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "../media/media-fixture.h"
#include "app/sight-speaker-test.h"
#include "media/sight-media.h"

/* The tones go where the sound of others goes, one after the other, and end. */
static void
test_heard (void)
{
  g_autoptr(GError) error = NULL;
  SightAudioDevices *devices = sight_audio_devices_new (&error);
  SightSpeakerTest *test = sight_speaker_test_new (devices);
  Collector ear;

  g_assert_no_error (error);
  collector_init (&ear);
  sight_audio_devices_add_listener (devices, &ear, collector_take);
  g_assert_false (sight_speaker_test_is_playing (test));
  sight_speaker_test_start (test);
  g_assert_true (sight_speaker_test_is_playing (test));
  wait_until (collector_get_length (&ear) >= 4800 && collector_get_tone (&ear, 659.3, 4800) > 0.8);
  wait_until (collector_get_tone (&ear, 987.8, 4800) > 0.8);
  wait_until (!sight_speaker_test_is_playing (test));

  sight_audio_devices_remove_taker (devices, &ear);
  collector_clear (&ear);
  g_assert_finalize_object (test);
  g_assert_finalize_object (devices);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  sight_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/app/speaker-test/heard", test_heard);

  return run_media_tests ();
}
