/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-device-preferences.h"

#include "app/sight-device-row.h"

struct _SightDevicePreferences
{
  AdwPreferencesPage  parent_instance;

  SightDeviceRow     *camera;
  SightDeviceRow     *microphone;
  SightDeviceRow     *speaker;
  GtkWidget          *echo;
  GtkWidget          *noise;
  GtkWidget          *gain;
  GtkWidget          *codec;
  GtkWidget          *limit;
};

G_DEFINE_FINAL_TYPE (SightDevicePreferences, sight_device_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* In the order of the lists. */
static const char * const codecs[] = { "vp8", "h264" };
static const guint limits[] = { 0, 2500, 1000, 500, 250 };

static gboolean
codec_to_row (GValue   *value,
              GVariant *variant,
              gpointer  user_data)
{
  const char *codec = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_str_equal (codecs[i], codec))
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
codec_from_row (const GValue       *value,
                const GVariantType *type,
                gpointer            user_data)
{
  guint row = g_value_get_uint (value);

  return row < G_N_ELEMENTS (codecs) ? g_variant_new_string (codecs[row]) : NULL;
}

/* Whoever set another number by hand sees the next lower one. */
static gboolean
limit_to_row (GValue   *value,
              GVariant *variant,
              gpointer  user_data)
{
  guint limit = g_variant_get_uint32 (variant);
  guint row = 0;

  while (limit > 0 && row + 1 < G_N_ELEMENTS (limits) && (row == 0 || limits[row] > limit))
    row++;
  g_value_set_uint (value, row);

  return TRUE;
}

static GVariant *
limit_from_row (const GValue       *value,
                const GVariantType *type,
                gpointer            user_data)
{
  guint row = g_value_get_uint (value);

  return row < G_N_ELEMENTS (limits) ? g_variant_new_uint32 (limits[row]) : NULL;
}

static void
sight_device_preferences_class_init (SightDevicePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SIGHT_TYPE_DEVICE_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-device-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, camera);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, microphone);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, speaker);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, echo);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, noise);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, gain);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, codec);
  gtk_widget_class_bind_template_child (widget_class, SightDevicePreferences, limit);
}

static void
sight_device_preferences_init (SightDevicePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sight_device_preferences_bind (SightDevicePreferences *self,
                               GSettings              *settings)
{
  g_return_if_fail (SIGHT_IS_DEVICE_PREFERENCES (self));

  sight_device_row_bind (self->camera, SIGHT_DEVICE_CAMERA, settings, "camera");
  sight_device_row_bind (self->microphone, SIGHT_DEVICE_MICROPHONE, settings, "microphone");
  sight_device_row_bind (self->speaker, SIGHT_DEVICE_SPEAKER, settings, "speaker");
  g_settings_bind (settings, "echo-cancellation", self->echo, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "noise-suppression", self->noise, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "gain-control", self->gain, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "video-codec", self->codec, "selected", G_SETTINGS_BIND_DEFAULT,
                                codec_to_row, codec_from_row, NULL, NULL);
  g_settings_bind_with_mapping (settings, "video-bitrate", self->limit, "selected", G_SETTINGS_BIND_DEFAULT,
                                limit_to_row, limit_from_row, NULL, NULL);
}
