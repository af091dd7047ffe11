/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-meeting-actions.h"

#include <gdk/gdk.h>

#include "app/sight-meeting-setup.h"
#include "app/sight-region-window.h"
#include "app/sight-screen-share.h"
#include "app/sight-speaker-test.h"

struct _SightMeetingActions
{
  GSimpleActionGroup  parent_instance;

  SightMeeting       *meeting;
  GSettings          *settings;
  SightScreenShare   *share;
  SightSpeakerTest   *speaker_test; /* NULL where nothing can be played */
};

G_DEFINE_FINAL_TYPE (SightMeetingActions, sight_meeting_actions, G_TYPE_SIMPLE_ACTION_GROUP)

static const struct
{
  const char *name;
  SightLine   line;
} toggles[] = {
  { "microphone", SIGHT_LINE_MICROPHONE },
  { "camera", SIGHT_LINE_CAMERA },
  { "screen", SIGHT_LINE_SCREEN },
};

static const struct
{
  const char *name;
  const char *key;
} choices[] = {
  { "camera-device", "camera" },
  { "microphone-device", "microphone" },
  { "speaker-device", "speaker" },
  { "screen-mode", "screen-mode" },
};

static GSimpleAction *
find_action (SightMeetingActions *self,
             const char          *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name));
}

static gboolean
is_on (SightMeetingActions *self,
       SightLine            line)
{
  SightCapture *capture = sight_meeting_get_capture (self->meeting);

  return sight_capture_is_on (capture, line) && sight_capture_get_error (capture, line) == NULL;
}

/* What changes */

static void
update_toggle (SightMeetingActions *self,
               guint                line)
{
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    if (toggles[i].line == line)
      g_simple_action_set_state (find_action (self, toggles[i].name), g_variant_new_boolean (is_on (self, line)));
}

static void
update_choice (SightMeetingActions *self,
               const char          *key)
{
  g_autofree char *id = g_settings_get_string (self->settings, key);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].key, key))
      g_simple_action_set_state (find_action (self, choices[i].name), g_variant_new_string (id));
}

/* The desktop shows again what was chosen before, without a question; there is
 * something to choose where it remembers that.
 */
static void
update_choose_screen (SightMeetingActions *self)
{
  g_autofree char *token = self->settings != NULL ? g_settings_get_string (self->settings, "screen-token") : NULL;
  gboolean is_in = sight_meeting_get_phase (self->meeting) == SIGHT_MEETING_LIVE;

  g_simple_action_set_enabled (find_action (self, "choose-screen"), is_in && token != NULL && *token != '\0');
}

static void
update_screen_sound (SightMeetingActions *self)
{
  g_autofree char *sound = NULL;

  g_object_get (self->share, "sound", &sound, NULL);
  g_simple_action_set_state (find_action (self, "screen-sound"), g_variant_new_string (sound));
}

static void
update_region (SightMeetingActions *self)
{
  g_simple_action_set_enabled (find_action (self, "choose-region"), sight_screen_share_get_source (self->share) != NULL);
}

static void
update_enabled (SightMeetingActions *self)
{
  SightMeetingPhase phase = sight_meeting_get_phase (self->meeting);
  gboolean is_over = phase == SIGHT_MEETING_ENDED;
  gboolean is_in = phase == SIGHT_MEETING_LIVE;

  g_simple_action_set_enabled (find_action (self, "microphone"), !is_over);
  g_simple_action_set_enabled (find_action (self, "camera"), !is_over);
  g_simple_action_set_enabled (find_action (self, "screen"), is_in);
  g_simple_action_set_enabled (find_action (self, "hand"), is_in);
  g_simple_action_set_enabled (find_action (self, "react"), is_in);
  g_simple_action_set_enabled (find_action (self, "hang-up"), !is_over && phase != SIGHT_MEETING_LOBBY);
  g_simple_action_set_enabled (find_action (self, "test-speaker"), !is_over && self->speaker_test != NULL);
  update_choose_screen (self);
}

/* What is asked for */

static void
on_toggle (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  SightMeetingActions *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    if (g_str_equal (toggles[i].name, g_action_get_name (G_ACTION (action))))
      sight_capture_set_on (sight_meeting_get_capture (self->meeting), toggles[i].line, g_variant_get_boolean (value));
}

static void
on_choose_screen (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  SightMeetingActions *self = user_data;
  SightCapture *capture = sight_meeting_get_capture (self->meeting);

  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, FALSE);
  g_settings_reset (self->settings, "screen-token");
  sight_capture_set_on (capture, SIGHT_LINE_SCREEN, TRUE);
}

