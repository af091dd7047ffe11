/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-video-tile.h"

#include <adwaita.h>
#include "app/sight-paintable-sink.h"
#include "app/sight-reaction-view.h"
#include "app/sight-tile-menu.h"
#include "app/sight-tile-status.h"
#include "app/sight-video-view.h"

/* In dB. Softer is a room and no voice; the loudest makes the ring opaque. */
#define TALKING_MIN    (-50.0)
#define TALKING_LOUD   (-20.0)
/* People draw breath. */
#define TALKING_HELD   (600 * G_TIME_SPAN_MILLISECOND)

/* Around whoever talks. */
#define RING_WIDTH     3
#define RING_RADIUS    12
#define RING_MIN       0.3
#define RING_STEP      0.05

#define SMALL_WIDTH    160
#define SMALL_HEIGHT   120
#define NORMAL_ASPECT  (16.0 / 9)

struct _SightVideoTile
{
  GtkWidget           parent_instance;

  SightMeeting       *meeting;
  GSignalGroup       *call_signals;
  SightParticipant   *participant; /* NULL is oneself */
  SightLine           line;
  SightPaintableSink *sink;
  gboolean            is_taking;
  gboolean            pinned;
  gboolean            talking;
  gboolean            shows_picture;
  gboolean            is_small;
  gint64              talked_at;
  double              ring;        /* how much of it is seen */
  guint               resize_id;

  /* Template widgets */
  GtkWidget          *overlay;
  SightVideoView     *view;
  AdwAvatar          *avatar;
  SightReactionView  *reaction;
  GtkWidget          *marks;
  GtkWidget          *hand;
  GtkWidget          *muted;
  GtkWidget          *silenced;
  GtkLabel           *title;
  GtkWidget          *verified;
  GtkWidget          *poor;
  GtkLabel           *notice;
  SightTileMenu      *menu;
};

enum {
  PROP_0,
  PROP_MEETING,
  PROP_PARTICIPANT,
  PROP_LINE,
  PROP_PINNED,
  PROP_TALKING,
  PROP_SHOWS_PICTURE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightVideoTile, sight_video_tile, GTK_TYPE_WIDGET)

/* What there is to tell */

static SightCapture *
get_capture (SightVideoTile *self)
{
  return self->meeting != NULL ? sight_meeting_get_capture (self->meeting) : NULL;
}

static gboolean
sends (SightVideoTile *self,
       SightLine       line)
{
  SightCapture *capture = get_capture (self);

  if (self->participant != NULL)
    return sight_participant_sends (self->participant, line);

  return capture != NULL && sight_capture_is_on (capture, line);
}

static SightVerdict
get_verdict (SightVideoTile *self)
{
  SightCallStatistics *statistics = self->meeting != NULL ? sight_meeting_get_statistics (self->meeting) : NULL;
  const SightStatisticsRecord *record = NULL;

  if (statistics != NULL)
    record = sight_call_statistics_get (statistics, sight_participant_get_id (self->participant));

  return record != NULL ? record->verdict : SIGHT_VERDICT_GOOD;
}

/* Ours; there is one from joining on. */
static SightCall *
get_call (SightVideoTile *self)
{
  return self->meeting != NULL ? sight_meeting_get_call (self->meeting) : NULL;
}

static void
read_participant (SightVideoTile  *self,
                  SightTileStatus *status)
{
  const GError *error = sight_participant_get_error (self->participant);

  status->name = sight_participant_get_name (self->participant);
  status->state = sight_participant_get_state (self->participant);
  status->is_away = sight_participant_is_away (self->participant);
  status->is_verified = sight_participant_get_verifying (self->participant) == SIGHT_VERIFYING_CONFIRMED;
  status->error = error != NULL ? error->message : NULL;
  status->verdict = get_verdict (self);
  g_object_get (self->participant, "hand", &status->has_hand_up, NULL);
}

static SightTileStatus
read_status (SightVideoTile *self)
{
  SightTileStatus status = {
    .is_self = self->participant == NULL,
    .is_screen = self->line == SIGHT_LINE_SCREEN,
    .has_picture = sends (self, self->line),
    .is_muted = !sends (self, SIGHT_LINE_MICROPHONE),
    .is_silenced = sight_tile_menu_is_silenced (self->menu),
    .is_talking = self->talking,
    .state = SIGHT_PAIR_LIVE,
    .verdict = SIGHT_VERDICT_GOOD,
  };

  if (self->participant != NULL)
    read_participant (self, &status);
  else if (get_call (self) != NULL)
    status.has_hand_up = sight_call_get_hand (get_call (self));

  return status;
}

/* Pictures */

