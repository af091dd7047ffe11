/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-pipewire-core.h"

#include <glib/gi18n-lib.h>

#include "media/sight-media-error.h"
#include "media/sight-sandbox.h"

typedef struct
{
  GSource         base;
  struct pw_loop *loop;
} LoopSource;

struct _SightPipewireCore
{
  struct pw_loop    *loop;
  GSource           *source;
  struct pw_context *context;
  struct pw_core    *core;
};

static gboolean
on_loop_dispatch (GSource     *source,
                  GSourceFunc  func,
                  gpointer     data)
{
  struct pw_loop *loop = ((LoopSource *) source)->loop;

  pw_loop_enter (loop);
  pw_loop_iterate (loop, 0);
  pw_loop_leave (loop);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs loop_funcs = { .dispatch = on_loop_dispatch };

static void
initialize (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      pw_init (NULL, NULL);
      g_once_init_leave (&done, 1);
    }
}

static void
set_error (GError **error)
{
  g_set_error_literal (error, SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_MISSING,
                       sight_sandbox_is_around_us ()
                       ? _("The sound of other programs cannot be shared from within a Flatpak, which is kept from hearing them")
                       : _("The sound of other programs cannot be shared: PipeWire, which it comes from, does not answer in this session"));
}

static void
attach (SightPipewireCore *self)
{
  self->source = g_source_new (&loop_funcs, sizeof (LoopSource));
  ((LoopSource *) self->source)->loop = self->loop;
  g_source_add_unix_fd (self->source, pw_loop_get_fd (self->loop), G_IO_IN | G_IO_ERR | G_IO_HUP);
  g_source_set_static_name (self->source, "sight-pipewire-core");
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

SightPipewireCore *
sight_pipewire_core_new (GError **error)
{
  g_autoptr(SightPipewireCore) self = g_new0 (SightPipewireCore, 1);

  initialize ();
  self->loop = pw_loop_new (NULL);
  if (self->loop != NULL)
    self->context = pw_context_new (self->loop, NULL, 0);
  if (self->context != NULL)
    self->core = pw_context_connect (self->context, NULL, 0);
  if (self->core == NULL)
    {
      set_error (error);
      return NULL;
    }

  attach (self);

  return g_steal_pointer (&self);
}

void
sight_pipewire_core_free (SightPipewireCore *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->core, pw_core_disconnect);
  g_clear_pointer (&self->context, pw_context_destroy);
  g_clear_pointer (&self->loop, pw_loop_destroy);
  g_free (self);
}

struct pw_core *
sight_pipewire_core_get (SightPipewireCore *self)
{
  return self->core;
}
