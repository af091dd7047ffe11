/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-read-buffers.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* libwebsockets has one allocator in a process, so this is one, too. */
static struct
{
  guint8  *base;
  gsize    size;     /* of all */
  gsize    stride;   /* of one */
  gsize    page;
  guint8  *users;    /* of each page: buffers in use that touch it */
  GArray  *unused;   /* of guint32, numbers of buffers */
  guint32  fresh;    /* the first that was never used */
  guint32  count;
} pool;

static gboolean
is_pooled (const guint8 *pointer)
{
  return pool.base != NULL && pointer >= pool.base && pointer < pool.base + pool.size;
}

/* Gives pages back to the system that nobody needs any more. */
static void
count_pages (guint32 number,
             int     change)
{
  gsize first = number * pool.stride / pool.page;
  gsize last = ((number + 1) * pool.stride - 1) / pool.page;

  for (gsize i = first; i <= last; i++)
    {
      pool.users[i] += change;
      if (pool.users[i] == 0)
        madvise (pool.base + i * pool.page, pool.page, MADV_DONTNEED);
    }
}

static guint8 *
take (void)
{
  guint32 number;

  if (pool.unused->len > 0)
    {
      number = g_array_index (pool.unused, guint32, pool.unused->len - 1);
      g_array_set_size (pool.unused, pool.unused->len - 1);
    }
  else if (pool.fresh < pool.count)
    {
      number = pool.fresh++;
    }
  else
    {
      return NULL;
    }
  count_pages (number, 1);

  return pool.base + number * pool.stride;
}

static void
give_back (guint8 *pointer)
{
  guint32 number = (pointer - pool.base) / pool.stride;

  count_pages (number, -1);
  g_array_append_val (pool.unused, number);
}

static void *
allocate (void       *pointer,
          size_t      size,
          const char *reason)
{
  void *moved;

  if (is_pooled (pointer))
    {
      moved = size > 0 ? malloc (size) : NULL;
      if (moved != NULL)
        memcpy (moved, pointer, MIN (size, pool.stride));
      give_back (pointer);
      return moved;
    }

  if (pointer == NULL && size > 0 && size <= pool.stride && g_strcmp0 (reason, "rx_ubuf") == 0)
    {
      moved = take ();
      if (moved != NULL)
        return moved;
    }

  if (size > 0)
    return realloc (pointer, size);

  free (pointer);
  return NULL;
}

void
sight_read_buffers_install (guint count,
                            gsize size)
{
  void *base;

  if (pool.base != NULL)
    return;

  pool.page = sysconf (_SC_PAGESIZE);
  pool.stride = (size + 15) & ~(gsize) 15;
  pool.size = (count * pool.stride + pool.page - 1) / pool.page * pool.page;
  base = mmap (NULL, pool.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return;

  pool.count = count;
  pool.users = g_malloc0 (pool.size / pool.page);
  pool.unused = g_array_new (FALSE, FALSE, sizeof (guint32));
  pool.base = base;
  lws_set_allocator (allocate);
}
