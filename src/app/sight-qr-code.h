/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGHT_TYPE_QR_CODE (sight_qr_code_get_type ())

G_DECLARE_FINAL_TYPE (SightQrCode, sight_qr_code, SIGHT, QR_CODE, GtkWidget)

/**
 * SightQrCode:
 *
 * A text as a QR code, black on white in every theme, as cameras want it: the
 * quiet zone around it is part of it.
 *
 * Property "text" (string, nullable). One that does not fit shows nothing.
 */
GtkWidget  *sight_qr_code_new       (void);

void        sight_qr_code_set_text  (SightQrCode *self,
                                     const char  *text);
const char *sight_qr_code_get_text  (SightQrCode *self);

/* For tests: modules on a side, 0 where nothing is shown; and whether one is dark. */
guint       sight_qr_code_get_width (SightQrCode *self);
gboolean    sight_qr_code_is_dark   (SightQrCode *self,
                                     guint        column,
                                     guint        row);

G_END_DECLS
