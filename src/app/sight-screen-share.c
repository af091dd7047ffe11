/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-screen-share.h"

struct _SightScreenShare
{
  GObject               parent_instance;

  SightCapture         *capture;
  SightScreenShareOpen  open;
  char                 *sound;
  gboolean              is_sent;
  SightRegion           region;
  gboolean              was_shared;
};

enum {
  PROP_0,
  PROP_SOUND,
  N_PROPERTIES
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightScreenShare, sight_screen_share, G_TYPE_OBJECT)

static gboolean
is_shared (SightScreenShare *self)
{
  SightSource *screen = sight_capture_get_source (self->capture, SIGHT_LINE_SCREEN);

  return screen != NULL && sight_capture_is_on (self->capture, SIGHT_LINE_SCREEN) &&
         sight_source_get_state (screen) != SIGHT_SOURCE_ASKING;
}

static void
send_sound (SightScreenShare *self)
{
  gboolean all = g_str_equal (self->sound, SIGHT_SCREEN_SHARE_ALL);
  g_autoptr(SightSource) source = self->open (all ? NULL : self->sound);

  self->is_sent = TRUE;
  sight_capture_set_source (self->capture, SIGHT_LINE_SCREEN_SOUND, source);
}

static void
stop_sound (SightScreenShare *self)
{
  self->is_sent = FALSE;
  sight_capture_set_on (self->capture, SIGHT_LINE_SCREEN_SOUND, FALSE);
}

static void
update (SightScreenShare *self)
{
  gboolean is_wanted = is_shared (self) && !g_str_equal (self->sound, SIGHT_SCREEN_SHARE_SILENT);

  if (is_wanted && !self->is_sent)
    send_sound (self);
  else if (!is_wanted && self->is_sent)
    stop_sound (self);
}

/* What is shared next may be quite another thing. */
static void
forget_region (SightScreenShare *self)
{
  const SightRegion whole = { 0, };

  sight_screen_share_set_region (self, &whole);
}

static void
on_changed (SightScreenShare *self,
            guint             line)
{
  if (line != SIGHT_LINE_SCREEN)
    return;

  update (self);
  if (self->was_shared && !is_shared (self))
    forget_region (self);
  self->was_shared = is_shared (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
choose (SightScreenShare *self,
        const char       *sound)
{
  g_free (self->sound);
  self->sound = g_strdup (sound);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOUND]);
}

/* Why is told elsewhere, and stays until the next try. */
static void
on_failed (SightScreenShare *self,
           guint             line)
{
  if (line != SIGHT_LINE_SCREEN_SOUND)
    return;

  self->is_sent = FALSE;
  choose (self, SIGHT_SCREEN_SHARE_SILENT);
}

static void
sight_screen_share_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_SOUND:
      g_value_set_string (value, SIGHT_SCREEN_SHARE (object)->sound);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_screen_share_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  SightScreenShare *self = SIGHT_SCREEN_SHARE (object);

  switch (property_id)
    {
    case PROP_SOUND:
      choose (self, g_value_get_string (value));
      if (self->is_sent && !g_str_equal (self->sound, SIGHT_SCREEN_SHARE_SILENT))
        send_sound (self);
      update (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_screen_share_finalize (GObject *object)
{
  SightScreenShare *self = SIGHT_SCREEN_SHARE (object);

  g_clear_object (&self->capture);
  g_free (self->sound);

  G_OBJECT_CLASS (sight_screen_share_parent_class)->finalize (object);
}

static void
sight_screen_share_class_init (SightScreenShareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_screen_share_get_property;
  object_class->set_property = sight_screen_share_set_property;
  object_class->finalize = sight_screen_share_finalize;

  properties[PROP_SOUND] =
    g_param_spec_string ("sound", NULL, NULL, SIGHT_SCREEN_SHARE_SILENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SIGHT_TYPE_SCREEN_SHARE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sight_screen_share_init (SightScreenShare *self)
{
  self->sound = g_strdup (SIGHT_SCREEN_SHARE_SILENT);
}

SightScreenShare *
sight_screen_share_new (SightCapture         *capture,
                        SightScreenShareOpen  open)
{
  SightScreenShare *self = g_object_new (SIGHT_TYPE_SCREEN_SHARE, NULL);

  self->capture = g_object_ref (capture);
  self->open = open;
  g_signal_connect_object (capture, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);

  return self;
}

SightSource *
sight_screen_share_get_source (SightScreenShare *self)
{
  g_return_val_if_fail (SIGHT_IS_SCREEN_SHARE (self), NULL);

  return is_shared (self) ? sight_capture_get_source (self->capture, SIGHT_LINE_SCREEN) : NULL;
}

void
sight_screen_share_set_region (SightScreenShare  *self,
                               const SightRegion *region)
{
  g_return_if_fail (SIGHT_IS_SCREEN_SHARE (self));

  self->region = *region;
  sight_capture_set_region (self->capture, region);
}

const SightRegion *
sight_screen_share_get_region (SightScreenShare *self)
{
  g_return_val_if_fail (SIGHT_IS_SCREEN_SHARE (self), NULL);

  return &self->region;
}
