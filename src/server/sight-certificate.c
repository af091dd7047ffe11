/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-certificate.h"

#include <gnutls/gnutls.h>
#include <sys/stat.h>

#include "server/sight-server-config.h"

gboolean
sight_certificate_check (const char  *certificate,
                         const char  *key,
                         GError     **error)
{
  gnutls_certificate_credentials_t credentials;
  int status;

  status = gnutls_certificate_allocate_credentials (&credentials);
  if (status == GNUTLS_E_SUCCESS)
    {
      status = gnutls_certificate_set_x509_key_file (credentials, certificate, key, GNUTLS_X509_FMT_PEM);
      gnutls_certificate_free_credentials (credentials);
    }

  if (status < 0)
    {
      g_set_error (error, SIGHT_SERVER_ERROR, SIGHT_SERVER_ERROR_TLS,
                   "Cannot use certificate '%s' with key '%s': %s",
                   certificate, key, gnutls_strerror (status));
      return FALSE;
    }

  return TRUE;
}

static gint64
get_file_changed (const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return 0;

  return (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
}

gint64
sight_certificate_get_changed (const char *certificate,
                               const char *key)
{
  gint64 first = get_file_changed (certificate);
  gint64 second = get_file_changed (key);

  return first == 0 || second == 0 ? 0 : MAX (first, second);
}
