/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-screen-sound.h"

#include <glib/gi18n-lib.h>
#include <gst/app/app.h>

#include "media/sight-mailbox.h"
#include "media/sight-media.h"
#include "media/sight-player-graph.h"
#include "media/sight-sound-filter.h"

#define GST_CAT_DEFAULT sight_media_debug

/* What came in between the program and the encoder. */
#define STORE (200 * GST_MSECOND)

/* From a port of theirs to one of ours. */
typedef struct
{
  guint32          output;
  guint32          input;
  struct pw_proxy *proxy;
} Link;

struct _SightScreenSound
{
  SightSource       parent_instance;

  char             *player;   /* NULL: all */
  SightMailbox     *mailbox;
  SightPlayerGraph *graph;    /* NULL while nobody takes anything */
  SightSoundFilter *filter;   /* as it */
  GArray           *links;    /* of Link */

  GMutex            lock;
  /* The filter's thread, under the lock. */
  GstElement       *input;    /* NULL while there is no pipeline */
  guint             rate;     /* that it knows */
};

G_DEFINE_FINAL_TYPE (SightScreenSound, sight_screen_sound, SIGHT_TYPE_SOURCE)

/* What is heard */

static void
set_rate (SightScreenSound *self,
          guint             rate)
{
  g_autoptr(GstCaps) caps = NULL;

  if (self->rate == rate)
    return;

  self->rate = rate;
  caps = gst_caps_new_simple ("audio/x-raw",
                              "format", G_TYPE_STRING, G_BYTE_ORDER == G_LITTLE_ENDIAN ? "F32LE" : "F32BE",
                              "layout", G_TYPE_STRING, "interleaved",
                              "rate", G_TYPE_INT, (int) rate,
                              "channels", G_TYPE_INT, 2,
                              "channel-mask", GST_TYPE_BITMASK, G_GUINT64_CONSTANT (3),
                              NULL);
  gst_app_src_set_caps (GST_APP_SRC (self->input), caps);
}

/* On the filter's thread. */
static void
on_block (gpointer               data,
          const SightSoundBlock *block)
{
  SightScreenSound *self = data;
  gsize size = block->n_frames * 2 * sizeof *block->frames;
  GstBuffer *buffer = gst_buffer_new_memdup (block->frames, size);

  /* PipeWire's clock is the one that all pipelines share. */
  GST_BUFFER_PTS (buffer) = block->time;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (block->n_frames, GST_SECOND, block->rate);

  g_mutex_lock (&self->lock);
  if (self->input != NULL)
    {
      set_rate (self, block->rate);
      gst_app_src_push_buffer (GST_APP_SRC (self->input), g_steal_pointer (&buffer));
    }
  g_mutex_unlock (&self->lock);
  gst_clear_buffer (&buffer);
}

/* Who is heard */

static Link *
find_link (SightScreenSound     *self,
           const SightSoundPort *output,
           const SightSoundPort *input)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = &g_array_index (self->links, Link, i);

      if (link->output == output->id && link->input == input->id)
        return link;
    }

  return NULL;
}

static void
add_link (SightScreenSound     *self,
          const SightSoundPort *output,
          const SightSoundPort *input)
{
  g_autofree char *from_node = g_strdup_printf ("%u", output->node);
  g_autofree char *from_port = g_strdup_printf ("%u", output->id);
  g_autofree char *to_node = g_strdup_printf ("%u", input->node);
  g_autofree char *to_port = g_strdup_printf ("%u", input->id);
  const struct spa_dict_item items[] = {
    SPA_DICT_ITEM_INIT (PW_KEY_LINK_OUTPUT_NODE, from_node),
    SPA_DICT_ITEM_INIT (PW_KEY_LINK_OUTPUT_PORT, from_port),
    SPA_DICT_ITEM_INIT (PW_KEY_LINK_INPUT_NODE, to_node),
    SPA_DICT_ITEM_INIT (PW_KEY_LINK_INPUT_PORT, to_port),
  };
  const struct spa_dict properties = SPA_DICT_INIT_ARRAY (items);
  Link link = { .output = output->id, .input = input->id };

  GST_DEBUG ("%u:%u is heard on %u", output->node, output->id, input->id);
  link.proxy = pw_core_create_object (sight_player_graph_get_core (self->graph), "link-factory",
                                      PW_TYPE_INTERFACE_Link, PW_VERSION_LINK, &properties, 0);
  if (link.proxy != NULL)
    g_array_append_val (self->links, link);
}

static gboolean
has_port (GPtrArray *ports,
          guint32    id)
{
  for (guint i = 0; i < ports->len; i++)
    if (((const SightSoundPort *) g_ptr_array_index (ports, i))->id == id)
      return TRUE;

  return FALSE;
}

/* An id may be given to another port when its own is gone: links go first. */
static void
remove_links (SightScreenSound *self,
              GPtrArray        *outputs)
{
  for (guint i = self->links->len; i > 0; i--)
    {
      const Link *link = &g_array_index (self->links, Link, i - 1);

      if (has_port (outputs, link->output))
        continue;
      pw_proxy_destroy (link->proxy);
      g_array_remove_index_fast (self->links, i - 1);
    }
}

