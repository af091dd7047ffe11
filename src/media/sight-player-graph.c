/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include "sight-build-config.h"

#include "media/sight-player-graph.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "media/sight-mailbox.h"
#include "media/sight-media-error.h"

/* To and fro: what is there, and then what is known of it. */
#define N_ROUNDS 2

typedef struct
{
  SightPlayerGraph *graph;
  struct pw_proxy  *proxy;
  struct spa_hook   listener;
  SightPlayer      *player; /* NULL before it is known, and for what is none */
} Node;

struct _SightPlayerGraph
{
  GObject             parent_instance;

  SightMailbox       *mailbox;
  SightPipewireCore  *core;
  struct spa_hook     core_listener;
  struct pw_registry *registry;
  struct spa_hook     registry_listener;
  GHashTable         *nodes;   /* by their id: Node */
  GHashTable         *ports;   /* by their id: SightSoundPort */
  guint               rounds;
  gboolean            is_told; /* that something changed, or will be */
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightPlayerGraph, sight_player_graph, G_TYPE_OBJECT)

/* PipeWire is calling, and what is told may end the connection: later. */

static void
tell_changed (gpointer owner,
              gpointer data)
{
  SIGHT_PLAYER_GRAPH (owner)->is_told = FALSE;
  g_signal_emit (owner, signals[SIGNAL_CHANGED], 0);
}

static void
post_changed (SightPlayerGraph *self)
{
  if (self->is_told)
    return;

  self->is_told = TRUE;
  sight_mailbox_post (self->mailbox, tell_changed, NULL, NULL);
}

static void
tell_failed (gpointer owner,
             gpointer data)
{
  g_signal_emit (owner, signals[SIGNAL_FAILED], 0, data);
}

static void
post_failed (SightPlayerGraph *self,
             GError           *error)
{
  sight_mailbox_post (self->mailbox, tell_failed, error, (GDestroyNotify) g_error_free);
}

/* Nodes */

static void
node_free (gpointer data)
{
  Node *self = data;

  spa_hook_remove (&self->listener);
  pw_proxy_destroy (self->proxy);
  g_clear_object (&self->player);
  g_free (self);
}

static void
on_node_info (void                      *data,
              const struct pw_node_info *info)
{
  Node *self = data;

  if ((info->change_mask & PW_NODE_CHANGE_MASK_PROPS) == 0 || info->props == NULL)
    return;

  g_clear_object (&self->player);
  self->player = sight_player_read (info->props);
  post_changed (self->graph);
}

static const struct pw_node_events node_events = {
  PW_VERSION_NODE_EVENTS,
  .info = on_node_info,
};

static void
add_node (SightPlayerGraph      *self,
          guint32                id,
          const struct spa_dict *properties)
{
  Node *node;
  gpointer proxy;

  if (g_strcmp0 (spa_dict_lookup (properties, PW_KEY_MEDIA_CLASS), "Stream/Output/Audio") != 0)
    return;

  proxy = pw_registry_bind (self->registry, id, PW_TYPE_INTERFACE_Node, PW_VERSION_NODE, 0);
  if (proxy == NULL)
    return;

  node = g_new0 (Node, 1);
  node->graph = self;
  node->proxy = proxy;
  pw_node_add_listener ((struct pw_node *) proxy, &node->listener, &node_events, node);
  g_hash_table_insert (self->nodes, GUINT_TO_POINTER (id), node);
}

/* Ports */

static void
port_free (gpointer data)
{
  SightSoundPort *self = data;

  g_free (self->channel);
  g_free (self);
}

