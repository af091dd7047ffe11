/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/sight-call-settings.h"
#include "app/sight-device-choices.h"
#include "app/sight-lan-addresses.h"
#include "app/sight-server-address.h"

#include <gtk/gtk.h>
#include <string.h>

#include "app/sight-qr-code.h"

static guint
rate (const char *interface,
      const char *text)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (text);

  g_assert_nonnull (address);

  return sight_lan_address_rate (interface, address);
}

/* What others in the same house can reach comes first. */
static void
test_lan_addresses (void)
{
  g_assert_cmpuint (rate ("lo", "127.0.0.1"), ==, 0);
  g_assert_cmpuint (rate ("lo", "::1"), ==, 0);
  g_assert_cmpuint (rate ("eth0", "fe80::1"), ==, 0);
  g_assert_cmpuint (rate ("eth0", "169.254.3.4"), ==, 0);
  g_assert_cmpuint (rate ("eth0", "192.168.1.7"), >, rate ("eth0", "203.0.113.5"));
  g_assert_cmpuint (rate ("eth0", "203.0.113.5"), >, rate ("eth0", "2001:db8::1"));
  g_assert_cmpuint (rate ("wlp3s0", "2001:db8::1"), >, rate ("docker0", "172.17.0.1"));
  g_assert_cmpuint (rate ("virbr0", "192.168.122.1"), >, 0);
}

static void
test_lan_list (void)
{
  g_auto(GStrv) addresses = sight_lan_addresses_list ();

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_test_message ("%s", addresses[i]);
      g_assert_false (g_str_has_prefix (addresses[i], "127."));
      g_assert_false (strchr (addresses[i], ':') != NULL && addresses[i][0] != '[');
    }
}

static void
assert_address (const char *text,
                const char *expected)
{
  g_autofree char *complete = sight_server_address_complete (text);

  g_assert_cmpstr (complete, ==, expected);
}

static void
test_server_address (void)
{
  g_autoptr(GError) error = NULL;

  assert_address ("", "");
  assert_address ("  ", "");
  assert_address (" meet.example.org ", "https://meet.example.org");
  assert_address ("meet.example.org:8443/", "https://meet.example.org:8443");
  assert_address ("http://127.0.0.1:8080", "http://127.0.0.1:8080");
  assert_address ("https://meet.example.org/#k3vd-9xtm-4qpa-7hse", "https://meet.example.org");

  g_assert_true (sight_server_address_check ("https://meet.example.org", NULL));
  g_assert_false (sight_server_address_check ("https://", &error));
  g_assert_nonnull (error);
  g_assert_false (sight_server_address_check ("gopher://meet.example.org", NULL));
}

static void
assert_ice_refused (const char *text,
                    const char *sentence)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightIceSetting) server = sight_ice_setting_parse (text, &error);

  g_assert_null (server);
  g_assert_nonnull (strstr (error->message, sentence));
}

static void
test_ice_setting (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autoptr(SightIceSetting) stun = sight_ice_setting_parse ("stun:stun.example.org:3479", NULL);
  g_autoptr(SightIceSetting) turn = sight_ice_setting_parse ("turn:turn.example.org?transport=tcp  ana\tsecret", NULL);

  g_assert_cmpstr (stun->url, ==, "stun:stun.example.org:3479");
  g_assert_null (stun->username);
  g_assert_cmpstr (turn->username, ==, "ana");
  g_assert_cmpstr (turn->credential, ==, "secret");

  assert_ice_refused ("", "no address");
  assert_ice_refused ("example.org", "no address of such a server");
  assert_ice_refused ("turn:example.org", "name and a password");
  assert_ice_refused ("turn:example.org ana", "name and a password");
  assert_ice_refused ("stun:example.org ana secret", "no password");
  assert_ice_refused ("turns:example.org ana secret", "TLS");
  assert_ice_refused (long_text, "longer");
  assert_ice_refused ("stun:\xff", "");
}

/* Nothing is plugged in: the default is there, and what was chosen once. */
static void
test_device_choices (void)
{
  g_autoptr(GListStore) devices = g_list_store_new (SIGHT_TYPE_DEVICE);
  g_autoptr(SightDeviceChoices) choices = sight_device_choices_new (SIGHT_DEVICE_CAMERA, G_LIST_MODEL (devices));
  g_autoptr(SightDeviceChoice) missing = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (choices)), ==, 1);
  g_assert_cmpuint (sight_device_choices_find (choices, ""), ==, 0);

  sight_device_choices_set_chosen (choices, "usb-camera");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (choices)), ==, 2);
  g_assert_cmpuint (sight_device_choices_find (choices, "usb-camera"), ==, 1);
  missing = g_list_model_get_item (G_LIST_MODEL (choices), 1);
  g_assert_cmpstr (sight_device_choice_get_id (missing), ==, "usb-camera");

  sight_device_choices_set_chosen (choices, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (choices)), ==, 1);
  g_assert_cmpuint (sight_device_choices_find (choices, "usb-camera"), ==, 0);
}

/* The three corners by which a camera finds a code. */
static void
assert_finder (SightQrCode *code,
               guint        column,
               guint        row)
{
  for (guint i = 0; i < 7; i++)
    {
      g_assert_true (sight_qr_code_is_dark (code, column + i, row));
      g_assert_true (sight_qr_code_is_dark (code, column + i, row + 6));
      g_assert_true (sight_qr_code_is_dark (code, column, row + i));
    }
  g_assert_false (sight_qr_code_is_dark (code, column + 1, row + 1));
  g_assert_true (sight_qr_code_is_dark (code, column + 3, row + 3));
}

static void
test_qr_code (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  SightQrCode *code;
  guint width;

  if (!gtk_init_check ())
    {
      g_test_skip ("There is no display");
      return;
    }

  code = SIGHT_QR_CODE (g_object_ref_sink (sight_qr_code_new ()));
  g_assert_cmpuint (sight_qr_code_get_width (code), ==, 0);
  sight_qr_code_set_text (code, "https://meet.example.org/#k3vd-9xtm-4qpa-7hse");
  width = sight_qr_code_get_width (code);
  g_assert_cmpuint (width, >=, 21);
  assert_finder (code, 0, 0);
  assert_finder (code, width - 7, 0);
  assert_finder (code, 0, width - 7);

  /* Too long for any code. */
  sight_qr_code_set_text (code, long_text);
  g_assert_cmpuint (sight_qr_code_get_width (code), ==, 0);
  sight_qr_code_set_text (code, NULL);
  g_assert_cmpuint (sight_qr_code_get_width (code), ==, 0);
  g_assert_finalize_object (code);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/choices/lan-addresses", test_lan_addresses);
  g_test_add_func ("/app/choices/lan-list", test_lan_list);
  g_test_add_func ("/app/choices/server-address", test_server_address);
  g_test_add_func ("/app/choices/ice-setting", test_ice_setting);
  g_test_add_func ("/app/choices/devices", test_device_choices);
  g_test_add_func ("/app/choices/qr-code", test_qr_code);

  return g_test_run ();
}
