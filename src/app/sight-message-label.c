/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-message-label.h"

#include <glib/gi18n.h>

#include "app/sight-chat-text.h"
#include "app/sight-show.h"

/* A menu is no place to read more of a link. */
#define MENU_CHARACTERS 48

struct _SightMessageLabel
{
  GtkWidget  parent_instance;

  GArray    *links;   /* of SightChatLink */
  gssize     pressed; /* the link under the press, or -1 */
  gssize     current; /* the link that the keyboard is on, or -1 */

  GtkLabel  *label;
};

G_DEFINE_FINAL_TYPE (SightMessageLabel, sight_message_label, GTK_TYPE_WIDGET)

static gssize
find_link (SightMessageLabel *self,
           double             x,
           double             y)
{
  PangoLayout *layout = gtk_label_get_layout (self->label);
  int left, top, index, trailing;

  gtk_label_get_layout_offsets (self->label, &left, &top);
  if (!pango_layout_xy_to_index (layout, (x - left) * PANGO_SCALE, (y - top) * PANGO_SCALE, &index, &trailing))
    return -1;

  for (guint i = 0; i < self->links->len; i++)
    {
      SightChatLink *link = &g_array_index (self->links, SightChatLink, i);

      if ((gsize) index >= link->start && (gsize) index < link->end)
        return i;
    }

  return -1;
}

static const char *
get_uri (SightMessageLabel *self,
         gssize             link)
{
  return g_array_index (self->links, SightChatLink, link).uri;
}

static void
on_pressed (SightMessageLabel *self,
            int                n_press,
            double             x,
            double             y)
{
  self->pressed = n_press == 1 ? find_link (self, x, y) : -1;
  self->current = -1;
}

static void
on_released (SightMessageLabel *self,
             int                n_press,
             double             x,
             double             y)
{
  gssize link = find_link (self, x, y);

  if (link >= 0 && link == self->pressed && !gtk_label_get_selection_bounds (self->label, NULL, NULL))
    sight_show_uri (GTK_WIDGET (self), get_uri (self, link));
  self->pressed = -1;
}

static void
on_motion (SightMessageLabel *self,
           double             x,
           double             y)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->label), find_link (self, x, y) >= 0 ? "pointer" : "text");
}

static gboolean
on_query_tooltip (SightMessageLabel *self,
                  int                x,
                  int                y,
                  gboolean           by_keyboard,
                  GtkTooltip        *tooltip)
{
  gssize link = by_keyboard ? -1 : find_link (self, x, y);

  if (link < 0)
    return FALSE;

  gtk_tooltip_set_text (tooltip, get_uri (self, link));
  return TRUE;
}

/* By keyboard */

/* It is selected, which is seen and read aloud. */
static void
set_current (SightMessageLabel *self,
             gssize             current)
{
  const char *text = gtk_label_get_text (self->label);
  int start = 0, end = 0;

  self->current = current;
  if (current >= 0)
    {
      const SightChatLink *link = &g_array_index (self->links, SightChatLink, current);

      start = g_utf8_pointer_to_offset (text, text + link->start);
      end = g_utf8_pointer_to_offset (text, text + link->end);
    }
  gtk_label_select_region (self->label, start, end);
}

/* From link to link, and then on. */
static gboolean
sight_message_label_focus (GtkWidget        *widget,
                           GtkDirectionType  direction)
{
  SightMessageLabel *self = SIGHT_MESSAGE_LABEL (widget);
  gssize n = self->links->len;
  gboolean is_back = direction == GTK_DIR_TAB_BACKWARD;
  gssize next = gtk_widget_has_focus (GTK_WIDGET (self->label)) ? self->current + (is_back ? -1 : 1) : is_back ? n - 1 : 0;

  if (n == 0 || (direction != GTK_DIR_TAB_FORWARD && !is_back))
    return GTK_WIDGET_CLASS (sight_message_label_parent_class)->focus (widget, direction);

  if (next < 0 || next >= n)
    {
      set_current (self, -1);
      return FALSE;
    }

  gtk_widget_grab_focus (GTK_WIDGET (self->label));
  set_current (self, next);

  return TRUE;
}

