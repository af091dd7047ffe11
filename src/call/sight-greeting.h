/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "protocol/sight-event.h"
#include "protocol/sight-finding.h"
#include "protocol/sight-room-link.h"

G_BEGIN_DECLS

/* What came of saying hello to a server. */
typedef enum
{
  SIGHT_GREETING_UNREACHABLE,
  SIGHT_GREETING_FAILED,
  SIGHT_GREETING_DONE,
} SightGreetingResult;

typedef struct
{
  const char *user_agent;
  SightKind   kind;
  /* Each step, when it is done. */
  void      (*found) (SightFinding  finding,
                      const char   *subject,
                      const char   *text,
                      gpointer      data);
  /* A server that helps to find a path, as it was named to us. */
  void      (*named) (const char   *url,
                      const char   *username,
                      const char   *credential,
                      gpointer      data);
  gpointer    data;
} SightGreetingConfig;

/* Connects, says hello, joins a room that nobody else knows, and leaves. @config
 * is copied; nothing is found or named after @callback.
 */
void                sight_greeting_run_async  (const SightRoomLink        *link,
                                               const SightGreetingConfig  *config,
                                               GCancellable               *cancellable,
                                               GAsyncReadyCallback         callback,
                                               gpointer                    user_data);
/* False where it was cancelled. */
gboolean            sight_greeting_run_finish (GAsyncResult               *result,
                                               SightGreetingResult        *outcome,
                                               GError                    **error);

G_END_DECLS
