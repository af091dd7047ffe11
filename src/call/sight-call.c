/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-call-private.h"

#include <glib/gi18n-lib.h>

#include "media/sight-video-codec.h"

enum {
  PROP_0,
  PROP_STATE,
  PROP_LOCKED,
  PROP_IS_HOST,
  PROP_WARM,
  PROP_HAND,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_KNOCK,
  SIGNAL_KNOCK_GONE,
  SIGNAL_REACTED,
  SIGNAL_DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void sight_call_list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SightCall, sight_call, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sight_call_list_model_iface_init))

/* What the rest of the call reports */

void
sight_call_notify_locked (SightCall *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKED]);
}

void
sight_call_notify_is_host (SightCall *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_HOST]);
}

void
sight_call_notify_state (SightCall *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
sight_call_emit_knock (SightCall     *self,
                       const SightId *who,
                       const char    *name)
{
  g_signal_emit (self, signals[SIGNAL_KNOCK], 0, who->text, name);
}

void
sight_call_emit_knock_gone (SightCall     *self,
                            const SightId *who)
{
  g_signal_emit (self, signals[SIGNAL_KNOCK_GONE], 0, who->text);
}

void
sight_call_emit_reacted (SightCall     *self,
                         SightReaction  reaction)
{
  g_signal_emit (self, signals[SIGNAL_REACTED], 0, (guint) reaction);
}

void
sight_call_emit_dropped (SightCall *self,
                         SightDrop  drop)
{
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, (guint) drop);
}

/* The list of participants */

static GType
sight_call_get_item_type (GListModel *model)
{
  return SIGHT_TYPE_PARTICIPANT;
}

static guint
sight_call_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SIGHT_CALL (model)->participants));
}

static gpointer
sight_call_get_item (GListModel *model,
                     guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (SIGHT_CALL (model)->participants), position);
}

static void
sight_call_list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = sight_call_get_item_type;
  iface->get_n_items = sight_call_get_n_items;
  iface->get_item = sight_call_get_item;
}

/* GObject */

static void
sight_call_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SightCall *self = SIGHT_CALL (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, sight_call_get_state (self));
      break;
    case PROP_LOCKED:
      g_value_set_boolean (value, self->locked);
      break;
    case PROP_IS_HOST:
      g_value_set_boolean (value, sight_call_is_host (self));
      break;
    case PROP_WARM:
      g_value_set_boolean (value, self->is_warm);
      break;
    case PROP_HAND:
      g_value_set_boolean (value, self->hand);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Whoever still holds one of them holds somebody who has gone. */
static void
let_go_of_all (SightCall *self)
{
  g_autoptr(GPtrArray) all = sight_call_copy_participants (self);

  for (guint i = 0; i < all->len; i++)
    {
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (all, i), self);
      sight_participant_hang_up (g_ptr_array_index (all, i));
    }
  g_clear_object (&self->participants);
}

static void
sight_call_dispose (GObject *object)
{
  SightCall *self = SIGHT_CALL (object);

  if (self->participants != NULL)
    let_go_of_all (self);
  for (guint i = 0; i < SIGHT_N_LINES; i++)
    g_clear_object (&self->media->feeds[i]);
  if (self->signaling != NULL)
    g_signal_handlers_disconnect_by_data (self->signaling, self);
  g_clear_object (&self->signaling);
  g_clear_pointer (&self->chat_deadline, sight_deadline_free);
  g_clear_pointer (&self->ice_deadline, sight_deadline_free);
  g_clear_object (&self->chat);

  G_OBJECT_CLASS (sight_call_parent_class)->dispose (object);
}

static void
sight_call_finalize (GObject *object)
{
  SightCall *self = SIGHT_CALL (object);

  g_clear_pointer (&self->line, sight_sealed_line_free);
  g_clear_pointer (&self->seal, sight_seal_free);
  g_clear_pointer (&self->own_ice, sight_ice_config_free);
  g_clear_pointer (&self->media, sight_call_media_unref);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (sight_call_parent_class)->finalize (object);
}

