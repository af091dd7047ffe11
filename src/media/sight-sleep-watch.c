/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sleep-watch.h"

#include <time.h>

/* Less is two clocks that are not read at once, or a nap that nobody notices. */
#define SLEEP_MIN (2 * G_USEC_PER_SEC)
/* By then the others have begun anew. Less may be a computer that is too busy, to
 * which another connection would be one thing more.
 */
#define STILL_MIN (10 * G_USEC_PER_SEC)
#define LOOK_S    1

struct _SightSleepWatch
{
  SightSleepTime  time;
  SightSleepFunc  func;
  gpointer        user_data;
  GSource        *source;
};

void
sight_sleep_time_init (SightSleepTime *self,
                       gint64          monotonic,
                       gint64          boot)
{
  self->ahead = boot - monotonic;
  self->looked = monotonic;
}

gboolean
sight_sleep_time_take (SightSleepTime *self,
                       gint64          monotonic,
                       gint64          boot)
{
  gint64 slept = boot - monotonic - self->ahead;
  gboolean stood_still = monotonic - self->looked >= STILL_MIN;

  self->looked = monotonic;
  if (slept < SLEEP_MIN)
    return stood_still;

  self->ahead += slept;

  return TRUE;
}

gint64
sight_sleep_get_boot_time (void)
{
  struct timespec time;

  if (clock_gettime (CLOCK_BOOTTIME, &time) != 0)
    return g_get_monotonic_time ();

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
on_look (gpointer user_data)
{
  SightSleepWatch *self = user_data;

  if (sight_sleep_time_take (&self->time, g_get_monotonic_time (), sight_sleep_get_boot_time ()))
    self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

SightSleepWatch *
sight_sleep_watch_new (SightSleepFunc func,
                       gpointer       user_data)
{
  SightSleepWatch *self = g_new0 (SightSleepWatch, 1);
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  self->func = func;
  self->user_data = user_data;
  sight_sleep_time_init (&self->time, g_get_monotonic_time (), sight_sleep_get_boot_time ());
  self->source = g_timeout_source_new_seconds (LOOK_S);
  g_source_set_static_name (self->source, "sight-sleep-watch");
  g_source_set_callback (self->source, on_look, self, NULL);
  g_source_attach (self->source, context);

  return self;
}

void
sight_sleep_watch_free (SightSleepWatch *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}
