/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of GStreamer has to be installed. */

typedef gboolean (*SightPartsExists) (const char *element,
                                      gpointer    data);

/* The elements that no call can do without, %NULL at the end. */
const char * const *sight_parts_list_needed      (void);

/* What does not work because its plugin is not there, a sentence each; %NULL where
 * nothing is missing. After sight_media_init().
 */
char               *sight_parts_describe_missing (void);
/* The same, for what @exists says. */
char               *sight_parts_describe         (SightPartsExists exists,
                                                  gpointer         data);

G_END_DECLS
