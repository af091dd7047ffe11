/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-other.h"

#include <string.h>

#include "call/sight-call-error.h"
#include "cli/sight-cli-files.h"
#include "cli/sight-cli-name.h"
#include "media/sight-frame-counter.h"
#include "media/sight-snapshot.h"
#include "media/sight-tone-detector.h"

/* Everything that arrives on one line. */
typedef struct
{
  SightSinkTee      *tee;
  SightFrameCounter *counter;
  SightToneDetector *detector; /* of sound */
  SightSink         *stream;   /* of sound, to the speaker; or NULL */
  gboolean           seen;
  guint              width;    /* as told */
  guint              height;
} Line;

struct _SightCliOther
{
  GObject                parent_instance;

  SightParticipant      *participant;
  Line                   lines[SIGHT_N_LINES];
  SightPeerConnection   *connection;  /* the one that plays */
  SightCliFiles         *files;
  SightVerification      compared;    /* the emoji that were told */
  gint64                 joined_at;

  /* Borrowed references */
  const SightCliOptions *options;
  SightCliMedia         *media;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightCliOther, sight_cli_other, G_TYPE_OBJECT)

static const char *
get_name (SightCliOther *self)
{
  return sight_cli_name_of (self->participant);
}

static SightCliEvent *
make_event (SightCliOther *self,
            const char    *name)
{
  SightCliEvent *event = sight_cli_event_new (name);

  sight_cli_event_text (event, "peer", sight_participant_get_id (self->participant)->text);

  return event;
}

/* Pictures */

static char *
make_path (SightCliOther *self,
           const char    *line,
           const char    *which)
{
  /* The name is a stranger's: nothing of it may lead elsewhere. */
  g_autofree char *safe = g_strcanon (g_strdup (get_name (self)), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '_');
  g_autofree char *name = g_strdup_printf ("%s-%s-%s.png", safe, line, which);

  return g_build_filename (self->options->snapshots, name, NULL);
}

static void
write_snapshots (SightCliOther *self)
{
  for (guint i = SIGHT_LINE_CAMERA; i <= SIGHT_LINE_SCREEN; i++)
    {
      g_autofree char *first = make_path (self, sight_cli_line_name (i), "first");
      g_autofree char *last = make_path (self, sight_cli_line_name (i), "last");
      g_autoptr(GError) error = NULL;

      if (!sight_snapshot_write_first (self->lines[i].counter, first, &error) ||
          !sight_snapshot_write_last (self->lines[i].counter, last, &error))
        g_printerr ("A picture could not be written: %s\n", error != NULL ? error->message : "no reason is known");
    }
}

static void
tell_first_frame (SightCliOther *self,
                  guint          line)
{
  SightCliEvent *event = make_event (self, "first-frame");
  gint64 ms = (g_get_monotonic_time () - self->joined_at) / 1000;
  guint width, height, number;

  sight_snapshot_get_size (self->lines[line].counter, &width, &height);
  sight_cli_event_text (event, "line", sight_cli_line_name (line));
  sight_cli_event_number (event, "ms", ms);
  if (width > 0)
    {
      sight_cli_event_number (event, "width", width);
      sight_cli_event_number (event, "height", height);
    }
  self->lines[line].width = width;
  self->lines[line].height = height;
  if (sight_snapshot_get_number (self->lines[line].counter, &number))
    sight_cli_event_number (event, "code", number);
  sight_cli_event_print (event, &self->options->teller, "the first of %s's %s after %" G_GINT64_FORMAT " ms",
                         get_name (self), sight_cli_line_name (line), ms);
}

/* A window that somebody has resized, or a path that became narrow. */
static void
tell_size (SightCliOther *self,
           guint          i)
{
  Line *line = &self->lines[i];
  SightCliEvent *event;
  guint width, height;

  sight_snapshot_get_size (line->counter, &width, &height);
  if (width == line->width && height == line->height)
    return;

  line->width = width;
  line->height = height;
  event = make_event (self, "size");
  sight_cli_event_text (event, "line", sight_cli_line_name (i));
  sight_cli_event_number (event, "width", width);
  sight_cli_event_number (event, "height", height);
  sight_cli_event_print (event, &self->options->teller, "%s's %s is now of %ux%u", get_name (self), sight_cli_line_name (i),
                         width, height);
}

static void
on_frames (SightFrameCounter *sink,
           SightCliOther     *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->lines[i].counter == sink && !self->lines[i].seen)
      {
        self->lines[i].seen = TRUE;
        tell_first_frame (self, i);
      }
    else if (self->lines[i].counter == sink && sight_line_is_picture (i))
      {
        tell_size (self, i);
      }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_tone (SightToneDetector *detector,
         double             hz,
         SightCliOther     *self)
{
  guint line = self->lines[SIGHT_LINE_MICROPHONE].detector == detector ? SIGHT_LINE_MICROPHONE : SIGHT_LINE_SCREEN_SOUND;
  SightCliEvent *event = make_event (self, "tone");

  sight_cli_event_text (event, "line", sight_cli_line_name (line));
  sight_cli_event_number (event, "hz", hz + 0.5);
  sight_cli_event_print (event, &self->options->teller, "%s's %s is a tone of %.0f Hz", get_name (self),
                         sight_cli_line_name (line), hz);
}

