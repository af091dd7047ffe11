/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-qr-code.h"

#include <qrencode.h>

#define QUIET_ZONE    4  /* modules on each side, as the standard wants */
#define MODULE_LEAST  4  /* pixels */
#define MODULE_NORMAL 5

struct _SightQrCode
{
  GtkWidget  parent_instance;

  char      *text;
  QRcode    *code;  /* NULL where nothing is shown */
};

enum {
  PROP_0,
  PROP_TEXT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightQrCode, sight_qr_code, GTK_TYPE_WIDGET)

guint
sight_qr_code_get_width (SightQrCode *self)
{
  g_return_val_if_fail (SIGHT_IS_QR_CODE (self), 0);

  return self->code != NULL ? self->code->width : 0;
}

gboolean
sight_qr_code_is_dark (SightQrCode *self,
                       guint        column,
                       guint        row)
{
  guint width = sight_qr_code_get_width (self);

  g_return_val_if_fail (column < width && row < width, FALSE);

  return self->code->data[row * width + column] & 1;
}

static GtkSizeRequestMode
sight_qr_code_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
sight_qr_code_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  guint modules = sight_qr_code_get_width (SIGHT_QR_CODE (widget));

  if (modules > 0)
    modules += 2 * QUIET_ZONE;
  *minimum = modules * MODULE_LEAST;
  *natural = modules * MODULE_NORMAL;
}

/* A run of dark modules at once: no seams between them, and fewer nodes. */
static void
snapshot_row (SightQrCode *self,
              GtkSnapshot *snapshot,
              guint        row,
              float        module)
{
  const GdkRGBA black = { 0, 0, 0, 1 };
  guint width = sight_qr_code_get_width (self);
  guint start = 0;

  while (start < width)
    {
      guint end = start;

      while (end < width && sight_qr_code_is_dark (self, end, row))
        end++;
      if (end > start)
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT ((start + QUIET_ZONE) * module, (row + QUIET_ZONE) * module,
                                                        (end - start) * module, module));
      start = end + 1;
    }
}

static void
sight_qr_code_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  SightQrCode *self = SIGHT_QR_CODE (widget);
  guint modules = sight_qr_code_get_width (self) + 2 * QUIET_ZONE;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  float module = (float) MIN (width, height) / modules;
  GskRoundedRect frame;

  if (self->code == NULL)
    return;

  /* Whole pixels are sharp; a small one keeps what room there is. */
  if (module >= 2)
    module = (int) module;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((int) (width - modules * module) / 2,
                                                          (int) (height - modules * module) / 2));
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (0, 0, modules * module, modules * module), 12);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &white, &frame.bounds);
  for (guint row = 0; row < sight_qr_code_get_width (self); row++)
    snapshot_row (self, snapshot, row, module);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
sight_qr_code_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, sight_qr_code_get_text (SIGHT_QR_CODE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_qr_code_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_TEXT:
      sight_qr_code_set_text (SIGHT_QR_CODE (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_qr_code_finalize (GObject *object)
{
  SightQrCode *self = SIGHT_QR_CODE (object);

  g_clear_pointer (&self->code, QRcode_free);
  g_free (self->text);

  G_OBJECT_CLASS (sight_qr_code_parent_class)->finalize (object);
}

static void
sight_qr_code_class_init (SightQrCodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_qr_code_get_property;
  object_class->set_property = sight_qr_code_set_property;
  object_class->finalize = sight_qr_code_finalize;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  widget_class->get_request_mode = sight_qr_code_get_request_mode;
  widget_class->measure = sight_qr_code_measure;
  widget_class->snapshot = sight_qr_code_snapshot;

  gtk_widget_class_set_css_name (widget_class, "qrcode");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sight_qr_code_init (SightQrCode *self)
{
}

GtkWidget *
sight_qr_code_new (void)
{
  return g_object_new (SIGHT_TYPE_QR_CODE, NULL);
}

void
sight_qr_code_set_text (SightQrCode *self,
                        const char  *text)
{
  g_return_if_fail (SIGHT_IS_QR_CODE (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL && *text != '\0')
    self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);

  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

const char *
sight_qr_code_get_text (SightQrCode *self)
{
  g_return_val_if_fail (SIGHT_IS_QR_CODE (self), NULL);

  return self->text;
}
