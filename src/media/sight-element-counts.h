/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SIGHT_ELEMENT_COUNTS_MAX 3

/**
 * SightElementCounts:
 *
 * Numbers out of the "stats" of an element that may be replaced by another one,
 * which begins at zero: what those before it counted stays. The element is not
 * kept.
 */
typedef struct
{
  /* Any thread. */
  GWeakRef            element;
  const char * const *fields; /* set at the beginning */
  GMutex              lock;
  /* Any thread, under the lock. */
  guint64             before[SIGHT_ELEMENT_COUNTS_MAX];
  guint64             now[SIGHT_ELEMENT_COUNTS_MAX];
} SightElementCounts;

/* @fields is static and ends with NULL. */
void sight_element_counts_init   (SightElementCounts *self,
                                  const char * const *fields);
void sight_element_counts_clear  (SightElementCounts *self);
void sight_element_counts_follow (SightElementCounts *self,
                                  GstElement         *element);
/* Asks the element, which may take a short lock of its own. */
void sight_element_counts_read   (SightElementCounts *self,
                                  guint64             out[SIGHT_ELEMENT_COUNTS_MAX]);

G_END_DECLS
