/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The lines of a connection, by their place in it. */

export const MICROPHONE = 0;
export const CAMERA = 1;
export const SCREEN = 2;
export const SCREEN_SOUND = 3;