static void
set_taking (SightVideoTile *self,
            gboolean        taking)
{
  SightCapture *capture = get_capture (self);

  if (self->participant == NULL)
    {
      SightSource *source = taking && capture != NULL ? sight_capture_get_source (capture, self->line) : NULL;

      sight_paintable_sink_attach_source (self->sink, source);
    }
  else if (taking != self->is_taking)
    {
      sight_participant_set_sink (self->participant, self->line, taking ? SIGHT_SINK (self->sink) : NULL);
    }
  self->is_taking = taking;
}

/* What is not seen is not taken; what is no longer sent is not seen. */
static void
update_picture (SightVideoTile        *self,
                const SightTileStatus *status)
{
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (self));
  gboolean shown;

  set_taking (self, seen && status->has_picture);
  if (!status->has_picture && sight_paintable_sink_has_picture (self->sink))
    sight_paintable_sink_clear (self->sink);

  shown = status->has_picture && sight_paintable_sink_has_picture (self->sink);
  gtk_widget_set_visible (GTK_WIDGET (self->view), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), !shown);
  gtk_widget_set_opacity (GTK_WIDGET (self->view), status->state == SIGHT_PAIR_LIVE ? 1 : 0.5);
  if (self->shows_picture == shown)
    return;

  self->shows_picture = shown;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWS_PICTURE]);
}

/* Words and marks */

static void
set_class (gpointer    widget,
           const char *name,
           gboolean    is_so)
{
  if (is_so)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_marks (SightVideoTile        *self,
              const SightTileStatus *status)
{
  g_autofree char *title = sight_tile_status_get_title (status);
  g_autofree char *notice = sight_tile_status_get_notice (status);

  /* One knows oneself. */
  gtk_widget_set_visible (GTK_WIDGET (self->title), !status->is_self || !self->is_small);
  gtk_widget_set_visible (self->marks, !status->is_self || !self->is_small || status->is_muted || status->has_hand_up);
  gtk_label_set_text (self->title, title);
  adw_avatar_set_text (self->avatar, status->name);
  gtk_widget_set_visible (self->muted, status->is_muted && !status->is_screen);
  gtk_widget_set_visible (self->silenced, status->is_silenced);
  gtk_widget_set_visible (self->hand, status->has_hand_up && !status->is_screen);
  gtk_widget_set_visible (self->verified, status->is_verified);
  gtk_widget_set_visible (self->poor, sight_tile_status_is_poor (status));
  gtk_label_set_text (self->notice, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), notice != NULL);
  set_class (self, "failed", status->state == SIGHT_PAIR_FAILED);
}

static void
update (SightVideoTile *self)
{
  SightTileStatus status = read_status (self);
  g_autofree char *description = sight_tile_status_describe (&status);

  update_picture (self, &status);
  update_marks (self, &status);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), sight_tile_status_is_poor (&status) ?
                               sight_verdict_to_sentence (status.verdict) : NULL);
}

static void
on_capture_changed (SightCapture   *capture,
                    guint           line,
                    SightVideoTile *self)
{
  if (line == SIGHT_LINE_MICROPHONE || line == self->line)
    update (self);
}

/* A screen has no reactions; we have a hand, as the others. */
static void
update_call (SightVideoTile *self)
{
  gpointer source = self->participant != NULL ? (gpointer) self->participant : get_call (self);

  g_object_set (self->reaction, "source", self->line == SIGHT_LINE_CAMERA ? source : NULL, NULL);
  g_signal_group_set_target (self->call_signals, self->participant == NULL ? get_call (self) : NULL);
}

static void
set_meeting (SightVideoTile *self,
             SightMeeting   *meeting)
{
  if (self->meeting == meeting)
    return;

  if (self->participant == NULL)
    sight_paintable_sink_attach_source (self->sink, NULL);
  if (get_capture (self) != NULL)
    g_signal_handlers_disconnect_by_data (get_capture (self), self);
  if (self->meeting != NULL)
    g_signal_handlers_disconnect_by_data (self->meeting, self);
  g_set_object (&self->meeting, meeting);
  if (get_capture (self) != NULL && self->participant == NULL)
    g_signal_connect_object (get_capture (self), "changed", G_CALLBACK (on_capture_changed), self, 0);
  if (meeting != NULL)
    g_signal_connect_object (meeting, "notify::call", G_CALLBACK (update_call), self, G_CONNECT_SWAPPED);
  if (meeting != NULL && self->participant != NULL && sight_meeting_get_statistics (meeting) != NULL)
    g_signal_connect_object (sight_meeting_get_statistics (meeting), "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  sight_tile_menu_set_meeting (self->menu, meeting);
  update_call (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEETING]);
}

/* How large the parts are that depend on the whole. Not while it is being laid
 * out: they would be laid out again at once.
 */

