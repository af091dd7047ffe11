/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-meeting.h"

#include "app/sight-chat-follower.h"
#include "app/sight-meeting-setup.h"
#include "app/sight-meeting-sound.h"
#include "media/sight-sound-level.h"

struct _SightMeeting
{
  GObject              parent_instance;

  SightRoomLink       *link;
  SightCapture        *capture;
  SightCall           *call;       /* prepared in the lobby; NULL where that is not possible */
  SightCallStatistics *statistics; /* NULL before joining */
  SightChatStream     *chat;       /* as they */
  SightChatFollower   *follower;
  SightMeetingSound   *sound;      /* as they; NULL also where nothing can be played */
  SightMeetingPhase    phase;
  GError              *error;
  GError              *call_error; /* why there is no call */
  guint                lost_timer;
  char                *name;       /* once joining was asked for */
  guint                prepare_idle;
  SightLine            prepared;   /* all lines below it can be encoded at once */
};

enum {
  PROP_0,
  PROP_PHASE,
  PROP_CALL,
  PROP_CHAT,
  PROP_SERVER_ERROR,
  PROP_LOST_SECONDS,
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
  if (self->phase == SIGHT_MEETING_ENDED)
    return;

  g_clear_handle_id (&self->lost_timer, g_source_remove);
  g_clear_handle_id (&self->prepare_idle, g_source_remove);
  sight_capture_close (self->capture);
  if (error != NULL)
    self->error = g_error_copy (error);
  set_phase (self, SIGHT_MEETING_ENDED);
}

static gboolean
on_lost_timer (gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_LOST_SECONDS]);

  return G_SOURCE_CONTINUE;
}

static void
update_lost (SightMeeting *self)
{
  gboolean lost = sight_call_get_state (self->call) == SIGHT_SIGNALING_RECONNECTING;

  if (lost == (self->lost_timer != 0))
    return;

  if (lost)
    self->lost_timer = g_timeout_add_seconds (1, on_lost_timer, self);
  else
    g_clear_handle_id (&self->lost_timer, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOST_SECONDS]);
}

static void
on_state_changed (SightMeeting *self)
{
  const GError *error = sight_call_get_error (self->call);

  if (self->phase == SIGHT_MEETING_ENDED)
    return;

  update_lost (self);
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
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER_ERROR]);
      break;

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
      g_value_set_object (value, sight_meeting_get_call (self));
      break;

    case PROP_CHAT:
      g_value_set_object (value, self->chat);
      break;

    case PROP_SERVER_ERROR:
      g_value_set_boxed (value, sight_meeting_get_server_error (self));
      break;

    case PROP_LOST_SECONDS:
      g_value_set_uint (value, sight_meeting_get_lost_seconds (self));
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
  g_clear_handle_id (&self->lost_timer, g_source_remove);
  g_clear_handle_id (&self->prepare_idle, g_source_remove);
  g_clear_object (&self->capture);
  g_clear_object (&self->sound);
  g_clear_object (&self->statistics);
  g_clear_pointer (&self->follower, sight_chat_follower_free);
  g_clear_object (&self->chat);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (sight_meeting_parent_class)->dispose (object);
}

