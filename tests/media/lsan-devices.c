/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Only in programs with the address sanitizer that use real servers.
 *
 * The plugins for PipeWire and PulseAudio, and the library behind one, lose a little with every
 * device and stream. They are told from us by their names, for which the whole
 * stack of each allocation has to be known.
 */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:libgstpipewire\nleak:libgstpulseaudio\nleak:libpulse\n";
}
