/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-outgoing.h"

#include <glib/gi18n-lib.h>

#include "call/sight-call-error.h"
#include "call/sight-call-quality.h"
#include "media/sight-audio-encoder.h"
#include "media/sight-video-encoder.h"

typedef struct
{
  SightVideoEncoder *video;
  SightAudioEncoder *audio;
  SightSource       *source;  /* NULL where nothing is sent now */
  SightAudioDevices *devices; /* by which it comes, or NULL */
} Line;

struct _SightOutgoing
{
  GObject            parent_instance;

  SightCodec         codec;
  guint              most;
  SightLadderKind    screen_kind;
  SightRegion        region;  /* of the screen */
  SightCall         *call;
  SightCallQuality  *quality; /* there when the call is */
  Line               lines[SIGHT_N_LINES];
  SightVideoEncoder *small;   /* the camera's pictures, for narrow paths */
};

enum {
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightOutgoing, sight_outgoing, G_TYPE_OBJECT)

/* Encoders */

static void
on_encoder_failed (SightOutgoing *self,
                   const GError  *error,
                   gpointer       encoder)
{
  SightLine line = SIGHT_LINE_CAMERA;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (encoder == self->lines[i].video || encoder == self->lines[i].audio)
      line = i;

  g_signal_emit (self, signals[SIGNAL_FAILED], 0, (guint) line, error);
}

static SightVideoEncoder *
make_encoder_of (SightLine    line,
                 SightCodec   codec,
                 GError     **error)
{
  const SightVideoCodec *found = sight_video_codec_find (codec);
  SightPictureKind kind = line == SIGHT_LINE_CAMERA ? SIGHT_PICTURE_CAMERA : SIGHT_PICTURE_SCREEN;

  if (found != NULL)
    return sight_video_encoder_new (found, kind, error);

  g_set_error (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_FAILED, _("There is no encoder for %s here"),
               sight_codec_to_name (codec));

  return NULL;
}

/* VP8 is what everyone shows. */
static SightVideoEncoder *
make_video_encoder (SightOutgoing  *self,
                    SightLine       line,
                    GError        **error)
{
  g_autoptr(SightVideoEncoder) encoder = make_encoder_of (line, self->codec, error);
  g_autoptr(SightVideoEncoder) alternative = NULL;

  if (encoder == NULL)
    return NULL;
  if (self->codec != SIGHT_CODEC_VP8)
    {
      alternative = make_encoder_of (line, SIGHT_CODEC_VP8, error);
      if (alternative == NULL)
        return NULL;
      sight_video_encoder_set_alternative (encoder, alternative);
    }
  g_signal_connect_object (encoder, "failed", G_CALLBACK (on_encoder_failed), self, G_CONNECT_SWAPPED);

  return g_steal_pointer (&encoder);
}

static gboolean
make_video_encoders (SightOutgoing  *self,
                     SightLine       line,
                     GError        **error)
{
  if (line == SIGHT_LINE_CAMERA && self->small == NULL &&
      (self->small = make_video_encoder (self, line, error)) == NULL)
    return FALSE;

  self->lines[line].video = make_video_encoder (self, line, error);
  if (self->lines[line].video != NULL && line == SIGHT_LINE_SCREEN)
    sight_video_encoder_set_region (self->lines[line].video, &self->region);

  return self->lines[line].video != NULL;
}

static gboolean
make_audio_encoder (SightOutgoing  *self,
                    SightLine       line,
                    GError        **error)
{
  SightSoundKind kind = line == SIGHT_LINE_MICROPHONE ? SIGHT_SOUND_VOICE : SIGHT_SOUND_SCREEN;
  SightAudioEncoder *encoder = sight_audio_encoder_new (kind, error);

  if (encoder == NULL)
    return FALSE;

  g_signal_connect_object (encoder, "failed", G_CALLBACK (on_encoder_failed), self, G_CONNECT_SWAPPED);
  self->lines[line].audio = encoder;

  return TRUE;
}

gboolean
sight_outgoing_prepare (SightOutgoing  *self,
                        SightLine       line,
                        GError        **error)
{
  g_return_val_if_fail (SIGHT_IS_OUTGOING (self), FALSE);
  g_return_val_if_fail (line < SIGHT_N_LINES, FALSE);

  if (self->lines[line].video != NULL || self->lines[line].audio != NULL)
    return TRUE;

  return sight_line_is_picture (line) ? make_video_encoders (self, line, error) : make_audio_encoder (self, line, error);
}

/* What goes through them */

/* What makes the encoders of a line follow the paths; @line may be %NULL. */
static void
set_quality (SightOutgoing *self,
             SightLine      which,
             const Line    *line)
{
  SightVideoEncoder *video = line != NULL ? line->video : NULL;

  if (which == SIGHT_LINE_CAMERA)
    sight_call_quality_set_camera (self->quality, video, line != NULL ? self->small : NULL);
  else if (which == SIGHT_LINE_SCREEN)
    sight_call_quality_set_screen (self->quality, video, self->screen_kind);
  else
    sight_call_quality_set_sound (self->quality, which, line != NULL ? line->audio : NULL);
}

static void
set_picture (SightOutgoing *self,
             SightLine      which,
             SightSource   *source)
{
  sight_video_encoder_set_source (self->lines[which].video, source);
  if (which == SIGHT_LINE_CAMERA)
    sight_video_encoder_set_source (self->small, source);
}

static void
take_sound (Line *line)
{
  if (line->devices != NULL)
    sight_audio_devices_add_taker (line->devices, line->audio, sight_audio_encoder_take);
  else
    sight_source_add_taker (line->source, line->audio, sight_audio_encoder_take);
}

