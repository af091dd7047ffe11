/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-format.h"

#include <glib/gi18n.h>

/* Beyond it nobody believes a number. */
#define TIME_LEFT_MAX (24 * 60 * 60)

char *
sight_format_size (gint64 bytes)
{
  return g_format_size (MAX (bytes, 0));
}

char *
sight_format_progress (gint64 done,
                       gint64 size)
{
  g_autofree char *part = sight_format_size (done);
  g_autofree char *all = sight_format_size (size);

  /* Translators: how much of a file is there: "2.3 MB of 10.0 MB" */
  return g_strdup_printf (_("%s of %s"), part, all);
}

char *
sight_format_speed (gint64 bytes_per_second)
{
  g_autofree char *size = sight_format_size (bytes_per_second);

  /* Translators: a speed: "1.2 MB/s" */
  return g_strdup_printf (_("%s/s"), size);
}

char *
sight_format_time_left (gint64 bytes,
                        gint64 bytes_per_second)
{
  gint64 seconds;

  if (bytes_per_second <= 0 || bytes <= 0 || bytes / bytes_per_second > TIME_LEFT_MAX)
    return NULL;

  seconds = (bytes + bytes_per_second - 1) / bytes_per_second;
  if (seconds < 60)
    return g_strdup_printf (ngettext ("%d second left", "%d seconds left", seconds), (int) seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf (ngettext ("%d minute left", "%d minutes left", (seconds + 59) / 60),
                            (int) ((seconds + 59) / 60));

  return g_strdup_printf (ngettext ("%d hour left", "%d hours left", (seconds + 3599) / 3600),
                          (int) ((seconds + 3599) / 3600));
}

char *
sight_format_bitrate (guint bits_per_second)
{
  if (bits_per_second < 1000)
    return g_strdup_printf (_("%u bit/s"), bits_per_second);
  if (bits_per_second < 999500)
    return g_strdup_printf (_("%.0f kbit/s"), bits_per_second / 1000.0);

  return g_strdup_printf (_("%.1f Mbit/s"), bits_per_second / 1000000.0);
}

char *
sight_format_ms (double ms)
{
  if (ms < 0)
    return g_strdup ("–");

  return g_strdup_printf (ms > 0 && ms < 10 ? _("%.1f ms") : _("%.0f ms"), ms);
}

char *
sight_format_percent (double fraction)
{
  double percent = CLAMP (fraction, 0, 1) * 100;

  if (percent > 0 && percent < 0.05)
    return g_strdup (_("under 0.1 %"));

  return g_strdup_printf (percent < 10 && percent > 0 ? _("%.1f %%") : _("%.0f %%"), percent);
}

char *
sight_format_clock (gint64 at)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  /* Translators: a time of the day; "%I:%M %p" where people count to twelve */
  return local != NULL ? g_date_time_format (local, _("%H:%M")) : g_strdup ("");
}
