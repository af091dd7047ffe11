/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-options.h"

#include <string.h>

#include "cli/sight-cli.h"
#include "protocol/sight-reaction.h"

#define BITRATE_MAX   100000
/* Not on the command line, which everyone on this computer sees. */
#define TURN_PASSWORD "SIGHTLINE_TURN_PASSWORD"

static const char * const goal_names[SIGHT_CLI_N_GOALS] = { "frames", "peers", "chats", "files" };

static gboolean refuse (GError     **error,
                        const char  *format,
                        ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, text);

  return FALSE;
}

static gboolean
parse_goal (SightCliOptions  *self,
            const char       *text,
            GError          **error)
{
  const char *value = strchr (text, '=');
  guint64 number;

  for (guint i = 0; value != NULL && i < SIGHT_CLI_N_GOALS; i++)
    if (strlen (goal_names[i]) == (gsize) (value - text) && strncmp (text, goal_names[i], value - text) == 0 &&
        g_ascii_string_to_unsigned (value + 1, 10, 1, G_MAXINT, &number, NULL))
      {
        self->until[i] = number;
        return TRUE;
      }

  return refuse (error, "--until takes frames=N, peers=N, chats=N or files=N, not '%s'", text);
}

static gboolean
parse_goals (SightCliOptions  *self,
             GError          **error)
{
  for (guint i = 0; self->until_texts != NULL && self->until_texts[i] != NULL; i++)
    if (!parse_goal (self, self->until_texts[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
add_servers (SightCliOptions  *self,
             char            **urls,
             const char       *scheme,
             GError          **error)
{
  gboolean turn = g_str_equal (scheme, "turn:");

  for (guint i = 0; urls != NULL && urls[i] != NULL; i++)
    if (!g_str_has_prefix (urls[i], scheme) ||
        !sight_ice_config_add_server (self->ice, urls[i], turn ? self->turn_user : NULL,
                                      turn ? g_getenv (TURN_PASSWORD) : NULL))
      return turn ? refuse (error, "--turn takes turn:HOST[:PORT][?transport=udp|tcp], with --turn-user and the password in "
                            TURN_PASSWORD ", not '%s'", urls[i])
                  : refuse (error, "--stun takes stun:HOST[:PORT], not '%s'", urls[i]);

  return TRUE;
}

static gboolean
parse_ice (SightCliOptions  *self,
           GError          **error)
{
  self->ice = sight_ice_config_new ();

  return add_servers (self, self->stun, "stun:", error) && add_servers (self, self->turn, "turn:", error);
}

static gboolean
check (SightCliOptions  *self,
       GError          **error)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (!sight_cli_source_parse (&self->sources[i], i, self->lines[i], error))
      return FALSE;

  if (self->codec != NULL && !g_str_equal (self->codec, "vp8") && !g_str_equal (self->codec, "h264"))
    return refuse (error, "--codec takes vp8 or h264, not '%s'", self->codec);
  if (self->screen_mode != NULL && !g_str_equal (self->screen_mode, "text") && !g_str_equal (self->screen_mode, "motion"))
    return refuse (error, "--screen-mode takes text or motion, not '%s'", self->screen_mode);
  if (self->screen_region != NULL && !sight_region_parse (&self->region, self->screen_region))
    return refuse (error, "--screen-region takes X,Y,WIDTH,HEIGHT in pixels, at least %d of each side, not '%s'",
                   SIGHT_REGION_SIDE_MIN, self->screen_region);
  if (self->bitrate < 0 || self->bitrate > BITRATE_MAX)
    return refuse (error, "--max-bitrate takes up to %d kbit/s, not %d", BITRATE_MAX, self->bitrate);
  if (self->react != NULL && sight_reaction_from_word (self->react) == SIGHT_REACTION_NONE)
    return refuse (error, "--react takes like, love, clap, laugh, wow, party, sad or think, not '%s'", self->react);
  if (self->duration < 0)
    return refuse (error, "--duration takes seconds, not %d", self->duration);
  if (self->snapshots != NULL && !g_file_test (self->snapshots, G_FILE_TEST_IS_DIR))
    return refuse (error, "--snapshot takes a folder that exists, not '%s'", self->snapshots);
  if (self->save != NULL && !g_file_test (self->save, G_FILE_TEST_IS_DIR))
    return refuse (error, "--save takes a folder that exists, not '%s'", self->save);
  for (guint i = 0; self->sends != NULL && self->sends[i] != NULL; i++)
    if (!g_file_test (self->sends[i], G_FILE_TEST_IS_REGULAR))
      return refuse (error, "--send takes a file, and '%s' is none", self->sends[i]);

  return parse_goals (self, error) && parse_ice (self, error);
}

gboolean
sight_cli_options_parse (SightCliOptions   *self,
                         int               *argc,
                         char            ***argv)
{
  GOptionEntry entries[] = {
    { "name", 'n', 0, G_OPTION_ARG_STRING, &self->name, "how the others see you", "NAME" },
    { "camera", 0, 0, G_OPTION_ARG_FILENAME, &self->lines[SIGHT_LINE_CAMERA],
      "default, none, test, a device or a media file (none)", "SOURCE" },
    { "microphone", 0, 0, G_OPTION_ARG_FILENAME, &self->lines[SIGHT_LINE_MICROPHONE],
      "default, none, test, a device or a media file (none)", "SOURCE" },
    { "speaker", 0, 0, G_OPTION_ARG_STRING, &self->speaker,
      "default, none or a device (default with a real microphone, otherwise none)", "DEVICE" },
    { "screen", 0, 0, G_OPTION_ARG_FILENAME, &self->lines[SIGHT_LINE_SCREEN], "none, portal, test or a media file (none)", "SOURCE" },
    { "screen-sound", 0, 0, G_OPTION_ARG_FILENAME, &self->lines[SIGHT_LINE_SCREEN_SOUND],
      "none, all (but calls), a program that plays, test or a media file (none)", "SOURCE" },
    { "screen-mode", 0, 0, G_OPTION_ARG_STRING, &self->screen_mode,
      "what a narrow path leaves of the screen: text (all of its pixels, fewer pictures) or motion (smaller ones) (text)", "MODE" },
    { "screen-region", 0, 0, G_OPTION_ARG_STRING, &self->screen_region, "the part of the screen that others see", "X,Y,WIDTH,HEIGHT" },
    { "codec", 0, 0, G_OPTION_ARG_STRING, &self->codec, "vp8 or h264 (vp8)", "CODEC" },
    { "max-bitrate", 0, 0, G_OPTION_ARG_INT, &self->bitrate, "of the camera", "KBPS" },
    { "snapshot", 0, 0, G_OPTION_ARG_FILENAME, &self->snapshots, "write the first and the last picture of each line there", "FOLDER" },
    { "stats", 0, 0, G_OPTION_ARG_FILENAME, &self->stats, "write how it goes there, once a second, as JSON", "FILE" },
    { "chat", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &self->chats, "say this to whoever is there; may be given again", "TEXT" },
    { "react", 0, 0, G_OPTION_ARG_STRING, &self->react, "show this to whoever is there", "like|love|clap|laugh|wow|party|sad|think" },
    { "send", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->sends, "offer this file to whoever is there; may be given again", "FILE" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &self->save, "keep files of others there; without it they are declined", "FOLDER" },
    { "duration", 'd', 0, G_OPTION_ARG_INT, &self->duration, "leave after so long", "SECONDS" },
    { "until", 'u', 0, G_OPTION_ARG_STRING_ARRAY, &self->until_texts,
      "leave when so much is there, and fail when it is not; may be given again", "frames=N|peers=N|chats=N|files=N" },
    { "stun", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->stun, "a STUN server beside those of the room", "URL" },
    { "turn", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->turn, "a TURN server beside those of the room", "URL" },
    { "turn-user", 0, 0, G_OPTION_ARG_STRING, &self->turn_user, "the user there; the password is in " TURN_PASSWORD, "NAME" },
    { "echo", 0, 0, G_OPTION_ARG_NONE, &self->echo, "send back what is seen, heard and read", NULL },
    { "relay-only", 0, 0, G_OPTION_ARG_NONE, &self->relay_only, "hide the addresses of this computer", NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &self->teller.json, "one event per line, for programs", NULL },
    { NULL }
  };
  g_autoptr(GError) error = NULL;

  if (!sight_cli_parse (argc, argv, "LINK [OPTION...]", "Joins a room and stays in the call.", entries))
    return FALSE;

  if (*argc != 2)
    g_printerr ("Which room? sightline-cli call LINK\n");
  else if (check (self, &error))
    return TRUE;
  else
    g_printerr ("%s\n", error->message);

  return FALSE;
}

void
sight_cli_options_clear (SightCliOptions *self)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    g_free (self->lines[i]);
  g_free (self->name);
  g_free (self->speaker);
  g_free (self->codec);
  g_free (self->screen_mode);
  g_free (self->screen_region);
  g_free (self->snapshots);
  g_free (self->turn_user);
  g_free (self->react);
  g_free (self->save);
  g_free (self->stats);
  g_strfreev (self->chats);
  g_strfreev (self->sends);
  g_strfreev (self->stun);
  g_strfreev (self->turn);
  g_strfreev (self->until_texts);
  g_clear_pointer (&self->ice, sight_ice_config_free);
}

SightCodec
sight_cli_options_get_codec (const SightCliOptions *self)
{
  return g_strcmp0 (self->codec, "h264") == 0 ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8;
}

SightLadderKind
sight_cli_options_get_screen_kind (const SightCliOptions *self)
{
  return g_strcmp0 (self->screen_mode, "motion") == 0 ? SIGHT_LADDER_MOTION : SIGHT_LADDER_TEXT;
}

/* Who speaks with a real microphone listens as well. */
const char *
sight_cli_options_get_speaker (const SightCliOptions *self)
{
  if (self->speaker != NULL)
    return g_str_equal (self->speaker, "none") ? NULL : self->speaker;

  return sight_cli_source_is_device (&self->sources[SIGHT_LINE_MICROPHONE]) ? "default" : NULL;
}

gboolean
sight_cli_options_has_goal (const SightCliOptions *self)
{
  for (guint i = 0; i < SIGHT_CLI_N_GOALS; i++)
    if (self->until[i] > 0)
      return TRUE;

  return FALSE;
}
