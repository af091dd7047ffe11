/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SightGate:
 *
 * What stands between a connection and everything else until the other side
 * has shown the certificate whose fingerprint came sealed.
 *
 * webrtcbin compares nothing: it connects to, and decrypts from, anyone. All
 * of it may be called on any thread. A gate opens once at most; one that
 * refused stays shut.
 */
typedef struct _SightGate SightGate;

SightGate *sight_gate_new     (void);
SightGate *sight_gate_ref     (SightGate   *self);
void       sight_gate_unref   (SightGate   *self);

/* What the certificate must be; before that, none is good. */
void       sight_gate_expect  (SightGate   *self,
                               const char  *fingerprint);
/* @pem is what the other side showed, NULL where it showed nothing. */
gboolean   sight_gate_try     (SightGate   *self,
                               const char  *pem,
                               GError     **error);
/* For good: the connection is over. */
void       sight_gate_shut    (SightGate   *self);
gboolean   sight_gate_is_open (SightGate   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightGate, sight_gate_unref)

G_END_DECLS
