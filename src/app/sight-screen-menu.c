/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-screen-menu.h"

#include <glib/gi18n.h>

#include "app/sight-screen-share.h"
#include "media/sight-player-graph.h"

#define SOUND_ACTION "call.screen-sound"
#define MODE_ACTION  "call.screen-mode"
/* A menu is no list of all that was ever played. */
#define PLAYERS_MAX  12

struct _SightScreenMenu
{
  GObject           parent_instance;

  GMenu            *model;
  GMenu            *players;
  GPtrArray        *known;   /* of SightPlayer: who is silent for a while can still be chosen */
  SightPlayerGraph *graph;   /* NULL while nobody looks, and without PipeWire */
};

G_DEFINE_FINAL_TYPE (SightScreenMenu, sight_screen_menu, G_TYPE_OBJECT)

static gboolean
is_known (SightScreenMenu *self,
          SightPlayer     *player)
{
  for (guint i = 0; i < self->known->len; i++)
    if (g_str_equal (sight_player_get_id (g_ptr_array_index (self->known, i)), sight_player_get_id (player)))
      return TRUE;

  return FALSE;
}

static void
append_player (SightScreenMenu *self,
               SightPlayer     *player)
{
  g_autoptr(GString) name = g_string_new (sight_player_get_name (player));
  g_autofree char *label = NULL;
  g_autoptr(GMenuItem) item = NULL;

  /* Names have no mnemonics. */
  g_string_replace (name, "_", "__", 0);
  /* Translators: %s is a program that plays sound, which would be shared with the screen */
  label = g_strdup_printf (_("Of %s Only"), name->str);
  item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, SOUND_ACTION, "s", sight_player_get_id (player));
  g_menu_append_item (self->players, item);
  g_ptr_array_add (self->known, g_object_ref (player));
}

static void
on_changed (SightScreenMenu *self)
{
  g_autoptr(GPtrArray) players = sight_player_graph_list_players (self->graph);

  for (guint i = 0; i < players->len && self->known->len < PLAYERS_MAX; i++)
    if (!is_known (self, g_ptr_array_index (players, i)))
      append_player (self, g_ptr_array_index (players, i));
}

static void
append_choice (GMenu      *section,
               const char *label,
               const char *action,
               const char *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (section, item);
}

static void
append_sound (SightScreenMenu *self)
{
  g_autoptr(GMenu) section = g_menu_new ();

  append_choice (section, _("_None"), SOUND_ACTION, SIGHT_SCREEN_SHARE_SILENT);
  append_choice (section, _("Of _All Programs"), SOUND_ACTION, SIGHT_SCREEN_SHARE_ALL);
  g_menu_append_section (section, NULL, G_MENU_MODEL (self->players));
  g_menu_append_section (self->model, _("Sound Shared with the Screen"), G_MENU_MODEL (section));
}

static void
append_mode (SightScreenMenu *self)
{
  g_autoptr(GMenu) section = g_menu_new ();

  /* Translators: what is shared is to be read: nothing becomes smaller, whatever the network is like */
  append_choice (section, _("Sharp _Text"), MODE_ACTION, "text");
  /* Translators: what is shared moves, as films do: it becomes smaller before it becomes jerky */
  append_choice (section, _("Smooth _Motion"), MODE_ACTION, "motion");
  g_menu_append_section (self->model, _("On a Slow Network"), G_MENU_MODEL (section));
}

static void
append_region (SightScreenMenu *self)
{
  g_autoptr(GMenu) section = g_menu_new ();

  g_menu_append (section, _("Share a _Part of the Screen…"), "call.choose-region");
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (section));
}

static void
sight_screen_menu_dispose (GObject *object)
{
  SightScreenMenu *self = SIGHT_SCREEN_MENU (object);

  sight_screen_menu_set_open (self, FALSE);
  g_clear_object (&self->model);
  g_clear_object (&self->players);
  g_clear_pointer (&self->known, g_ptr_array_unref);

  G_OBJECT_CLASS (sight_screen_menu_parent_class)->dispose (object);
}

static void
sight_screen_menu_class_init (SightScreenMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_screen_menu_dispose;
}

static void
sight_screen_menu_init (SightScreenMenu *self)
{
  self->model = g_menu_new ();
  self->players = g_menu_new ();
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
  append_sound (self);
  append_mode (self);
  append_region (self);
}

SightScreenMenu *
sight_screen_menu_new (void)
{
  return g_object_new (SIGHT_TYPE_SCREEN_MENU, NULL);
}

GMenuModel *
sight_screen_menu_get_model (SightScreenMenu *self)
{
  g_return_val_if_fail (SIGHT_IS_SCREEN_MENU (self), NULL);

  return G_MENU_MODEL (self->model);
}

void
sight_screen_menu_set_open (SightScreenMenu *self,
                            gboolean         is_open)
{
  g_return_if_fail (SIGHT_IS_SCREEN_MENU (self));

  if (is_open == (self->graph != NULL))
    return;

  if (self->graph != NULL)
    g_signal_handlers_disconnect_by_data (self->graph, self);
  g_clear_object (&self->graph);
  if (is_open)
    self->graph = sight_player_graph_new (NULL);
  if (self->graph != NULL)
    g_signal_connect_object (self->graph, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}
