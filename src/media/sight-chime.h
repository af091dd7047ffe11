/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "media/sight-audio-devices.h"

G_BEGIN_DECLS

/* Short sounds that tell what happens in a call. */
typedef enum
{
  SIGHT_CHIME_CAME,   /* two notes upwards */
  SIGHT_CHIME_WENT,   /* the same downwards */
  SIGHT_CHIME_KNOCK,  /* twice, at the door */
} SightChime;

/* Its sound: one channel of 16 bits at SIGHT_SOUND_RATE. */
GBytes *sight_chime_render (SightChime         self);

/* By the speaker that @devices have, beside what others say, and so it is no
 * echo to anyone. Needs the thread-default main context while it lasts.
 */
void    sight_chime_play   (SightChime         self,
                            SightAudioDevices *devices);

G_END_DECLS