static void
add_port (SightPlayerGraph      *self,
          guint32                id,
          const struct spa_dict *properties)
{
  const char *node = spa_dict_lookup (properties, PW_KEY_NODE_ID);
  const char *format = spa_dict_lookup (properties, PW_KEY_FORMAT_DSP);
  const char *monitors = spa_dict_lookup (properties, PW_KEY_PORT_MONITOR);
  SightSoundPort *port;

  if (node == NULL || format == NULL || strstr (format, "audio") == NULL || (monitors != NULL && spa_atob (monitors)))
    return;

  port = g_new0 (SightSoundPort, 1);
  port->id = id;
  port->node = g_ascii_strtoull (node, NULL, 10);
  port->is_input = g_strcmp0 (spa_dict_lookup (properties, PW_KEY_PORT_DIRECTION), "in") == 0;
  port->channel = g_strdup (spa_dict_lookup (properties, PW_KEY_AUDIO_CHANNEL));
  port->sides = sight_sides_of_channel (port->channel);
  g_hash_table_insert (self->ports, GUINT_TO_POINTER (id), port);
  post_changed (self);
}

/* What PipeWire says */

static void
on_global (void                  *data,
           uint32_t               id,
           uint32_t               permissions,
           const char            *type,
           uint32_t               version,
           const struct spa_dict *properties)
{
  SightPlayerGraph *self = data;

  if (properties == NULL)
    return;
  if (g_str_equal (type, PW_TYPE_INTERFACE_Node))
    add_node (self, id, properties);
  else if (g_str_equal (type, PW_TYPE_INTERFACE_Port))
    add_port (self, id, properties);
}

static void
on_global_remove (void     *data,
                  uint32_t  id)
{
  SightPlayerGraph *self = data;

  if (g_hash_table_remove (self->nodes, GUINT_TO_POINTER (id)) ||
      g_hash_table_remove (self->ports, GUINT_TO_POINTER (id)))
    post_changed (self);
}

static const struct pw_registry_events registry_events = {
  PW_VERSION_REGISTRY_EVENTS,
  .global = on_global,
  .global_remove = on_global_remove,
};

static void
on_done (void     *data,
         uint32_t  id,
         int       sequence)
{
  SightPlayerGraph *self = data;

  if (id != PW_ID_CORE || self->rounds >= N_ROUNDS)
    return;

  self->rounds++;
  if (self->rounds < N_ROUNDS)
    pw_core_sync (sight_pipewire_core_get (self->core), PW_ID_CORE, 0);
  else
    post_changed (self);
}

/* What was asked for may be gone by then, which is no failure. */
static void
on_error (void       *data,
          uint32_t    id,
          int         sequence,
          int         result,
          const char *message)
{
  SightPlayerGraph *self = data;

  g_debug ("PipeWire says of %u: %s", id, message);
  if (id == PW_ID_CORE && result == -EPIPE)
    post_failed (self, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_ENDED,
                                            _("The sound is not shared any more, because PipeWire has ended: share it again")));
  else if (result == -EPERM || result == -EACCES)
    post_failed (self, g_error_new_literal (SIGHT_MEDIA_ERROR, SIGHT_MEDIA_ERROR_REFUSED,
                                            _("PipeWire does not allow this program to share the sound of others")));
}

static const struct pw_core_events core_events = {
  PW_VERSION_CORE_EVENTS,
  .done = on_done,
  .error = on_error,
};

/* GObject */

static void
sight_player_graph_finalize (GObject *object)
{
  SightPlayerGraph *self = SIGHT_PLAYER_GRAPH (object);

  sight_mailbox_close (self->mailbox);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->ports);
  if (self->registry != NULL)
    {
      spa_hook_remove (&self->registry_listener);
      spa_hook_remove (&self->core_listener);
      pw_proxy_destroy ((struct pw_proxy *) self->registry);
    }
  g_clear_pointer (&self->core, sight_pipewire_core_free);
  sight_mailbox_unref (self->mailbox);

  G_OBJECT_CLASS (sight_player_graph_parent_class)->finalize (object);
}

