/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_NETWORK_WATCH (sight_network_watch_get_type ())

G_DECLARE_FINAL_TYPE (SightNetworkWatch, sight_network_watch, SIGHT, NETWORK_WATCH, GObject)

/**
 * SightNetworkWatch:
 *
 * Tells when the computer has come to another network: "changed", on the main
 * context, once things have settled. Asks the kernel, which answers in a sandbox
 * too. #GNetworkMonitor does not do there: through its portal it tells that there
 * is a network or none, but nothing of going from one straight to another; and out
 * of a sandbox it tells of each route, whomever it is for.
 */

/* The only one. */
SightNetworkWatch *sight_network_watch_get (void);

G_END_DECLS
