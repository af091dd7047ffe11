/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-meeting.h"

#include "call/sight-web-socket.h"
#include "sight-build-config.h"

struct _SightMeeting
{
  GObject              parent_instance;

  SightRoomLink       *link;
  SightCall           *call;       /* NULL before joining */
  SightCallStatistics *statistics;
  SightMeetingPhase    phase;
  GError              *error;
};

enum {
  PROP_0,
  PROP_PHASE,
  PROP_CALL,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightMeeting, sight_meeting, G_TYPE_OBJECT)

static void
set_phase (SightMeeting      *self,
           SightMeetingPhase  phase)
{
  if (self->phase == phase || self->phase == SIGHT_MEETING_ENDED)
    return;

  self->phase = phase;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static void
end (SightMeeting *self,
     const GError *error)
{
  if (self->phase != SIGHT_MEETING_ENDED && error != NULL)
    self->error = g_error_copy (error);
  set_phase (self, SIGHT_MEETING_ENDED);
}

static void
on_state_changed (SightMeeting *self)
{
  const GError *error = sight_call_get_error (self->call);

  switch (sight_call_get_state (self->call))
    {
    case SIGHT_SIGNALING_JOINED:
      set_phase (self, SIGHT_MEETING_LIVE);
      break;

    case SIGHT_SIGNALING_WAITING:
      set_phase (self, SIGHT_MEETING_WAITING);
      break;

    case SIGHT_SIGNALING_ENDED:
      end (self, error);
      break;

    case SIGHT_SIGNALING_CONNECTING:
      /* Who is in a call goes on without the server; who is not has nothing. */
      if (error != NULL && self->phase != SIGHT_MEETING_LIVE)
        end (self, error);
      break;

    case SIGHT_SIGNALING_IDLE:
    case SIGHT_SIGNALING_RECONNECTING:
    default:
      break;
    }
}

static void
sight_meeting_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SightMeeting *self = SIGHT_MEETING (object);

  switch (property_id)
    {
    case PROP_PHASE:
      g_value_set_uint (value, self->phase);
      break;

    case PROP_CALL:
      g_value_set_object (value, self->call);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_meeting_dispose (GObject *object)
{
  SightMeeting *self = SIGHT_MEETING (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->statistics);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (sight_meeting_parent_class)->dispose (object);
}

static void
sight_meeting_finalize (GObject *object)
{
  SightMeeting *self = SIGHT_MEETING (object);

  sight_room_link_free (self->link);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sight_meeting_parent_class)->finalize (object);
}

static void
sight_meeting_class_init (SightMeetingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sight_meeting_get_property;
  object_class->dispose = sight_meeting_dispose;
  object_class->finalize = sight_meeting_finalize;

  properties[PROP_PHASE] =
    g_param_spec_uint ("phase", NULL, NULL, 0, SIGHT_MEETING_ENDED, SIGHT_MEETING_LOBBY,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CALL] =
    g_param_spec_object ("call", NULL, NULL, SIGHT_TYPE_CALL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_meeting_init (SightMeeting *self)
{
}

SightMeeting *
sight_meeting_new (const SightRoomLink *link)
{
  SightMeeting *self = g_object_new (SIGHT_TYPE_MEETING, NULL);

  self->link = sight_room_link_copy (link);

  return self;
}

const SightRoomLink *
sight_meeting_get_link (SightMeeting *self)
{
  return self->link;
}

SightMeetingPhase
sight_meeting_get_phase (SightMeeting *self)
{
  return self->phase;
}

SightCall *
sight_meeting_get_call (SightMeeting *self)
{
  return self->call;
}

SightCallStatistics *
sight_meeting_get_statistics (SightMeeting *self)
{
  return self->statistics;
}

const GError *
sight_meeting_get_error (SightMeeting *self)
{
  return self->error;
}

static gboolean
make_call (SightMeeting  *self,
           const char    *name,
           GError       **error)
{
  g_autofree char *url = sight_room_link_get_signal_url (self->link);
  g_autoptr(SightWebSocket) socket = sight_web_socket_new (url);
  const SightCallConfig config = {
    .name = name,
    .user_agent = "sightline " SIGHT_VERSION,
    .kind = SIGHT_KIND_APP,
    .codecs = SIGHT_VIDEO_CODEC_VP8 | SIGHT_VIDEO_CODEC_H264,
    .preferred = SIGHT_CODEC_VP8,
  };

  self->call = sight_call_new (SIGHT_SOCKET (socket), self->link->code, &config, error);
  if (self->call == NULL)
    return FALSE;

  self->statistics = sight_call_statistics_new (self->call);
  g_signal_connect_object (self->call, "notify::state", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);

  return TRUE;
}

void
sight_meeting_join (SightMeeting *self,
                    const char   *name)
{
  g_autoptr(GError) error = NULL;

  if (self->phase != SIGHT_MEETING_LOBBY)
    return;

  if (!make_call (self, name, &error))
    {
      end (self, error);
      return;
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALL]);
  set_phase (self, SIGHT_MEETING_JOINING);
  sight_call_join (self->call);
}

void
sight_meeting_leave (SightMeeting *self)
{
  if (self->phase == SIGHT_MEETING_ENDED)
    return;

  if (self->call != NULL)
    sight_call_leave (self->call);
  end (self, NULL);
}
