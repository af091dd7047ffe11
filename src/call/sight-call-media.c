/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-media.h"

SightCallMedia *
sight_call_media_new (void)
{
  SightCallMedia *self = g_rc_box_new0 (SightCallMedia);

  self->closing = g_object_new (G_TYPE_OBJECT, NULL);

  return self;
}

SightCallMedia *
sight_call_media_ref (SightCallMedia *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  SightCallMedia *self = data;

  for (guint i = 0; i < SIGHT_N_LINES; i++)
    g_clear_object (&self->feeds[i]);
  g_clear_object (&self->small);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->ice, sight_ice_config_free);
  g_clear_pointer (&self->certificate, sight_dtls_certificate_unref);
}

void
sight_call_media_unref (SightCallMedia *self)
{
  g_rc_box_release_full (self, clear);
}
