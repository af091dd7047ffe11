/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cli/sight-cli-screen.h"

G_BEGIN_DECLS

/* How events are told. */
typedef struct
{
  gboolean        json;
  const char     *who;     /* begins each sentence, or NULL */
  SightCliScreen *screen;  /* where sentences go, or NULL */
} SightCliTeller;

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
void           sight_cli_event_texts  (SightCliEvent      *self,
                                       const char         *key,
                                       const char * const *texts,
                                       guint               n);
void           sight_cli_event_number (SightCliEvent *self,
                                       const char    *key,
                                       gint64         number);
void           sight_cli_event_flag   (SightCliEvent *self,
                                       const char    *key,
                                       gboolean       value);
/* Prints it and frees it. */
void           sight_cli_event_print  (SightCliEvent        *self,
                                       const SightCliTeller *teller,
                                       const char           *format,
                                       ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
