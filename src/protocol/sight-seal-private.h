/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "protocol/sight-seal.h"

G_BEGIN_DECLS

/* For test vectors only: two boxes with one nonce give the key's secrets away. */
char         *sight_seal_close_with_nonce (const SightSeal  *self,
                                           const SightId    *from,
                                           const SightId    *to,
                                           gint64            number,
                                           const guint8      nonce[SIGHT_SEAL_NONCE_LENGTH],
                                           const char       *plaintext,
                                           gsize             length,
                                           GError          **error);
const guint8 *sight_seal_get_key          (const SightSeal  *self);

/* What GnuTLS returned, as an error of the protocol's. */
gboolean      sight_seal_check_gnutls     (int               status,
                                           GError          **error);

G_END_DECLS
