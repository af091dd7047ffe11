/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fuzz.h"

#include <gst/sdp/sdp.h>

#include "media/sight-sdp.h"
#include "protocol/sight-description.h"

/* What the other side says of its connection, up to the text that webrtcbin
 * gets: whatever was accepted makes SDP of our own form, line for line, and
 * reads as what it was. The first byte is the role.
 */

/* The beginnings of all lines that the templates hold. */
static const char * const beginnings[] = {
  "v=0", "o=- 1 0 IN IP4 0.0.0.0", "s=-", "t=0 0", "m=audio 9 ", "m=video 9 ", "m=application 9 ", "c=IN IP4 0.0.0.0",
  "a=ice-options:trickle", "a=group:BUNDLE 0 1 2 3 4", "a=mid:", "a=ice-ufrag:", "a=ice-pwd:", "a=setup:",
  "a=fingerprint:sha-256 ", "a=sendrecv", "a=rtcp-mux", "a=rtcp-rsize", "a=extmap:", "a=rtpmap:", "a=rtcp-fb:", "a=fmtp:",
  "a=ssrc:", "a=ssrc-group:FID ", "a=sctp-port:5000", "a=max-message-size:",
};

static gboolean
is_ours (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_str_has_prefix (line, beginnings[i]))
      return TRUE;

  return FALSE;
}

static void
check_lines (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      if (!is_ours (lines[i]))
        g_error ("A line that is not ours: %s", lines[i]);
      g_assert_null (strpbrk (lines[i], "\r\n"));
    }
}

static void
check_description (const SightDescription *description,
                   gboolean                is_offer)
{
  g_autofree char *text = NULL;
  SightDescription read;
  SightSdpMids mids;
  SightSdpMids read_mids;

  sight_sdp_mids_init (&mids);
  text = sight_sdp_write (description, is_offer, &mids, NULL);
  g_assert_nonnull (text);
  check_lines (text);

  g_assert_true (sight_sdp_read (text, description, &read, &read_mids, NULL));
  g_assert_cmpstr (read.ufrag, ==, description->ufrag);
  g_assert_cmpstr (read.pwd, ==, description->pwd);
  g_assert_cmpuint (read.twcc_id, ==, description->twcc_id);
  g_assert_cmpuint (read.data_message_max, ==, description->data_message_max);
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    g_assert_cmpmem (&read.lines[line], sizeof read.lines[line],
                     &description->lines[line], sizeof description->lines[line]);
}

static void
check_candidate (const SightCandidate *candidate)
{
  g_autofree char *text = sight_sdp_write_candidate (candidate);
  SightCandidate read;

  g_assert_nonnull (text);
  g_assert_null (strpbrk (text, "\r\n"));
  g_assert_true (sight_sdp_read_candidate (text, &read));
  g_assert_cmpstr (read.address, ==, candidate->address);
  g_assert_cmpuint (read.port, ==, candidate->port);
  g_assert_cmpuint (read.priority, ==, candidate->priority);
  g_assert_cmpint (read.type, ==, candidate->type);
  g_assert_cmpint (read.tcp_type, ==, candidate->tcp_type);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input = { data, size };
  gboolean is_offer = fuzz_take_byte (&input) & 1;
  g_autoptr(SightJson) json = sight_json_parse ((const char *) input.data, input.size, NULL);
  SightDescription description = { 0 };
  SightCandidate candidate = { 0 };

  fuzz_init ();
  if (json == NULL)
    return 0;

  if (sight_description_parse (&description, sight_json_get_root (json), is_offer))
    check_description (&description, is_offer);
  if (sight_candidate_parse (&candidate, sight_json_get_root (json)))
    check_candidate (&candidate);

  return 0;
}
