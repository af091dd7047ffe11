/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A camera of PipeWire's that is a program of its own; @role is "Camera" or
 * "Screen".
 */
GSubprocess *camera_plug_in (const char *name,
                             const char *role);
/* Without a word to those who look. */
void         camera_unplug  (GSubprocess *camera);

G_END_DECLS
