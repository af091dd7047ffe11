/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-dtls-certificate.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "media/sight-media-error.h"

#define FINGERPRINT_LENGTH (SIGHT_DTLS_FINGERPRINT_HEX / 2)
#define SERIAL_LENGTH 16
/* Clocks of peers differ; nobody checks the dates, and browsers write such. */
#define VALID_BEFORE (24 * 3600)
#define VALID_AFTER (30 * 24 * 3600)

struct _SightDtlsCertificate
{
  gatomicrefcount references;
  char           *pem;
  char            fingerprint[SIGHT_DTLS_FINGERPRINT_HEX + 1];
};

static void
write_hex (const guint8 *bytes,
           gsize         length,
           char         *out)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < length; i++)
    {
      out[2 * i] = digits[bytes[i] >> 4];
      out[2 * i + 1] = digits[bytes[i] & 0xf];
    }
  out[2 * length] = '\0';
}

static gboolean
get_fingerprint (gnutls_x509_crt_t certificate,
                 char              out[SIGHT_DTLS_FINGERPRINT_HEX + 1])
{
  guint8 digest[FINGERPRINT_LENGTH];
  size_t length = sizeof digest;

  if (gnutls_x509_crt_get_fingerprint (certificate, GNUTLS_DIG_SHA256, digest, &length) != GNUTLS_E_SUCCESS ||
      length != sizeof digest)
    return FALSE;

  write_hex (digest, sizeof digest, out);
  return TRUE;
}

gboolean
sight_dtls_fingerprint_of_pem (const char *pem,
                               char        out[SIGHT_DTLS_FINGERPRINT_HEX + 1])
{
  gnutls_x509_crt_t certificate;
  gboolean good = FALSE;

  g_return_val_if_fail (pem != NULL, FALSE);

  if (gnutls_x509_crt_init (&certificate) == GNUTLS_E_SUCCESS)
    {
      gnutls_datum_t datum = { (unsigned char *) pem, strlen (pem) };

      good = gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_PEM) == GNUTLS_E_SUCCESS &&
        get_fingerprint (certificate, out);
      gnutls_x509_crt_deinit (certificate);
    }

  return good;
}

/* Returns the first GnuTLS error, or success. */
static int
fill_certificate (gnutls_x509_crt_t     certificate,
                  gnutls_x509_privkey_t key)
{
  static const char name[] = "WebRTC";
  guint8 serial[SERIAL_LENGTH];
  time_t now = time (NULL);
  int status;

  if ((status = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial)) < 0)
    return status;
  /* A serial number is positive, and not 0. */
  serial[0] = (serial[0] & 0x7f) | 0x40;

  if ((status = gnutls_x509_crt_set_version (certificate, 3)) < 0 ||
      (status = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial)) < 0 ||
      (status = gnutls_x509_crt_set_activation_time (certificate, now - VALID_BEFORE)) < 0 ||
      (status = gnutls_x509_crt_set_expiration_time (certificate, now + VALID_AFTER)) < 0 ||
      (status = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, strlen (name))) < 0 ||
      (status = gnutls_x509_crt_set_key (certificate, key)) < 0)
    return status;

  return gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
}

static int
export_pem (gnutls_x509_crt_t       certificate,
            gnutls_x509_privkey_t   key,
            char                  **out)
{
  gnutls_datum_t key_pem = { NULL, 0 };
  gnutls_datum_t certificate_pem = { NULL, 0 };
  int status;

  status = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem);
  if (status == GNUTLS_E_SUCCESS)
    status = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_pem);
  if (status == GNUTLS_E_SUCCESS)
    *out = g_strdup_printf ("%.*s%.*s", (int) key_pem.size, key_pem.data,
                            (int) certificate_pem.size, certificate_pem.data);

  if (key_pem.data != NULL)
    gnutls_memset (key_pem.data, 0, key_pem.size);
  gnutls_free (key_pem.data);
  gnutls_free (certificate_pem.data);
  return status;
}

static int
make_certificate (SightDtlsCertificate  *self,
                  gnutls_x509_crt_t      certificate,
                  gnutls_x509_privkey_t  key)
{
  int status;

  if ((status = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0)) < 0 ||
      (status = fill_certificate (certificate, key)) < 0 ||
      (status = export_pem (certificate, key, &self->pem)) < 0)
    return status;

  return get_fingerprint (certificate, self->fingerprint) ? GNUTLS_E_SUCCESS : GNUTLS_E_INTERNAL_ERROR;
}

SightDtlsCertificate *
sight_dtls_certificate_new (GError **error)
{
  g_autoptr(SightDtlsCertificate) self = g_new0 (SightDtlsCertificate, 1);
  gnutls_x509_crt_t certificate = NULL;
  gnutls_x509_privkey_t key = NULL;
  int status;

  g_atomic_ref_count_init (&self->references);
  if ((status = gnutls_x509_crt_init (&certificate)) == GNUTLS_E_SUCCESS &&
      (status = gnutls_x509_privkey_init (&key)) == GNUTLS_E_SUCCESS)
    status = make_certificate (self, certificate, key);
  g_clear_pointer (&certificate, gnutls_x509_crt_deinit);
  g_clear_pointer (&key, gnutls_x509_privkey_deinit);

  if (status < 0)
    {
      g_set_error (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_CRYPTO,
                   _("Cannot make a certificate for the call: %s"), gnutls_strerror (status));
      return NULL;
    }

  return g_steal_pointer (&self);
}

SightDtlsCertificate *
sight_dtls_certificate_ref (SightDtlsCertificate *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_dtls_certificate_unref (SightDtlsCertificate *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  if (self->pem != NULL)
    gnutls_memset (self->pem, 0, strlen (self->pem));
  g_free (self->pem);
  g_free (self);
}

const char *
sight_dtls_certificate_get_pem (const SightDtlsCertificate *self)
{
  return self->pem;
}

const char *
sight_dtls_certificate_get_fingerprint (const SightDtlsCertificate *self)
{
  return self->fingerprint;
}