/* All in all. */
static void
tell_seen (SightCliOther *self,
           guint          line)
{
  SightFrameCounter *counter = self->lines[line].counter;
  guint64 frames = sight_frame_counter_get_count (counter);
  guint pause = sight_frame_counter_get_pause (counter);
  SightCliEvent *event;
  guint number;

  if (frames == 0)
    return;

  event = make_event (self, "seen");
  sight_cli_event_text (event, "line", sight_cli_line_name (line));
  sight_cli_event_number (event, "frames", frames);
  sight_cli_event_number (event, "longest-pause-ms", pause);
  if (sight_snapshot_get_number (counter, &number))
    sight_cli_event_number (event, "code", number);
  sight_cli_event_print (event, &self->options->teller, "%" G_GUINT64_FORMAT " %s of %s's %s came, at most %u ms apart",
                         frames, sight_line_is_picture (line) ? "pictures" : "pieces", get_name (self), sight_cli_line_name (line), pause);
}

static void
on_line_error (SightCliOther *self,
               guint          line,
               const GError  *error)
{
  SightCliEvent *event = make_event (self, "line-error");

  sight_cli_event_text (event, "line", sight_cli_line_name (line));
  sight_cli_event_text (event, "reason", error->message);
  sight_cli_event_print (event, &self->options->teller, "%s's %s: %s", get_name (self), sight_cli_line_name (line),
                         error->message);
}

/* Who it is and how it is */

static void
on_promoted (SightCliOther *self)
{
  SightPeerConnection *connection = sight_participant_get_connection (self->participant);

  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_set_object (&self->connection, connection);
  if (connection != NULL)
    g_signal_connect_swapped (connection, "line-error", G_CALLBACK (on_line_error), self);
}

