/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <pipewire/pipewire.h>

G_BEGIN_DECLS

/**
 * SightPipewireCore:
 *
 * A connection to the PipeWire of this session, served by the context of whoever
 * makes it: all that PipeWire calls back, but for sound itself, comes there. It
 * must not be freed in such a call.
 */
typedef struct _SightPipewireCore SightPipewireCore;

/* Where there is none, or it is kept from us, the error says so. */
SightPipewireCore *sight_pipewire_core_new  (GError            **error);
void               sight_pipewire_core_free (SightPipewireCore  *self);
struct pw_core    *sight_pipewire_core_get  (SightPipewireCore  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPipewireCore, sight_pipewire_core_free)

G_END_DECLS
