/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli.h"

#include "protocol/sight-room-code.h"
#include "protocol/sight-room-link.h"

SightCliStatus
sight_cli_new (int    argc,
               char **argv)
{
  g_autofree char *server = NULL;
  GOptionEntry entries[] = {
    { "server", 's', 0, G_OPTION_ARG_STRING, &server, "where the room is to be (" SIGHT_CLI_DEFAULT_SERVER ")", "URL" },
    { NULL }
  };
  g_autoptr(SightRoomLink) link = NULL;
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!sight_cli_parse (&argc, &argv, "[OPTION...]", "Makes a room and prints its link. Nothing is sent to anyone.", entries))
    return SIGHT_CLI_USAGE;

  code = sight_room_code_make (NULL);
  link = sight_room_link_parse (code, server != NULL ? server : SIGHT_CLI_DEFAULT_SERVER, &error);
  if (link == NULL)
    {
      g_printerr ("%s\n", error->message);
      return SIGHT_CLI_USAGE;
    }

  text = sight_room_link_to_string (link);
  g_print ("%s\n", text);

  return SIGHT_CLI_DONE;
}
