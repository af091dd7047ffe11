/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_LEVEL_METER (sight_level_meter_get_type ())

G_DECLARE_FINAL_TYPE (SightLevelMeter, sight_level_meter, SIGHT, LEVEL_METER, GtkWidget)

/**
 * SightLevelMeter:
 *
 * Fills from below with what is heard; its shape and its colour are those of the
 * style. For the eyes only.
 */

/* 0 to 1. */
void   sight_level_meter_set_part (SightLevelMeter *self,
                                   double           part);
double sight_level_meter_get_part (SightLevelMeter *self);

G_END_DECLS
