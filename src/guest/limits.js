/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Numbers of the wire format itself, as in src/protocol/sight-limits.h. */

export const ID_LENGTH = 16; /* 96 bits in base64url */
export const SECRET_LENGTH = 22; /* 128 bits in base64url */
export const TEXT_MAX = 256; /* bytes */
export const BOX_MIN = 40; /* characters of base64 */
export const BOX_MAX = 61440;
export const SEQUENCE_MAX = Number.MAX_SAFE_INTEGER; /* 2^53 - 1 */

export const JSON_DEPTH_MAX = 16;
export const JSON_KEYS_MAX = 64;
export const JSON_KEY_MAX = 64; /* bytes */
export const JSON_ELEMENTS_MAX = 1024;

export const MESSAGE_MAX = 65536; /* bytes */
