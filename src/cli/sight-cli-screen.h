/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightCliScreen:
 *
 * The end of a terminal that is drawn again and again, with what happened
 * scrolling by above it. Where the output is no terminal, everything is plain
 * lines.
 */
typedef struct _SightCliScreen SightCliScreen;

SightCliScreen *sight_cli_screen_new   (void);
void            sight_cli_screen_free  (SightCliScreen *self);

/* Whole lines, in place of those that it showed before. */
void            sight_cli_screen_show  (SightCliScreen *self,
                                        const char     *text);
/* Whole lines that stay. */
void            sight_cli_screen_print (SightCliScreen *self,
                                        const char     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightCliScreen, sight_cli_screen_free)

G_END_DECLS
