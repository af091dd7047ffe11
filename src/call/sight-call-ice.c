/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "call/sight-call-private.h"

/* The servers that help to find a path, and the credentials for them. */

static void
ask (SightCall *self)
{
  const SightRequest request = { .type = SIGHT_REQUEST_ICE };

  /* Without a server there is nothing to ask; when it is back, that is due. */
  sight_ice_renewal_asked (&self->ice_renewal, g_get_monotonic_time ());
  if (sight_signaling_get_state (self->signaling) == SIGHT_SIGNALING_JOINED)
    sight_signaling_say (self->signaling, &request);
  sight_deadline_set (self->ice_deadline, sight_ice_renewal_get_deadline (&self->ice_renewal));
}

static void
on_deadline (gpointer user_data)
{
  SightCall *self = SIGHT_CALL (user_data);

  if (sight_ice_renewal_is_due (&self->ice_renewal, g_get_monotonic_time ()))
    ask (self);
}

void
sight_call_ice_init (SightCall *self)
{
  self->ice_deadline = sight_deadline_new (on_deadline, self);
}

void
sight_call_ice_take (SightCall          *self,
                     const SightIceList *servers)
{
  SightIceConfig *ice = sight_ice_config_copy (self->own_ice);

  sight_ice_config_set_relay_only (ice, self->relay_only);
  for (guint i = 0; i < servers->n_servers; i++)
    for (guint j = 0; j < servers->servers[i].n_urls; j++)
      if (!sight_ice_config_add_server (ice, servers->servers[i].urls[j],
                                        servers->servers[i].username, servers->servers[i].credential))
        g_debug ("An ICE server of a kind that is not used here");

  g_clear_pointer (&self->media->ice, sight_ice_config_free);
  self->media->ice = ice;

  sight_ice_renewal_take (&self->ice_renewal, servers->expires, g_get_real_time (), g_get_monotonic_time ());
  sight_deadline_set (self->ice_deadline, sight_ice_renewal_get_deadline (&self->ice_renewal));
}

void
sight_call_ice_prepare (SightCall *self)
{
  if (sight_ice_renewal_is_wanted (&self->ice_renewal, g_get_monotonic_time ()))
    ask (self);
}