static void
sight_meeting_finalize (GObject *object)
{
  SightMeeting *self = SIGHT_MEETING (object);

  sight_room_link_free (self->link);
  g_free (self->name);
  g_clear_error (&self->error);
  g_clear_error (&self->call_error);

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
  properties[PROP_CHAT] =
    g_param_spec_object ("chat", NULL, NULL, SIGHT_TYPE_CHAT_STREAM,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SERVER_ERROR] =
    g_param_spec_boxed ("server-error", NULL, NULL, G_TYPE_ERROR,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOST_SECONDS] =
    g_param_spec_uint ("lost-seconds", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
sight_meeting_init (SightMeeting *self)
{
}

/* An encoder takes its time to make: not all of it at the click, and no frame is
 * to wait for all of them. What cannot be made is told when it is needed.
 */
static gboolean
on_prepare_idle (gpointer user_data)
{
  SightMeeting *self = user_data;

  sight_capture_prepare (self->capture, self->prepared++, NULL);
  if (self->prepared <= SIGHT_LINE_CAMERA)
    return G_SOURCE_CONTINUE;

  self->prepare_idle = 0;

  return G_SOURCE_REMOVE;
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
  return self->statistics != NULL ? self->call : NULL;
}

SightCallStatistics *
sight_meeting_get_statistics (SightMeeting *self)
{
  return self->statistics;
}

SightChatStream *
sight_meeting_get_chat (SightMeeting *self)
{
  return self->chat;
}

const GError *
sight_meeting_get_error (SightMeeting *self)
{
  return self->error;
}

SightCapture *
sight_meeting_get_capture (SightMeeting *self)
{
  return self->capture;
}

const GError *
sight_meeting_get_server_error (SightMeeting *self)
{
  return self->phase == SIGHT_MEETING_LOBBY && self->call != NULL ? sight_call_get_error (self->call) : self->call_error;
}

guint
sight_meeting_get_lost_seconds (SightMeeting *self)
{
  return self->lost_timer != 0 ? sight_call_get_lost_ms (self->call) / 1000 : 0;
}

/* What does not work in the lobby is not to begin by itself in the call. */
static void
turn_off_broken (SightCapture *capture)
{
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    if (sight_capture_get_error (capture, i) != NULL)
      sight_capture_set_on (capture, i, FALSE);
}

static gint64
get_now (void)
{
  return g_get_real_time () / 1000;
}

/* All that was captured for us alone is now for others as well. */
static void
enter (SightMeeting *self,
       const char   *name)
{
  SightAudioDevices *devices = sight_capture_get_devices (self->capture);

  self->statistics = sight_call_statistics_new (self->call);
  self->chat = sight_chat_stream_new (sight_call_get_chat (self->call), get_now);
  self->follower = sight_chat_follower_new (self->chat, G_LIST_MODEL (self->call));
  if (devices != NULL)
    self->sound = sight_meeting_sound_new (self->call, devices);
  turn_off_broken (self->capture);
  sight_capture_set_call (self->capture, self->call);
  sight_call_set_name (self->call, name);
}

static void
join (SightMeeting *self)
{
  enter (self, self->name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHAT]);
  sight_call_join (self->call);
}

/* A click that came earlier would have had the window wait. */
static void
on_warm (SightMeeting *self)
{
  if (self->phase == SIGHT_MEETING_LOBBY)
    self->prepare_idle = g_idle_add_full (G_PRIORITY_LOW, on_prepare_idle, self, NULL);
  else if (self->phase == SIGHT_MEETING_JOINING)
    join (self);
}

SightMeeting *
sight_meeting_new (const SightRoomLink *link,
                   GSettings           *settings)
{
  SightMeeting *self = g_object_new (SIGHT_TYPE_MEETING, NULL);

  self->link = sight_room_link_copy (link);
  self->capture = sight_meeting_setup_capture (settings);
  sight_capture_set_on (self->capture, SIGHT_LINE_MICROPHONE, TRUE);
  sight_capture_set_on (self->capture, SIGHT_LINE_CAMERA, TRUE);

  self->call = sight_meeting_setup_call (settings, link, &self->call_error);
  if (self->call == NULL)
    return self;

  g_signal_connect_object (self->call, "notify::state", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "notify::warm", G_CALLBACK (on_warm), self, G_CONNECT_SWAPPED);
  sight_call_prepare (self->call);

  return self;
}

void
sight_meeting_join (SightMeeting *self,
                    const char   *name)
{
  if (self->phase != SIGHT_MEETING_LOBBY)
    return;

  if (self->call == NULL)
    {
      end (self, self->call_error);
      return;
    }

  self->name = g_strdup (name);
  set_phase (self, SIGHT_MEETING_JOINING);
  if (sight_call_is_warm (self->call))
    join (self);
}

static void
on_leave_ready (GObject      *call,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GApplication) application = user_data;

  sight_call_leave_finish (SIGHT_CALL (call), result, NULL);
  if (application != NULL)
    g_application_release (application);
}

/* Whoever closes the window goes as well, but not before the others know. */
static void
leave_call (SightMeeting *self)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_hold (application);
  sight_call_leave_async (self->call, on_leave_ready, application != NULL ? g_object_ref (application) : NULL);
}

void
sight_meeting_leave (SightMeeting *self)
{
  if (self->phase == SIGHT_MEETING_ENDED)
    return;

  if (self->call != NULL)
    leave_call (self);
  end (self, NULL);
}

/* Sound of the others */

void
sight_meeting_set_volume (SightMeeting     *self,
                          SightParticipant *participant,
                          double            volume)
{
  if (self->sound != NULL)
    sight_meeting_sound_set_volume (self->sound, participant, volume);
}

double
sight_meeting_get_volume (SightMeeting     *self,
                          SightParticipant *participant)
{
  return self->sound != NULL ? sight_meeting_sound_get_volume (self->sound, participant) : 1;
}

double
sight_meeting_get_level (SightMeeting     *self,
                         SightParticipant *participant)
{
  return self->sound != NULL ? sight_meeting_sound_get_level (self->sound, participant) : SIGHT_LEVEL_SILENCE;
}
