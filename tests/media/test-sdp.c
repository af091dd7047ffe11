/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "media/sight-sdp.h"

#include <string.h>

#include "media/sight-media-error.h"
#include "media/sight-peer-plan.h"

#define FINGERPRINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
fill (SightDescription *description,
      SightCodec        video,
      gboolean          is_offer)
{
  sight_peer_plan_offer (description, video);
  g_strlcpy (description->ufrag, "abcd", sizeof description->ufrag);
  g_strlcpy (description->pwd, "abcdefghijklmnopqrstuv", sizeof description->pwd);
  g_strlcpy (description->fingerprint, FINGERPRINT, sizeof description->fingerprint);
  description->setup = is_offer ? SIGHT_SETUP_ACTPASS : SIGHT_SETUP_ACTIVE;
  description->data_message_max = 65536;
  for (guint line = SIGHT_LINE_CAMERA; line <= SIGHT_LINE_SCREEN; line++)
    {
      description->lines[line].rtx_payload_type = 97;
      description->lines[line].rtx_ssrc = 1000 + line;
    }
}

static void
assert_has (const char *text,
            const char *line)
{
  g_autofree char *whole = g_strdup_printf ("\r\n%s\r\n", line);

  if (strstr (text, whole) == NULL)
    g_error ("No line \"%s\" in:\n%s", line, text);
}

