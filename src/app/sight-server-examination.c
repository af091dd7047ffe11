/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-server-examination.h"

#include "call/sight-greeting.h"
#include "protocol/sight-room-code.h"
#include "server/sight-ice-trials.h"
#include "sight-build-config.h"

struct _SightServerExamination
{
  GObject         parent_instance;

  GCancellable   *cancellable;  /* while it runs */
  SightIceTrials *trials;       /* what the server named */
  SightFinding    worst;
};

/* What was found on another thread, to be told on ours. */
typedef struct
{
  SightFinding  finding;
  char         *subject;
  char         *text;
} Finding;

enum {
  SIGNAL_FOUND,
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SightServerExamination, sight_server_examination, G_TYPE_OBJECT)

static void
finding_free (gpointer data)
{
  Finding *self = data;

  g_free (self->subject);
  g_free (self->text);
  g_free (self);
}

static void
sight_server_examination_dispose (GObject *object)
{
  sight_server_examination_stop (SIGHT_SERVER_EXAMINATION (object));

  G_OBJECT_CLASS (sight_server_examination_parent_class)->dispose (object);
}

static void
sight_server_examination_class_init (SightServerExaminationClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sight_server_examination_dispose;

  signals[SIGNAL_FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sight_server_examination_init (SightServerExamination *self)
{
}

SightServerExamination *
sight_server_examination_new (void)
{
  return g_object_new (SIGHT_TYPE_SERVER_EXAMINATION, NULL);
}

static void
on_found (SightFinding  finding,
          const char   *subject,
          const char   *text,
          gpointer      data)
{
  SightServerExamination *self = data;

  self->worst = MAX (self->worst, finding);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, finding, subject, text);
}

static void
on_named (const char *url,
          const char *username,
          const char *credential,
          gpointer    data)
{
  sight_ice_trials_add (((SightServerExamination *) data)->trials, url, username, credential);
}

static void
done (SightServerExamination *self)
{
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[SIGNAL_DONE], 0, self->worst);
}

/* The trials, on a thread of their own */

static void
keep_finding (SightFinding  finding,
              const char   *subject,
              const char   *text,
              gpointer      data)
{
  Finding *kept = g_new0 (Finding, 1);

  kept->finding = finding;
  kept->subject = g_strdup (subject);
  kept->text = g_strdup (text);
  g_ptr_array_add (data, kept);
}

static void
run_trials (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (finding_free);
  SightCheckReport report = { .func = keep_finding, .data = found };

  sight_ice_trials_run (task_data, &report);
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  SightServerExamination *self = SIGHT_SERVER_EXAMINATION (source);
  g_autoptr(GPtrArray) found = g_task_propagate_pointer (G_TASK (result), NULL);

  /* It was stopped. */
  if (found == NULL)
    return;

  for (guint i = 0; i < found->len; i++)
    {
      const Finding *finding = g_ptr_array_index (found, i);

      on_found (finding->finding, finding->subject, finding->text, self);
    }
  done (self);
}

static void
on_greeted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SightServerExamination) self = user_data;
  SightGreetingResult greeting;
  g_autoptr(GTask) task = NULL;

  if (!sight_greeting_run_finish (result, &greeting, NULL))
    return;
  if (greeting != SIGHT_GREETING_DONE)
    {
      done (self);
      return;
    }

  task = g_task_new (self, self->cancellable, on_tried, NULL);
  g_task_set_source_tag (task, on_greeted);
  g_task_set_task_data (task, g_steal_pointer (&self->trials), (GDestroyNotify) sight_ice_trials_free);
  g_task_run_in_thread (task, run_trials);
}

gboolean
sight_server_examination_run (SightServerExamination  *self,
                              const char              *server,
                              GError                 **error)
{
  const SightGreetingConfig config = {
    .user_agent = "sightline " SIGHT_VERSION,
    .kind = SIGHT_KIND_APP,
    .found = on_found,
    .named = on_named,
    .data = self,
  };
  g_autoptr(SightRoomLink) link = NULL;
  char *code;

  g_return_val_if_fail (SIGHT_IS_SERVER_EXAMINATION (self), FALSE);

  sight_server_examination_stop (self);
  code = sight_room_code_make (error);
  if (code != NULL)
    link = sight_room_link_parse (code, server, error);
  sight_room_code_free (code);
  if (link == NULL)
    return FALSE;

  self->worst = SIGHT_FINDING_GOOD;
  self->trials = sight_ice_trials_new ();
  self->cancellable = g_cancellable_new ();
  sight_greeting_run_async (link, &config, self->cancellable, on_greeted, g_object_ref (self));

  return TRUE;
}

void
sight_server_examination_stop (SightServerExamination *self)
{
  g_return_if_fail (SIGHT_IS_SERVER_EXAMINATION (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->trials, sight_ice_trials_free);
}
