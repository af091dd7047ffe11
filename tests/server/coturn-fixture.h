/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real TURN server on loopback, whose secret is "north"; its certificate
 * names localhost.
 */
typedef struct
{
  char        *directory;
  char        *certificate;
  char        *key;
  guint16      port;
  guint16      tls_port;
  GSubprocess *process;
} Coturn;

gboolean coturn_is_installed (void);
/* For g_test_add(). */
void     coturn_set_up       (Coturn        *self,
                              gconstpointer  data);
void     coturn_tear_down    (Coturn        *self,
                              gconstpointer  data);
void     coturn_stop         (Coturn        *self);

G_END_DECLS
