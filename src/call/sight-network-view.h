/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SIGHT_NETWORK_IPV4,
  SIGHT_NETWORK_IPV6,
  SIGHT_N_NETWORKS,
} SightNetworkFamily;

/**
 * SightNetworkView:
 *
 * What of a computer's networks matters to a call: the addresses that it has, and
 * from which of them it talks to the rest of the world.
 */
typedef struct
{
  char       *sources[SIGHT_N_NETWORKS];
  GHashTable *addresses; /* of char *, as a set */
} SightNetworkView;

void     sight_network_view_init        (SightNetworkView       *self);
void     sight_network_view_clear       (SightNetworkView       *self);
void     sight_network_view_set_source  (SightNetworkView       *self,
                                         SightNetworkFamily      family,
                                         const char             *address);
/* "none" where none leads out; an address that nothing can be sent from yet does not. */
const char *
         sight_network_view_get_source  (const SightNetworkView *self,
                                         SightNetworkFamily      family);
void     sight_network_view_add_address (SightNetworkView       *self,
                                         const char             *address);
gboolean sight_network_view_is_empty    (const SightNetworkView *self);
/* Whether connections that were made with @before may be lost, or go a way that
 * they should not. One more network beside the one that is used - for virtual
 * machines, a cable that leads nowhere - changes nothing.
 */
gboolean sight_network_view_differs     (const SightNetworkView *self,
                                         const SightNetworkView *before);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SightNetworkView, sight_network_view_clear)

G_END_DECLS
