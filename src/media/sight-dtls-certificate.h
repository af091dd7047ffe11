/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIGHT_DTLS_FINGERPRINT_HEX 64

/**
 * SightDtlsCertificate:
 *
 * An EC key and its self-signed certificate. Each call makes its own, so that
 * two calls of one person cannot be linked by it.
 */
typedef struct _SightDtlsCertificate SightDtlsCertificate;

SightDtlsCertificate *sight_dtls_certificate_new             (GError                     **error);
SightDtlsCertificate *sight_dtls_certificate_ref             (SightDtlsCertificate        *self);
void                  sight_dtls_certificate_unref           (SightDtlsCertificate        *self);

/* Key and certificate; not for logs. */
const char           *sight_dtls_certificate_get_pem         (const SightDtlsCertificate  *self);
/* SHA-256 in lower-case hex, as a description carries it. */
const char           *sight_dtls_certificate_get_fingerprint (const SightDtlsCertificate  *self);

/* The same of a certificate that someone showed; false where it is none. */
gboolean              sight_dtls_fingerprint_of_pem          (const char                  *pem,
                                                              char                         out[SIGHT_DTLS_FINGERPRINT_HEX + 1]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightDtlsCertificate, sight_dtls_certificate_unref)

G_END_DECLS
