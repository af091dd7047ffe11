/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "server/sight-server-config.h"

G_BEGIN_DECLS

/**
 * SightServerOptions:
 *
 * The command line of sightline-server: a few switches, and every setting of
 * the configuration file under the same name.
 */
typedef struct
{
  gboolean   help;
  gboolean   version;
  gboolean   check;
  char      *config;   /* path, or NULL */
  GPtrArray *settings; /* of char *: name, value, name, value ... */
} SightServerOptions;

/* @argv is NULL-terminated and begins with the program's name. */
SightServerOptions *sight_server_options_parse       (const char * const        *argv,
                                                      GError                   **error);
void                sight_server_options_free        (SightServerOptions        *self);

/* The defaults, then the file, then the command line; validated. */
SightServerConfig  *sight_server_options_make_config (const SightServerOptions  *self,
                                                      GError                   **error);
/* What --help prints. */
char               *sight_server_options_format_help (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightServerOptions, sight_server_options_free)

G_END_DECLS