static void
on_activate_link (GtkLabel          *label,
                  SightMessageLabel *self)
{
  if (self->current < 0)
    return;

  /* The label knows of no link, and would have the window's default pressed. */
  g_signal_stop_emission_by_name (label, "activate-current-link");
  sight_show_uri (GTK_WIDGET (self), get_uri (self, self->current));
}

/* Who selects something else is not on a link any more. */
static void
on_focus_left (SightMessageLabel *self)
{
  self->current = -1;
}

static void
on_open_link (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  sight_show_uri (widget, g_variant_get_string (parameter, NULL));
}

static void
add_controllers (SightMessageLabel *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self->label), GTK_EVENT_CONTROLLER (click));

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self->label), motion);

  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->label), focus);

  g_signal_connect_swapped (self->label, "query-tooltip", G_CALLBACK (on_query_tooltip), self);
  g_signal_connect (self->label, "activate-current-link", G_CALLBACK (on_activate_link), self);
}

static void
sight_message_label_dispose (GObject *object)
{
  SightMessageLabel *self = SIGHT_MESSAGE_LABEL (object);

  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;

  G_OBJECT_CLASS (sight_message_label_parent_class)->dispose (object);
}

static void
sight_message_label_finalize (GObject *object)
{
  g_array_unref (SIGHT_MESSAGE_LABEL (object)->links);

  G_OBJECT_CLASS (sight_message_label_parent_class)->finalize (object);
}

static void
sight_message_label_class_init (SightMessageLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_message_label_dispose;
  G_OBJECT_CLASS (klass)->finalize = sight_message_label_finalize;
  GTK_WIDGET_CLASS (klass)->focus = sight_message_label_focus;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "message-label");
  gtk_widget_class_install_action (widget_class, "message.open-link", "s", on_open_link);
}

static void
sight_message_label_init (SightMessageLabel *self)
{
  self->links = g_array_new (FALSE, FALSE, sizeof (SightChatLink));
  self->pressed = self->current = -1;
  self->label = g_object_new (GTK_TYPE_LABEL,
                              "selectable", TRUE,
                              "wrap", TRUE,
                              "wrap-mode", PANGO_WRAP_WORD_CHAR,
                              "max-width-chars", 40,
                              "xalign", 0.0,
                              "has-tooltip", TRUE,
                              NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  add_controllers (self);
}

GtkWidget *
sight_message_label_new (void)
{
  return g_object_new (SIGHT_TYPE_MESSAGE_LABEL, NULL);
}

static void
underline (SightMessageLabel *self)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  for (guint i = 0; i < self->links->len; i++)
    {
      SightChatLink *link = &g_array_index (self->links, SightChatLink, i);
      PangoAttribute *attribute = pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);

      attribute->start_index = link->start;
      attribute->end_index = link->end;
      pango_attr_list_insert (attributes, attribute);
    }

  gtk_label_set_attributes (self->label, attributes);
}

static char *
shorten (const char *uri)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (uri, -1) <= MENU_CHARACTERS)
    return g_strdup (uri);

  start = g_utf8_substring (uri, 0, MENU_CHARACTERS);
  return g_strconcat (start, "…", NULL);
}

/* For who has no pointer, and looks for them in a menu. */
static void
fill_menu (SightMessageLabel *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint i = 0; i < self->links->len; i++)
    {
      g_autofree char *uri = shorten (get_uri (self, i));
      /* Translators: %s is a link such as https://example.org */
      g_autofree char *label = g_strdup_printf (_("Open %s"), uri);
      g_autoptr(GMenuItem) item = g_menu_item_new (NULL, NULL);

      g_menu_item_set_label (item, label);
      g_menu_item_set_action_and_target (item, "message.open-link", "s", get_uri (self, i));
      g_menu_append_item (menu, item);
    }

  gtk_label_set_extra_menu (self->label, self->links->len > 0 ? G_MENU_MODEL (menu) : NULL);
}

void
sight_message_label_set_text (SightMessageLabel *self,
                              const char        *text)
{
  g_autofree char *clean = sight_chat_text_clean (text);

  g_array_unref (self->links);
  self->links = sight_chat_text_find_links (clean);
  self->current = -1;
  gtk_label_set_text (self->label, clean);
  underline (self);
  fill_menu (self);

  if (sight_chat_text_is_emoji (clean))
    gtk_widget_add_css_class (GTK_WIDGET (self), "emoji");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "emoji");
}