static void
on_hand (GSimpleAction *action,
         GVariant      *value,
         gpointer       user_data)
{
  SightMeetingActions *self = user_data;

  sight_call_set_hand (sight_meeting_get_call (self->meeting), g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

static void
on_react (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  SightMeetingActions *self = user_data;
  SightReaction reaction = sight_reaction_from_word (g_variant_get_string (parameter, NULL));

  if (reaction != SIGHT_REACTION_NONE)
    sight_call_react (sight_meeting_get_call (self->meeting), reaction);
}

static void
on_choose (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  SightMeetingActions *self = user_data;

  for (guint i = 0; self->settings != NULL && i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].name, g_action_get_name (G_ACTION (action))))
      g_settings_set_string (self->settings, choices[i].key, g_variant_get_string (value, NULL));
}

static void
on_screen_sound (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       user_data)
{
  g_object_set (SIGHT_MEETING_ACTIONS (user_data)->share, "sound", g_variant_get_string (value, NULL), NULL);
}

static void
on_choose_region (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  SightMeetingActions *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ()));

  gtk_window_present (GTK_WINDOW (sight_region_window_new (self->share, parent)));
}

static void
on_test_speaker (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  sight_speaker_test_start (SIGHT_MEETING_ACTIONS (user_data)->speaker_test);
}

static void
on_copy_link (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  SightMeetingActions *self = user_data;
  g_autofree char *text = sight_room_link_to_string (sight_meeting_get_link (self->meeting));
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL)
    gdk_clipboard_set_text (gdk_display_get_clipboard (display), text);
}

static void
on_hang_up (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  sight_meeting_leave (SIGHT_MEETING_ACTIONS (user_data)->meeting);
}

static const GActionEntry entries[] = {
  { .name = "microphone", .state = "false", .change_state = on_toggle },
  { .name = "camera", .state = "false", .change_state = on_toggle },
  { .name = "screen", .state = "false", .change_state = on_toggle },
  { .name = "choose-screen", .activate = on_choose_screen },
  { .name = "hand", .state = "false", .change_state = on_hand },
  { .name = "react", .parameter_type = "s", .activate = on_react },
  { .name = "camera-device", .parameter_type = "s", .state = "''", .change_state = on_choose },
  { .name = "microphone-device", .parameter_type = "s", .state = "''", .change_state = on_choose },
  { .name = "speaker-device", .parameter_type = "s", .state = "''", .change_state = on_choose },
  { .name = "screen-mode", .parameter_type = "s", .state = "'text'", .change_state = on_choose },
  { .name = "screen-sound", .parameter_type = "s", .state = "''", .change_state = on_screen_sound },
  { .name = "choose-region", .activate = on_choose_region },
  { .name = "test-speaker", .activate = on_test_speaker },
  { .name = "copy-link", .activate = on_copy_link },
  { .name = "hang-up", .activate = on_hang_up },
};

/* GObject */

static void
sight_meeting_actions_dispose (GObject *object)
{
  SightMeetingActions *self = SIGHT_MEETING_ACTIONS (object);

  g_clear_object (&self->share);
  g_clear_object (&self->speaker_test);
  g_clear_object (&self->meeting);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sight_meeting_actions_parent_class)->dispose (object);
}

static void
sight_meeting_actions_class_init (SightMeetingActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sight_meeting_actions_dispose;
}

static void
sight_meeting_actions_init (SightMeetingActions *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

static void
follow_meeting (SightMeetingActions *self)
{
  SightCapture *capture = sight_meeting_get_capture (self->meeting);

  self->share = sight_screen_share_new (capture, sight_meeting_setup_open_sound);
  update_region (self);
  g_signal_connect_object (self->share, "changed", G_CALLBACK (update_region), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "notify::sound", G_CALLBACK (update_screen_sound), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "changed", G_CALLBACK (update_toggle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->meeting, "notify::phase", G_CALLBACK (update_enabled), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    update_toggle (self, toggles[i].line);
  update_enabled (self);
}

static void
follow_settings (SightMeetingActions *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *changed = g_strconcat ("changed::", choices[i].key, NULL);

      g_signal_connect_object (self->settings, changed, G_CALLBACK (update_choice), self, G_CONNECT_SWAPPED);
      update_choice (self, choices[i].key);
    }
  g_signal_connect_object (self->settings, "changed::screen-token", G_CALLBACK (update_choose_screen), self, G_CONNECT_SWAPPED);
  update_choose_screen (self);
}

SightMeetingActions *
sight_meeting_actions_new (SightMeeting *meeting,
                           GSettings    *settings)
{
  SightMeetingActions *self = g_object_new (SIGHT_TYPE_MEETING_ACTIONS, NULL);
  SightAudioDevices *devices = sight_capture_get_devices (sight_meeting_get_capture (meeting));

  self->meeting = g_object_ref (meeting);
  if (devices != NULL)
    self->speaker_test = sight_speaker_test_new (devices);
  follow_meeting (self);
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      follow_settings (self);
    }

  return self;
}