static void
test_write (void)
{
  SightDescription remote;
  SightSdpMids mids;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  fill (&remote, SIGHT_CODEC_VP8, TRUE);
  remote.lines[0].ssrc = 4242;
  sight_sdp_mids_init (&mids);
  text = sight_sdp_write (&remote, TRUE, &mids, &error);
  g_assert_no_error (error);

  assert_has (text, "a=group:BUNDLE 0 1 2 3 4");
  assert_has (text, "m=audio 9 UDP/TLS/RTP/SAVPF 111");
  assert_has (text, "m=video 9 UDP/TLS/RTP/SAVPF 96 97");
  assert_has (text, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
  assert_has (text, "a=rtpmap:111 OPUS/48000/2");
  assert_has (text, "a=rtpmap:97 rtx/90000");
  assert_has (text, "a=fmtp:97 apt=96");
  assert_has (text, "a=ssrc:4242 cname:sightline");
  assert_has (text, "a=setup:actpass");
  assert_has (text, "a=max-message-size:65536");
  assert_has (text, "a=extmap:3 " SIGHT_SDP_TWCC_URI);
  assert_has (text, "a=fingerprint:sha-256 01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:"
                    "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF");
  g_assert_null (strstr (text, "H264"));
}

/* What was written of a description reads as the same description. */
static void
assert_round_trip (SightCodec video,
                   gboolean   is_offer)
{
  SightDescription remote;
  SightDescription read;
  SightSdpMids mids;
  SightSdpMids read_mids;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  fill (&remote, video, is_offer);
  sight_sdp_mids_init (&mids);
  text = sight_sdp_write (&remote, is_offer, &mids, &error);
  g_assert_no_error (error);
  g_assert_true (sight_sdp_read (text, &remote, &read, &read_mids, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (read.fingerprint, ==, "");
  g_strlcpy (read.fingerprint, remote.fingerprint, sizeof read.fingerprint);
  g_assert_true (sight_description_is_valid (&read, is_offer));
  g_assert_true (sight_description_answers (&read, &remote));
  g_assert_cmpstr (read.ufrag, ==, remote.ufrag);
  g_assert_cmpstr (read.pwd, ==, remote.pwd);
  g_assert_cmpint (read.setup, ==, remote.setup);
  for (guint line = 0; line < SIGHT_N_LINES; line++)
    g_assert_cmpmem (&read.lines[line], sizeof read.lines[line], &remote.lines[line], sizeof remote.lines[line]);
  for (guint i = 0; i < SIGHT_SDP_N_SECTIONS; i++)
    g_assert_cmpstr (read_mids.names[i], ==, mids.names[i]);
}

static void
test_round_trip (void)
{
  for (guint is_offer = 0; is_offer < 2; is_offer++)
    {
      assert_round_trip (SIGHT_CODEC_VP8, is_offer);
      assert_round_trip (SIGHT_CODEC_H264, is_offer);
    }
}

/* Whatever stands in a description, it is checked again here: no field brings a
 * line of its own into the text.
 */
static void
test_hostile (void)
{
  static const char * const texts[] = {
    "abcd\r\na=candidate:1 1 UDP 1 203.0.113.1 9 typ host", "ab cd", "", "abc", "abcd\n", "abcd\x7f", "abcd\xc3\xa4",
  };
  SightDescription good;
  SightSdpMids mids;

  fill (&good, SIGHT_CODEC_VP8, TRUE);
  sight_sdp_mids_init (&mids);
  for (guint i = 0; i < G_N_ELEMENTS (texts) * 3; i++)
    {
      SightDescription bad = good;
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;

      if (i % 3 == 0)
        g_strlcpy (bad.ufrag, texts[i / 3], sizeof bad.ufrag);
      else if (i % 3 == 1)
        g_strlcpy (bad.pwd, texts[i / 3], sizeof bad.pwd);
      else
        g_strlcpy (bad.fingerprint, texts[i / 3], sizeof bad.fingerprint);
      text = sight_sdp_write (&bad, TRUE, &mids, &error);
      g_assert_null (text);
      g_assert_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION);
    }
}

/* Text that is not what webrtcbin writes is refused, not believed. */
static void
test_read_other (void)
{
  static const char * const texts[] = {
    "", "v=0\r\n", "v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
  };
  SightDescription good;
  SightDescription read;
  SightSdpMids mids;
  g_autofree char *text = NULL;

  fill (&good, SIGHT_CODEC_VP8, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (sight_sdp_read (texts[i], &good, &read, &mids, &error));
      g_assert_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_NEGOTIATION);
    }

  /* Cut anywhere, and with any one byte changed: read or refused, no more. */
  sight_sdp_mids_init (&mids);
  text = sight_sdp_write (&good, TRUE, &mids, NULL);
  for (gsize i = 0; i < strlen (text); i += 3)
    {
      g_autofree char *cut = g_strndup (text, i);
      g_autofree char *changed = g_strdup (text);

      changed[i] = changed[i] == ' ' ? 'x' : ' ';
      sight_sdp_read (cut, &good, &read, &mids, NULL);
      sight_sdp_read (changed, &good, &read, &mids, NULL);
    }
}

static void
test_candidates (void)
{
  static const char * const good[] = {
    "candidate:1 1 UDP 2015363327 192.0.2.7 45678 typ host",
    "candidate:12 1 UDP 1 2001:db8::7 9 typ srflx raddr :: rport 9",
    "candidate:a+/ 1 TCP 1010827775 192.0.2.7 9 typ host tcptype active",
    "candidate:7 1 UDP 33562367 198.51.100.9 50000 typ relay raddr 0.0.0.0 rport 9",
    "candidate:1 1 UDP 2015363327 4a5b6c7d-1111-2222-3333-444455556666.local 45678 typ host",
  };
  static const char * const bad[] = {
    "", "candidate:", "candidate:1 1 UDP 1 192.0.2.7 9 typ", "candidate:1 2 UDP 1 192.0.2.7 9 typ host",
    "candidate:1 1 SCTP 1 192.0.2.7 9 typ host", "candidate:1 1 UDP 0 192.0.2.7 9 typ host",
    "candidate:1 1 UDP 1 example.org 9 typ host", "candidate:1 1 UDP 1 192.0.2.7 0 typ host",
    "candidate:1 1 UDP 1 192.0.2.7 9 typ other", "candidate:1 1 UDP 1 fe80::1%eth0 9 typ host",
    "candidate:1 1 UDP 1 192.0.2.7 99999 typ host", "nothing:1 1 UDP 1 192.0.2.7 9 typ host",
  };
  SightCandidate candidate;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (sight_sdp_read_candidate (good[i], &candidate));
      text = sight_sdp_write_candidate (&candidate);
      g_assert_cmpstr (text, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sight_sdp_read_candidate (bad[i], &candidate));

  g_assert_true (sight_sdp_read_candidate (good[0], &candidate));
  g_strlcpy (candidate.address, "192.0.2.7 9 typ host\r\na=x", sizeof candidate.address);
  g_assert_null (sight_sdp_write_candidate (&candidate));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/sdp/write", test_write);
  g_test_add_func ("/media/sdp/round-trip", test_round_trip);
  g_test_add_func ("/media/sdp/hostile", test_hostile);
  g_test_add_func ("/media/sdp/read-other", test_read_other);
  g_test_add_func ("/media/sdp/candidates", test_candidates);

  return g_test_run ();
}
