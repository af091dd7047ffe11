/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include "cli/sight-cli-event.h"
#include "cli/sight-cli-players.h"
#include "media/sight-device-monitor.h"
#include "media/sight-media.h"

#define WAIT_MS 10000

static const struct
{
  SightDeviceKind     kind;
  const char         *name;
  const char         *heading;
  SightDeviceServers  server;
  const char         *missing;
} kinds[] = {
  { SIGHT_DEVICE_CAMERA, "camera", "Cameras", SIGHT_DEVICE_SERVER_PIPEWIRE,
    "PipeWire does not answer: cameras are found only where they can be opened directly. Is pipewire running in this session?" },
  { SIGHT_DEVICE_MICROPHONE, "microphone", "Microphones", SIGHT_DEVICE_SERVER_SOUND,
    "No sound server answers: start pipewire-pulse or PulseAudio in this session" },
  { SIGHT_DEVICE_SPEAKER, "speaker", "Speakers", SIGHT_DEVICE_SERVER_SOUND,
    "No sound server answers: start pipewire-pulse or PulseAudio in this session" },
};

static gboolean
on_timeout (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_CONTINUE;
}

static void
wait_until_ready (SightDeviceMonitor *monitor)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint timeout = g_timeout_add (WAIT_MS, on_timeout, loop);
  gulong ready = g_signal_connect_swapped (monitor, "notify::ready", G_CALLBACK (g_main_loop_quit), loop);

  if (!sight_device_monitor_is_ready (monitor))
    g_main_loop_run (loop);
  g_signal_handler_disconnect (monitor, ready);
  g_source_remove (timeout);
}

static void
tell_device (SightDevice          *device,
             const char           *kind,
             gboolean              is_default,
             const SightCliTeller *teller)
{
  SightCliEvent *event = sight_cli_event_new ("device");

  sight_cli_event_text (event, "kind", kind);
  sight_cli_event_text (event, "id", sight_device_get_id (device));
  sight_cli_event_text (event, "name", sight_device_get_name (device));
  sight_cli_event_flag (event, "default", is_default);
  sight_cli_event_print (event, teller, "  %c %s\n      %s", is_default ? '*' : ' ',
                         sight_device_get_name (device), sight_device_get_id (device));
}

static void
tell_missing (const char           *kind,
              const char           *text,
              const SightCliTeller *teller)
{
  SightCliEvent *event = sight_cli_event_new ("missing");

  sight_cli_event_text (event, "kind", kind);
  sight_cli_event_text (event, "text", text);
  sight_cli_event_print (event, teller, "    %s", text);
}

/* How many there are of it. */
static guint
list_kind (SightDeviceMonitor   *monitor,
           guint                 i,
           const SightCliTeller *teller)
{
  g_autoptr(SightDevice) standard = sight_device_monitor_default (monitor, kinds[i].kind);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (monitor));
  guint found = 0;

  if (!teller->json)
    g_print ("%s\n", kinds[i].heading);

  for (guint j = 0; j < n; j++)
    {
      g_autoptr(SightDevice) device = g_list_model_get_item (G_LIST_MODEL (monitor), j);

      if (sight_device_get_kind (device) != kinds[i].kind)
        continue;
      tell_device (device, kinds[i].name, device == standard, teller);
      found++;
    }

  if ((sight_device_monitor_get_servers (monitor) & kinds[i].server) == 0)
    tell_missing (kinds[i].name, kinds[i].missing, teller);
  else if (found == 0 && !teller->json)
    g_print ("    none\n");

  return found;
}

SightCliStatus
sight_cli_devices (int    argc,
                   char **argv)
{
  SightCliTeller teller = { 0, };
  GOptionEntry entries[] = {
    { "json", 'j', 0, G_OPTION_ARG_NONE, &teller.json, "one device per line, for programs", NULL },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  SightDeviceMonitor *monitor;
  guint found = 0;

  if (!sight_cli_parse (&argc, &argv, "[OPTION...]",
                        "Lists cameras, microphones, speakers and the programs that play sound. None is opened.", entries))
    return SIGHT_CLI_USAGE;
  if (!sight_media_init (&error))
    {
      g_printerr ("%s\n", error->message);
      return SIGHT_CLI_FAILED;
    }

  monitor = sight_device_monitor_get ();
  wait_until_ready (monitor);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    found += list_kind (monitor, i, &teller);
  sight_cli_list_players (&teller);
  if (found > 0 && !teller.json)
    g_print ("\n* is what 'default' means; the line below a name is what --camera, --microphone, --speaker and --screen-sound take.\n");

  return found > 0 || sight_device_monitor_get_servers (monitor) != 0 ? SIGHT_CLI_DONE : SIGHT_CLI_FAILED;
}