static void
sight_player_graph_class_init (SightPlayerGraphClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sight_player_graph_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SIGHT_TYPE_PLAYER_GRAPH, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", SIGHT_TYPE_PLAYER_GRAPH, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sight_player_graph_init (SightPlayerGraph *self)
{
  self->mailbox = sight_mailbox_new (self);
  self->nodes = g_hash_table_new_full (NULL, NULL, NULL, node_free);
  self->ports = g_hash_table_new_full (NULL, NULL, NULL, port_free);
}

SightPlayerGraph *
sight_player_graph_new (GError **error)
{
  g_autoptr(SightPlayerGraph) self = g_object_new (SIGHT_TYPE_PLAYER_GRAPH, NULL);
  struct pw_core *core;

  self->core = sight_pipewire_core_new (error);
  if (self->core == NULL)
    return NULL;

  core = sight_pipewire_core_get (self->core);
  pw_core_add_listener (core, &self->core_listener, &core_events, self);
  self->registry = pw_core_get_registry (core, PW_VERSION_REGISTRY, 0);
  pw_registry_add_listener (self->registry, &self->registry_listener, &registry_events, self);
  pw_core_sync (core, PW_ID_CORE, 0);

  return g_steal_pointer (&self);
}

struct pw_core *
sight_player_graph_get_core (SightPlayerGraph *self)
{
  g_return_val_if_fail (SIGHT_IS_PLAYER_GRAPH (self), NULL);

  return sight_pipewire_core_get (self->core);
}

gboolean
sight_player_graph_is_ready (SightPlayerGraph *self)
{
  g_return_val_if_fail (SIGHT_IS_PLAYER_GRAPH (self), FALSE);

  return self->rounds == N_ROUNDS;
}

static gboolean
has_player (GPtrArray   *players,
            SightPlayer *player)
{
  for (guint i = 0; i < players->len; i++)
    if (g_str_equal (sight_player_get_id (g_ptr_array_index (players, i)), sight_player_get_id (player)))
      return TRUE;

  return FALSE;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return g_utf8_collate (sight_player_get_name (*(SightPlayer **) a), sight_player_get_name (*(SightPlayer **) b));
}

GPtrArray *
sight_player_graph_list_players (SightPlayerGraph *self)
{
  GPtrArray *players = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  Node *node;

  g_return_val_if_fail (SIGHT_IS_PLAYER_GRAPH (self), players);

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &node))
    if (node->player != NULL && !sight_player_plays_call (node->player) && !has_player (players, node->player))
      g_ptr_array_add (players, g_object_ref (node->player));
  g_ptr_array_sort (players, compare);

  return players;
}

static gboolean
is_heard (SightPlayerGraph *self,
          guint32           id,
          const char       *player)
{
  const Node *node = g_hash_table_lookup (self->nodes, GUINT_TO_POINTER (id));

  return node != NULL && node->player != NULL && !sight_player_plays_call (node->player) &&
         (player == NULL || sight_player_is_called (node->player, player));
}

GPtrArray *
sight_player_graph_list_outputs (SightPlayerGraph *self,
                                 const char       *player)
{
  GPtrArray *outputs = g_ptr_array_new ();
  GHashTableIter iter;
  SightSoundPort *port;

  g_return_val_if_fail (SIGHT_IS_PLAYER_GRAPH (self), outputs);

  g_hash_table_iter_init (&iter, self->ports);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &port))
    if (!port->is_input && is_heard (self, port->node, player))
      g_ptr_array_add (outputs, port);

  return outputs;
}

GPtrArray *
sight_player_graph_list_inputs (SightPlayerGraph *self,
                                guint32           node)
{
  GPtrArray *inputs = g_ptr_array_new ();
  GHashTableIter iter;
  SightSoundPort *port;

  g_return_val_if_fail (SIGHT_IS_PLAYER_GRAPH (self), inputs);

  g_hash_table_iter_init (&iter, self->ports);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &port))
    if (port->is_input && port->node == node)
      g_ptr_array_add (inputs, port);

  return inputs;
}