static gboolean
on_resized (gpointer data)
{
  SightVideoTile *self = data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int size = MIN (width, height) / 2;

  self->resize_id = 0;
  adw_avatar_set_size (self->avatar, CLAMP (size & ~15, 16, 160));
  self->is_small = width < SMALL_WIDTH || height < SMALL_HEIGHT;
  set_class (self, "small", self->is_small);
  update (self);

  return G_SOURCE_REMOVE;
}

/* It takes what it gets: where that is too little, the rest is not seen. */
static void
sight_video_tile_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (widget);
  int min_width, min_height;

  gtk_widget_measure (self->overlay, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  min_width = MAX (width, min_width);
  gtk_widget_measure (self->overlay, GTK_ORIENTATION_VERTICAL, min_width, &min_height, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->overlay, &(GtkAllocation) { 0, 0, min_width, MAX (height, min_height) }, -1);

  if (self->resize_id == 0)
    self->resize_id = g_idle_add (on_resized, self);
}

static void
sight_video_tile_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 180;
}

/* A line around the picture, and nothing that would have it blended once more. */
static void
sight_video_tile_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (widget);
  const float widths[] = { RING_WIDTH, RING_WIDTH, RING_WIDTH, RING_WIDTH };
  GdkRGBA color;
  GskRoundedRect ring;

  GTK_WIDGET_CLASS (sight_video_tile_parent_class)->snapshot (widget, snapshot);

  if (self->ring <= 0 || !gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_bg_color", &color))
    return;

  color.alpha *= self->ring;
  gsk_rounded_rect_init_from_rect (&ring, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)),
                                   RING_RADIUS);
  gtk_snapshot_append_border (snapshot, &ring, widths, (const GdkRGBA[]) { color, color, color, color });
}

static void
sight_video_tile_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_video_tile_parent_class)->map (widget);

  update (SIGHT_VIDEO_TILE (widget));
}

static void
sight_video_tile_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_video_tile_parent_class)->unmap (widget);

  set_taking (SIGHT_VIDEO_TILE (widget), FALSE);
}

/* Actions */

static void
on_menu (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (widget);

  if (self->participant != NULL)
    sight_tile_menu_popup (self->menu);
}

static void
on_toggle_pinned (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (widget);

  if (self->participant != NULL)
    sight_video_tile_set_pinned (self, !self->pinned);
}

static void
on_pressed (SightVideoTile  *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY)
    gtk_widget_activate_action (GTK_WIDGET (self), "tile.menu", NULL);
  else if (n_press == 2)
    gtk_widget_activate_action (GTK_WIDGET (self), "tile.toggle-pinned", NULL);
}

/* The button is there for who points at the tile, or comes with the keyboard. */
static void
sight_video_tile_state_flags_changed (GtkWidget     *widget,
                                      GtkStateFlags  previous)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (widget);
  GtkStateFlags flags = gtk_widget_get_state_flags (widget);

  sight_tile_menu_set_revealed (self->menu, flags & (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN));

  GTK_WIDGET_CLASS (sight_video_tile_parent_class)->state_flags_changed (widget, previous);
}

