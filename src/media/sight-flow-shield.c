/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-flow-shield.h"

typedef struct
{
  SightShieldFunc admits;
  gpointer        data;
} Shield;

static gboolean
admits (GstPad *pad)
{
  const Shield *shield = g_object_get_data (G_OBJECT (pad), "sight-shield");

  return shield->admits == NULL || shield->admits (shield->data);
}

static GstFlowReturn
shield_chain (GstPad    *pad,
              GstObject *parent,
              GstBuffer *buffer)
{
  if (admits (pad))
    gst_proxy_pad_chain_default (pad, parent, buffer);
  else
    gst_buffer_unref (buffer);

  return GST_FLOW_OK;
}

static GstFlowReturn
shield_chain_list (GstPad        *pad,
                   GstObject     *parent,
                   GstBufferList *list)
{
  if (admits (pad))
    gst_proxy_pad_chain_list_default (pad, parent, list);
  else
    gst_buffer_list_unref (list);

  return GST_FLOW_OK;
}

/* A refused sticky event would come back as an error of the next buffer. */
static gboolean
shield_event (GstPad    *pad,
              GstObject *parent,
              GstEvent  *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    gst_event_unref (event);
  else
    gst_pad_event_default (pad, parent, event);

  return TRUE;
}

GstPad *
sight_flow_shield_new (const char      *name,
                       SightShieldFunc  admit_func,
                       gpointer         data)
{
  GstPad *pad = gst_ghost_pad_new_no_target (name, GST_PAD_SINK);
  Shield *shield = g_new (Shield, 1);

  *shield = (Shield) { admit_func, data };
  g_object_set_data_full (G_OBJECT (pad), "sight-shield", shield, g_free);
  gst_pad_set_chain_function (pad, shield_chain);
  gst_pad_set_chain_list_function (pad, shield_chain_list);
  gst_pad_set_event_function (pad, shield_event);

  return pad;
}