static void
sight_call_class_init (SightCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sight_call_get_property;
  object_class->dispose = sight_call_dispose;
  object_class->finalize = sight_call_finalize;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, SIGHT_SIGNALING_IDLE, SIGHT_SIGNALING_ENDED,
                                              SIGHT_SIGNALING_IDLE, flags);
  properties[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, flags);
  properties[PROP_IS_HOST] = g_param_spec_boolean ("is-host", NULL, NULL, FALSE, flags);
  properties[PROP_WARM] = g_param_spec_boolean ("warm", NULL, NULL, FALSE, flags);
  properties[PROP_HAND] = g_param_spec_boolean ("hand", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_KNOCK] = g_signal_new ("knock", SIGHT_TYPE_CALL, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_KNOCK_GONE] = g_signal_new ("knock-gone", SIGHT_TYPE_CALL, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REACTED] = g_signal_new ("reacted", SIGHT_TYPE_CALL, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", SIGHT_TYPE_CALL, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sight_call_init (SightCall *self)
{
  sight_call_chat_init (self);
  sight_call_ice_init (self);
  sight_call_reactions_init (self);
  self->media = sight_call_media_new ();
  self->participants = g_list_store_new (SIGHT_TYPE_PARTICIPANT);
  g_signal_connect_object (self->participants, "items-changed", G_CALLBACK (g_list_model_items_changed),
                           self, G_CONNECT_SWAPPED);
}

/* What a call needs that takes its time when a process does it first. */
typedef struct
{
  GWeakRef    call;
  GObject    *closing; /* who leaves waits for it */
  SightCodec  codec;
} WarmUp;

static void
warm_up_free (WarmUp *self)
{
  g_weak_ref_clear (&self->call);
  g_object_unref (self->closing);
  g_free (self);
}

static void
warm_up (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  WarmUp *self = task_data;

  sight_peer_connection_warm_up ();
  /* Which encoder works is found out by trying. */
  sight_video_codec_find (SIGHT_CODEC_VP8);
  sight_video_codec_find (self->codec);
  g_task_return_boolean (task, TRUE);
}

static void
on_warm_up_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  WarmUp *warm = g_task_get_task_data (G_TASK (result));
  g_autoptr(SightCall) self = g_weak_ref_get (&warm->call);

  if (self == NULL)
    return;

  self->is_warm = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARM]);
}

/* While the server is looked for: the first connection is not waited for then. */
static void
start_warm_up (SightCall *self)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_warm_up_ready, NULL);
  WarmUp *warm = g_new0 (WarmUp, 1);

  g_weak_ref_init (&warm->call, self);
  warm->closing = g_object_ref (self->media->closing);
  warm->codec = self->media->preferred;
  g_task_set_source_tag (task, start_warm_up);
  g_task_set_task_data (task, warm, (GDestroyNotify) warm_up_free);
  g_task_run_in_thread (task, warm_up);
}

SightCall *
sight_call_new (SightSocket            *socket,
                const char             *code,
                const SightCallConfig  *config,
                GError                **error)
{
  g_autoptr(SightCall) self = NULL;

  g_return_val_if_fail (SIGHT_IS_SOCKET (socket), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  self = g_object_new (SIGHT_TYPE_CALL, NULL);
  self->media->certificate = sight_dtls_certificate_new (error);
  if (self->media->certificate == NULL)
    return NULL;

  self->media->codecs = config->codecs != 0 ? config->codecs : SIGHT_VIDEO_CODEC_VP8;
  self->media->preferred = config->preferred == SIGHT_CODEC_H264 ? SIGHT_CODEC_H264 : SIGHT_CODEC_VP8;
  self->own_ice = config->ice != NULL ? sight_ice_config_copy (config->ice) : sight_ice_config_new ();
  self->media->ice = sight_ice_config_copy (self->own_ice);
  self->relay_only = config->relay_only;
  self->kind = config->kind;
  self->name = g_strdup (config->name != NULL ? config->name : "");
  self->code = g_strdup (code);

  self->signaling = sight_signaling_new (socket, config->user_agent != NULL ? config->user_agent : "sightline");
  g_signal_connect_object (self->signaling, "event", G_CALLBACK (sight_call_handle_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->signaling, "notify::state",
                           G_CALLBACK (sight_call_handle_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->signaling, "network-changed",
                           G_CALLBACK (sight_call_handle_network), self, G_CONNECT_SWAPPED);

  start_warm_up (self);
  return g_steal_pointer (&self);
}

/* Deriving the keys takes a tenth of a second, on a thread of its own. */

static void
derive (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  GError *error = NULL;
  SightSeal *seal = sight_seal_new (task_data, &error);

  if (seal != NULL)
    g_task_return_pointer (task, seal, (GDestroyNotify) sight_seal_free);
  else
    g_task_return_error (task, error);
}

static void
on_derive_ready (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  SightCall *self = SIGHT_CALL (object);
  g_autoptr(GError) error = NULL;
  SightSeal *seal = g_task_propagate_pointer (G_TASK (result), &error);

  if (seal == NULL)
    {
      g_prefix_error_literal (&error, _("The keys of the room could not be derived: "));
      sight_signaling_fail (self->signaling, error);
      return;
    }

  self->seal = seal;
  self->line = sight_sealed_line_new (self->seal);
  self->media->room = sight_seal_get_room_id (self->seal);
  if (self->wants_in && !self->has_left)
    sight_signaling_join (self->signaling, &self->media->room, self->kind);
}

static void
start_derive (SightCall *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, on_derive_ready, NULL);

  g_task_set_source_tag (task, start_derive);
  g_task_set_task_data (task, g_steal_pointer (&self->code), g_free);
  g_task_run_in_thread (task, derive);
}

void
sight_call_prepare (SightCall *self)
{
  g_return_if_fail (SIGHT_IS_CALL (self));
  g_return_if_fail (!self->wants_in);

  if (self->code != NULL)
    start_derive (self);
  sight_signaling_prepare (self->signaling);
}

void
sight_call_set_name (SightCall  *self,
                     const char *name)
{
  g_return_if_fail (SIGHT_IS_CALL (self));
  g_return_if_fail (!self->wants_in);

  g_free (self->name);
  self->name = g_strdup (name != NULL ? name : "");
}

void
sight_call_join (SightCall *self)
{
  g_return_if_fail (SIGHT_IS_CALL (self));
  g_return_if_fail (!self->wants_in);

  self->wants_in = TRUE;
  if (self->code != NULL)
    start_derive (self);
  else if (self->line != NULL)
    sight_signaling_join (self->signaling, &self->media->room, self->kind);
}

void
sight_call_leave (SightCall *self)
{
  g_return_if_fail (SIGHT_IS_CALL (self));

  self->has_left = TRUE;
  /* Each is told before the line is gone. */
  sight_call_for_each (self, sight_participant_hang_up);
  sight_signaling_leave (self->signaling);
}

static void
on_all_closed (gpointer  data,
               GObject  *where_it_was)
{
  g_autoptr(GTask) task = data;

  g_task_return_boolean (task, TRUE);
}

void
sight_call_leave_async (SightCall           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GObject) closing = NULL;
  GTask *task;

  g_return_if_fail (SIGHT_IS_CALL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sight_call_leave_async);
  g_object_weak_ref (self->media->closing, on_all_closed, task);

  sight_call_leave (self);
  /* Nothing more is made: the last one to be closed lets go of it. */
  closing = g_steal_pointer (&self->media->closing);
  self->media->closing = g_object_new (G_TYPE_OBJECT, NULL);
}

gboolean
sight_call_leave_finish (SightCall     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

SightSignalingState
sight_call_get_state (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), SIGHT_SIGNALING_ENDED);

  return sight_signaling_get_state (self->signaling);
}

