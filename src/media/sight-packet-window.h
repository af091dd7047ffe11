/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-bandwidth-estimator.h"

G_BEGIN_DECLS

/**
 * SightPacketWindow:
 *
 * The packets of the last second and a half as the peer reported them, and the
 * shortest way that any of the last ten seconds had.
 */
typedef struct _SightPacketWindow SightPacketWindow;

SightPacketWindow *sight_packet_window_new          (void);
void               sight_packet_window_free         (SightPacketWindow       *self);

void               sight_packet_window_add          (SightPacketWindow       *self,
                                                     const SightPacketReport *report);

/* Over the newest @span microseconds, on the peer's clock and on ours; 0 where
 * there is too little to tell.
 */
guint              sight_packet_window_get_received (const SightPacketWindow *self,
                                                     gint64                   span);
guint              sight_packet_window_get_sent     (const SightPacketWindow *self,
                                                     gint64                   span);
/* Of the packets sent in that time, 0 to 1; -1 where there are too few. */
double             sight_packet_window_get_loss     (const SightPacketWindow *self,
                                                     gint64                   span);
/* The least that any packet of the newest @span had to wait; -1 without one. A
 * picture's packets come together and wait for each other, so only what none
 * of them was spared is a queue that stands.
 */
gint64             sight_packet_window_get_queue    (const SightPacketWindow *self,
                                                     gint64                   span);
/* When the newest one arrived, on the peer's clock. */
gint64             sight_packet_window_get_newest   (const SightPacketWindow *self);
/* The way is another one now: what the newest @span needed at least is the
 * shortest way from here on.
 */
void               sight_packet_window_rebase       (SightPacketWindow       *self,
                                                     gint64                   span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightPacketWindow, sight_packet_window_free)

G_END_DECLS
