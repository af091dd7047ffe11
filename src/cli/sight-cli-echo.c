/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-echo.h"

#include "media/sight-loop-source.h"

/* Another echo says back what we say back: that ends here. */
#define ROUNDS_MAX  3
#define REACT_AFTER G_TIME_SPAN_SECOND

struct _SightCliEcho
{
  SightLoopSource       *loops[SIGHT_N_LINES];  /* NULL where something else is sent */
  SightCliOther         *heard[SIGHT_N_LINES];  /* whose line goes into the loop, or NULL */
  char                  *said;                  /* our last answer */
  gint64                 reacted_at;            /* our last one, or 0 */
  guint                  rounds;                /* how often we were answered with that */

  /* Borrowed references */
  SightCall             *call;
  SightCliMedia         *media;
  const GPtrArray       *others;
};

static void
listen_to (SightCliEcho  *self,
           SightLine      line,
           SightCliOther *other)
{
  SightSink *loop = SIGHT_SINK (self->loops[line]);

  if (self->heard[line] == other)
    return;

  if (self->heard[line] != NULL)
    sight_sink_tee_remove (sight_cli_other_get_tee (self->heard[line], line), loop);
  self->heard[line] = other;
  if (other != NULL)
    sight_sink_tee_add (sight_cli_other_get_tee (other, line), loop);

  sight_cli_media_set_source (self->media, line, other != NULL ? SIGHT_SOURCE (self->loops[line]) : NULL);
}

static SightCliOther *
find_last_sender (SightCliEcho  *self,
                  SightLine      line,
                  SightCliOther *gone)
{
  for (guint i = self->others->len; i > 0; i--)
    {
      SightCliOther *other = g_ptr_array_index (self->others, i - 1);

      if (other != gone && sight_cli_other_is_live (other) &&
          sight_participant_sends (sight_cli_other_get_participant (other), line))
        return other;
    }

  return NULL;
}

SightCliEcho *
sight_cli_echo_new (const SightCliOptions *options,
                    SightCall             *call,
                    SightCliMedia         *media,
                    const GPtrArray       *others)
{
  SightCliEcho *self = g_new0 (SightCliEcho, 1);

  self->call = call;
  self->media = media;
  self->others = others;
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (options->lines[i] == NULL)
      self->loops[i] = sight_loop_source_new (sight_cli_line_get_caps (i));

  return self;
}

void
sight_cli_echo_free (SightCliEcho *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->loops[i] != NULL)
      {
        listen_to (self, i, NULL);
        g_object_unref (self->loops[i]);
      }
  g_free (self->said);
  g_free (self);
}

void
sight_cli_echo_update (SightCliEcho *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->loops[i] != NULL)
      listen_to (self, i, find_last_sender (self, i, NULL));
}

void
sight_cli_echo_forget (SightCliEcho  *self,
                       SightCliOther *other)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (self->heard[i] == other)
      listen_to (self, i, find_last_sender (self, i, other));
}

void
sight_cli_echo_answer (SightCliEcho     *self,
                       SightChatMessage *message)
{
  const char *text = sight_chat_message_get_text (message);
  g_autoptr(GError) error = NULL;

  self->rounds = g_strcmp0 (text, self->said) == 0 ? self->rounds + 1 : 0;
  if (self->rounds >= ROUNDS_MAX)
    return;

  g_free (self->said);
  self->said = g_strdup (text);
  if (!sight_call_say_chat (self->call, text, &error))
    g_printerr ("Not said: %s\n", error->message);
}

/* What comes at once may be the answer to ours. */
void
sight_cli_echo_react (SightCliEcho  *self,
                      SightReaction  reaction,
                      gint64         now)
{
  if (self->reacted_at != 0 && now - self->reacted_at < REACT_AFTER)
    return;

  self->reacted_at = now;
  sight_call_react (self->call, reaction);
}
