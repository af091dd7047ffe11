/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-candidate.h"
#include "protocol/sight-description.h"

G_BEGIN_DECLS

/* The SDP that webrtcbin needs, and what it says in SDP itself.
 *
 * A foreign line of SDP can end webrtcbin in an assertion. So all that a peer
 * says arrives as a checked description, and the text is written here: the
 * template is ours, and so is every character that is put into it.
 */

/* The media lines and the one of the data channels. */
#define SIGHT_SDP_N_SECTIONS (SIGHT_N_LINES + 1)
#define SIGHT_SDP_TWCC_URI   "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

/* What the sections are called; an answer repeats the names of the offer. */
typedef struct
{
  char names[SIGHT_SDP_N_SECTIONS][32];
} SightSdpMids;

/* "0" to "4". */
void     sight_sdp_mids_init        (SightSdpMids            *mids);

/* The other side's description as SDP, or NULL where it is not valid. */
char    *sight_sdp_write            (const SightDescription  *remote,
                                     gboolean                 is_offer,
                                     const SightSdpMids      *mids,
                                     GError                 **error);

/* Reads webrtcbin's own SDP. @plan is what was asked of it: an extension and a
 * profile that it does not write are taken from there. The fingerprint is left
 * empty: with a key in the same PEM, webrtcbin hashes that as well.
 */
gboolean sight_sdp_read             (const char              *text,
                                     const SightDescription  *plan,
                                     SightDescription        *out,
                                     SightSdpMids            *mids,
                                     GError                 **error);

/* "candidate:..." as webrtcbin takes it, and gives it. */
char    *sight_sdp_write_candidate  (const SightCandidate    *candidate);
gboolean sight_sdp_read_candidate   (const char              *text,
                                     SightCandidate          *out);

/* What a codec is called in RTP. */
const char *sight_sdp_get_encoding  (SightCodec               codec);
guint       sight_sdp_get_clock_rate (SightCodec              codec);

G_END_DECLS
