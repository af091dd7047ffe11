/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <locale.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "netlab-report.h"

/* Joins two network namespaces by a path that is as bad as its schedule says.
 * Each gets a tun device of the same name; what one sends comes out at the
 * other. Prints "ready" when the devices are there, begins to count time and
 * packets with SIGUSR1, and prints its report at the end of the schedule or when
 * it is told to stop.
 */

#define DEVICE     "netlab"
#define PACKET_MAX 65536
/* So many are read in a row before what is due is looked at again. */
#define BATCH      64
#define PRIORITY   10

typedef struct
{
  NetlabSchedule *schedule;
  NetlabReport   *report;
  NetlabLink     *links[NETLAB_N_DIRECTIONS];
  gint64          changes[NETLAB_N_DIRECTIONS]; /* the next one, since the origin */
  int             devices[NETLAB_N_DIRECTIONS]; /* where each direction begins */
  int             timer;
  int             signals;
  gint64          origin; /* NETLAB_NEVER before the time counts */
  gboolean        done;
} Emulator;

static gint64
get_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return now.tv_sec * NETLAB_SECOND + now.tv_nsec;
}

static gboolean
fail (GError     **error,
      const char  *what,
      const char  *of)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s %s: %s", what, of, g_strerror (number));

  return FALSE;
}

/* A device belongs to the namespace in which it was made, whoever holds it. */
static gboolean
open_device (const char  *namespace,
             int         *device,
             GError     **error)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int other = open (namespace, O_RDONLY | O_CLOEXEC);

  if (other < 0 || setns (other, CLONE_NEWNET) != 0)
    return fail (error, "Could not enter", namespace);
  close (other);

  *device = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (*device < 0)
    return fail (error, "Could not open", "/dev/net/tun");
  g_strlcpy (request.ifr_name, DEVICE, sizeof request.ifr_name);
  if (ioctl (*device, TUNSETIFF, &request) != 0)
    return fail (error, "Could not make a device in", namespace);

  return TRUE;
}

/* Whoever is not allowed to goes on without: the report says how late it was. */
static void
become_punctual (void)
{
  const struct sched_param param = { .sched_priority = PRIORITY };

  prctl (PR_SET_TIMERSLACK, 1);
  if (sched_setscheduler (0, SCHED_FIFO, &param) != 0 || mlockall (MCL_CURRENT | MCL_FUTURE) != 0)
    g_printerr ("No real-time priority here (%s): look at late_p99_ms\n", g_strerror (errno));
}

static gint64
since_origin (Emulator *self,
              gint64    when)
{
  return self->origin == NETLAB_NEVER ? 0 : when - self->origin;
}

static void
begin_phase (Emulator        *self,
             NetlabDirection  direction,
             gint64           when)
{
  NetlabShape shape;

  netlab_schedule_get_shape (self->schedule, direction, when, &shape);
  netlab_link_set_shape (self->links[direction], &shape, self->origin + when);
  netlab_report_begin_phase (self->report, direction, &shape, when);
  self->changes[direction] = netlab_schedule_get_next (self->schedule, direction, when);
}

static void
begin (Emulator *self)
{
  if (self->origin != NETLAB_NEVER)
    return;

  self->origin = get_now ();
  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    begin_phase (self, i, 0);
}

/* A packet that the other end does not take (its device is down) is gone, as on
 * any network.
 */
static void
deliver (Emulator        *self,
         NetlabDirection  direction,
         NetlabPacket    *packet)
{
  int other = self->devices[NETLAB_B_TO_A - direction];

  if (packet->fate == NETLAB_CARRIED && write (other, packet->data, packet->size) < 0 && errno != EIO)
    g_printerr ("A packet of %u bytes was not taken: %s\n", packet->size, g_strerror (errno));

  if (self->origin == NETLAB_NEVER)
    return;
  netlab_report_packet (self->report, direction, packet, self->origin);
  netlab_report_late (self->report, get_now () - packet->due);
}

static void
release (Emulator        *self,
         NetlabDirection  direction)
{
  NetlabPacket *packet;

  while ((packet = netlab_link_pop (self->links[direction], get_now ())) != NULL)
    {
      deliver (self, direction, packet);
      g_free (packet);
    }
}

static void
accept_packets (Emulator        *self,
                NetlabDirection  direction)
{
  guint8 data[PACKET_MAX];

  for (guint i = 0; i < BATCH; i++)
    {
      gssize size = read (self->devices[direction], data, sizeof data);
      gint64 now = get_now ();

      if (size <= 0)
        return;
      if (!netlab_link_push (self->links[direction], data, size, now) && self->origin != NETLAB_NEVER)
        netlab_report_drop (self->report, direction, size, since_origin (self, now));
    }
}

