/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-call-banners.h"

#include <glib/gi18n.h>

#include "app/sight-banner.h"
#include "app/sight-call-news.h"
#include "app/sight-door.h"

enum
{
  SECURITY,
  SERVER_LOST,
  RECONNECTING,
  MICROPHONE,
  CAMERA,
  SPEAKER,
  KNOCK,
  SHARING,
  NOT_SHARING,
  NO_SCREEN_SOUND,
  HANDS,
  LOCKED,
  N_BANNERS,
};

struct _SightCallBanners
{
  GtkWidget     parent_instance;

  SightMeeting *meeting;
  SightCall    *call;
  SightDoor    *door;
  SightKnock   *knock;     /* the one whose name is told */
  GPtrArray    *watched;   /* SightParticipant */
  gint64        stalled_at;
  guint         tick_id;
  SightBanner  *banners[N_BANNERS];
};

G_DEFINE_FINAL_TYPE (SightCallBanners, sight_call_banners, GTK_TYPE_WIDGET)

static void
take_text (SightBanner *banner,
           char        *text)
{
  sight_banner_set_text (banner, text);
  g_free (text);
}

static gint64
get_stalled_seconds (SightCallBanners *self)
{
  if (!sight_call_news_is_reconnecting (self->call))
    self->stalled_at = 0;
  else if (self->stalled_at == 0)
    self->stalled_at = g_get_monotonic_time ();

  return self->stalled_at != 0 ? (g_get_monotonic_time () - self->stalled_at) / G_USEC_PER_SEC : 0;
}

static void update_knock (SightCallBanners *self);

/* Its name comes later than it does. */
static void
watch_knock (SightCallBanners *self,
             SightKnock       *knock)
{
  if (self->knock == knock)
    return;

  if (self->knock != NULL)
    g_signal_handlers_disconnect_by_data (self->knock, self);
  g_set_object (&self->knock, knock);
  if (knock != NULL)
    g_signal_connect_object (knock, "notify::name", G_CALLBACK (update_knock), self, G_CONNECT_SWAPPED);
}

static void
update_knock (SightCallBanners *self)
{
  guint n = self->door != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->door)) : 0;
  g_autoptr(SightKnock) knock = n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->door), 0) : NULL;

  watch_knock (self, knock);
  take_text (self->banners[KNOCK], knock != NULL ? sight_call_news_get_knock (sight_knock_get_name (knock), n - 1) : NULL);
}

static gboolean on_tick (gpointer data);

