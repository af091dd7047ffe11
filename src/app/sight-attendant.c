/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-attendant.h"

#include <glib/gi18n.h>

#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

#include "app/sight-call-notifier.h"
#include "app/sight-call-sounds.h"
#include "app/sight-inhibitor.h"
#include "app/sight-meeting-setup.h"
#include "app/sight-visit-log.h"

struct _SightAttendant
{
  GObject            parent_instance;

  SightApplication  *application;
  SightWindow       *window;       /* we are its */
  SightMeeting      *meeting;      /* its meeting, whose phase we follow */
  SightInhibitor    *inhibitor;    /* while the call is live */
  guint              lit;          /* the compositor's cookie */

  /* While the call is live */
  SightVisitLog     *log;
  SightCallNotifier *notifier;
  SightCallSounds   *sounds;
};

G_DEFINE_FINAL_TYPE (SightAttendant, sight_attendant, G_TYPE_OBJECT)

/* What is asked from outside: of the lobby too, but hanging up. */
static void
update_actions (SightAttendant *self)
{
  SightMeetingPhase phase = self->meeting != NULL ? sight_meeting_get_phase (self->meeting) : SIGHT_MEETING_ENDED;
  const struct
  {
    const char *name;
    gboolean    enabled;
  } states[] = {
    { "toggle-microphone", phase != SIGHT_MEETING_ENDED },
    { "toggle-camera", phase != SIGHT_MEETING_ENDED },
    { "hang-up", phase != SIGHT_MEETING_ENDED && phase != SIGHT_MEETING_LOBBY },
    { "show-chat", phase == SIGHT_MEETING_LIVE },
    { "admit", phase == SIGHT_MEETING_LIVE },
    { "refuse", phase == SIGHT_MEETING_LIVE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->application), states[i].name)),
                                 states[i].enabled);
}

/* Whether GTK has only the compositor to ask, who knows which window is seen. It
 * also asks others otherwise, and warns of those who are not there.
 */
static gboolean
can_compositor_inhibit (void)
{
#ifdef GDK_WINDOWING_WAYLAND
  GdkDisplay *display = gdk_display_get_default ();

  return GDK_IS_WAYLAND_DISPLAY (display) &&
         gdk_wayland_display_query_registry (display, "zwp_idle_inhibit_manager_v1");
#else
  return FALSE;
#endif
}

static void
set_awake (SightAttendant *self,
           gboolean        awake)
{
  if (awake == (self->inhibitor != NULL))
    return;

  if (!awake)
    {
      g_object_run_dispose (G_OBJECT (self->inhibitor));
      g_clear_object (&self->inhibitor);
      if (self->lit != 0)
        gtk_application_uninhibit (GTK_APPLICATION (self->application), self->lit);
      self->lit = 0;
      return;
    }

  self->inhibitor = sight_inhibitor_new (g_application_get_dbus_connection (G_APPLICATION (self->application)),
                                         _("A call is running"));
  if (can_compositor_inhibit ())
    self->lit = gtk_application_inhibit (GTK_APPLICATION (self->application), GTK_WINDOW (self->window),
                                         GTK_APPLICATION_INHIBIT_IDLE, _("A call is running"));
}

static void
begin (SightAttendant *self)
{
  GSettings *settings = sight_application_get_settings (self->application);
  SightCall *call = sight_meeting_get_call (self->meeting);
  SightAudioDevices *devices = sight_capture_get_devices (sight_meeting_get_capture (self->meeting));

  if (self->log != NULL || call == NULL)
    return;

  self->log = sight_visit_log_new (sight_application_get_recents (self->application), sight_meeting_get_link (self->meeting),
                                   G_LIST_MODEL (call), g_get_real_time () / G_USEC_PER_SEC);
  self->notifier = sight_call_notifier_new (GTK_WINDOW (self->window), settings, call);
  if (devices != NULL && !sight_meeting_is_test ())
    self->sounds = sight_call_sounds_new (settings, call, devices);
  g_settings_set_boolean (settings, "show-hints", FALSE);
}

static void
end (SightAttendant *self)
{
  g_clear_object (&self->log);
  g_clear_object (&self->sounds);
  if (self->notifier != NULL)
    g_object_run_dispose (G_OBJECT (self->notifier));
  g_clear_object (&self->notifier);
}

static void
on_phase_changed (SightAttendant *self)
{
  gboolean is_live = self->meeting != NULL && sight_meeting_get_phase (self->meeting) == SIGHT_MEETING_LIVE;

  if (is_live)
    begin (self);
  else
    end (self);
  set_awake (self, is_live);
  update_actions (self);
}

static void
set_meeting (SightAttendant *self,
             SightMeeting   *meeting)
{
  if (self->meeting != NULL)
    g_signal_handlers_disconnect_by_func (self->meeting, on_phase_changed, self);
  g_set_object (&self->meeting, meeting);
  if (meeting != NULL)
    g_signal_connect_object (meeting, "notify::phase", G_CALLBACK (on_phase_changed), self, G_CONNECT_SWAPPED);
}

static void
on_meeting_changed (SightAttendant *self)
{
  end (self);
  set_meeting (self, sight_window_get_meeting (self->window));
  on_phase_changed (self);
}

static void
sight_attendant_dispose (GObject *object)
{
  SightAttendant *self = SIGHT_ATTENDANT (object);

  if (self->application != NULL)
    {
      set_meeting (self, NULL);
      on_phase_changed (self);
    }
  g_clear_object (&self->application);

  G_OBJECT_CLASS (sight_attendant_parent_class)->dispose (object);
}

static void
sight_attendant_class_init (SightAttendantClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_attendant_dispose;
}

static void
sight_attendant_init (SightAttendant *self)
{
}

SightAttendant *
sight_attendant_new (SightApplication *application,
                     SightWindow      *window)
{
  SightAttendant *self = g_object_new (SIGHT_TYPE_ATTENDANT, NULL);

  self->application = g_object_ref (application);
  self->window = window;
  g_signal_connect_object (window, "notify::meeting", G_CALLBACK (on_meeting_changed), self, G_CONNECT_SWAPPED);
  on_meeting_changed (self);

  return self;
}
