/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-call"

#include "sight-build-config.h"

#include "call/sight-file-transfer.h"

#include <glib/gi18n-lib.h>

#include "call/sight-call-error.h"

/* Nobody reads numbers that change faster. */
#define NOTIFY_INTERVAL (G_USEC_PER_SEC / 10)
#define SPEED_INTERVAL  (G_USEC_PER_SEC / 2)
/* The part of the newest interval in what is shown as speed. */
#define SPEED_WEIGHT    0.3

struct _SightFileTransfer
{
  GObject         parent_instance;

  SightId         id;
  char           *name;
  gint64          size;
  gboolean        is_outgoing;

  SightFileState  state;
  gint64          done;
  char           *path;
  char           *source;
  GError         *error;

  double          speed;
  gint64          measured_at;   /* 0 before the first time since it runs */
  gint64          measured_done;
  gint64          notified_at;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_SIZE,
  PROP_IS_OUTGOING,
  PROP_STATE,
  PROP_DONE,
  PROP_SPEED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SightFileTransfer, sight_file_transfer, G_TYPE_OBJECT)

static void
sight_file_transfer_finalize (GObject *object)
{
  SightFileTransfer *self = SIGHT_FILE_TRANSFER (object);

  g_clear_error (&self->error);
  g_free (self->source);
  g_free (self->path);
  g_free (self->name);

  G_OBJECT_CLASS (sight_file_transfer_parent_class)->finalize (object);
}

static void
sight_file_transfer_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  SightFileTransfer *self = SIGHT_FILE_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, self->size);
      break;
    case PROP_IS_OUTGOING:
      g_value_set_boolean (value, self->is_outgoing);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_DONE:
      g_value_set_int64 (value, self->done);
      break;
    case PROP_SPEED:
      g_value_set_int64 (value, sight_file_transfer_get_speed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sight_file_transfer_class_init (SightFileTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sight_file_transfer_finalize;
  object_class->get_property = sight_file_transfer_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IS_OUTGOING] = g_param_spec_boolean ("is-outgoing", NULL, NULL, FALSE, flags);
  /* SightFileTransfer:state: a #SightFileState */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, SIGHT_FILE_ENDED, 0, flags);
  properties[PROP_DONE] = g_param_spec_int64 ("done", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SPEED] = g_param_spec_int64 ("speed", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sight_file_transfer_init (SightFileTransfer *self)
{
}

SightFileTransfer *
sight_file_transfer_new (const SightId *id,
                         const char    *name,
                         gint64         size,
                         gboolean       is_outgoing)
{
  SightFileTransfer *self = g_object_new (SIGHT_TYPE_FILE_TRANSFER, NULL);

  self->id = *id;
  self->name = g_strdup (name);
  self->size = size;
  self->is_outgoing = is_outgoing;

  return self;
}

const SightId *
sight_file_transfer_get_id (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), NULL);

  return &self->id;
}

const char *
sight_file_transfer_get_name (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), NULL);

  return self->name;
}

gint64
sight_file_transfer_get_size (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), 0);

  return self->size;
}

gboolean
sight_file_transfer_is_outgoing (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), FALSE);

  return self->is_outgoing;
}

SightFileState
sight_file_transfer_get_state (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), SIGHT_FILE_ENDED);

  return self->state;
}

gboolean
sight_file_transfer_is_over (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), TRUE);

  return self->state >= SIGHT_FILE_DONE;
}

gint64
sight_file_transfer_get_done (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), 0);

  return self->done;
}

gint64
sight_file_transfer_get_speed (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), 0);

  return self->state == SIGHT_FILE_RUNNING ? (gint64) self->speed : 0;
}

const char *
sight_file_transfer_get_path (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), NULL);

  return self->path;
}

const char *
sight_file_transfer_get_source (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), NULL);

  return self->source;
}

void
sight_file_transfer_set_source (SightFileTransfer *self,
                                const char        *path)
{
  g_return_if_fail (SIGHT_IS_FILE_TRANSFER (self));

  g_free (self->source);
  self->source = g_strdup (path);
}

const GError *
sight_file_transfer_get_error (SightFileTransfer *self)
{
  g_return_val_if_fail (SIGHT_IS_FILE_TRANSFER (self), NULL);

  return self->error;
}

static void
notify_numbers (SightFileTransfer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DONE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
}

