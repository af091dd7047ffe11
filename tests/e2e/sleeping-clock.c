/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Preloaded, it lets a program believe that its computer has slept for the seconds
 * that are written in the file SIGHT_TEST_SLEPT: boot time is ahead by so much of
 * monotonic time, as it is after a sleep.
 */
static long
read_slept (void)
{
  const char *path = getenv ("SIGHT_TEST_SLEPT");
  FILE *file = path != NULL ? fopen (path, "re") : NULL;
  long seconds = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%ld", &seconds) != 1)
    seconds = 0;
  fclose (file);

  return seconds;
}

int
clock_gettime (clockid_t        clock,
               struct timespec *time)
{
  int result = syscall (SYS_clock_gettime, clock, time);

  if (result == 0 && clock == CLOCK_BOOTTIME)
    time->tv_sec += read_slept ();

  return result;
}
