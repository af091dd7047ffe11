/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "protocol/sight-control-message.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FILE_TRANSFER (sight_file_transfer_get_type ())

G_DECLARE_FINAL_TYPE (SightFileTransfer, sight_file_transfer, SIGHT, FILE_TRANSFER, GObject)

typedef enum
{
  SIGHT_FILE_OFFERED,  /* a person has to answer */
  SIGHT_FILE_RUNNING,
  SIGHT_FILE_PAUSED,   /* until there is a connection again */
  SIGHT_FILE_DONE,
  SIGHT_FILE_DECLINED,
  SIGHT_FILE_ENDED,    /* without the file: see the error */
} SightFileState;

/**
 * SightFileTransfer:
 *
 * What a person sees of a file on its way: its name, how much of it is there,
 * how fast it goes, how it ended. Time is passed in: monotonic microseconds.
 */
SightFileTransfer *sight_file_transfer_new          (const SightId      *id,
                                                     const char         *name,
                                                     gint64              size,
                                                     gboolean            is_outgoing);

const SightId     *sight_file_transfer_get_id       (SightFileTransfer  *self);
const char        *sight_file_transfer_get_name     (SightFileTransfer  *self);
gint64             sight_file_transfer_get_size     (SightFileTransfer  *self);
gboolean           sight_file_transfer_is_outgoing  (SightFileTransfer  *self);
SightFileState     sight_file_transfer_get_state    (SightFileTransfer  *self);
/* Done, declined or ended: nothing more happens. */
gboolean           sight_file_transfer_is_over      (SightFileTransfer  *self);
/* Bytes that the receiver has. */
gint64             sight_file_transfer_get_done     (SightFileTransfer  *self);
/* Bytes a second; 0 where nothing is known. */
gint64             sight_file_transfer_get_speed    (SightFileTransfer  *self);
/* Of a received file when it is done. */
const char        *sight_file_transfer_get_path     (SightFileTransfer  *self);
/* Of a file that we send: to offer it again. */
const char        *sight_file_transfer_get_source   (SightFileTransfer  *self);
const GError      *sight_file_transfer_get_error    (SightFileTransfer  *self);

/* For who moves the file. */
void               sight_file_transfer_set_source   (SightFileTransfer  *self,
                                                     const char         *path);
void               sight_file_transfer_set_state    (SightFileTransfer  *self,
                                                     SightFileState      state);
void               sight_file_transfer_advance      (SightFileTransfer  *self,
                                                     gint64              done,
                                                     gint64              now);
void               sight_file_transfer_finish       (SightFileTransfer  *self,
                                                     const char         *path);
void               sight_file_transfer_fail         (SightFileTransfer  *self,
                                                     const GError       *error);

/* What the other side's reason is as an error here, and the other way round. */
GError            *sight_file_error_new             (SightFileWhy        why,
                                                     gboolean            by_peer);
SightFileWhy       sight_file_why_from_error        (const GError       *error);

G_END_DECLS
