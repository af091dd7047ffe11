/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Whether widgets can be made; else the test is skipped. Neither a bus nor a
 * portal is asked for anything.
 */
static inline gboolean
has_display (void)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  /* It says so the first time only. */
  if (!gtk_init_check () || gdk_display_get_default () == NULL)
    {
      g_test_skip ("There is no display");
      return FALSE;
    }

  adw_init ();
  return TRUE;
}

G_END_DECLS
