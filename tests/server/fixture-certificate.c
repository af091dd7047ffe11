/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fixture-certificate.h"

#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "server/sight-address.h"

#define DAY (24 * 3600)

static char *
write_pem (const char     *directory,
           const char     *name,
           gnutls_datum_t *pem,
           int             mode)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (directory, name, NULL);

  g_file_set_contents_full (path, (const char *) pem->data, pem->size,
                            G_FILE_SET_CONTENTS_NONE, mode, &error);
  g_assert_no_error (error);
  gnutls_free (pem->data);
  return path;
}

static void
name_host (gnutls_x509_crt_t  certificate,
           const char        *host)
{
  SightAddress address;

  gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, host, strlen (host));
  if (!sight_address_parse (host, &address))
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, host, strlen (host),
                                          GNUTLS_FSAN_SET);
  else if (sight_address_is_ipv4 (&address))
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, address.bytes + 12, 4,
                                          GNUTLS_FSAN_SET);
  else
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, address.bytes, 16,
                                          GNUTLS_FSAN_SET);
}

void
fixture_certificate_write (const char  *directory,
                           const char  *name,
                           const char  *host,
                           int          days,
                           char       **certificate_path,
                           char       **key_path)
{
  g_autofree char *certificate_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *key_name = g_strconcat (name, "-key.pem", NULL);
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
  gnutls_datum_t pem = { NULL, 0 };
  time_t begin = time (NULL) - DAY;
  guint8 serial = 1;

  gnutls_x509_privkey_init (&key);
  gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  gnutls_x509_crt_init (&certificate);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial);
  gnutls_x509_crt_set_activation_time (certificate, begin);
  gnutls_x509_crt_set_expiration_time (certificate, begin + (time_t) days * DAY);
  gnutls_x509_crt_set_basic_constraints (certificate, 1, -1);
  gnutls_x509_crt_set_key (certificate, key);
  name_host (certificate, host);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0),
                   ==, GNUTLS_E_SUCCESS);

  gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem);
  *certificate_path = write_pem (directory, certificate_name, &pem, 0644);
  gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &pem);
  *key_path = write_pem (directory, key_name, &pem, 0600);

  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
}

void
fixture_directory_remove (const char *directory)
{
  g_autoptr(GDir) entries = g_dir_open (directory, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}
