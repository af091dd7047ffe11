/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-page.h"

#include <glib/gi18n.h>

#include "app/sight-announcer.h"
#include "app/sight-application.h"
#include "app/sight-bar-fader.h"
#include "app/sight-call-banners.h"
#include "app/sight-call-herald.h"
#include "app/sight-control-bar.h"
#include "app/sight-side-panel.h"
#include "app/sight-tile-grid.h"
#include "app/sight-wrap-layout.h"

/* What the control bar takes at the bottom, which one's own picture is not to
 * be covered by.
 */
#define BAR_HEIGHT 72

struct _SightCallPage
{
  SightPage          parent_instance;

  SightCall         *call;
  SightCallHerald   *herald;
  SightBarFader     *fader;
  GSimpleAction     *show_panel;  /* in the window, as the next two */
  GSimpleAction     *fullscreen;
  GSimpleAction     *show_reactions;

  /* Template widgets */
  GtkWidget         *content;
  GtkRevealer       *header;
  AdwWindowTitle    *title;
  SightCallBanners  *banners;
  AdwFlap           *flap;
  GtkWidget         *stage;
  SightTileGrid     *grid;
  GtkWidget         *alone;
  GtkLabel          *link;
  GtkRevealer       *bar;
  SightControlBar   *controls;
  SightAnnouncer    *announcer;

  SightSidePanel    *panel;       /* in the flap, once it was asked for */
};

G_DEFINE_FINAL_TYPE (SightCallPage, sight_call_page, SIGHT_TYPE_PAGE)

/* Who is there */

static void
update_people (SightCallPage *self)
{
  guint n = self->call != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->call)) : 0;
  g_autofree char *subtitle = NULL;

  if (n > 0)
    subtitle = g_strdup_printf (ngettext ("You and %u other", "You and %u others", n), n);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : _("Waiting for others"));
  gtk_widget_set_visible (self->alone, n == 0);
}

static void
set_call (SightCallPage *self,
          SightCall     *call)
{
  if (self->call == call)
    return;

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->herald);
  g_set_object (&self->call, call);
  sight_call_banners_set_meeting (self->banners, call != NULL ? sight_page_get_meeting (SIGHT_PAGE (self)) : NULL);
  if (call != NULL)
    {
      g_signal_connect_object (call, "items-changed", G_CALLBACK (update_people), self, G_CONNECT_SWAPPED);
      self->herald = sight_call_herald_new (call);
      g_signal_connect_object (self->herald, "said", G_CALLBACK (sight_announcer_say), self->announcer, G_CONNECT_SWAPPED);
    }
  update_people (self);
}

static void
update_call (SightCallPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));

  set_call (self, meeting != NULL ? sight_meeting_get_call (meeting) : NULL);
}

static void
update_link (SightCallPage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  g_autofree char *text = NULL;

  if (meeting != NULL)
    text = sight_room_link_to_string (sight_meeting_get_link (meeting));
  gtk_label_set_text (self->link, text != NULL ? text : "");
}

static void
sight_call_page_meeting_changed (SightPage    *page,
                                 SightMeeting *old)
{
  SightCallPage *self = SIGHT_CALL_PAGE (page);
  SightMeeting *meeting = sight_page_get_meeting (page);

  if (old != NULL)
    g_signal_handlers_disconnect_by_data (old, self);
  if (meeting != NULL)
    g_signal_connect_object (meeting, "notify::call", G_CALLBACK (update_call), self, G_CONNECT_SWAPPED);
  sight_tile_grid_set_meeting (self->grid, meeting);
  if (self->panel != NULL)
    sight_page_set_meeting (SIGHT_PAGE (self->panel), meeting);
  update_call (self);
  update_link (self);
}

/* The panel. Its action is one of the window, which has keys for it. */

static void
on_panel_page (SightCallPage *self)
{
  if (self->show_panel != NULL && adw_flap_get_reveal_flap (self->flap))
    g_simple_action_set_state (self->show_panel, g_variant_new_string (sight_side_panel_get_page (self->panel)));
}

