/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-line-button.h"

#include <glib/gi18n.h>

#include "app/sight-device-menu.h"
#include "app/sight-level-meter.h"
#include "app/sight-level-watch.h"

struct _SightLineButton
{
  SightPage        parent_instance;

  SightLine        line;
  SightDeviceMenu *menu;     /* NULL before the first meeting: it looks for devices */
  SightLevelWatch  watch;

  GtkWidget       *toggle;
  GtkImage        *icon;
  SightLevelMeter *meter;
  GtkWidget       *mark;
  GtkMenuButton   *choices;
  GtkWidget       *hint;
};

enum {
  PROP_0,
  PROP_LINE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightLineButton, sight_line_button, SIGHT_TYPE_PAGE)

/* In the words of a person, by whether it is on. */
static const struct
{
  const char *name;
  const char *choose;
  const char *action;
  const char *turn[2];
  const char *icon[2];
} words[] = {
  [SIGHT_LINE_MICROPHONE] = {
    N_("Microphone"), N_("Choose Microphone and Speaker"), "call.microphone",
    { N_("Turn Microphone On (M)"), N_("Turn Microphone Off (M)") },
    { "microphone-disabled-symbolic", "audio-input-microphone-symbolic" },
  },
  [SIGHT_LINE_CAMERA] = {
    N_("Camera"), N_("Choose Camera"), "call.camera",
    { N_("Turn Camera On (V)"), N_("Turn Camera Off (V)") },
    { "camera-disabled-symbolic", "camera-web-symbolic" },
  },
};

static SightCapture *
get_capture (SightLineButton *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));

  return meeting != NULL ? sight_meeting_get_capture (meeting) : NULL;
}

/* What is wrong is more worth knowing than what a click does. */
static void
update (SightLineButton *self,
        guint            line)
{
  SightCapture *capture = get_capture (self);
  const GError *error = capture != NULL ? sight_capture_get_error (capture, self->line) : NULL;
  gboolean on = capture != NULL && sight_capture_is_on (capture, self->line) && error == NULL;

  if (line != self->line)
    return;

  gtk_image_set_from_icon_name (self->icon, words[line].icon[on]);
  gtk_widget_set_visible (self->mark, error != NULL);
  gtk_widget_set_tooltip_text (self->toggle, error != NULL ? error->message : _(words[line].turn[on]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, error != NULL ? error->message : "", -1);
  if (on)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "off");
      gtk_popover_popdown (GTK_POPOVER (self->hint));
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "off");
}

/* Who is muted, and talks to others, is told. */
static void
update_hint (SightLineButton *self,
             gint64           now)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  gboolean is_muted = !sight_capture_is_on (get_capture (self), self->line);
  gboolean is_wanted = is_muted && sight_meeting_get_phase (meeting) == SIGHT_MEETING_LIVE &&
                       sight_level_watch_is_talking (&self->watch, now);

  if (is_wanted == gtk_widget_get_visible (self->hint) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (is_wanted)
    gtk_popover_popup (GTK_POPOVER (self->hint));
  else
    gtk_popover_popdown (GTK_POPOVER (self->hint));
}

static void
on_level (SightLineButton   *self,
          GParamSpec        *pspec,
          SightAudioDevices *devices)
{
  gint64 now = g_get_monotonic_time ();
  double level;

  if (get_capture (self) == NULL)
    return;

  g_object_get (devices, "level", &level, NULL);
  sight_level_watch_update (&self->watch, level, now);
  sight_level_meter_set_part (self->meter, sight_capture_is_on (get_capture (self), self->line)
                                           ? sight_level_watch_to_part (level) : 0);
  update_hint (self, now);
}

static void
leave_meeting (SightLineButton *self,
               SightMeeting    *meeting)
{
  SightCapture *capture = sight_meeting_get_capture (meeting);
  SightAudioDevices *devices = sight_capture_get_devices (capture);

  g_signal_handlers_disconnect_by_data (capture, self);
  if (devices != NULL)
    g_signal_handlers_disconnect_by_data (devices, self);
  sight_level_meter_set_part (self->meter, 0);
}

static void
follow_meeting (SightLineButton *self)
{
  SightCapture *capture = get_capture (self);
  SightAudioDevices *devices = sight_capture_get_devices (capture);

  if (self->menu == NULL)
    {
      self->menu = sight_device_menu_new (self->line);
      gtk_menu_button_set_menu_model (self->choices, sight_device_menu_get_model (self->menu));
    }
  sight_level_watch_init (&self->watch, g_get_monotonic_time ());
  g_signal_connect_object (capture, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (devices != NULL && self->line == SIGHT_LINE_MICROPHONE)
    g_signal_connect_object (devices, "notify::level", G_CALLBACK (on_level), self, G_CONNECT_SWAPPED);
}

static void
sight_line_button_meeting_changed (SightPage    *page,
                                   SightMeeting *old)
{
  SightLineButton *self = SIGHT_LINE_BUTTON (page);

  if (old != NULL)
    leave_meeting (self, old);
  if (get_capture (self) != NULL)
    {
      follow_meeting (self);
      update (self, self->line);
    }
}

static void
sight_line_button_constructed (GObject *object)
{
  SightLineButton *self = SIGHT_LINE_BUTTON (object);

  G_OBJECT_CLASS (sight_line_button_parent_class)->constructed (object);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->toggle), words[self->line].action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(words[self->line].name), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->choices), _(words[self->line].choose));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choices),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(words[self->line].choose), -1);
  update (self, self->line);
}

static void
sight_line_button_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_LINE:
      SIGHT_LINE_BUTTON (object)->line = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_line_button_dispose (GObject *object)
{
  SightLineButton *self = SIGHT_LINE_BUTTON (object);

  sight_page_set_meeting (SIGHT_PAGE (self), NULL);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (sight_line_button_parent_class)->dispose (object);
}

static void
sight_line_button_class_init (SightLineButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sight_line_button_constructed;
  object_class->set_property = sight_line_button_set_property;
  object_class->dispose = sight_line_button_dispose;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_line_button_meeting_changed;

  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, SIGHT_LINE_MICROPHONE, SIGHT_LINE_CAMERA, SIGHT_LINE_MICROPHONE,
                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SIGHT_TYPE_LEVEL_METER);
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-line-button.ui");
  gtk_widget_class_bind_template_child (widget_class, SightLineButton, toggle);
  gtk_widget_class_bind_template_child (widget_class, SightLineButton, icon);
  gtk_widget_class_bind_template_child (widget_class, SightLineButton, meter);
  gtk_widget_class_bind_template_child (widget_class, SightLineButton, mark);
  gtk_widget_class_bind_template_child (widget_class, SightLineButton, choices);
  gtk_widget_class_bind_template_child (widget_class, SightLineButton, hint);
  gtk_widget_class_set_css_name (widget_class, "line-button");
}

static void
sight_line_button_init (SightLineButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