static void
sight_video_tile_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (object);

  switch (property_id)
    {
    case PROP_MEETING:
      g_value_set_object (value, self->meeting);
      break;

    case PROP_PARTICIPANT:
      g_value_set_object (value, self->participant);
      break;

    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;

    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;

    case PROP_TALKING:
      g_value_set_boolean (value, self->talking);
      break;

    case PROP_SHOWS_PICTURE:
      g_value_set_boolean (value, self->shows_picture);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_video_tile_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (object);

  switch (property_id)
    {
    case PROP_MEETING:
      set_meeting (self, g_value_get_object (value));
      update (self);
      break;

    case PROP_PARTICIPANT:
      self->participant = g_value_dup_object (value);
      break;

    case PROP_LINE:
      self->line = g_value_get_uint (value);
      break;

    case PROP_PINNED:
      sight_video_tile_set_pinned (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_video_tile_constructed (GObject *object)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (object);

  G_OBJECT_CLASS (sight_video_tile_parent_class)->constructed (object);

  sight_paintable_sink_set_mirrored (self->sink, self->participant == NULL && self->line == SIGHT_LINE_CAMERA);
  sight_video_view_set_whole (self->view, self->line == SIGHT_LINE_SCREEN);
  if (self->participant != NULL)
    {
      g_signal_connect_object (self->participant, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      sight_tile_menu_set_participant (self->menu, self->participant);
    }
  update (self);
}

static void
sight_video_tile_dispose (GObject *object)
{
  SightVideoTile *self = SIGHT_VIDEO_TILE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->resize_id, g_source_remove);
  set_meeting (self, NULL);
  g_clear_object (&self->call_signals);
  g_clear_object (&self->participant);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->sink);

  G_OBJECT_CLASS (sight_video_tile_parent_class)->dispose (object);
}

static void
sight_video_tile_class_init (SightVideoTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sight_video_tile_constructed;
  object_class->get_property = sight_video_tile_get_property;
  object_class->set_property = sight_video_tile_set_property;
  object_class->dispose = sight_video_tile_dispose;
  widget_class->measure = sight_video_tile_measure;
  widget_class->size_allocate = sight_video_tile_size_allocate;
  widget_class->snapshot = sight_video_tile_snapshot;
  widget_class->map = sight_video_tile_map;
  widget_class->unmap = sight_video_tile_unmap;
  widget_class->state_flags_changed = sight_video_tile_state_flags_changed;

  properties[PROP_MEETING] =
    g_param_spec_object ("meeting", NULL, NULL, SIGHT_TYPE_MEETING,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PARTICIPANT] =
    g_param_spec_object ("participant", NULL, NULL, SIGHT_TYPE_PARTICIPANT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, 0, SIGHT_N_LINES - 1, SIGHT_LINE_CAMERA,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PINNED] =
    g_param_spec_boolean ("pinned", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TALKING] =
    g_param_spec_boolean ("talking", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWS_PICTURE] =
    g_param_spec_boolean ("shows-picture", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SIGHT_TYPE_REACTION_VIEW);
  g_type_ensure (SIGHT_TYPE_TILE_MENU);
  g_type_ensure (SIGHT_TYPE_VIDEO_VIEW);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-video-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, overlay);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, view);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, avatar);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, reaction);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, marks);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, hand);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, muted);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, silenced);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, title);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, verified);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, poor);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, notice);
  gtk_widget_class_bind_template_child (widget_class, SightVideoTile, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, update);

  gtk_widget_class_install_property_action (widget_class, "tile.pinned", "pinned");
  gtk_widget_class_install_action (widget_class, "tile.toggle-pinned", NULL, on_toggle_pinned);
  gtk_widget_class_install_action (widget_class, "tile.menu", NULL, on_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "tile.toggle-pinned", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "tile.toggle-pinned", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "tile.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "tile.menu", NULL);

  gtk_widget_class_set_css_name (widget_class, "videotile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sight_video_tile_init (SightVideoTile *self)
{
  self->line = SIGHT_LINE_CAMERA;
  self->call_signals = g_signal_group_new (SIGHT_TYPE_CALL);
  g_signal_group_connect_swapped (self->call_signals, "notify::hand", G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->sink = sight_paintable_sink_new ();
  g_signal_connect_object (self->sink, "notify::has-picture", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  sight_video_view_set_paintable (self->view, GDK_PAINTABLE (self->sink));
}

GtkWidget *
sight_video_tile_new (SightMeeting     *meeting,
                      SightParticipant *participant,
                      SightLine         line)
{
  return g_object_new (SIGHT_TYPE_VIDEO_TILE,
                       "participant", participant,
                       "line", line,
                       "meeting", meeting,
                       NULL);
}

SightParticipant *
sight_video_tile_get_participant (SightVideoTile *self)
{
  return self->participant;
}

SightLine
sight_video_tile_get_line (SightVideoTile *self)
{
  return self->line;
}

gboolean
sight_video_tile_is_pinned (SightVideoTile *self)
{
  return self->pinned;
}

void
sight_video_tile_set_pinned (SightVideoTile *self,
                             gboolean        pinned)
{
  if (self->pinned == !!pinned)
    return;

  self->pinned = !!pinned;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PINNED]);
}

gboolean
sight_video_tile_is_talking (SightVideoTile *self)
{
  return self->talking;
}

SightReaction
sight_video_tile_get_reaction (SightVideoTile *self)
{
  return sight_reaction_view_get_shown (self->reaction);
}

gboolean
sight_video_tile_shows_picture (SightVideoTile *self)
{
  return self->shows_picture;
}

double
sight_video_tile_get_aspect (SightVideoTile *self)
{
  double aspect = gdk_paintable_get_intrinsic_aspect_ratio (GDK_PAINTABLE (self->sink));

  return aspect > 0 ? aspect : NORMAL_ASPECT;
}

static void
set_ring (SightVideoTile *self,
          double          ring)
{
  if (ABS (self->ring - ring) < RING_STEP)
    return;

  self->ring = ring;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The ring is more or less there, and what is read aloud is only told when
 * somebody begins or stops.
 */
void
sight_video_tile_set_level (SightVideoTile *self,
                            double          level)
{
  gint64 now = g_get_monotonic_time ();
  gboolean talking;

  if (level >= TALKING_MIN)
    self->talked_at = now;
  talking = self->talked_at != 0 && now - self->talked_at < TALKING_HELD;
  set_ring (self, talking ? CLAMP ((level - TALKING_MIN) / (TALKING_LOUD - TALKING_MIN), RING_MIN, 1) : 0);
  if (self->talking == talking)
    return;

  self->talking = talking;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TALKING]);
}
