/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-sink-tee.h"

#include "media/sight-sample-takers.h"

struct _SightSinkTee
{
  GObject            parent_instance;

  char              *caps;
  GPtrArray         *sinks;  /* owned here, for the takers do not */
  SightSampleTakers  takers;
};

static GstCaps *
sight_sink_tee_get_caps (SightSink *sink)
{
  SightSinkTee *self = SIGHT_SINK_TEE (sink);

  return self->caps != NULL ? gst_caps_from_string (self->caps) : NULL;
}

static void
sight_sink_tee_take (SightSink *sink,
                     GstSample *sample)
{
  sight_sample_takers_push (&SIGHT_SINK_TEE (sink)->takers, sample);
}

static void
sight_sink_tee_sink_init (SightSinkInterface *iface)
{
  iface->get_caps = sight_sink_tee_get_caps;
  iface->take = sight_sink_tee_take;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SightSinkTee, sight_sink_tee, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIGHT_TYPE_SINK, sight_sink_tee_sink_init))

static void
sight_sink_tee_finalize (GObject *object)
{
  SightSinkTee *self = SIGHT_SINK_TEE (object);

  sight_sample_takers_clear (&self->takers);
  g_ptr_array_unref (self->sinks);
  g_free (self->caps);

  G_OBJECT_CLASS (sight_sink_tee_parent_class)->finalize (object);
}

static void
sight_sink_tee_class_init (SightSinkTeeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_sink_tee_finalize;
}

static void
sight_sink_tee_init (SightSinkTee *self)
{
  self->sinks = g_ptr_array_new_with_free_func (g_object_unref);
  sight_sample_takers_init (&self->takers);
}

SightSinkTee *
sight_sink_tee_new (const char *caps)
{
  SightSinkTee *self = g_object_new (SIGHT_TYPE_SINK_TEE, NULL);

  self->caps = g_strdup (caps);

  return self;
}

/* On a streaming thread. */
static void
push (gpointer   sink,
      GstSample *sample)
{
  sight_sink_take (sink, sample);
}

void
sight_sink_tee_add (SightSinkTee *self,
                    SightSink    *sink)
{
  g_return_if_fail (SIGHT_IS_SINK_TEE (self));
  g_return_if_fail (SIGHT_IS_SINK (sink));

  g_ptr_array_add (self->sinks, g_object_ref (sink));
  sight_sample_takers_add (&self->takers, sink, push);
}

void
sight_sink_tee_remove (SightSinkTee *self,
                       SightSink    *sink)
{
  g_return_if_fail (SIGHT_IS_SINK_TEE (self));

  sight_sample_takers_remove (&self->takers, sink);
  g_ptr_array_remove (self->sinks, sink);
}
