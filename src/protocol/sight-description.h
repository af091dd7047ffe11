/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-json.h"

G_BEGIN_DECLS

/* What each side needs to write its own SDP, PROTOCOL.md section 11. No SDP
 * goes over the wire: all that a peer can say is a field with bounds.
 */

#define SIGHT_ICE_TEXT_MAX     256
#define SIGHT_ICE_UFRAG_MIN    4
#define SIGHT_ICE_PWD_MIN      22
#define SIGHT_FINGERPRINT_HEX  64
#define SIGHT_H264_PROFILE_HEX 6
#define SIGHT_DATA_MESSAGE_MIN 16384
#define SIGHT_DATA_MESSAGE_MAX 262144

typedef enum
{
  SIGHT_CODEC_OPUS,
  SIGHT_CODEC_VP8,
  SIGHT_CODEC_H264,
} SightCodec;

/* Who opens the DTLS connection. */
typedef enum
{
  SIGHT_SETUP_ACTPASS,
  SIGHT_SETUP_ACTIVE,
  SIGHT_SETUP_PASSIVE,
} SightSetup;

/* The lines of every connection, in their order. */
typedef enum
{
  SIGHT_LINE_MICROPHONE,
  SIGHT_LINE_CAMERA,
  SIGHT_LINE_SCREEN,
  SIGHT_LINE_SCREEN_SOUND,
  SIGHT_N_LINES,
} SightLine;

typedef struct
{
  SightCodec codec;
  guint8     payload_type;
  guint8     rtx_payload_type; /* 0: no retransmission */
  guint32    ssrc;
  guint32    rtx_ssrc;         /* 0: no retransmission */
} SightLineDescription;

typedef struct
{
  char                 ufrag[SIGHT_ICE_TEXT_MAX + 1];
  char                 pwd[SIGHT_ICE_TEXT_MAX + 1];
  char                 fingerprint[SIGHT_FINGERPRINT_HEX + 1];
  SightSetup           setup;
  SightLineDescription lines[SIGHT_N_LINES];
  guint8               twcc_id;
  guint8               mid_id;                                    /* 0: none */
  guint                data_message_max;
  char                 h264_profile[SIGHT_H264_PROFILE_HEX + 1];  /* empty where no line is H.264 */
} SightDescription;

/* False where any field is out of its bounds; @out is undefined then. */
gboolean sight_description_parse   (SightDescription       *out,
                                    const SightJsonValue   *value,
                                    gboolean                is_offer);
void     sight_description_write   (const SightDescription *self,
                                    GString                *out);
/* What sight_description_parse() would say of it; for our own. */
gboolean sight_description_is_valid (const SightDescription *self,
                                     gboolean                is_offer);
/* Whether @self repeats the codecs, payload types and extensions of @offer. */
gboolean sight_description_answers (const SightDescription *self,
                                    const SightDescription *offer);

gboolean    sight_line_is_picture  (SightLine               line);
const char *sight_codec_to_name    (SightCodec              codec);
gboolean    sight_codec_from_name  (const char             *name,
                                    SightCodec             *out);
const char *sight_setup_to_name    (SightSetup              setup);
gboolean    sight_setup_from_name  (const char             *name,
                                    SightSetup             *out);

G_END_DECLS
