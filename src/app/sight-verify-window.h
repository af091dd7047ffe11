/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "call/sight-participant.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_VERIFY_WINDOW (sight_verify_window_get_type ())

G_DECLARE_FINAL_TYPE (SightVerifyWindow, sight_verify_window, SIGHT, VERIFY_WINDOW, AdwWindow)

/**
 * SightVerifyWindow:
 *
 * The seven emoji that two people compare, to be sure that nobody is between
 * them, and what each of them found.
 */
GtkWidget *sight_verify_window_new (GtkWindow        *parent,
                                    SightParticipant *participant);

G_END_DECLS
