/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-people-page.h"

#include <glib/gi18n.h>

#include "app/sight-door.h"
#include "app/sight-own-row.h"
#include "app/sight-person-row.h"

struct _SightPeoplePage
{
  SightPage            parent_instance;

  GSignalGroup        *meeting_signals;
  GSignalGroup        *call_signals;
  SightCall           *call;
  SightDoor           *door;
  gboolean             updating;        /* the switch follows the call */

  AdwPreferencesGroup *door_group;
  GtkListBox          *door_list;
  AdwPreferencesGroup *people_group;
  GtkListBox          *people_list;
  GtkWidget           *room_group;
  GtkSwitch           *lock;
  GtkWidget           *locked_note;
  GtkWidget           *end;
};

enum {
  PROP_0,
  PROP_WAITING,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (SightPeoplePage, sight_people_page, SIGHT_TYPE_PAGE)

/* At the door */

static void
answer (GtkWidget *button,
        gboolean   admit)
{
  GtkWidget *page = gtk_widget_get_ancestor (button, SIGHT_TYPE_PEOPLE_PAGE);
  SightKnock *knock = g_object_get_data (G_OBJECT (button), "knock");

  if (page != NULL && SIGHT_PEOPLE_PAGE (page)->door != NULL)
    sight_door_answer (SIGHT_PEOPLE_PAGE (page)->door, knock, admit);
}

static void
on_admit_clicked (GtkWidget *button)
{
  answer (button, TRUE);
}

static void
on_deny_clicked (GtkWidget *button)
{
  answer (button, FALSE);
}

static GtkWidget *
make_answer (SightKnock *knock,
             const char *label,
             const char *style,
             GCallback   callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, style);
  g_object_set_data_full (G_OBJECT (button), "knock", g_object_ref (knock), g_object_unref);
  g_signal_connect (button, "clicked", callback, NULL);

  return button;
}

static gboolean
name_to_title (GBinding     *binding,
               const GValue *name,
               GValue       *title,
               gpointer      user_data)
{
  const char *text = g_value_get_string (name);

  g_value_set_string (title, text != NULL && *text != '\0' ? text : _("Somebody"));
  return TRUE;
}

static GtkWidget *
make_knock_row (gpointer item,
                gpointer user_data)
{
  SightKnock *knock = item;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  g_object_bind_property_full (knock, "name", row, "title", G_BINDING_SYNC_CREATE, name_to_title, NULL, NULL, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_answer (knock, _("_Deny"), "flat", G_CALLBACK (on_deny_clicked)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_answer (knock, _("_Admit"), "suggested-action", G_CALLBACK (on_admit_clicked)));

  return row;
}

static void
on_door_changed (SightPeoplePage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->door_group), sight_people_page_get_waiting (self) > 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
}

/* In the call */

/* An item is either the call, which stands for ourselves, or somebody else. */
static GtkWidget *
make_person_row (gpointer item,
                 gpointer user_data)
{
  SightMeeting *meeting = sight_page_get_meeting (user_data);

  return SIGHT_IS_CALL (item) ? sight_own_row_new (meeting) : sight_person_row_new (meeting, item);
}

static GListModel *
make_people (SightCall *call)
{
  GListStore *own = g_list_store_new (SIGHT_TYPE_CALL);
  GListStore *all = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (own, call);
  g_list_store_append (all, own);
  g_list_store_append (all, call);
  g_object_unref (own);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (all)));
}

static void
update_count (SightPeoplePage *self)
{
  guint n = self->call != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->call)) + 1 : 0;
  g_autofree char *title = g_strdup_printf (ngettext ("%u Person in the Call", "%u People in the Call", n), n);

  adw_preferences_group_set_title (self->people_group, title);
}

/* The room */

static void
update_room (SightPeoplePage *self)
{
  gboolean is_host = self->call != NULL && sight_call_is_host (self->call);
  gboolean is_locked = self->call != NULL && sight_call_is_locked (self->call);

  self->updating = TRUE;
  gtk_switch_set_active (self->lock, is_locked);
  self->updating = FALSE;
  gtk_widget_set_visible (self->room_group, is_host);
  gtk_widget_set_visible (self->end, is_host);
  gtk_widget_set_visible (self->locked_note, is_locked && !is_host);
}

