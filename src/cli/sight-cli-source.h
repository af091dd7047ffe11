/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-source.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

typedef enum
{
  SIGHT_CLI_SOURCE_NONE,
  SIGHT_CLI_SOURCE_TEST,
  SIGHT_CLI_SOURCE_FILE,
  SIGHT_CLI_SOURCE_PORTAL,  /* the desktop asks which screen or window */
  SIGHT_CLI_SOURCE_PLAYERS, /* all programs that play sound, or the one of that name */
  SIGHT_CLI_SOURCE_DEFAULT, /* device */
  SIGHT_CLI_SOURCE_DEVICE,
} SightCliSourceKind;

/* What a line is to send, as the command line says it. */
typedef struct
{
  SightCliSourceKind  kind;
  const char         *name;   /* borrowed; of a file, a device or a program */
  guint               width;  /* of the test picture */
  guint               height;
  guint               hz;     /* of the test tone */
} SightCliSource;

/* @text may be %NULL, which is none. */
gboolean     sight_cli_source_parse     (SightCliSource        *self,
                                         SightLine              line,
                                         const char            *text,
                                         GError               **error);
gboolean     sight_cli_source_is_device (const SightCliSource  *self);

/* %NULL for a device that is not plugged in, and for none. */
SightSource *sight_cli_source_open      (const SightCliSource  *self,
                                         SightLine              line);

const char  *sight_cli_line_name        (SightLine              line);
/* What everyone who takes the line takes; %NULL for any pictures. */
const char  *sight_cli_line_get_caps    (SightLine              line);

G_END_DECLS
