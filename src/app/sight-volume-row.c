/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-volume-row.h"

struct _SightVolumeRow
{
  AdwPreferencesRow  parent_instance;

  SightMeeting      *meeting;
  SightParticipant  *participant;

  GtkToggleButton   *mute;
  GtkRange          *scale;
};

G_DEFINE_FINAL_TYPE (SightVolumeRow, sight_volume_row, ADW_TYPE_PREFERENCES_ROW)

/* As it comes. */
#define VOLUME_PLAIN 1.0

static const char *
find_icon (double volume)
{
  if (volume <= 0)
    return "audio-volume-muted-symbolic";
  if (volume < 0.5)
    return "audio-volume-low-symbolic";

  return volume <= VOLUME_PLAIN ? "audio-volume-medium-symbolic" : "audio-volume-high-symbolic";
}

/* The place of the slider is kept while nothing is heard. */
static void
apply (SightVolumeRow *self)
{
  gboolean is_muted = gtk_toggle_button_get_active (self->mute);
  double volume = is_muted ? 0 : gtk_range_get_value (self->scale);

  gtk_button_set_icon_name (GTK_BUTTON (self->mute), find_icon (volume));
  if (self->participant != NULL)
    sight_meeting_set_volume (self->meeting, self->participant, volume);
}

static void
on_toggled (SightVolumeRow *self)
{
  if (!gtk_toggle_button_get_active (self->mute) && gtk_range_get_value (self->scale) <= 0)
    gtk_range_set_value (self->scale, VOLUME_PLAIN);
  apply (self);
}

/* Who moves the slider wants to hear something. */
static void
on_value_changed (SightVolumeRow *self)
{
  if (gtk_toggle_button_get_active (self->mute))
    gtk_toggle_button_set_active (self->mute, FALSE);
  else
    apply (self);
}

static void
sight_volume_row_dispose (GObject *object)
{
  SightVolumeRow *self = SIGHT_VOLUME_ROW (object);

  g_clear_object (&self->participant);
  g_clear_object (&self->meeting);

  G_OBJECT_CLASS (sight_volume_row_parent_class)->dispose (object);
}

static void
sight_volume_row_class_init (SightVolumeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_volume_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-volume-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SightVolumeRow, mute);
  gtk_widget_class_bind_template_child (widget_class, SightVolumeRow, scale);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
}

static void
sight_volume_row_init (SightVolumeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_scale_add_mark (GTK_SCALE (self->scale), VOLUME_PLAIN, GTK_POS_BOTTOM, NULL);
}

void
sight_volume_row_set_participant (SightVolumeRow   *self,
                                  SightMeeting     *meeting,
                                  SightParticipant *participant)
{
  double volume = sight_meeting_get_volume (meeting, participant);

  gtk_range_set_value (self->scale, volume > 0 ? volume : VOLUME_PLAIN);
  gtk_toggle_button_set_active (self->mute, volume <= 0);
  g_set_object (&self->meeting, meeting);
  g_set_object (&self->participant, participant);
  apply (self);
}
