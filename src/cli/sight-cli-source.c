/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-source.h"

#include <stdio.h>
#include <string.h>

#include "call/sight-capture.h"
#include "media/sight-file-source.h"
#include "media/sight-screen.h"
#include "media/sight-screen-sound.h"
#include "media/sight-test-source.h"

#define CAMERA_RATE 30
#define SCREEN_RATE 15
#define SIDE_MIN    16
#define SIDE_MAX    3840
#define HZ_MIN      50
#define HZ_MAX      20000

/* What "test" alone is. */
static const SightCliSource tests[SIGHT_N_LINES] = {
  [SIGHT_LINE_MICROPHONE] = { .kind = SIGHT_CLI_SOURCE_TEST, .hz = 440 },
  [SIGHT_LINE_CAMERA] = { .kind = SIGHT_CLI_SOURCE_TEST, .width = 640, .height = 360 },
  [SIGHT_LINE_SCREEN] = { .kind = SIGHT_CLI_SOURCE_TEST, .width = 1280, .height = 720 },
  [SIGHT_LINE_SCREEN_SOUND] = { .kind = SIGHT_CLI_SOURCE_TEST, .hz = 880 },
};

static const char * const line_names[SIGHT_N_LINES] = { "microphone", "camera", "screen", "screen-sound" };

const char *
sight_cli_line_name (SightLine line)
{
  return line_names[line];
}

const char *
sight_cli_line_get_caps (SightLine line)
{
  if (sight_line_is_picture (line))
    return NULL;

  return line == SIGHT_LINE_MICROPHONE ? SIGHT_SOUND_CAPS ",channels=1" : SIGHT_SOUND_CAPS ",channels=2";
}

/* "test", "test:640x360" or "test:440". */
static gboolean
parse_test (SightCliSource  *self,
            SightLine        line,
            const char      *text,
            GError         **error)
{
  const char *value = text + strlen ("test");
  guint64 hz = 0;
  int end = 0;

  *self = tests[line];
  if (*value == '\0')
    return TRUE;

  if (sight_line_is_picture (line) &&
      sscanf (value, ":%4ux%4u%n", &self->width, &self->height, &end) == 2 && value[end] == '\0' &&
      MIN (self->width, self->height) >= SIDE_MIN && MAX (self->width, self->height) <= SIDE_MAX)
    return TRUE;
  if (!sight_line_is_picture (line) && g_ascii_string_to_unsigned (value + 1, 10, HZ_MIN, HZ_MAX, &hz, NULL))
    {
      self->hz = hz;
      return TRUE;
    }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               sight_line_is_picture (line) ? "'%s' is no test picture: take test or test:WIDTHxHEIGHT, up to 3840"
                                                : "'%s' is no test tone: take test or test:HZ, from 50 to 20000", text);

  return FALSE;
}

static gboolean
parse_device (SightCliSource  *self,
              SightLine        line,
              const char      *text,
              GError         **error)
{
  if (line == SIGHT_LINE_SCREEN)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "'%s' cannot be shared: the screen is none, test or a media file, or portal to choose one in a dialog of the desktop",
                   text);
      return FALSE;
    }
  if (strchr (text, G_DIR_SEPARATOR) != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "'%s' is no file; a %s is default, none, test, a media file or a device of 'sightline-cli devices'",
                   text, line_names[line]);
      return FALSE;
    }

  self->kind = g_str_equal (text, "default") ? SIGHT_CLI_SOURCE_DEFAULT : SIGHT_CLI_SOURCE_DEVICE;
  self->name = text;

  return TRUE;
}

/* "all", or what a program that plays is called: it may begin later. */
static gboolean
parse_player (SightCliSource  *self,
              const char      *text,
              GError         **error)
{
  if (*text == '\0' || strchr (text, G_DIR_SEPARATOR) != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "'%s' is no file; the screen-sound is none, all, test, a media file or a program of 'sightline-cli devices'", text);
      return FALSE;
    }

  self->kind = SIGHT_CLI_SOURCE_PLAYERS;
  self->name = g_str_equal (text, "all") ? NULL : text;

  return TRUE;
}

gboolean
sight_cli_source_parse (SightCliSource  *self,
                        SightLine        line,
                        const char      *text,
                        GError         **error)
{
  *self = (SightCliSource) { .kind = SIGHT_CLI_SOURCE_NONE };

  if (text == NULL || g_str_equal (text, "none"))
    return TRUE;
  if (g_str_equal (text, "test") || g_str_has_prefix (text, "test:"))
    return parse_test (self, line, text, error);
  if (line == SIGHT_LINE_SCREEN && g_str_equal (text, "portal"))
    {
      self->kind = SIGHT_CLI_SOURCE_PORTAL;
      return TRUE;
    }
  if (line == SIGHT_LINE_SCREEN_SOUND && !g_file_test (text, G_FILE_TEST_IS_REGULAR))
    return parse_player (self, text, error);
  if (g_str_equal (text, "default") || !g_file_test (text, G_FILE_TEST_IS_REGULAR))
    return parse_device (self, line, text, error);

  self->kind = SIGHT_CLI_SOURCE_FILE;
  self->name = text;

  return TRUE;
}

gboolean
sight_cli_source_is_device (const SightCliSource *self)
{
  return self->kind == SIGHT_CLI_SOURCE_DEFAULT || self->kind == SIGHT_CLI_SOURCE_DEVICE;
}

SightSource *
sight_cli_source_open (const SightCliSource *self,
                       SightLine             line)
{
  gboolean picture = sight_line_is_picture (line);

  switch (self->kind)
    {
    case SIGHT_CLI_SOURCE_TEST:
      return picture ? sight_test_picture_new (self->width, self->height,
                                               line == SIGHT_LINE_SCREEN ? SCREEN_RATE : CAMERA_RATE)
                     : sight_test_tone_new (self->hz);

    case SIGHT_CLI_SOURCE_FILE:
      return sight_file_source_new (self->name, picture ? SIGHT_FILE_PICTURE : SIGHT_FILE_SOUND);

    case SIGHT_CLI_SOURCE_PORTAL:
      return sight_screen_new (NULL);

    case SIGHT_CLI_SOURCE_PLAYERS:
      return sight_screen_sound_new (self->name);

    case SIGHT_CLI_SOURCE_DEFAULT:
    case SIGHT_CLI_SOURCE_DEVICE:
      return sight_capture_open_device (line, self->kind == SIGHT_CLI_SOURCE_DEFAULT ? NULL : self->name);

    case SIGHT_CLI_SOURCE_NONE:
    default:
      return NULL;
    }
}