const GError *
sight_call_get_error (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), NULL);

  return sight_signaling_get_error (self->signaling);
}

guint
sight_call_get_lost_ms (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), 0);

  return sight_signaling_get_lost_ms (self->signaling);
}

gboolean
sight_call_is_locked (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);

  return self->locked;
}

gboolean
sight_call_is_host (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);

  return self->order > 0 && sight_id_equal (&self->media->me, &self->host);
}

gboolean
sight_call_is_warm (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);

  return self->is_warm;
}

const SightId *
sight_call_get_id (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), NULL);

  return &self->media->me;
}

static void
update_feeds (SightCall *self,
              SightLine  line)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->participants));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SightParticipant) participant = g_list_model_get_item (G_LIST_MODEL (self->participants), i);

      sight_participant_update_feed (participant, line);
    }
}

void
sight_call_set_feed (SightCall *self,
                     SightLine  line,
                     SightFeed *feed)
{

  g_return_if_fail (SIGHT_IS_CALL (self));
  g_return_if_fail (line < SIGHT_N_LINES);

  if (!g_set_object (&self->media->feeds[line], feed))
    return;

  update_feeds (self, line);
  sight_call_say_state (self);
}

gboolean
sight_call_sends (SightCall *self,
                  SightLine  line)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);
  g_return_val_if_fail (line < SIGHT_N_LINES, FALSE);

  return self->media->feeds[line] != NULL;
}

void
sight_call_set_small (SightCall *self,
                      SightFeed *feed)
{
  g_return_if_fail (SIGHT_IS_CALL (self));

  if (g_set_object (&self->media->small, feed))
    update_feeds (self, SIGHT_LINE_CAMERA);
}

void
sight_call_set_hand (SightCall *self,
                     gboolean   raised)
{
  g_return_if_fail (SIGHT_IS_CALL (self));

  if (self->hand == raised)
    return;

  self->hand = raised;
  sight_call_say_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAND]);
}

gboolean
sight_call_get_hand (SightCall *self)
{
  g_return_val_if_fail (SIGHT_IS_CALL (self), FALSE);

  return self->hand;
}

void
sight_call_answer_knock (SightCall     *self,
                         const SightId *who,
                         gboolean       admit)
{
  SightRequest request = { .type = admit ? SIGHT_REQUEST_ADMIT : SIGHT_REQUEST_DENY };

  g_return_if_fail (SIGHT_IS_CALL (self));

  request.who = *who;
  sight_signaling_say (self->signaling, &request);
}

static void
moderate (SightCall       *self,
          SightModerateOp  op,
          const SightId   *who)
{
  SightRequest request = { .type = SIGHT_REQUEST_MODERATE };

  request.moderate.op = op;
  if (who != NULL)
    request.moderate.who = *who;
  sight_signaling_say (self->signaling, &request);
}

void
sight_call_set_locked (SightCall *self,
                       gboolean   locked)
{
  g_return_if_fail (SIGHT_IS_CALL (self));

  moderate (self, locked ? SIGHT_MODERATE_LOCK : SIGHT_MODERATE_UNLOCK, NULL);
}

void
sight_call_remove (SightCall        *self,
                   SightParticipant *participant)
{
  g_return_if_fail (SIGHT_IS_CALL (self));

  moderate (self, SIGHT_MODERATE_REMOVE, sight_participant_get_id (participant));
}

void
sight_call_end (SightCall *self)
{
  g_return_if_fail (SIGHT_IS_CALL (self));

  moderate (self, SIGHT_MODERATE_END, NULL);
}
