/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-window.h"

#include "app/sight-application.h"
#include "app/sight-call-page.h"
#include "app/sight-end-page.h"
#include "app/sight-lobby-page.h"
#include "app/sight-meeting-actions.h"
#include "app/sight-start-page.h"
#include "app/sight-window-private.h"

struct _SightWindow
{
  AdwApplicationWindow  parent_instance;

  SightMeeting         *meeting;

  GtkStack             *pages;
};

enum {
  PROP_0,
  PROP_MEETING,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightWindow, sight_window, ADW_TYPE_APPLICATION_WINDOW)

static const char *
find_page (SightMeeting *meeting)
{
  if (meeting == NULL)
    return "start";

  switch (sight_meeting_get_phase (meeting))
    {
    case SIGHT_MEETING_LIVE:
      return "call";

    case SIGHT_MEETING_ENDED:
      return "end";

    case SIGHT_MEETING_LOBBY:
    case SIGHT_MEETING_JOINING:
    case SIGHT_MEETING_WAITING:
    default:
      return "lobby";
    }
}

/* A stack leaves what it does not show in the tree of a screen reader. */
static void
hide_other_pages (SightWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->pages);

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages));
       page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN, page != shown, -1);
}

static void
update_page (SightWindow *self)
{
  gtk_stack_set_visible_child_name (self->pages, find_page (self->meeting));
  hide_other_pages (self);
}

static GSettings *
get_settings (SightWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return SIGHT_IS_APPLICATION (application) ? sight_application_get_settings (SIGHT_APPLICATION (application)) : NULL;
}

static void
insert_actions (SightWindow *self)
{
  g_autoptr(SightMeetingActions) actions =
    self->meeting != NULL ? sight_meeting_actions_new (self->meeting, get_settings (self)) : NULL;

  gtk_widget_insert_action_group (GTK_WIDGET (self), "call", G_ACTION_GROUP (actions));
}

static void
set_meeting (SightWindow  *self,
             SightMeeting *meeting)
{
  if (self->meeting == meeting)
    return;

  if (self->meeting != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->meeting, update_page, self);
      sight_meeting_leave (self->meeting);
    }
  g_set_object (&self->meeting, meeting);
  insert_actions (self);
  if (meeting != NULL)
    g_signal_connect_object (meeting, "notify::phase", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEETING]);
  update_page (self);
}

/* Actions */

static void
on_close_meeting (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  set_meeting (SIGHT_WINDOW (widget), NULL);
}

static void
on_rejoin (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  SightWindow *self = SIGHT_WINDOW (widget);

  if (self->meeting != NULL)
    sight_window_open_link (self, sight_meeting_get_link (self->meeting));
}

static void
sight_window_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SightWindow *self = SIGHT_WINDOW (object);

  switch (property_id)
    {
    case PROP_MEETING:
      g_value_set_object (value, self->meeting);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_window_dispose (GObject *object)
{
  SightWindow *self = SIGHT_WINDOW (object);

  if (self->meeting != NULL)
    sight_meeting_leave (self->meeting);
  g_clear_object (&self->meeting);
  /* GTK keeps the groups of a window that is gone. */
  gtk_widget_insert_action_group (GTK_WIDGET (self), "call", NULL);

  G_OBJECT_CLASS (sight_window_parent_class)->dispose (object);
}

static void
sight_window_class_init (SightWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_window_get_property;
  object_class->dispose = sight_window_dispose;

  properties[PROP_MEETING] =
    g_param_spec_object ("meeting", NULL, NULL, SIGHT_TYPE_MEETING,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (SIGHT_TYPE_START_PAGE);
  g_type_ensure (SIGHT_TYPE_LOBBY_PAGE);
  g_type_ensure (SIGHT_TYPE_CALL_PAGE);
  g_type_ensure (SIGHT_TYPE_END_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SightWindow, pages);

  gtk_widget_class_install_action (widget_class, "win.close-meeting", NULL, on_close_meeting);
  gtk_widget_class_install_action (widget_class, "win.rejoin", NULL, on_rejoin);
  sight_window_install_link_actions (widget_class);
  sight_window_install_keys (widget_class);
}

static void
sight_window_init (SightWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sight_window_hold_to_talk (self);
  hide_other_pages (self);
}

SightWindow *
sight_window_new (AdwApplication *application)
{
  return g_object_new (SIGHT_TYPE_WINDOW, "application", application, NULL);
}

SightMeeting *
sight_window_get_meeting (SightWindow *self)
{
  return self->meeting;
}

void
sight_window_open_link (SightWindow         *self,
                        const SightRoomLink *link)
{
  g_autoptr(SightMeeting) meeting = sight_meeting_new (link, get_settings (self));

  set_meeting (self, meeting);
}
