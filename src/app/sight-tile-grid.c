/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-tile-grid.h"

#include "app/sight-floor.h"
#include "app/sight-self-corner.h"
#include "app/sight-tile-box.h"
#include "app/sight-tile-layout.h"
#include "app/sight-tile-plan.h"
#include "app/sight-video-tile.h"
#include "media/sight-sound-level.h"

#define LISTEN_INTERVAL 100 /* ms */
#define NARROW_WIDTH    560

struct _SightTileGrid
{
  GtkWidget        parent_instance;

  SightMeeting    *meeting;
  SightCall       *call;
  GPtrArray       *tiles;      /* SightVideoTile, owned by the box; not oneself */
  GtkWidget       *self_tile;  /* owned by the corner */
  GtkWidget       *pinned;     /* borrowed, among the tiles */
  SightFloor       floor;      /* of tiles */
  GdkToplevel     *toplevel;   /* while it is mapped */
  gboolean         is_speaker;
  gboolean         show_self;
  gboolean         is_small;
  gboolean         has_picture;
  gboolean         is_narrow;
  int              bottom;
  guint            listen_id;
  guint            narrow_id;

  /* Template widgets */
  GtkWidget       *scroller;
  SightTileBox    *box;
  SightSelfCorner *corner;
};

enum {
  PROP_0,
  PROP_MEETING,
  PROP_LAYOUT,
  PROP_SHOW_SELF,
  PROP_BOTTOM,
  PROP_HAS_PICTURE,
  PROP_NARROW,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightTileGrid, sight_tile_grid, GTK_TYPE_WIDGET)

/* Which one is large */

static GtkWidget *
find_screen (SightTileGrid *self)
{
  for (guint i = 0; i < self->tiles->len; i++)
    if (sight_video_tile_get_line (g_ptr_array_index (self->tiles, i)) == SIGHT_LINE_SCREEN)
      return g_ptr_array_index (self->tiles, i);

  return NULL;
}

static GtkWidget *
find_large (SightTileGrid *self)
{
  GtkWidget *large = self->pinned != NULL ? self->pinned : find_screen (self);

  if (large == NULL && (self->is_speaker || self->is_small))
    large = (GtkWidget *) self->floor.holder;
  if (large == NULL && self->is_speaker && self->tiles->len > 0)
    large = g_ptr_array_index (self->tiles, 0);

  return large;
}

static void
update_layout (SightTileGrid *self)
{
  gboolean is_alone = self->tiles->len == 0;

  sight_tile_box_set_large (self->box, find_large (self));
  sight_tile_box_set_single (self->box, self->is_small);
  sight_self_corner_set_alone (self->corner, is_alone);
  gtk_widget_set_child_visible (GTK_WIDGET (self->corner), is_alone || (self->show_self && !self->is_small));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_pinned (SightVideoTile *tile,
           GParamSpec     *pspec,
           SightTileGrid  *self)
{
  GtkWidget *old = self->pinned;

  if (sight_video_tile_is_pinned (tile))
    {
      self->pinned = GTK_WIDGET (tile);
      if (old != NULL)
        sight_video_tile_set_pinned (SIGHT_VIDEO_TILE (old), FALSE);
    }
  else if (old == GTK_WIDGET (tile))
    {
      self->pinned = NULL;
    }
  update_layout (self);
}

static gboolean
find_picture (SightTileGrid *self)
{
  for (guint i = 0; i < self->tiles->len; i++)
    if (sight_video_tile_shows_picture (g_ptr_array_index (self->tiles, i)))
      return TRUE;

  return self->tiles->len == 0 && self->self_tile != NULL &&
         sight_video_tile_shows_picture (SIGHT_VIDEO_TILE (self->self_tile));
}

static void
update_has_picture (SightTileGrid *self)
{
  gboolean has_picture = find_picture (self);

  if (self->has_picture == has_picture)
    return;

  self->has_picture = has_picture;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PICTURE]);
}

/* Who is there */

static SightVideoTile *
find_tile (SightTileGrid    *self,
           SightParticipant *participant,
           SightLine         line)
{
  for (guint i = 0; i < self->tiles->len; i++)
    {
      SightVideoTile *tile = g_ptr_array_index (self->tiles, i);

      if (sight_video_tile_get_participant (tile) == participant && sight_video_tile_get_line (tile) == line)
        return tile;
    }

  return NULL;
}