/* Much is in it, and most calls begin without it. */
static void
ensure_panel (SightCallPage *self)
{
  if (self->panel != NULL)
    return;

  self->panel = SIGHT_SIDE_PANEL (sight_side_panel_new ());
  sight_page_set_meeting (SIGHT_PAGE (self->panel), sight_page_get_meeting (SIGHT_PAGE (self)));
  g_signal_connect_object (self->panel, "notify::page", G_CALLBACK (on_panel_page), self, G_CONNECT_SWAPPED);
  adw_flap_set_flap (self->flap, GTK_WIDGET (self->panel));
}

static void
set_panel (SightCallPage *self,
           const char    *name)
{
  gboolean is_open = *name != '\0';

  if (is_open)
    {
      ensure_panel (self);
      sight_side_panel_set_page (self->panel, name);
      gtk_widget_set_visible (GTK_WIDGET (self->panel), TRUE);
    }
  adw_flap_set_reveal_flap (self->flap, is_open);
  if (is_open)
    gtk_widget_grab_focus (GTK_WIDGET (self->panel));
}

/* What is folded away is neither reached with the keyboard nor read aloud. */
static void
on_reveal_progress (SightCallPage *self)
{
  if (self->panel != NULL && !adw_flap_get_reveal_flap (self->flap) && adw_flap_get_reveal_progress (self->flap) <= 0)
    gtk_widget_set_visible (GTK_WIDGET (self->panel), FALSE);
}

/* The same once more closes it. */
static void
on_show_panel (GSimpleAction *action,
               GVariant      *parameter,
               SightCallPage *self)
{
  g_autoptr(GVariant) state = g_action_get_state (G_ACTION (action));
  const char *name = g_variant_get_string (parameter, NULL);

  if (g_variant_equal (state, parameter))
    name = "";
  g_action_change_state (G_ACTION (action), g_variant_new_string (name));
}

static void
on_change_panel (GSimpleAction *action,
                 GVariant      *state,
                 SightCallPage *self)
{
  static const char *const names[] = { "", "chat", "people", "statistics", NULL };
  const char *name = g_variant_get_string (state, NULL);

  if (!g_strv_contains (names, name))
    return;

  g_simple_action_set_state (action, state);
  set_panel (self, name);
}

/* Swiped away, where it lies over the tiles. */
static void
on_flap_revealed (SightCallPage *self)
{
  if (self->show_panel != NULL && !adw_flap_get_reveal_flap (self->flap))
    g_action_change_state (G_ACTION (self->show_panel), g_variant_new_string (""));
}

/* Full screen */

static void
update_fullscreen (SightCallPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean is_full = GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root));

  gtk_revealer_set_reveal_child (self->header, !is_full);
  g_simple_action_set_state (self->fullscreen, g_variant_new_boolean (is_full));
}

/* The state follows when the desktop has done it. */
static void
on_change_fullscreen (GSimpleAction *action,
                      GVariant      *state,
                      SightCallPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!GTK_IS_WINDOW (root))
    return;

  if (g_variant_get_boolean (state))
    gtk_window_fullscreen (GTK_WINDOW (root));
  else
    gtk_window_unfullscreen (GTK_WINDOW (root));
}

