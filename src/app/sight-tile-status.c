/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-tile-status.h"

#include <glib/gi18n.h>

static const char *
get_name (const SightTileStatus *self)
{
  return self->name != NULL ? self->name : _("Somebody");
}

char *
sight_tile_status_get_title (const SightTileStatus *self)
{
  if (self->is_self)
    return g_strdup (self->is_screen ? _("Your screen") : _("You"));

  if (self->is_screen)
    /* Translators: %s is somebody's name, whose screen is shown */
    return g_strdup_printf (_("%s’s screen"), get_name (self));

  return g_strdup (get_name (self));
}

char *
sight_tile_status_get_notice (const SightTileStatus *self)
{
  if (self->is_self)
    return NULL;

  switch (self->state)
    {
    case SIGHT_PAIR_FAILED:
      return g_strdup (self->error != NULL ? self->error : _("Not connected"));

    case SIGHT_PAIR_CLOSED:
      return g_strdup (_("Has left"));

    case SIGHT_PAIR_STALLED:
      return g_strdup (self->is_away ? _("Gone from the network, may come back") : _("Reconnecting…"));

    case SIGHT_PAIR_LIVE:
      return self->is_away ? g_strdup (_("Lost the server, the call goes on")) : NULL;

    case SIGHT_PAIR_IDLE:
    case SIGHT_PAIR_INTRODUCED:
    case SIGHT_PAIR_NEGOTIATING:
    case SIGHT_PAIR_CONNECTING:
    case SIGHT_PAIR_VERIFYING:
    default:
      return g_strdup (self->is_away ? _("Gone from the network, may come back") : _("Connecting…"));
    }
}

gboolean
sight_tile_status_is_poor (const SightTileStatus *self)
{
  return !self->is_self && self->state == SIGHT_PAIR_LIVE && self->verdict > SIGHT_VERDICT_RECONNECTING &&
         self->verdict < SIGHT_VERDICT_FAR;
}

static void
add (GString    *text,
     gboolean    is_so,
     const char *what)
{
  if (is_so)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", what);
}

char *
sight_tile_status_describe (const SightTileStatus *self)
{
  g_autofree char *title = sight_tile_status_get_title (self);
  g_autofree char *notice = sight_tile_status_get_notice (self);
  GString *text = g_string_new (title);

  add (text, notice != NULL, notice);
  if (!self->is_screen)
    {
      add (text, self->is_talking && !self->is_muted, _("talking"));
      add (text, self->is_muted, _("microphone off"));
      add (text, !self->has_picture, _("camera off"));
      add (text, self->has_hand_up, _("hand raised"));
    }
  add (text, self->is_silenced, _("muted for you"));
  add (text, self->is_verified, _("verified"));
  if (sight_tile_status_is_poor (self))
    {
      add (text, TRUE, _("poor connection"));
      add (text, TRUE, sight_verdict_to_sentence (self->verdict));
    }

  return g_string_free (text, FALSE);
}