static void
add_tile (SightTileGrid    *self,
          SightParticipant *participant,
          SightLine         line)
{
  GtkWidget *tile = sight_video_tile_new (self->meeting, participant, line);

  g_signal_connect_object (tile, "notify::pinned", G_CALLBACK (on_pinned), self, 0);
  g_signal_connect_object (tile, "notify::shows-picture", G_CALLBACK (update_has_picture), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->tiles, tile);
  sight_tile_box_add (self->box, tile);
}

static void
remove_tile (SightTileGrid *self,
             GtkWidget     *tile)
{
  if (self->pinned == tile)
    self->pinned = NULL;
  sight_floor_forget (&self->floor, tile);
  g_ptr_array_remove (self->tiles, tile);
  sight_tile_box_remove (self->box, tile);
}

static gboolean
is_wanted (SightTileGrid  *self,
           SightVideoTile *tile)
{
  SightParticipant *participant = sight_video_tile_get_participant (tile);
  guint n = self->call != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->call)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) other = g_list_model_get_item (G_LIST_MODEL (self->call), i);

      if (other == participant)
        return sight_video_tile_get_line (tile) == SIGHT_LINE_CAMERA || sight_participant_sends (other, SIGHT_LINE_SCREEN);
    }

  return FALSE;
}

static void
remove_unwanted (SightTileGrid *self)
{
  for (guint i = self->tiles->len; i > 0; i--)
    {
      SightVideoTile *tile = g_ptr_array_index (self->tiles, i - 1);

      if (!is_wanted (self, tile))
        remove_tile (self, GTK_WIDGET (tile));
    }
}

static void
sync_tiles (SightTileGrid *self)
{
  guint n = self->call != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->call)) : 0;

  remove_unwanted (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->call), i);

      if (find_tile (self, participant, SIGHT_LINE_CAMERA) == NULL)
        {
          g_signal_connect_object (participant, "notify::screen", G_CALLBACK (sync_tiles), self, G_CONNECT_SWAPPED);
          add_tile (self, participant, SIGHT_LINE_CAMERA);
        }
      if (sight_participant_sends (participant, SIGHT_LINE_SCREEN) &&
          find_tile (self, participant, SIGHT_LINE_SCREEN) == NULL)
        add_tile (self, participant, SIGHT_LINE_SCREEN);
    }
  update_layout (self);
  update_has_picture (self);
}

static void
set_call (SightTileGrid *self,
          SightCall     *call)
{
  if (self->call == call)
    return;

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_set_object (&self->call, call);
  if (call != NULL)
    g_signal_connect_object (call, "items-changed", G_CALLBACK (sync_tiles), self, G_CONNECT_SWAPPED);
  sync_tiles (self);
}

static void
update_call (SightTileGrid *self)
{
  set_call (self, self->meeting != NULL ? sight_meeting_get_call (self->meeting) : NULL);
}

static void
add_self (SightTileGrid *self)
{
  self->self_tile = sight_video_tile_new (self->meeting, NULL, SIGHT_LINE_CAMERA);
  g_signal_connect_object (self->self_tile, "notify::shows-picture", G_CALLBACK (update_has_picture), self, G_CONNECT_SWAPPED);
  sight_self_corner_set_tile (self->corner, self->self_tile);
}

/* Who talks */

static double
get_own_level (SightTileGrid *self)
{
  SightCapture *capture = sight_meeting_get_capture (self->meeting);
  SightAudioDevices *devices = capture != NULL ? sight_capture_get_devices (capture) : NULL;
  double level = SIGHT_LEVEL_SILENCE;

  if (devices != NULL && sight_capture_is_on (capture, SIGHT_LINE_MICROPHONE))
    g_object_get (devices, "level", &level, NULL);

  return level;
}

static void
give_floor (SightTileGrid *self,
            GtkWidget     *loudest)
{
  SightVideoTile *holder = (SightVideoTile *) self->floor.holder;
  gboolean holder_talks = holder != NULL && sight_video_tile_is_talking (holder);

  if (sight_floor_hear (&self->floor, loudest, holder_talks, g_get_monotonic_time ()))
    update_layout (self);
}