static void
follow_schedule (Emulator *self)
{
  gint64 now = get_now ();

  if (self->origin == NETLAB_NEVER)
    return;

  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    while (self->changes[i] <= since_origin (self, now))
      begin_phase (self, i, self->changes[i]);
  if (netlab_schedule_get_end (self->schedule) <= since_origin (self, now))
    self->done = TRUE;
}

static gint64
get_next (Emulator *self)
{
  gint64 next = netlab_schedule_get_end (self->schedule);

  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    next = MIN (next, self->changes[i]);
  if (self->origin == NETLAB_NEVER)
    next = NETLAB_NEVER;
  else if (next != NETLAB_NEVER)
    next += self->origin;
  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    next = MIN (next, netlab_link_get_due (self->links[i]));

  return next;
}

static void
set_timer (Emulator *self)
{
  gint64 next = get_next (self);
  struct itimerspec when = { 0, };

  /* All zeroes would be no timer at all; that is right for never. */
  if (next != NETLAB_NEVER)
    {
      when.it_value.tv_sec = next / NETLAB_SECOND;
      when.it_value.tv_nsec = next % NETLAB_SECOND;
    }
  timerfd_settime (self->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
read_signal (Emulator *self)
{
  struct signalfd_siginfo info;

  if (read (self->signals, &info, sizeof info) != sizeof info)
    return;

  if (info.ssi_signo == SIGUSR1)
    begin (self);
  else
    self->done = TRUE;
}

static void
run (Emulator *self)
{
  struct pollfd fds[] = {
    { .fd = self->timer, .events = POLLIN },
    { .fd = self->signals, .events = POLLIN },
    { .fd = self->devices[NETLAB_A_TO_B], .events = POLLIN },
    { .fd = self->devices[NETLAB_B_TO_A], .events = POLLIN },
  };

  while (!self->done)
    {
      set_timer (self);
      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
        continue;

      if (fds[1].revents != 0)
        read_signal (self);
      follow_schedule (self);
      for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
        {
          if (fds[2 + i].revents != 0)
            accept_packets (self, i);
          release (self, i);
        }
    }
}

static void
open_signals (Emulator *self)
{
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGUSR1);
  sigaddset (&set, SIGTERM);
  sigaddset (&set, SIGINT);
  sigprocmask (SIG_BLOCK, &set, NULL);
  self->signals = signalfd (-1, &set, SFD_CLOEXEC);
  self->timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC);
}

static gboolean
emulate (const char  *namespaces[],
         const char  *schedule,
         FILE        *log,
         int          seed,
         GError     **error)
{
  Emulator self = { .origin = NETLAB_NEVER };
  g_autofree char *json = NULL;
  gboolean opened = TRUE;

  self.schedule = netlab_schedule_parse (schedule, error);
  if (self.schedule == NULL)
    return FALSE;

  self.report = netlab_report_new (log);
  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    {
      NetlabShape shape;

      netlab_schedule_get_shape (self.schedule, i, 0, &shape);
      self.links[i] = netlab_link_new (&shape, seed + i);
      self.changes[i] = NETLAB_NEVER;
      opened = opened && open_device (namespaces[i], &self.devices[i], error);
    }
  if (opened)
    {
      open_signals (&self);
      become_punctual ();
      g_print ("ready\n");
      run (&self);
      json = netlab_report_to_json (self.report, since_origin (&self, get_now ()));
      g_print ("%s\n", json);
    }

  for (guint i = 0; i < NETLAB_N_DIRECTIONS; i++)
    netlab_link_free (self.links[i]);
  netlab_report_free (self.report);
  netlab_schedule_free (self.schedule);

  return opened;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *schedule = NULL, *path = NULL;
  int seed = 1;
  const GOptionEntry entries[] = {
    { "schedule", 's', 0, G_OPTION_ARG_STRING, &schedule, "the text of it, see netlab-schedule.h", "TEXT" },
    { "log", 'l', 0, G_OPTION_ARG_FILENAME, &path, "a line for each packet", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "of what is lost (1)", "N" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("NAMESPACE-A NAMESPACE-B");
  g_autoptr(GError) error = NULL;
  FILE *log = NULL;
  gboolean done;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Which two namespaces? Files such as /run/netns/a");
      return 2;
    }
  if (path != NULL && (log = fopen (path, "we")) == NULL)
    {
      g_printerr ("Could not write %s: %s\n", path, g_strerror (errno));
      return 2;
    }

  done = emulate ((const char *[]) { argv[1], argv[2] }, schedule != NULL ? schedule : "", log, seed, &error);
  if (!done)
    g_printerr ("%s\n", error->message);
  if (log != NULL)
    fclose (log);

  return done ? 0 : 1;
}