/* What is over stays as it ended. */
void
sight_file_transfer_set_state (SightFileTransfer *self,
                               SightFileState     state)
{
  g_return_if_fail (SIGHT_IS_FILE_TRANSFER (self));

  if (self->state == state || self->state >= SIGHT_FILE_DONE)
    return;

  self->state = state;
  self->measured_at = 0;
  self->speed = 0;
  notify_numbers (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
measure (SightFileTransfer *self,
         gint64             now)
{
  double newest;

  if (self->measured_at == 0 || self->done < self->measured_done)
    {
      self->measured_at = now;
      self->measured_done = self->done;
      return;
    }
  if (now - self->measured_at < SPEED_INTERVAL)
    return;

  newest = (double) (self->done - self->measured_done) * G_USEC_PER_SEC / (now - self->measured_at);
  self->speed = self->speed == 0 ? newest : SPEED_WEIGHT * newest + (1 - SPEED_WEIGHT) * self->speed;
  self->measured_at = now;
  self->measured_done = self->done;
}

void
sight_file_transfer_advance (SightFileTransfer *self,
                             gint64             done,
                             gint64             now)
{
  g_return_if_fail (SIGHT_IS_FILE_TRANSFER (self));

  self->done = CLAMP (done, 0, self->size);
  measure (self, now);
  if (self->done != self->size && now - self->notified_at < NOTIFY_INTERVAL)
    return;

  self->notified_at = now;
  notify_numbers (self);
}

void
sight_file_transfer_finish (SightFileTransfer *self,
                            const char        *path)
{
  g_return_if_fail (SIGHT_IS_FILE_TRANSFER (self));

  self->done = self->size;
  g_free (self->path);
  self->path = g_strdup (path);
  sight_file_transfer_set_state (self, SIGHT_FILE_DONE);
}

void
sight_file_transfer_fail (SightFileTransfer *self,
                          const GError      *error)
{
  g_return_if_fail (SIGHT_IS_FILE_TRANSFER (self));

  if (self->state >= SIGHT_FILE_DONE)
    return;

  self->error = g_error_copy (error);
  sight_file_transfer_set_state (self, SIGHT_FILE_ENDED);
}

static const struct
{
  SightCallError  code;
  const char     *own;
  const char     *peer;
} reasons[] = {
  [SIGHT_FILE_CANCELLED] = { SIGHT_CALL_ERROR_CANCELLED, N_("The transfer was cancelled"), N_("The other side cancelled the transfer") },
  [SIGHT_FILE_BUSY] = { SIGHT_CALL_ERROR_FILE_BUSY, N_("Too many files at once: wait until one of them is there"),
                        N_("The other side cannot take more files at once: wait until one of them is there") },
  [SIGHT_FILE_SPACE] = { SIGHT_CALL_ERROR_FILE_SPACE, N_("There is no room for the file"), N_("The other side has no room for the file") },
  [SIGHT_FILE_DENIED] = { SIGHT_CALL_ERROR_FILE_DENIED, N_("The file cannot be read or written there"),
                          N_("The other side may not read the file, or not write it where it wants to") },
  [SIGHT_FILE_CHANGED] = { SIGHT_CALL_ERROR_FILE_CHANGED, N_("The file changed while it was sent: send it again"),
                           N_("The file changed while it was sent: ask for it again") },
  [SIGHT_FILE_MISMATCH] = { SIGHT_CALL_ERROR_FILE_MISMATCH, N_("What arrived is not what was sent: ask for it again"),
                            N_("What arrived is not what was sent: send it again") },
  [SIGHT_FILE_PROTOCOL] = { SIGHT_CALL_ERROR_PROTOCOL, N_("The other side does not keep to how files are sent"),
                            N_("The other side says that we do not keep to how files are sent") },
  [SIGHT_FILE_FAILED] = { SIGHT_CALL_ERROR_FAILED, N_("The transfer failed"), N_("The transfer failed at the other side") },
};

GError *
sight_file_error_new (SightFileWhy why,
                      gboolean     by_peer)
{
  g_return_val_if_fail ((guint) why < G_N_ELEMENTS (reasons), NULL);

  return g_error_new_literal (SIGHT_CALL_ERROR, reasons[why].code, _(by_peer ? reasons[why].peer : reasons[why].own));
}

SightFileWhy
sight_file_why_from_error (const GError *error)
{
  for (guint why = 0; why < G_N_ELEMENTS (reasons); why++)
    if (g_error_matches (error, SIGHT_CALL_ERROR, reasons[why].code))
      return why;

  return SIGHT_FILE_FAILED;
}