static gboolean
on_listen (gpointer data)
{
  SightTileGrid *self = data;
  double loudest_level = SIGHT_LEVEL_SILENCE;
  GtkWidget *loudest = NULL;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      SightVideoTile *tile = g_ptr_array_index (self->tiles, i);
      double level;

      if (sight_video_tile_get_line (tile) != SIGHT_LINE_CAMERA)
        continue;

      level = sight_meeting_get_level (self->meeting, sight_video_tile_get_participant (tile));
      sight_video_tile_set_level (tile, level);
      if (sight_video_tile_is_talking (tile) && level > loudest_level)
        {
          loudest = GTK_WIDGET (tile);
          loudest_level = level;
        }
    }
  sight_video_tile_set_level (SIGHT_VIDEO_TILE (self->self_tile), get_own_level (self));
  give_floor (self, loudest);

  return G_SOURCE_CONTINUE;
}

/* Nobody looks at a window that is minimized, or of which the desktop says that
 * it is not seen; what nobody looks at is not shown.
 */
static gboolean
is_seen (GdkToplevelState state)
{
#if GTK_CHECK_VERSION (4, 12, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  if (state & GDK_TOPLEVEL_STATE_SUSPENDED)
    return FALSE;
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif

  return !(state & GDK_TOPLEVEL_STATE_MINIMIZED);
}

static void
update_seen (SightTileGrid *self)
{
  gtk_widget_set_child_visible (self->scroller, self->toplevel == NULL || is_seen (gdk_toplevel_get_state (self->toplevel)));
}

static void
watch_toplevel (SightTileGrid *self)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (self)));

  if (!GDK_IS_TOPLEVEL (surface))
    return;

  g_set_object (&self->toplevel, GDK_TOPLEVEL (surface));
  g_signal_connect_object (surface, "notify::state", G_CALLBACK (update_seen), self, G_CONNECT_SWAPPED);
}

static void
forget_toplevel (SightTileGrid *self)
{
  if (self->toplevel != NULL)
    g_signal_handlers_disconnect_by_data (self->toplevel, self);
  g_clear_object (&self->toplevel);
}

/* Only while there is somebody to look at. */
static void
update_listening (SightTileGrid *self)
{
  gboolean wanted = self->meeting != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->listen_id == 0)
    self->listen_id = g_timeout_add (LISTEN_INTERVAL, on_listen, self);
  else if (!wanted)
    g_clear_handle_id (&self->listen_id, g_source_remove);
}

static void
sight_tile_grid_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_tile_grid_parent_class)->map (widget);

  watch_toplevel (SIGHT_TILE_GRID (widget));
  update_seen (SIGHT_TILE_GRID (widget));
  update_listening (SIGHT_TILE_GRID (widget));
}

static void
sight_tile_grid_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sight_tile_grid_parent_class)->unmap (widget);

  forget_toplevel (SIGHT_TILE_GRID (widget));
  update_listening (SIGHT_TILE_GRID (widget));
}

/* One's own picture lies over the large one, and not over others beside it. */
static void
allocate_corner (SightTileGrid *self,
                 int            width,
                 int            height)
{
  GtkAllocation place = { 0, 0, width, height };

  if (!gtk_widget_get_child_visible (GTK_WIDGET (self->corner)))
    return;

  if (find_large (self) != NULL && !self->is_small)
    sight_tile_plan_place_large (width, height, SIGHT_TILE_SPACING, self->tiles->len, &place);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    sight_tile_plan_mirror (width, &place);
  gtk_widget_size_allocate (GTK_WIDGET (self->corner), &place, -1);
}

/* Told later: who hears of it changes what is being laid out. */
static gboolean
on_narrow (gpointer data)
{
  SightTileGrid *self = data;
  gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH;

  self->narrow_id = 0;
  if (self->is_narrow != is_narrow)
    {
      self->is_narrow = is_narrow;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
    }

  return G_SOURCE_REMOVE;
}

static void
sight_tile_grid_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  SightTileGrid *self = SIGHT_TILE_GRID (widget);
  gboolean is_small = sight_tile_plan_is_small (width, height);
  const GtkAllocation whole = { 0, 0, width, height };

  if (self->narrow_id == 0 && self->is_narrow != (width < NARROW_WIDTH))
    self->narrow_id = g_idle_add (on_narrow, self);
  if (self->is_small != is_small)
    {
      self->is_small = is_small;
      update_layout (self);
    }
  if (gtk_widget_get_child_visible (self->scroller))
    gtk_widget_size_allocate (self->scroller, &whole, -1);
  allocate_corner (self, width, height);
}