/* Only what counts seconds needs a clock. */
static void
update_tick (SightCallBanners *self)
{
  gboolean counts = self->call != NULL && (self->stalled_at != 0 ||
                                           sight_call_get_state (self->call) == SIGHT_SIGNALING_RECONNECTING);

  if (counts && self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
  else if (!counts)
    g_clear_handle_id (&self->tick_id, g_source_remove);
}

/* Why the screen or its sound is not shared, or not any more. */
static const char *
get_screen_error (SightCallBanners *self,
                  SightLine         line)
{
  SightCapture *capture = sight_meeting_get_capture (self->meeting);
  const GError *error = capture != NULL ? sight_capture_get_error (capture, line) : NULL;

  return error != NULL ? error->message : NULL;
}

/* Of what we want on: who has none, and knows it, is not told all the time. */
static const char *
get_line_error (SightCapture *capture,
                SightLine     line)
{
  const GError *error = sight_capture_is_on (capture, line) ? sight_capture_get_error (capture, line) : NULL;

  return error != NULL ? error->message : NULL;
}

static void
update_devices (SightCallBanners *self)
{
  SightCapture *capture = sight_meeting_get_capture (self->meeting);
  const GError *speaker = sight_capture_get_speaker_error (capture);

  sight_banner_set_text (self->banners[MICROPHONE], get_line_error (capture, SIGHT_LINE_MICROPHONE));
  sight_banner_set_text (self->banners[CAMERA], get_line_error (capture, SIGHT_LINE_CAMERA));
  sight_banner_set_text (self->banners[SPEAKER], speaker != NULL ? speaker->message : NULL);
}

static void
update (SightCallBanners *self)
{
  if (self->call == NULL)
    {
      for (guint i = 0; i < N_BANNERS; i++)
        sight_banner_set_text (self->banners[i], NULL);
    }
  else
    {
      take_text (self->banners[SECURITY], sight_call_news_get_security (self->call));
      take_text (self->banners[SERVER_LOST], sight_call_news_get_server_lost (self->call));
      take_text (self->banners[RECONNECTING], sight_call_news_get_reconnecting (self->call, get_stalled_seconds (self)));
      sight_banner_set_text (self->banners[SHARING],
                             sight_call_sends (self->call, SIGHT_LINE_SCREEN) ? _("Everyone here sees your screen") : NULL);
      sight_banner_set_text (self->banners[NOT_SHARING], get_screen_error (self, SIGHT_LINE_SCREEN));
      sight_banner_set_text (self->banners[NO_SCREEN_SOUND], get_screen_error (self, SIGHT_LINE_SCREEN_SOUND));
      take_text (self->banners[HANDS], sight_call_news_get_hands (self->call));
      take_text (self->banners[LOCKED], sight_call_is_host (self->call) ? sight_call_news_get_locked (self->call) : NULL);
      update_knock (self);
      update_devices (self);
    }
  update_tick (self);
}

static gboolean
on_tick (gpointer data)
{
  SightCallBanners *self = data;
  guint id = self->tick_id;

  update (self);

  return self->tick_id == id ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Answers */

static void
on_security_answered (SightCallBanners *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "call.hang-up", NULL);
}

static void
answer_device (SightCallBanners *self,
               SightLine         line,
               int               answer)
{
  if (self->meeting != NULL)
    sight_capture_set_on (sight_meeting_get_capture (self->meeting), line, answer == 1);
}

static void
on_microphone_answered (SightCallBanners *self,
                        int               answer)
{
  answer_device (self, SIGHT_LINE_MICROPHONE, answer);
}

static void
on_camera_answered (SightCallBanners *self,
                    int               answer)
{
  answer_device (self, SIGHT_LINE_CAMERA, answer);
}

static void
on_sharing_answered (SightCallBanners *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "call.screen", NULL);
}

static void
on_not_sharing_answered (SightCallBanners *self,
                         int               answer)
{
  if (answer == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "call.screen", NULL);
  else
    sight_capture_set_on (sight_meeting_get_capture (self->meeting), SIGHT_LINE_SCREEN, FALSE);
}

static void
on_no_screen_sound_answered (SightCallBanners *self)
{
  answer_device (self, SIGHT_LINE_SCREEN_SOUND, 0);
}

static void
on_locked_answered (SightCallBanners *self)
{
  if (self->call != NULL)
    sight_call_set_locked (self->call, FALSE);
}

static void
on_knock_answered (SightCallBanners *self,
                   int               answer)
{
  g_autoptr(SightKnock) knock = NULL;

  if (self->door != NULL)
    knock = g_list_model_get_item (G_LIST_MODEL (self->door), 0);
  if (knock != NULL)
    sight_door_answer (self->door, knock, answer == 1);
}

/* Whom it is about */

static void
forget_participants (SightCallBanners *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
watch_participants (SightCallBanners *self)
{
  guint n = self->call != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->call)) : 0;

  forget_participants (self);
  for (guint i = 0; i < n; i++)
    {
      SightParticipant *participant = g_list_model_get_item (G_LIST_MODEL (self->call), i);

      g_signal_connect_object (participant, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->watched, participant);
    }
  update (self);
}

static void
forget_meeting (SightCallBanners *self)
{
  SightCapture *capture = self->meeting != NULL ? sight_meeting_get_capture (self->meeting) : NULL;

  if (capture != NULL)
    g_signal_handlers_disconnect_by_data (capture, self);
  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  watch_knock (self, NULL);
  g_clear_object (&self->door);
  g_clear_object (&self->call);
  g_clear_object (&self->meeting);
}

