/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-pipeline.h"

#define DISPOSED "sight-disposed"

static GMutex lock;
static GCond done;
/* Any thread, under the lock. */
static guint pending;

static void
begin (void)
{
  g_mutex_lock (&lock);
  pending++;
  g_mutex_unlock (&lock);
}

static void
end (void)
{
  g_mutex_lock (&lock);
  pending--;
  g_cond_broadcast (&done);
  g_mutex_unlock (&lock);
}

/* The state lock is held from the question to the answer, so that a pipeline
 * which is disposed of meanwhile is not started after it was stopped.
 */
static gpointer
play (gpointer data)
{
  GstElement *pipeline = data;

  GST_STATE_LOCK (pipeline);
  if (g_object_get_data (G_OBJECT (pipeline), DISPOSED) == NULL)
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
  GST_STATE_UNLOCK (pipeline);

  gst_object_unref (pipeline);
  end ();

  return NULL;
}

static gpointer
stop (gpointer data)
{
  GstElement *pipeline = data;

  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  end ();

  return NULL;
}

/* What waits on the bus holds elements. */
static void
silence (GstElement *pipeline)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);

  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  gst_bus_set_flushing (bus, TRUE);
}

void
sight_pipeline_play (GstElement *pipeline)
{
  g_autoptr(GThread) thread = NULL;

  begin ();
  thread = g_thread_new ("sight-play", play, gst_object_ref (pipeline));
}

void
sight_pipeline_dispose (GstElement *pipeline)
{
  g_autoptr(GThread) thread = NULL;

  g_object_set_data (G_OBJECT (pipeline), DISPOSED, GINT_TO_POINTER (TRUE));
  silence (pipeline);

  begin ();
  thread = g_thread_new ("sight-stop", stop, pipeline);
}

void
sight_pipeline_wait (void)
{
  g_mutex_lock (&lock);
  while (pending > 0)
    g_cond_wait (&done, &lock);
  g_mutex_unlock (&lock);
}

typedef struct
{
  SightMailbox    *mailbox;
  SightLetterFunc  func;
} ErrorPost;

static void
error_post_free (gpointer data)
{
  ErrorPost *self = data;

  sight_mailbox_unref (self->mailbox);
  g_free (self);
}

/* On the thread of the element that says it. */
static GstBusSyncReply
post_error (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  ErrorPost *self = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    sight_mailbox_post (self->mailbox, self->func, gst_message_ref (message), (GDestroyNotify) gst_message_unref);

  gst_message_unref (message);
  return GST_BUS_DROP;
}

void
sight_pipeline_post_errors (GstElement      *pipeline,
                            SightMailbox    *mailbox,
                            SightLetterFunc  func)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  ErrorPost *post = g_new (ErrorPost, 1);

  *post = (ErrorPost) { .mailbox = sight_mailbox_ref (mailbox), .func = func };
  gst_bus_set_sync_handler (bus, post_error, post, error_post_free);
}
