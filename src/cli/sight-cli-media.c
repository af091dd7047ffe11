/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-media.h"

#include "call/sight-call-error.h"
#include "call/sight-call-quality.h"
#include "media/sight-audio-encoder.h"
#include "media/sight-file-source.h"
#include "media/sight-test-source.h"
#include "media/sight-video-encoder.h"

#define TEST_WIDTH  640
#define TEST_HEIGHT 360
#define TEST_RATE   30
#define TEST_TONE   440
#define KILO        1000

struct _SightCliMedia
{
  SightCallQuality      *quality;
  SightVideoEncoder     *camera;
  SightVideoEncoder     *small;      /* the same pictures, for narrow paths */
  SightAudioEncoder     *microphone;
  SightSource           *sound;      /* that the microphone takes */

  /* Borrowed references */
  const SightCliOptions *options;
  SightCall             *call;
};

static gboolean
is_none (const char *source)
{
  return source == NULL || g_str_equal (source, "none");
}

static gboolean
check_source (const char  *source,
              GError     **error)
{
  if (g_str_equal (source, "test") || g_file_test (source, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "'%s' is no file; a source is 'test', 'none' or a media file in this version", source);

  return FALSE;
}

static SightVideoEncoder *
make_encoder (const SightCliOptions  *options,
              GError                **error)
{
  SightCodec codec = sight_cli_options_get_codec (options);
  const SightVideoCodec *encoder = sight_video_codec_find (codec);

  if (encoder != NULL)
    return sight_video_encoder_new (encoder, SIGHT_PICTURE_CAMERA, error);

  g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, "There is no encoder for %s here",
               sight_codec_to_name (codec));

  return NULL;
}

static gboolean
open_camera (SightCliMedia  *self,
             GError        **error)
{
  const char *name = self->options->camera;
  g_autoptr(SightSource) source = NULL;

  if (is_none (name))
    return TRUE;
  if (!check_source (name, error) || (self->camera = make_encoder (self->options, error)) == NULL ||
      (self->small = make_encoder (self->options, error)) == NULL)
    return FALSE;

  source = g_str_equal (name, "test") ? sight_test_picture_new (TEST_WIDTH, TEST_HEIGHT, TEST_RATE)
                                      : sight_file_source_new (name, SIGHT_FILE_PICTURE);
  sight_video_encoder_set_source (self->camera, source);
  sight_video_encoder_set_source (self->small, source);
  sight_call_quality_set_camera (self->quality, self->camera, self->small);
  sight_call_quality_set_most (self->quality, self->options->bitrate * KILO);
  sight_call_set_feed (self->call, SIGHT_LINE_CAMERA, sight_video_encoder_get_feed (self->camera));

  return TRUE;
}

static gboolean
open_microphone (SightCliMedia  *self,
                 GError        **error)
{
  const char *name = self->options->microphone;

  if (is_none (name))
    return TRUE;
  if (!check_source (name, error) || (self->microphone = sight_audio_encoder_new (SIGHT_SOUND_VOICE, error)) == NULL)
    return FALSE;

  self->sound = g_str_equal (name, "test") ? sight_test_tone_new (TEST_TONE)
                                           : sight_file_source_new (name, SIGHT_FILE_SOUND);
  sight_source_add_taker (self->sound, self->microphone, sight_audio_encoder_take);
  sight_call_quality_set_sound (self->quality, SIGHT_LINE_MICROPHONE, self->microphone);
  sight_call_set_feed (self->call, SIGHT_LINE_MICROPHONE, sight_audio_encoder_get_feed (self->microphone));

  return TRUE;
}

SightCliMedia *
sight_cli_media_new (const SightCliOptions  *options,
                     SightCall              *call,
                     GError                **error)
{
  g_autoptr(SightCliMedia) self = g_new0 (SightCliMedia, 1);

  self->options = options;
  self->call = call;
  self->quality = sight_call_quality_new (call);
  if (!open_camera (self, error) || !open_microphone (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sight_cli_media_free (SightCliMedia *self)
{
  g_clear_object (&self->quality);
  if (self->sound != NULL)
    sight_source_remove_taker (self->sound, self->microphone);
  g_clear_object (&self->sound);
  g_clear_object (&self->microphone);
  g_clear_object (&self->small);
  g_clear_object (&self->camera);
  g_free (self);
}
