/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-cli"

#include "cli/sight-cli-name.h"

const char *
sight_cli_name_of (SightParticipant *participant)
{
  const char *name = participant != NULL ? sight_participant_get_name (participant) : NULL;

  return name != NULL && *name != '\0' ? name : "somebody";
}