static void
watch_meeting (SightCallBanners *self,
               SightMeeting     *meeting)
{
  SightCapture *capture = sight_meeting_get_capture (meeting);

  self->meeting = g_object_ref (meeting);
  self->call = g_object_ref (sight_meeting_get_call (meeting));
  self->door = sight_door_new (self->call);
  g_signal_connect_object (self->door, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "items-changed", G_CALLBACK (watch_participants), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (capture, "speaker-failed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
add_banner (SightCallBanners *self,
            guint             i,
            SightBannerKind   kind,
            const char       *icon_name,
            GCallback         answered,
            const char       *first,
            const char       *second)
{
  GtkWidget *banner = sight_banner_new (kind, icon_name);

  self->banners[i] = SIGHT_BANNER (banner);
  if (first != NULL)
    sight_banner_add_button (self->banners[i], first);
  if (second != NULL)
    sight_banner_add_button (self->banners[i], second);
  if (answered != NULL)
    g_signal_connect_object (banner, "answered", answered, self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (banner, GTK_WIDGET (self));
}

static void
sight_call_banners_dispose (GObject *object)
{
  SightCallBanners *self = SIGHT_CALL_BANNERS (object);

  if (self->banners[0] != NULL)
    {
      sight_call_banners_set_meeting (self, NULL);
      for (guint i = 0; i < N_BANNERS; i++)
        gtk_widget_unparent (GTK_WIDGET (self->banners[i]));
      self->banners[0] = NULL;
    }

  G_OBJECT_CLASS (sight_call_banners_parent_class)->dispose (object);
}

static void
sight_call_banners_finalize (GObject *object)
{
  g_ptr_array_unref (SIGHT_CALL_BANNERS (object)->watched);

  G_OBJECT_CLASS (sight_call_banners_parent_class)->finalize (object);
}

static void
sight_call_banners_class_init (SightCallBannersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sight_call_banners_dispose;
  object_class->finalize = sight_call_banners_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "callbanners");
}

static void
sight_call_banners_init (SightCallBanners *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);

  add_banner (self, SECURITY, SIGHT_BANNER_ERROR, "channel-insecure-symbolic",
              G_CALLBACK (on_security_answered), _("_Leave"), NULL);
  add_banner (self, SERVER_LOST, SIGHT_BANNER_WARNING, "network-server-symbolic", NULL, NULL, NULL);
  add_banner (self, RECONNECTING, SIGHT_BANNER_WARNING, "network-no-route-symbolic", NULL, NULL, NULL);
  add_banner (self, MICROPHONE, SIGHT_BANNER_WARNING, "microphone-disabled-symbolic",
              G_CALLBACK (on_microphone_answered), _("Turn _Off"), _("_Try Again"));
  add_banner (self, CAMERA, SIGHT_BANNER_WARNING, "camera-disabled-symbolic",
              G_CALLBACK (on_camera_answered), _("Turn _Off"), _("_Try Again"));
  add_banner (self, SPEAKER, SIGHT_BANNER_WARNING, "audio-volume-muted-symbolic", NULL, NULL, NULL);
  add_banner (self, KNOCK, SIGHT_BANNER_INFO, "system-users-symbolic",
              G_CALLBACK (on_knock_answered), _("_Deny"), _("_Admit"));
  add_banner (self, SHARING, SIGHT_BANNER_INFO, "screen-shared-symbolic",
              G_CALLBACK (on_sharing_answered), _("_Stop"), NULL);
  add_banner (self, NOT_SHARING, SIGHT_BANNER_WARNING, "screen-shared-symbolic",
              G_CALLBACK (on_not_sharing_answered), _("Share _Again"), _("_Dismiss"));
  add_banner (self, NO_SCREEN_SOUND, SIGHT_BANNER_WARNING, "audio-volume-muted-symbolic",
              G_CALLBACK (on_no_screen_sound_answered), _("_Dismiss"), NULL);
  add_banner (self, HANDS, SIGHT_BANNER_INFO, "sight-hand-symbolic", NULL, NULL, NULL);
  add_banner (self, LOCKED, SIGHT_BANNER_INFO, "changes-prevent-symbolic",
              G_CALLBACK (on_locked_answered), _("_Unlock"), NULL);
}

void
sight_call_banners_set_meeting (SightCallBanners *self,
                                SightMeeting     *meeting)
{
  forget_meeting (self);
  if (meeting != NULL && sight_meeting_get_call (meeting) != NULL)
    watch_meeting (self, meeting);
  watch_participants (self);
}
