/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-gate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "media/sight-dtls-certificate.h"
#include "media/sight-media-error.h"

typedef enum
{
  GATE_WAITING,
  GATE_OPEN,
  GATE_SHUT,
} GateState;

struct _SightGate
{
  gatomicrefcount references;
  int             state; /* GateState, atomic: streaming threads ask per packet */
  GMutex          lock;
  char            expected[SIGHT_DTLS_FINGERPRINT_HEX + 1]; /* under the lock */
};

SightGate *
sight_gate_new (void)
{
  SightGate *self = g_new0 (SightGate, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);

  return self;
}

SightGate *
sight_gate_ref (SightGate *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
sight_gate_unref (SightGate *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_mutex_clear (&self->lock);
  g_free (self);
}

void
sight_gate_expect (SightGate  *self,
                   const char *fingerprint)
{
  g_mutex_lock (&self->lock);
  g_strlcpy (self->expected, fingerprint, sizeof self->expected);
  g_mutex_unlock (&self->lock);
}

gboolean
sight_gate_try (SightGate   *self,
                const char  *pem,
                GError     **error)
{
  char shown[SIGHT_DTLS_FINGERPRINT_HEX + 1] = "";
  gboolean good;

  good = pem != NULL && sight_dtls_fingerprint_of_pem (pem, shown);
  g_mutex_lock (&self->lock);
  good = good && strlen (self->expected) == SIGHT_DTLS_FINGERPRINT_HEX && strcmp (shown, self->expected) == 0;
  g_mutex_unlock (&self->lock);

  /* From waiting only: what was shut does not open again. */
  if (good &&
      (g_atomic_int_compare_and_exchange (&self->state, GATE_WAITING, GATE_OPEN) || sight_gate_is_open (self)))
    return TRUE;

  sight_gate_shut (self);
  g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_SECURITY,
                       _("The other side's certificate is not the one that was announced: "
                         "someone may be listening in. The connection was ended before anything got through"));
  return FALSE;
}

void
sight_gate_shut (SightGate *self)
{
  g_atomic_int_set (&self->state, GATE_SHUT);
}

gboolean
sight_gate_is_open (SightGate *self)
{
  return g_atomic_int_get (&self->state) == GATE_OPEN;
}