/* From what is over the tiles back to them, one step at a time. */
static gboolean
on_escape (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   data)
{
  SightCallPage *self = SIGHT_CALL_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (adw_flap_get_reveal_flap (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  else if (GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  else
    return FALSE;

  return TRUE;
}

static gboolean
on_key (SightCallPage *self)
{
  sight_bar_fader_poke (self->fader);

  return FALSE;
}

static void
sight_call_page_root (GtkWidget *widget)
{
  SightCallPage *self = SIGHT_CALL_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (sight_call_page_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (!G_IS_ACTION_MAP (root))
    return;

  self->show_panel = g_simple_action_new_stateful ("show-panel", G_VARIANT_TYPE_STRING, g_variant_new_string (""));
  g_signal_connect_object (self->show_panel, "activate", G_CALLBACK (on_show_panel), self, 0);
  g_signal_connect_object (self->show_panel, "change-state", G_CALLBACK (on_change_panel), self, 0);
  g_action_map_add_action (G_ACTION_MAP (root), G_ACTION (self->show_panel));
  self->fullscreen = g_simple_action_new_stateful ("fullscreen", NULL, g_variant_new_boolean (FALSE));
  g_signal_connect_object (self->fullscreen, "change-state", G_CALLBACK (on_change_fullscreen), self, 0);
  g_action_map_add_action (G_ACTION_MAP (root), G_ACTION (self->fullscreen));
  self->show_reactions = g_simple_action_new ("show-reactions", NULL);
  g_signal_connect_object (self->show_reactions, "activate", G_CALLBACK (sight_control_bar_show_reactions),
                           self->controls, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (root), G_ACTION (self->show_reactions));
  g_signal_connect_object (root, "notify::fullscreened", G_CALLBACK (update_fullscreen), self, G_CONNECT_SWAPPED);
}

static void
sight_call_page_unroot (GtkWidget *widget)
{
  SightCallPage *self = SIGHT_CALL_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  g_signal_handlers_disconnect_by_func (root, update_fullscreen, self);
  if (self->show_panel != NULL)
    {
      g_action_map_remove_action (G_ACTION_MAP (root), "show-panel");
      g_action_map_remove_action (G_ACTION_MAP (root), "fullscreen");
      g_action_map_remove_action (G_ACTION_MAP (root), "show-reactions");
    }
  g_clear_object (&self->show_panel);
  g_clear_object (&self->fullscreen);
  g_clear_object (&self->show_reactions);

  GTK_WIDGET_CLASS (sight_call_page_parent_class)->unroot (widget);
}

static void
install_settings (SightCallPage *self)
{
  GApplication *application = g_application_get_default ();
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  static const char *const keys[] = { "call-layout", "show-self" };
  GSettings *settings;

  if (!SIGHT_IS_APPLICATION (application))
    return;

  settings = sight_application_get_settings (SIGHT_APPLICATION (application));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(GAction) action = g_settings_create_action (settings, keys[i]);

      g_action_map_add_action (G_ACTION_MAP (group), action);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "view", G_ACTION_GROUP (group));
  g_settings_bind (settings, "call-layout", self->grid, "layout", G_SETTINGS_BIND_GET);
  g_settings_bind (settings, "show-self", self->grid, "show-self", G_SETTINGS_BIND_GET);
}

static void
sight_call_page_dispose (GObject *object)
{
  SightCallPage *self = SIGHT_CALL_PAGE (object);

  set_call (self, NULL);
  g_clear_object (&self->fader);

  G_OBJECT_CLASS (sight_call_page_parent_class)->dispose (object);
}

static void
sight_call_page_class_init (SightCallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_call_page_dispose;
  widget_class->root = sight_call_page_root;
  widget_class->unroot = sight_call_page_unroot;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_call_page_meeting_changed;

  g_type_ensure (SIGHT_TYPE_ANNOUNCER);
  g_type_ensure (SIGHT_TYPE_CALL_BANNERS);
  g_type_ensure (SIGHT_TYPE_CONTROL_BAR);
  g_type_ensure (SIGHT_TYPE_TILE_GRID);
  g_type_ensure (SIGHT_TYPE_WRAP_LAYOUT);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-call-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, content);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, header);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, title);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, banners);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, flap);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, stage);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, grid);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, alone);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, link);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, controls);
  gtk_widget_class_bind_template_child (widget_class, SightCallPage, announcer);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal_progress);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
sight_call_page_init (SightCallPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->fader = sight_bar_fader_new (self->stage, self->bar);
  g_object_bind_property (self->grid, "has-picture", self->fader, "may-hide", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->grid, "narrow", self->controls, "compact", G_BINDING_SYNC_CREATE);
  g_object_set (self->grid, "bottom", BAR_HEIGHT, NULL);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (on_flap_revealed), self, G_CONNECT_SWAPPED);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  install_settings (self);
  update_people (self);
}
