/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* Numbers of the wire format itself. What an operator may change is in
 * SightServerConfig; the rows of PROTOCOL.md section 9 name both.
 */

#define SIGHT_SUBPROTOCOL        "sightline.v1"
#define SIGHT_SIGNAL_PATH        "/signal"
#define SIGHT_PROTOCOL_VERSION   1

#define SIGHT_ID_LENGTH          16   /* 96 bits in base64url */
#define SIGHT_SECRET_LENGTH      22   /* 128 bits in base64url */
#define SIGHT_ROOM_ID_LENGTH     32   /* 128 bits in hex */
#define SIGHT_TEXT_MAX           256  /* bytes */
#define SIGHT_BOX_MIN            40   /* characters of base64 */
#define SIGHT_BOX_MAX            61440
#define SIGHT_SEQUENCE_MAX       G_GINT64_CONSTANT (9007199254740991) /* 2^53 - 1 */

#define SIGHT_JSON_DEPTH_MAX     16
#define SIGHT_JSON_KEYS_MAX      64
#define SIGHT_JSON_KEY_MAX       64   /* bytes */
#define SIGHT_JSON_ELEMENTS_MAX  1024

#define SIGHT_MESSAGE_MAX        65536
#define SIGHT_HELLO_MAX          4096