static void
on_graph_changed (SightScreenSound *self)
{
  g_autoptr(GPtrArray) outputs = sight_player_graph_list_outputs (self->graph, self->player);
  g_autoptr(GPtrArray) inputs = sight_player_graph_list_inputs (self->graph, sight_sound_filter_get_node (self->filter));

  remove_links (self, outputs);
  for (guint i = 0; i < outputs->len; i++)
    for (guint j = 0; j < inputs->len; j++)
      {
        const SightSoundPort *output = g_ptr_array_index (outputs, i);
        const SightSoundPort *input = g_ptr_array_index (inputs, j);

        if ((output->sides & input->sides) != 0 && find_link (self, output, input) == NULL)
          add_link (self, output, input);
      }
}

/* What goes wrong */

static void
on_graph_failed (SightScreenSound *self,
                 const GError     *error)
{
  sight_source_fail (SIGHT_SOURCE (self), g_error_copy (error));
}

static GError *
explain (const char *problem)
{
  return g_error_new (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_DEVICE, _("PipeWire does not hand over the sound of other programs: %s"),
                      problem != NULL ? problem : "?");
}

static void
tell_failed (gpointer owner,
             gpointer data)
{
  sight_source_fail (owner, g_error_copy (data));
}

static void
on_filter_failed (gpointer    data,
                  const char *problem)
{
  sight_mailbox_post (SIGHT_SCREEN_SOUND (data)->mailbox, tell_failed, explain (problem), (GDestroyNotify) g_error_free);
}

/* SightSource */

static gboolean
listen (SightScreenSound  *self,
        GError           **error)
{
  self->graph = sight_player_graph_new (error);
  if (self->graph == NULL)
    return FALSE;

  self->filter = sight_sound_filter_new (sight_player_graph_get_core (self->graph), on_block, on_filter_failed, self);
  if (self->filter == NULL)
    {
      g_propagate_error (error, explain (NULL));
      return FALSE;
    }

  g_signal_connect_swapped (self->graph, "changed", G_CALLBACK (on_graph_changed), self);
  g_signal_connect_swapped (self->graph, "failed", G_CALLBACK (on_graph_failed), self);

  return TRUE;
}

static void
sight_screen_sound_ask (SightSource *source)
{
  GError *error = NULL;

  if (listen (SIGHT_SCREEN_SOUND (source), &error))
    sight_source_open (source);
  else
    sight_source_fail (source, error);
}

static void
sight_screen_sound_close (SightSource *source)
{
  SightScreenSound *self = SIGHT_SCREEN_SOUND (source);

  for (guint i = 0; i < self->links->len; i++)
    pw_proxy_destroy (g_array_index (self->links, Link, i).proxy);
  g_array_set_size (self->links, 0);
  g_clear_pointer (&self->filter, sight_sound_filter_free);
  if (self->graph != NULL)
    g_signal_handlers_disconnect_by_data (self->graph, self);
  g_clear_object (&self->graph);
  gst_clear_object (&self->input);
}

static GstElement *
sight_screen_sound_make (SightSource  *source,
                         GError      **error)
{
  SightScreenSound *self = SIGHT_SCREEN_SOUND (source);
  GstElement *bin = gst_parse_bin_from_description_full (
    "appsrc name=input is-live=true format=time max-bytes=0 leaky-type=downstream ! "
    "audioconvert dithering=none ! audioresample ! capsfilter caps=" SIGHT_SOUND_CAPS ",channels=2",
    TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (bin == NULL)
    return NULL;

  g_mutex_lock (&self->lock);
  gst_clear_object (&self->input);
  self->rate = 0;
  self->input = gst_bin_get_by_name (GST_BIN (bin), "input");
  g_object_set (self->input, "max-time", (guint64) STORE, NULL);
  g_mutex_unlock (&self->lock);

  return bin;
}

/* GObject */

static void
sight_screen_sound_dispose (GObject *object)
{
  sight_mailbox_close (SIGHT_SCREEN_SOUND (object)->mailbox);
  sight_screen_sound_close (SIGHT_SOURCE (object));

  G_OBJECT_CLASS (sight_screen_sound_parent_class)->dispose (object);
}

static void
sight_screen_sound_finalize (GObject *object)
{
  SightScreenSound *self = SIGHT_SCREEN_SOUND (object);

  g_array_unref (self->links);
  g_mutex_clear (&self->lock);
  sight_mailbox_unref (self->mailbox);
  g_free (self->player);

  G_OBJECT_CLASS (sight_screen_sound_parent_class)->finalize (object);
}

static void
sight_screen_sound_class_init (SightScreenSoundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SightSourceClass *source_class = SIGHT_SOURCE_CLASS (klass);

  object_class->dispose = sight_screen_sound_dispose;
  object_class->finalize = sight_screen_sound_finalize;

  source_class->make = sight_screen_sound_make;
  source_class->ask = sight_screen_sound_ask;
  source_class->close = sight_screen_sound_close;
  source_class->silence_ms = SIGHT_SOURCE_MAY_BE_SILENT;
}

static void
sight_screen_sound_init (SightScreenSound *self)
{
  self->mailbox = sight_mailbox_new (self);
  self->links = g_array_new (FALSE, FALSE, sizeof (Link));
  g_mutex_init (&self->lock);
}

SightSource *
sight_screen_sound_new (const char *player)
{
  SightScreenSound *self = g_object_new (SIGHT_TYPE_SCREEN_SOUND,
                                         /* Translators: the sound that is shared with the screen, in sentences such as “Cannot use …” */
                                         "label", _("the sound of other programs"),
                                         NULL);

  self->player = g_strdup (player);

  return SIGHT_SOURCE (self);
}
