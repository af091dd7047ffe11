/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightCliEvent:
 *
 * Something that happened in a call: one JSON object a line for programs, a
 * sentence for people.
 */
typedef struct _SightCliEvent SightCliEvent;

SightCliEvent *sight_cli_event_new    (const char    *name);
void           sight_cli_event_text   (SightCliEvent *self,
                                       const char    *key,
                                       const char    *text);
void           sight_cli_event_number (SightCliEvent *self,
                                       const char    *key,
                                       gint64         number);
/* Prints it and frees it. @who may be %NULL. */
void           sight_cli_event_print  (SightCliEvent *self,
                                       gboolean       json,
                                       const char    *who,
                                       const char    *format,
                                       ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