static void
on_something_changed (SightCliOther *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
tell_security (SightCliOther *self,
               const GError  *error)
{
  sight_cli_event_print (make_event (self, "security"), &self->options->teller, "SECURITY: %s", error->message);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
on_state_changed (SightCliOther *self)
{
  SightCliEvent *event = make_event (self, "state");
  SightPairState state = sight_participant_get_state (self->participant);
  const GError *error = sight_participant_get_error (self->participant);

  sight_cli_event_text (event, "state", sight_pair_state_to_name (state));
  if (error != NULL)
    sight_cli_event_text (event, "reason", error->message);
  sight_cli_event_print (event, &self->options->teller, "%s is %s%s%s", get_name (self),
                         sight_pair_state_to_name (state), error != NULL ? ": " : "", error != NULL ? error->message : "");

  if (state == SIGHT_PAIR_LIVE)
    sight_cli_files_offer (self->files);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (g_error_matches (error, SIGHT_CALL_ERROR, SIGHT_CALL_ERROR_SECURITY))
    tell_security (self, error);
}

/* The same at both ends, unless somebody is in between. */
static void
on_verifying_changed (SightCliOther *self)
{
  const SightVerification *emoji = sight_participant_get_verification (self->participant);
  const char *names[SIGHT_VERIFICATION_EMOJI];
  g_autoptr(GString) text = g_string_new (NULL);
  SightCliEvent *event;

  if (emoji == NULL || memcmp (emoji->bytes, self->compared.bytes, sizeof emoji->bytes) == 0)
    return;

  self->compared = *emoji;
  for (guint i = 0; i < SIGHT_VERIFICATION_EMOJI; i++)
    {
      names[i] = sight_emoji_get_name (emoji->emoji[i]);
      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", sight_emoji_get_text (emoji->emoji[i]), names[i]);
    }
  event = make_event (self, "verification");
  sight_cli_event_texts (event, "emoji", names, SIGHT_VERIFICATION_EMOJI);
  sight_cli_event_print (event, &self->options->teller, "compare with %s: %s", get_name (self), text->str);
}

static void
on_name_changed (SightCliOther *self)
{
  SightCliEvent *event = make_event (self, "peer");

  sight_cli_event_text (event, "name", sight_participant_get_name (self->participant));
  sight_cli_event_print (event, &self->options->teller, "%s is here", get_name (self));
}

/* What it says of itself, and only when it says something else. */
static void
on_sends_changed (SightCliOther *self)
{
  SightCliEvent *event = make_event (self, "sends");
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean hand = FALSE;

  g_object_get (self->participant, "hand", &hand, NULL);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      gboolean sends = sight_participant_sends (self->participant, i);

      sight_cli_event_flag (event, sight_cli_line_name (i), sends);
      if (sends)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", sight_cli_line_name (i));
    }
  sight_cli_event_flag (event, "hand", hand);
  sight_cli_event_print (event, &self->options->teller, "%s sends %s%s", get_name (self),
                         text->len > 0 ? text->str : "nothing", hand ? ", and has a hand up" : "");
}

static void
on_reacted (SightCliOther *self,
            guint          reaction)
{
  SightCliEvent *event = make_event (self, "reaction");

  sight_cli_event_text (event, "word", sight_reaction_to_word (reaction));
  sight_cli_event_print (event, &self->options->teller, "%s shows %s", get_name (self), sight_reaction_get_text (reaction));
}

static void
close_line (SightCliOther *self,
            guint          i)
{
  Line *line = &self->lines[i];

  sight_participant_set_sink (self->participant, i, NULL);
  g_signal_handlers_disconnect_by_data (line->counter, self);
  if (line->detector != NULL)
    g_signal_handlers_disconnect_by_data (line->detector, self);
  if (line->stream != NULL)
    sight_cli_media_remove_stream (self->media, line->stream);
  g_clear_object (&line->tee);
  g_clear_object (&line->counter);
  g_clear_object (&line->detector);
  g_clear_object (&line->stream);
}

void
sight_cli_other_tell_left (SightCliOther *self)
{
  sight_cli_event_print (make_event (self, "left"), &self->options->teller, "%s has left", get_name (self));
}

void
sight_cli_other_close (SightCliOther *self)
{
  if (self->participant == NULL)
    return;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    tell_seen (self, i);
  if (self->options->snapshots != NULL)
    write_snapshots (self);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_signal_handlers_disconnect_by_data (self->participant, self);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    close_line (self, i);
  g_clear_object (&self->files);
  g_clear_object (&self->connection);
  g_clear_object (&self->participant);
}

static void
sight_cli_other_dispose (GObject *object)
{
  sight_cli_other_close (SIGHT_CLI_OTHER (object));

  G_OBJECT_CLASS (sight_cli_other_parent_class)->dispose (object);
}

static void
sight_cli_other_class_init (SightCliOtherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_cli_other_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SIGHT_TYPE_CLI_OTHER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", SIGHT_TYPE_CLI_OTHER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_cli_other_init (SightCliOther *self)
{
}

static void
open_line (SightCliOther *self,
           guint          i)
{
  Line *line = &self->lines[i];

  line->tee = sight_sink_tee_new (sight_cli_line_get_caps (i));
  line->counter = sight_frame_counter_new (NULL);
  g_signal_connect (line->counter, "frames", G_CALLBACK (on_frames), self);
  sight_sink_tee_add (line->tee, SIGHT_SINK (line->counter));
  if (!sight_line_is_picture (i))
    {
      line->detector = sight_tone_detector_new ();
      g_signal_connect (line->detector, "tone", G_CALLBACK (on_tone), self);
      sight_sink_tee_add (line->tee, SIGHT_SINK (line->detector));
      line->stream = sight_cli_media_add_stream (self->media);
      if (line->stream != NULL)
        sight_sink_tee_add (line->tee, line->stream);
    }
  sight_participant_set_sink (self->participant, i, SIGHT_SINK (line->tee));
}

SightCliOther *
sight_cli_other_new (SightParticipant      *participant,
                     const SightCliOptions *options,
                     SightCliMedia         *media,
                     gint64                 joined_at)
{
  SightCliOther *self = g_object_new (SIGHT_TYPE_CLI_OTHER, NULL);

  self->participant = g_object_ref (participant);
  self->options = options;
  self->media = media;
  self->joined_at = joined_at;
  g_signal_connect_swapped (participant, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_connect_swapped (participant, "notify::name", G_CALLBACK (on_name_changed), self);
  g_signal_connect_swapped (participant, "notify::verifying", G_CALLBACK (on_verifying_changed), self);
  g_signal_connect_swapped (participant, "notify::hand", G_CALLBACK (on_sends_changed), self);
  g_signal_connect_swapped (participant, "reacted", G_CALLBACK (on_reacted), self);
  self->files = sight_cli_files_new (participant, options);
  g_signal_connect_object (self->files, "done", G_CALLBACK (on_something_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (participant, "promoted", G_CALLBACK (on_promoted), self);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", sight_cli_line_name (i), NULL);

      g_signal_connect_swapped (participant, signal, G_CALLBACK (on_something_changed), self);
      g_signal_connect_swapped (participant, signal, G_CALLBACK (on_sends_changed), self);
      open_line (self, i);
    }

  return self;
}

SightParticipant *
sight_cli_other_get_participant (SightCliOther *self)
{
  return self->participant;
}

SightSinkTee *
sight_cli_other_get_tee (SightCliOther *self,
                         SightLine      line)
{
  return self->lines[line].tee;
}

gboolean
sight_cli_other_is_live (SightCliOther *self)
{
  return sight_participant_get_state (self->participant) == SIGHT_PAIR_LIVE;
}

guint64
sight_cli_other_get_frames (SightCliOther *self)
{
  return sight_frame_counter_get_count (self->lines[SIGHT_LINE_CAMERA].counter);
}

guint
sight_cli_other_get_files (SightCliOther *self)
{
  return sight_cli_files_get_done (self->files);
}
