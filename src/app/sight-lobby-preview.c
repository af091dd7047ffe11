/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-lobby-preview.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sight-paintable-sink.h"

#define WIDTH_MIN     240
#define WIDTH_NATURAL 640
#define HEIGHT_MIN    168
#define HEIGHT_MAX    480

struct _SightLobbyPreview
{
  GtkWidget           parent_instance;

  SightCapture       *capture;
  SightPaintableSink *sink;

  GtkWidget          *stack;
  AdwAvatar          *avatar;
  GtkLabel           *status;
  GtkPicture         *picture;
};

G_DEFINE_FINAL_TYPE (SightLobbyPreview, sight_lobby_preview, GTK_TYPE_WIDGET)

static void
update_status (SightLobbyPreview *self)
{
  gboolean on = self->capture != NULL && sight_capture_is_on (self->capture, SIGHT_LINE_CAMERA);
  gboolean failed = on && sight_capture_get_error (self->capture, SIGHT_LINE_CAMERA) != NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), sight_paintable_sink_has_picture (self->sink) ? "picture" : "none");
  gtk_label_set_label (self->status, failed ? _("No picture") : on ? _("Starting the camera…") : _("Your camera is off"));
}

/* What is no longer taken is not to be seen either. */
static void
update (SightLobbyPreview *self)
{
  gboolean is_seen = gtk_widget_get_mapped (GTK_WIDGET (self));
  SightSource *source =
    is_seen && self->capture != NULL ? sight_capture_get_source (self->capture, SIGHT_LINE_CAMERA) : NULL;

  sight_paintable_sink_attach_source (self->sink, source);
  if (source == NULL)
    sight_paintable_sink_clear (self->sink);
  update_status (self);
}

static void
on_changed (SightLobbyPreview *self,
            guint              line)
{
  if (line == SIGHT_LINE_CAMERA)
    update (self);
}

static void
sight_lobby_preview_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_lobby_preview_parent_class)->map (widget);

  update (SIGHT_LOBBY_PREVIEW (widget));
}

static void
sight_lobby_preview_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_lobby_preview_parent_class)->unmap (widget);

  update (SIGHT_LOBBY_PREVIEW (widget));
}

/* The shape of what others see, as large as there is room. */

static GtkSizeRequestMode
sight_lobby_preview_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sight_lobby_preview_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = WIDTH_MIN;
      *natural = WIDTH_NATURAL;
    }
  else
    {
      /* A widget that is wider may not need more. */
      *minimum = HEIGHT_MIN;
      *natural = CLAMP (for_size * 9 / 16, HEIGHT_MIN, HEIGHT_MAX);
    }
}

static void
sight_lobby_preview_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  GtkWidget *stack = SIGHT_LOBBY_PREVIEW (widget)->stack;
  int least;

  gtk_widget_measure (stack, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width, least);
  gtk_widget_measure (stack, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  gtk_widget_allocate (stack, width, MAX (height, least), -1, NULL);
}

static void
sight_lobby_preview_dispose (GObject *object)
{
  SightLobbyPreview *self = SIGHT_LOBBY_PREVIEW (object);

  sight_lobby_preview_set_capture (self, NULL);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->sink);

  G_OBJECT_CLASS (sight_lobby_preview_parent_class)->dispose (object);
}

static void
sight_lobby_preview_class_init (SightLobbyPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_lobby_preview_dispose;
  widget_class->map = sight_lobby_preview_map;
  widget_class->unmap = sight_lobby_preview_unmap;
  widget_class->get_request_mode = sight_lobby_preview_get_request_mode;
  widget_class->measure = sight_lobby_preview_measure;
  widget_class->size_allocate = sight_lobby_preview_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-lobby-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPreview, stack);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPreview, avatar);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPreview, status);
  gtk_widget_class_bind_template_child (widget_class, SightLobbyPreview, picture);
  gtk_widget_class_set_css_name (widget_class, "lobby-preview");
}

static void
sight_lobby_preview_init (SightLobbyPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->sink = sight_paintable_sink_new ();
  sight_paintable_sink_set_mirrored (self->sink, TRUE);
  g_signal_connect_object (self->sink, "notify::has-picture", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->sink));
}

void
sight_lobby_preview_set_capture (SightLobbyPreview *self,
                                 SightCapture      *capture)
{
  g_return_if_fail (SIGHT_IS_LOBBY_PREVIEW (self));

  if (self->capture == capture)
    return;

  if (self->capture != NULL)
    g_signal_handlers_disconnect_by_data (self->capture, self);
  g_set_object (&self->capture, capture);
  if (capture != NULL)
    g_signal_connect_object (capture, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  if (self->stack != NULL)
    update (self);
}

void
sight_lobby_preview_set_name (SightLobbyPreview *self,
                              const char        *name)
{
  g_return_if_fail (SIGHT_IS_LOBBY_PREVIEW (self));

  adw_avatar_set_text (self->avatar, name);
}
