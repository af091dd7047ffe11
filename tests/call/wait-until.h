/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seconds; only for what will never come. */
#define WAIT_TIMEOUT 60

static inline gboolean
on_wait_timeout (gpointer user_data)
{
  g_error ("What was waited for did not come");

  return G_SOURCE_REMOVE;
}

/* Turns the main context meanwhile, which has to be woken by what is waited for. */
#define wait_until(condition) \
  G_STMT_START \
    { \
      guint wait_source = g_timeout_add_seconds (WAIT_TIMEOUT, on_wait_timeout, NULL); \
      while (!(condition)) \
        g_main_context_iteration (NULL, TRUE); \
      g_source_remove (wait_source); \
    } \
  G_STMT_END

G_END_DECLS
