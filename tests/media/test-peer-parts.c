/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "media/sight-dtls-certificate.h"
#include "media/sight-gate.h"
#include "media/sight-ice-config.h"
#include "media/sight-media-error.h"
#include "media/sight-peer-plan.h"

static void
test_certificate (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightDtlsCertificate) first = sight_dtls_certificate_new (&error);
  g_autoptr(SightDtlsCertificate) second = sight_dtls_certificate_new (NULL);
  char fingerprint[SIGHT_DTLS_FINGERPRINT_HEX + 1];

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (sight_dtls_certificate_get_pem (first), "-----BEGIN PRIVATE KEY-----"));
  g_assert_true (sight_dtls_fingerprint_of_pem (strstr (sight_dtls_certificate_get_pem (first), "-----BEGIN CERTIFICATE"),
                                                fingerprint));
  g_assert_cmpstr (fingerprint, ==, sight_dtls_certificate_get_fingerprint (first));
  g_assert_cmpstr (fingerprint, !=, sight_dtls_certificate_get_fingerprint (second));
  g_assert_cmpuint (strlen (fingerprint), ==, SIGHT_DTLS_FINGERPRINT_HEX);
}

static void
test_not_a_certificate (void)
{
  static const char * const texts[] = {
    "", "x", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  };
  char fingerprint[SIGHT_DTLS_FINGERPRINT_HEX + 1];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (sight_dtls_fingerprint_of_pem (texts[i], fingerprint));
}

static void
assert_refused (SightGate  *gate,
                const char *pem)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (sight_gate_try (gate, pem, &error));
  g_assert_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_SECURITY);
  g_assert_false (sight_gate_is_open (gate));
}

static void
test_gate (void)
{
  g_autoptr(SightDtlsCertificate) right = sight_dtls_certificate_new (NULL);
  g_autoptr(SightDtlsCertificate) wrong = sight_dtls_certificate_new (NULL);
  const char *right_pem = strstr (sight_dtls_certificate_get_pem (right), "-----BEGIN CERTIFICATE");
  const char *wrong_pem = strstr (sight_dtls_certificate_get_pem (wrong), "-----BEGIN CERTIFICATE");
  const char * const refused[] = { NULL, "", wrong_pem };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(SightGate) gate = sight_gate_new ();

      sight_gate_expect (gate, sight_dtls_certificate_get_fingerprint (right));
      assert_refused (gate, refused[i]);
      /* Too late. */
      assert_refused (gate, right_pem);
    }

  /* Nothing is good as long as nothing is expected. */
  {
    g_autoptr(SightGate) gate = sight_gate_new ();

    assert_refused (gate, right_pem);
  }

  {
    g_autoptr(SightGate) gate = sight_gate_new ();

    sight_gate_expect (gate, sight_dtls_certificate_get_fingerprint (right));
    g_assert_false (sight_gate_is_open (gate));
    g_assert_true (sight_gate_try (gate, right_pem, NULL));
    g_assert_true (sight_gate_try (gate, right_pem, NULL));
    g_assert_true (sight_gate_is_open (gate));
    sight_gate_shut (gate);
    assert_refused (gate, right_pem);
  }
}

static void
test_ice_config (void)
{
  static const char * const bad[] = {
    "", "turn:", "turns:example.org", "stun:example.org?transport=udp", "turn:example.org?transport=tls",
    "turn:user@example.org", "turn:example.org:0", "turn:example.org:70000", "turn:[::1", "turn:[fe80::1%25eth0]",
    "http://example.org", "turn://example.org", "turn:exa mple.org", "turn:example.org/x", "turn:[example.org]",
  };
  g_autoptr(SightIceConfig) config = sight_ice_config_new ();
  g_autoptr(SightIceConfig) copy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sight_ice_config_add_server (config, bad[i], "u", "p"));
  g_assert_null (sight_ice_config_get_stun (config));
  g_assert_null (sight_ice_config_get_turn (config)[0]);

  g_assert_true (sight_ice_config_add_server (config, "stun:stun.example.org", NULL, NULL));
  g_assert_true (sight_ice_config_add_server (config, "turn:192.0.2.1:443?transport=tcp", "17:a b@/:", "p+/=%"));
  g_assert_true (sight_ice_config_add_server (config, "turn:[2001:db8::1]", "u", "p"));
  sight_ice_config_set_relay_only (config, TRUE);
  sight_ice_config_add_address (config, "127.0.0.1");

  copy = sight_ice_config_copy (config);
  g_assert_cmpstr (sight_ice_config_get_stun (copy), ==, "stun://stun.example.org:3478");
  g_assert_cmpstr (sight_ice_config_get_turn (copy)[0], ==,
                   "turn://17%3Aa%20b%40%2F%3A:p%2B%2F%3D%25@192.0.2.1:443?transport=tcp");
  g_assert_cmpstr (sight_ice_config_get_turn (copy)[1], ==, "turn://u:p@[2001:db8::1]:3478");
  g_assert_null (sight_ice_config_get_turn (copy)[2]);
  g_assert_true (sight_ice_config_get_relay_only (copy));
  g_assert_cmpstr (sight_ice_config_get_addresses (copy)[0], ==, "127.0.0.1");
  g_assert_null (sight_ice_config_get_addresses (copy)[1]);
}

/* An answer takes all numbers of the offer but the SSRCs. */
static void
test_plan (void)
{
  SightDescription offer;
  SightDescription answer;

  for (guint i = 0; i < 100; i++)
    {
      sight_peer_plan_offer (&offer, i % 2 ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8);
      offer.lines[0].payload_type = offer.lines[3].payload_type = 109;
      offer.twcc_id = 7;
      sight_peer_plan_answer (&answer, &offer);
      g_assert_true (sight_description_answers (&answer, &offer));
      for (guint line = 0; line < SIGHT_N_LINES; line++)
        {
          g_assert_cmpuint (answer.lines[line].ssrc, !=, 0);
          g_assert_cmpuint (answer.lines[line].ssrc, !=, offer.lines[line].ssrc);
          for (guint other = 0; other < line; other++)
            g_assert_cmpuint (answer.lines[line].ssrc, !=, answer.lines[other].ssrc);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/certificate", test_certificate);
  g_test_add_func ("/media/certificate/other", test_not_a_certificate);
  g_test_add_func ("/media/gate", test_gate);
  g_test_add_func ("/media/ice-config", test_ice_config);
  g_test_add_func ("/media/plan", test_plan);

  return g_test_run ();
}
