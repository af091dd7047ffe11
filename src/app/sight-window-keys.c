/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-window-private.h"

/* A key alone is a shortcut only where nothing else wants it: these are asked
 * after the widget that has the focus, so what is typed into an entry stays
 * there. Accelerators of the application would come first.
 */
static const struct
{
  guint            key;
  GdkModifierType  modifiers;
  const char      *action;
} plain[] = {
  { GDK_KEY_m, 0, "call.microphone" },
  { GDK_KEY_v, 0, "call.camera" },
  { GDK_KEY_s, 0, "call.screen" },
  { GDK_KEY_h, 0, "call.hand" },
  { GDK_KEY_r, 0, "win.show-reactions" },
  { GDK_KEY_l, 0, "win.show-link" },
  { GDK_KEY_F11, 0, "win.fullscreen" },
  { GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "call.hang-up" },
};

void
sight_window_install_keys (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    gtk_widget_class_add_binding_action (widget_class, plain[i].key, plain[i].modifiers, plain[i].action, NULL);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "win.show-panel", "s", "chat");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, 0, "win.show-panel", "s", "people");
}

/* Space is held to talk. Whoever held it is muted again whatever happens to the
 * key: the window may lose the focus, or the meeting end.
 */
typedef struct
{
  SightWindow  *window;
  SightMeeting *meeting;   /* that hears us while it is held */
  gboolean      navigates; /* by keyboard: then Space is for what has the focus */
} Talk;

static void
stop_talking (Talk *self)
{
  g_autoptr(SightMeeting) meeting = g_steal_pointer (&self->meeting);

  if (meeting != NULL)
    sight_capture_set_on (sight_meeting_get_capture (meeting), SIGHT_LINE_MICROPHONE, FALSE);
}

/* A button that has the focus because it was clicked, or the first on its page,
 * wants no Space; one that somebody went to with the keyboard does, and so does
 * whatever takes text.
 */
static gboolean
is_free (Talk *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));

  if (focus == NULL)
    return TRUE;

  return !self->navigates && !GTK_IS_EDITABLE (focus) && !GTK_IS_TEXT_VIEW (focus);
}

static gboolean
start_talking (Talk *self)
{
  SightMeeting *meeting = sight_window_get_meeting (self->window);

  if (meeting == NULL || sight_meeting_get_phase (meeting) != SIGHT_MEETING_LIVE ||
      sight_capture_is_on (sight_meeting_get_capture (meeting), SIGHT_LINE_MICROPHONE))
    return GDK_EVENT_PROPAGATE;

  self->meeting = g_object_ref (meeting);
  sight_capture_set_on (sight_meeting_get_capture (meeting), SIGHT_LINE_MICROPHONE, TRUE);

  return GDK_EVENT_STOP;
}

static gboolean
on_key_pressed (Talk            *self,
                guint            key,
                guint            code,
                GdkModifierType  state)
{
  if (key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab)
    self->navigates = TRUE;
  if (key != GDK_KEY_space || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  /* The key repeats itself. */
  if (self->meeting != NULL)
    return GDK_EVENT_STOP;

  return is_free (self) ? start_talking (self) : GDK_EVENT_PROPAGATE;
}

static void
on_key_released (Talk  *self,
                 guint  key)
{
  if (key == GDK_KEY_space)
    stop_talking (self);
}

static void
on_clicked (Talk *self)
{
  self->navigates = FALSE;
}

static void
on_active_changed (SightWindow *window,
                   GParamSpec  *pspec,
                   Talk        *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (window)))
    stop_talking (self);
}

static void
talk_free (gpointer  data,
           GClosure *closure)
{
  Talk *self = data;

  stop_talking (self);
  g_free (self);
}

void
sight_window_hold_to_talk (SightWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *clicks = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  Talk *talk = g_new0 (Talk, 1);

  talk->window = self;
  /* Before whatever has the focus. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_data (keys, "key-pressed", G_CALLBACK (on_key_pressed), talk, NULL, G_CONNECT_SWAPPED);
  g_signal_connect_data (keys, "key-released", G_CALLBACK (on_key_released), talk, NULL, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (clicks, GTK_PHASE_CAPTURE);
  g_signal_connect_data (clicks, "pressed", G_CALLBACK (on_clicked), talk, NULL, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), clicks);
  g_signal_connect_data (self, "notify::is-active", G_CALLBACK (on_active_changed), talk, talk_free, 0);
}
