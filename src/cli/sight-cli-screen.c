/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-screen.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_COLUMNS 80

struct _SightCliScreen
{
  gboolean  is_terminal;
  char     *text;   /* what is shown at the end, or NULL */
  guint     lines;  /* of it */
};

SightCliScreen *
sight_cli_screen_new (void)
{
  SightCliScreen *self = g_new0 (SightCliScreen, 1);

  self->is_terminal = isatty (STDOUT_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;

  return self;
}

void
sight_cli_screen_free (SightCliScreen *self)
{
  g_free (self->text);
  g_free (self);
}

static guint
get_columns (void)
{
  struct winsize size;

  return ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : DEFAULT_COLUMNS;
}

/* Up to the first of its lines, and everything from there away. */
static void
erase (SightCliScreen *self)
{
  if (self->lines > 0)
    g_print ("\033[%uA\033[J", self->lines);
  self->lines = 0;
}

/* A line that is wider than the terminal would be two, and be counted as one. */
static void
draw (SightCliScreen *self)
{
  guint columns = get_columns ();
  g_auto(GStrv) lines = NULL;

  if (self->text == NULL)
    return;

  lines = g_strsplit (self->text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && (lines[i + 1] != NULL || *lines[i] != '\0'); i++)
    {
      g_autofree char *cut = g_utf8_substring (lines[i], 0, MIN (columns - 1, g_utf8_strlen (lines[i], -1)));

      g_print ("%s\n", cut);
      self->lines++;
    }
}

void
sight_cli_screen_show (SightCliScreen *self,
                       const char     *text)
{
  if (!self->is_terminal)
    {
      sight_cli_screen_print (self, text);
      return;
    }

  erase (self);
  g_free (self->text);
  self->text = g_strdup (text);
  draw (self);
  fflush (stdout);
}

void
sight_cli_screen_print (SightCliScreen *self,
                        const char     *text)
{
  erase (self);
  g_print ("%s", text);
  draw (self);
  fflush (stdout);
}