static void
on_lock_changed (SightPeoplePage *self)
{
  if (self->call != NULL && !self->updating)
    sight_call_set_locked (self->call, gtk_switch_get_active (self->lock));
}

static void
on_end_response (SightPeoplePage *self,
                 const char      *response)
{
  if (self->call != NULL && g_str_equal (response, "end"))
    sight_call_end (self->call);
}

static void
on_end (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              _("End the Call for Everyone?"),
                                              _("Everyone leaves. To go alone, hang up instead."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "end", _("_End for Everyone"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_end_response), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The call */

static void
clear_call (SightPeoplePage *self)
{
  gtk_list_box_bind_model (self->people_list, NULL, NULL, NULL, NULL);
  gtk_list_box_bind_model (self->door_list, NULL, NULL, NULL, NULL);
  if (self->door != NULL)
    g_signal_handlers_disconnect_by_data (self->door, self);
  g_clear_object (&self->door);
  g_clear_object (&self->call);
}

static void
take_call (SightPeoplePage *self)
{
  g_autoptr(GListModel) people = make_people (self->call);

  self->door = sight_door_new (self->call);
  gtk_list_box_bind_model (self->door_list, G_LIST_MODEL (self->door), make_knock_row, NULL, NULL);
  gtk_list_box_bind_model (self->people_list, people, make_person_row, self, NULL);
  g_signal_connect_object (self->door, "items-changed", G_CALLBACK (on_door_changed), self, G_CONNECT_SWAPPED);
}

static void
on_call_changed (SightPeoplePage *self)
{
  SightMeeting *meeting = sight_page_get_meeting (SIGHT_PAGE (self));
  SightCall *call = meeting != NULL ? sight_meeting_get_call (meeting) : NULL;

  if (self->call == call)
    return;

  clear_call (self);
  g_set_object (&self->call, call);
  g_signal_group_set_target (self->call_signals, call);
  if (call != NULL)
    take_call (self);
  update_count (self);
  update_room (self);
  on_door_changed (self);
}

static void
sight_people_page_meeting_changed (SightPage    *page,
                                   SightMeeting *old)
{
  SightPeoplePage *self = SIGHT_PEOPLE_PAGE (page);

  g_signal_group_set_target (self->meeting_signals, sight_page_get_meeting (page));
  on_call_changed (self);
}

static void
sight_people_page_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_WAITING:
      g_value_set_uint (value, sight_people_page_get_waiting (SIGHT_PEOPLE_PAGE (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
sight_people_page_dispose (GObject *object)
{
  SightPeoplePage *self = SIGHT_PEOPLE_PAGE (object);

  sight_page_set_meeting (SIGHT_PAGE (self), NULL);
  g_clear_object (&self->meeting_signals);
  g_clear_object (&self->call_signals);

  G_OBJECT_CLASS (sight_people_page_parent_class)->dispose (object);
}

static void
sight_people_page_class_init (SightPeoplePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sight_people_page_get_property;
  object_class->dispose = sight_people_page_dispose;
  SIGHT_PAGE_CLASS (klass)->meeting_changed = sight_people_page_meeting_changed;

  properties[PROP_WAITING] =
    g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/app/sightline/Sightline/sight-people-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, door_group);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, door_list);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, people_group);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, people_list);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, room_group);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, lock);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, locked_note);
  gtk_widget_class_bind_template_child (widget_class, SightPeoplePage, end);
  gtk_widget_class_bind_template_callback (widget_class, on_lock_changed);
  gtk_widget_class_install_action (widget_class, "people.end", NULL, on_end);
}

static void
sight_people_page_init (SightPeoplePage *self)
{
  self->meeting_signals = g_signal_group_new (SIGHT_TYPE_MEETING);
  g_signal_group_connect_swapped (self->meeting_signals, "notify::call", G_CALLBACK (on_call_changed), self);
  self->call_signals = g_signal_group_new (SIGHT_TYPE_CALL);
  g_signal_group_connect_swapped (self->call_signals, "notify::is-host", G_CALLBACK (update_room), self);
  g_signal_group_connect_swapped (self->call_signals, "notify::locked", G_CALLBACK (update_room), self);
  g_signal_group_connect_swapped (self->call_signals, "items-changed", G_CALLBACK (update_count), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

guint
sight_people_page_get_waiting (SightPeoplePage *self)
{
  return self->door != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->door)) : 0;
}
