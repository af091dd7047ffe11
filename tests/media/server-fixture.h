/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The servers of with-devices: PipeWire, WirePlumber and pipewire-pulse, with
 * all of their devices.
 */

void servers_stop  (void);
void servers_start (void);
/* Before the program ends, of those that were started here. */
void servers_clear (void);

/* A microphone that is fed by a speaker, "NAME_feed", as if somebody held one to
 * the other; with the highest priority, so that it is the default one.
 */
typedef struct _Headset Headset;

Headset *headset_plug_in (const char *name);
void     headset_unplug  (Headset    *self);

/* In the settings of the system, the microphone that is the default. */
void     servers_mute    (gboolean    muted);

G_END_DECLS