static void
sight_tile_grid_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  gtk_widget_measure (SIGHT_TILE_GRID (widget)->scroller, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
sight_tile_grid_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SightTileGrid *self = SIGHT_TILE_GRID (object);

  switch (property_id)
    {
    case PROP_MEETING:
      g_value_set_object (value, self->meeting);
      break;

    case PROP_LAYOUT:
      g_value_set_static_string (value, self->is_speaker ? "speaker" : "grid");
      break;

    case PROP_SHOW_SELF:
      g_value_set_boolean (value, self->show_self);
      break;

    case PROP_BOTTOM:
      g_value_set_int (value, self->bottom);
      break;

    case PROP_HAS_PICTURE:
      g_value_set_boolean (value, self->has_picture);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->is_narrow);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_tile_grid_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SightTileGrid *self = SIGHT_TILE_GRID (object);

  switch (property_id)
    {
    case PROP_MEETING:
      sight_tile_grid_set_meeting (self, g_value_get_object (value));
      break;

    case PROP_LAYOUT:
      self->is_speaker = g_strcmp0 (g_value_get_string (value), "speaker") == 0;
      update_layout (self);
      break;

    case PROP_SHOW_SELF:
      self->show_self = g_value_get_boolean (value);
      update_layout (self);
      break;

    case PROP_BOTTOM:
      self->bottom = g_value_get_int (value);
      sight_self_corner_set_bottom (self->corner, self->bottom);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_tile_grid_dispose (GObject *object)
{
  SightTileGrid *self = SIGHT_TILE_GRID (object);

  g_clear_handle_id (&self->narrow_id, g_source_remove);
  if (self->scroller != NULL)
    {
      sight_tile_grid_set_meeting (self, NULL);
      g_clear_pointer (&self->scroller, gtk_widget_unparent);
      gtk_widget_unparent (GTK_WIDGET (self->corner));
    }

  G_OBJECT_CLASS (sight_tile_grid_parent_class)->dispose (object);
}

static void
sight_tile_grid_finalize (GObject *object)
{
  g_ptr_array_unref (SIGHT_TILE_GRID (object)->tiles);

  G_OBJECT_CLASS (sight_tile_grid_parent_class)->finalize (object);
}

static void
sight_tile_grid_class_init (SightTileGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_tile_grid_get_property;
  object_class->set_property = sight_tile_grid_set_property;
  object_class->dispose = sight_tile_grid_dispose;
  object_class->finalize = sight_tile_grid_finalize;
  widget_class->map = sight_tile_grid_map;
  widget_class->unmap = sight_tile_grid_unmap;
  widget_class->size_allocate = sight_tile_grid_size_allocate;
  widget_class->measure = sight_tile_grid_measure;

  properties[PROP_MEETING] =
    g_param_spec_object ("meeting", NULL, NULL, SIGHT_TYPE_MEETING,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LAYOUT] =
    g_param_spec_string ("layout", NULL, NULL, "grid", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_SELF] =
    g_param_spec_boolean ("show-self", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BOTTOM] =
    g_param_spec_int ("bottom", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_PICTURE] =
    g_param_spec_boolean ("has-picture", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SIGHT_TYPE_TILE_BOX);
  g_type_ensure (SIGHT_TYPE_SELF_CORNER);

  gtk_widget_class_set_css_name (widget_class, "tilegrid");
  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-tile-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, SightTileGrid, scroller);
  gtk_widget_class_bind_template_child (widget_class, SightTileGrid, box);
  gtk_widget_class_bind_template_child (widget_class, SightTileGrid, corner);
}

static void
sight_tile_grid_init (SightTileGrid *self)
{
  self->tiles = g_ptr_array_new ();
  self->show_self = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sight_tile_grid_set_meeting (SightTileGrid *self,
                             SightMeeting  *meeting)
{
  if (self->meeting == meeting)
    return;

  set_call (self, NULL);
  if (self->meeting != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->meeting, self);
      sight_self_corner_set_tile (self->corner, NULL);
      self->self_tile = NULL;
    }
  g_set_object (&self->meeting, meeting);
  if (meeting != NULL)
    {
      g_signal_connect_object (meeting, "notify::call", G_CALLBACK (update_call), self, G_CONNECT_SWAPPED);
      add_self (self);
      update_call (self);
    }
  update_listening (self);
  update_has_picture (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEETING]);
}
