/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Only in programs with the address sanitizer.
 *
 * What a library allocates while it is loaded is not for us to judge: GLib lets
 * its first table of quarks go on purpose when it needs a larger one, and with
 * GStreamer's plugins it does. Neither a name nor a line of that place is left
 * in a stripped library for a suppression to name.
 */
#include <sanitizer/lsan_interface.h>

/* Runs before the constructors of all libraries. */
__attribute__ ((no_sanitize ("address", "undefined"))) static void
before_libraries (int    argc,
                  char **argv,
                  char **environment)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used)) static void (*preinit) (int, char **, char **) = before_libraries;

/* Runs after them. */
__attribute__ ((constructor)) static void
after_libraries (void)
{
  __lsan_enable ();
}
