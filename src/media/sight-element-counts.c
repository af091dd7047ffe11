/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "media/sight-element-counts.h"

void
sight_element_counts_init (SightElementCounts *self,
                           const char * const *fields)
{
  g_weak_ref_init (&self->element, NULL);
  g_mutex_init (&self->lock);
  self->fields = fields;
}

void
sight_element_counts_clear (SightElementCounts *self)
{
  g_weak_ref_clear (&self->element);
  g_mutex_clear (&self->lock);
}

void
sight_element_counts_follow (SightElementCounts *self,
                             GstElement         *element)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < SIGHT_ELEMENT_COUNTS_MAX; i++)
    {
      self->before[i] += self->now[i];
      self->now[i] = 0;
    }
  g_mutex_unlock (&self->lock);

  g_weak_ref_set (&self->element, element);
}

static void
update (SightElementCounts *self,
        GstElement         *element)
{
  g_autoptr(GstStructure) statistics = NULL;

  g_object_get (element, "stats", &statistics, NULL);
  if (statistics == NULL)
    return;

  g_mutex_lock (&self->lock);
  for (guint i = 0; self->fields[i] != NULL; i++)
    gst_structure_get_uint64 (statistics, self->fields[i], &self->now[i]);
  g_mutex_unlock (&self->lock);
}

void
sight_element_counts_read (SightElementCounts *self,
                           guint64             out[SIGHT_ELEMENT_COUNTS_MAX])
{
  g_autoptr(GstElement) element = g_weak_ref_get (&self->element);

  if (element != NULL)
    update (self, element);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < SIGHT_ELEMENT_COUNTS_MAX; i++)
    out[i] = self->before[i] + self->now[i];
  g_mutex_unlock (&self->lock);
}