static void
drop_sound (Line *line)
{
  if (line->devices != NULL)
    sight_audio_devices_remove_taker (line->devices, line->audio);
  else
    sight_source_remove_taker (line->source, line->audio);
}

static SightFeed *
get_feed (const Line *line)
{
  return line->video != NULL ? sight_video_encoder_get_feed (line->video) : sight_audio_encoder_get_feed (line->audio);
}

/* Another source in the place of one: nobody notices, but for what is seen. */
static void
replace_source (SightOutgoing     *self,
                SightLine          which,
                SightSource       *source,
                SightAudioDevices *devices)
{
  Line *line = &self->lines[which];

  if (line->video == NULL)
    drop_sound (line);
  g_set_object (&line->source, source);
  g_set_object (&line->devices, devices);
  if (line->video != NULL)
    set_picture (self, which, source);
  else
    take_sound (line);
}

static void
take_source (SightOutgoing     *self,
             SightLine          which,
             SightSource       *source,
             SightAudioDevices *devices)
{
  Line *line = &self->lines[which];

  g_set_object (&line->source, source);
  g_set_object (&line->devices, devices);
  set_quality (self, which, line);
  if (line->video != NULL)
    set_picture (self, which, source);
  else
    take_sound (line);
  sight_call_set_feed (self->call, which, get_feed (line));
}

gboolean
sight_outgoing_start (SightOutgoing      *self,
                      SightLine           line,
                      SightSource        *source,
                      SightAudioDevices  *devices,
                      GError            **error)
{
  g_return_val_if_fail (SIGHT_IS_OUTGOING (self), FALSE);
  g_return_val_if_fail (self->call != NULL, FALSE);
  g_return_val_if_fail (SIGHT_IS_SOURCE (source), FALSE);

  if (self->lines[line].source == source && self->lines[line].devices == devices)
    return TRUE;
  if (!sight_outgoing_prepare (self, line, error))
    return FALSE;

  if (self->lines[line].source != NULL)
    replace_source (self, line, source, devices);
  else
    take_source (self, line, source, devices);

  return TRUE;
}

void
sight_outgoing_stop (SightOutgoing *self,
                     SightLine      which)
{
  Line *line;

  g_return_if_fail (SIGHT_IS_OUTGOING (self));
  g_return_if_fail (which < SIGHT_N_LINES);

  line = &self->lines[which];
  if (line->source == NULL)
    return;

  sight_call_set_feed (self->call, which, NULL);
  set_quality (self, which, NULL);
  if (line->video != NULL)
    set_picture (self, which, NULL);
  else
    drop_sound (line);
  g_clear_object (&line->source);
  g_clear_object (&line->devices);
}

gboolean
sight_outgoing_sends (SightOutgoing *self,
                      SightLine      line)
{
  g_return_val_if_fail (SIGHT_IS_OUTGOING (self), FALSE);

  return self->lines[line].source != NULL;
}

/* GObject */

static void
sight_outgoing_dispose (GObject *object)
{
  SightOutgoing *self = SIGHT_OUTGOING (object);

  sight_outgoing_set_call (self, NULL);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_clear_object (&self->lines[i].video);
      g_clear_object (&self->lines[i].audio);
    }
  g_clear_object (&self->small);

  G_OBJECT_CLASS (sight_outgoing_parent_class)->dispose (object);
}

static void
sight_outgoing_class_init (SightOutgoingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_outgoing_dispose;

  signals[SIGNAL_FAILED] = g_signal_new ("failed", SIGHT_TYPE_OUTGOING, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
sight_outgoing_init (SightOutgoing *self)
{
  self->screen_kind = SIGHT_LADDER_TEXT;
}

SightOutgoing *
sight_outgoing_new (SightCodec codec)
{
  SightOutgoing *self = g_object_new (SIGHT_TYPE_OUTGOING, NULL);

  self->codec = codec == SIGHT_CODEC_H264 ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8;

  return self;
}

void
sight_outgoing_set_most (SightOutgoing *self,
                         guint          bitrate)
{
  g_return_if_fail (SIGHT_IS_OUTGOING (self));

  self->most = bitrate;
  if (self->quality != NULL)
    sight_call_quality_set_most (self->quality, bitrate);
}

void
sight_outgoing_set_screen_kind (SightOutgoing   *self,
                                SightLadderKind  kind)
{
  const Line *line;

  g_return_if_fail (SIGHT_IS_OUTGOING (self));

  line = &self->lines[SIGHT_LINE_SCREEN];
  if (self->screen_kind == kind)
    return;

  self->screen_kind = kind;
  if (line->source != NULL)
    set_quality (self, SIGHT_LINE_SCREEN, line);
}

void
sight_outgoing_set_region (SightOutgoing     *self,
                           const SightRegion *region)
{
  g_return_if_fail (SIGHT_IS_OUTGOING (self));

  self->region = *region;
  if (self->lines[SIGHT_LINE_SCREEN].video != NULL)
    sight_video_encoder_set_region (self->lines[SIGHT_LINE_SCREEN].video, region);
}

void
sight_outgoing_set_call (SightOutgoing *self,
                         SightCall     *call)
{
  g_return_if_fail (SIGHT_IS_OUTGOING (self));

  if (self->call == call)
    return;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    sight_outgoing_stop (self, i);
  g_clear_object (&self->quality);
  g_set_object (&self->call, call);
  if (call == NULL)
    return;

  self->quality = sight_call_quality_new (call);
  sight_call_quality_set_most (self->quality, self->most);
}
