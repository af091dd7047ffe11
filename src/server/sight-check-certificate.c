/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-check-report.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "server/sight-secret-file.h"

#define DAY (24 * 3600)
#define DAYS_TO_RENEW 14
#define SUBJECT "tls-certificate"

typedef struct
{
  gnutls_x509_crt_t *certificates;
  guint              n_certificates;
} Chain;

static gboolean
read_file (SightCheckReport *report,
           const char       *subject,
           const char       *path,
           gnutls_datum_t   *out,
           gboolean         *everyone)
{
  g_autoptr(GError) error = NULL;
  gsize length = 0;
  char *text = sight_server_file_read (path, &length, everyone, &error);

  if (text == NULL)
    {
      sight_check_report_error (report, subject, "%s", error->message);
      return FALSE;
    }

  out->data = (guint8 *) text;
  out->size = length;
  return TRUE;
}

/* Loads both as the server will, which also says whether they belong together. */
static gboolean
check_pair (SightCheckReport     *report,
            const gnutls_datum_t *certificate,
            const gnutls_datum_t *key)
{
  gnutls_certificate_credentials_t credentials;
  int status;

  gnutls_certificate_allocate_credentials (&credentials);
  status = gnutls_certificate_set_x509_key_mem2 (credentials, certificate, key,
                                                 GNUTLS_X509_FMT_PEM, NULL, 0);
  gnutls_certificate_free_credentials (credentials);

  if (status == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
    sight_check_report_error (report, "tls-key", "it is not the key of the certificate");
  else if (status < 0)
    sight_check_report_error (report, SUBJECT, "certificate and key cannot be loaded: %s",
                              gnutls_strerror (status));

  return status >= 0;
}

static void
check_expiry (SightCheckReport  *report,
              gnutls_x509_crt_t  certificate)
{
  time_t now = time (NULL);
  time_t begin = gnutls_x509_crt_get_activation_time (certificate);
  time_t end = gnutls_x509_crt_get_expiration_time (certificate);
  int days = (int) ((end - now) / DAY);

  if (now < begin)
    sight_check_report_error (report, SUBJECT, "it is not valid yet: is the clock right?");
  else if (now > end)
    sight_check_report_error (report, SUBJECT, "it has expired: renew it");
  else if (days < DAYS_TO_RENEW)
    sight_check_report_warning (report, SUBJECT, "it expires in %d days: renew it", days);
  else
    sight_check_report_good (report, SUBJECT, "it is valid for %d days more", days);
}

static char *
get_host (const char *url)
{
  const char *rest = url != NULL ? strstr (url, "://") : NULL;
  g_autofree char *host = NULL;
  g_autofree char *host_port = NULL;
  guint16 port;

  if (rest == NULL)
    return NULL;

  rest += strlen ("://");
  if (sight_host_port_parse (rest, &host, &port, NULL))
    return g_steal_pointer (&host);

  host_port = g_strconcat (rest, ":1", NULL);
  sight_host_port_parse (host_port, &host, &port, NULL);
  return g_steal_pointer (&host);
}

static void
check_name (SightCheckReport  *report,
            gnutls_x509_crt_t  certificate,
            const char        *host)
{
  if (host == NULL)
    sight_check_report_warning (report, SUBJECT, "whether it names this server is not known: set public-url");
  else if (!gnutls_x509_crt_check_hostname (certificate, host))
    sight_check_report_error (report, SUBJECT, "it is not for '%s', the name in public-url", host);
  else
    sight_check_report_good (report, SUBJECT, "it is for '%s'", host);
}

/* A chain without its intermediate works in browsers that have seen it before,
 * and nowhere else.
 */
static void
check_chain (SightCheckReport *report,
             const Chain      *chain,
             const char       *ca_file)
{
  gnutls_x509_trust_list_t trust;
  g_autofree char *reason = NULL;
  gnutls_datum_t text = { NULL, 0 };
  guint status = 0;

  for (guint i = 1; i < chain->n_certificates; i++)
    {
      if (gnutls_x509_crt_check_issuer (chain->certificates[i - 1], chain->certificates[i]) != 1)
        {
          sight_check_report_error (report, SUBJECT, "certificate %u of the file does not sign the one "
                                    "before it: put them in order, the server's own first", i + 1);
          return;
        }
    }

  gnutls_x509_trust_list_init (&trust, 0);
  if (ca_file != NULL)
    gnutls_x509_trust_list_add_trust_file (trust, ca_file, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
  else
    gnutls_x509_trust_list_add_system_trust (trust, 0, 0);
  gnutls_x509_trust_list_verify_crt (trust, chain->certificates, chain->n_certificates, 0, &status, NULL);
  gnutls_x509_trust_list_deinit (trust, 1);

  /* Time has its own line. */
  status &= ~(guint) (GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED);
  if ((status & ~(guint) GNUTLS_CERT_INVALID) == 0)
    {
      sight_check_report_good (report, SUBJECT, "this computer trusts who signed it");
      return;
    }

  gnutls_certificate_verification_status_print (status, GNUTLS_CRT_X509, &text, 0);
  reason = g_strndup ((const char *) text.data, text.size);
  gnutls_free (text.data);
  sight_check_report_warning (report, SUBJECT, "browsers may refuse it: %s%s", g_strchomp (reason),
                              chain->n_certificates == 1 ? " Does the file hold the whole chain?" : "");
}

static void
check_parsed (SightCheckReport        *report,
              const SightServerConfig *config,
              const char              *ca_file,
              const gnutls_datum_t    *pem)
{
  g_autofree char *host = get_host (config->public_url);
  Chain chain = { NULL, 0 };

  if (gnutls_x509_crt_list_import2 (&chain.certificates, &chain.n_certificates, pem,
                                    GNUTLS_X509_FMT_PEM, 0) < 0)
    {
      sight_check_report_error (report, SUBJECT, "it cannot be read as certificates");
      return;
    }

  check_expiry (report, chain.certificates[0]);
  check_name (report, chain.certificates[0], host);
  check_chain (report, &chain, ca_file);

  for (guint i = 0; i < chain.n_certificates; i++)
    gnutls_x509_crt_deinit (chain.certificates[i]);
  gnutls_free (chain.certificates);
}

void
sight_check_certificate (SightCheckReport        *self,
                         const SightServerConfig *config,
                         const char              *ca_file)
{
  gnutls_datum_t certificate = { NULL, 0 };
  gnutls_datum_t key = { NULL, 0 };
  gboolean everyone = FALSE;

  if (config->tls_certificate == NULL)
    return;

  if (read_file (self, SUBJECT, config->tls_certificate, &certificate, &everyone) &&
      read_file (self, "tls-key", config->tls_key, &key, &everyone))
    {
      if (everyone)
        sight_check_report_warning (self, "tls-key", "every user of this computer can read it: chmod 600 '%s'",
                                    config->tls_key);
      if (check_pair (self, &certificate, &key))
        check_parsed (self, config, ca_file, &certificate);
    }

  g_free (certificate.data);
  g_free (key.data);
}
