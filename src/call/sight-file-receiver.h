/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-file-transfer.h"
#include "protocol/sight-file-chunk.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FILE_RECEIVER (sight_file_receiver_get_type ())

G_DECLARE_FINAL_TYPE (SightFileReceiver, sight_file_receiver, SIGHT, FILE_RECEIVER, GObject)

/* Called from the main context, never from within a function of the receiver. */
typedef struct
{
  /* The file is there and waits for its bytes. */
  void (*opened)  (gpointer           data,
                   SightFileReceiver *receiver);
  /* So much of it is written that the sender should hear of it. */
  void (*written) (gpointer           data,
                   SightFileReceiver *receiver,
                   gint64             offset);
  void (*saved)   (gpointer           data,
                   SightFileReceiver *receiver,
                   const char        *path);
  /* It cannot be written, or has another hash. */
  void (*failed)  (gpointer           data,
                   SightFileReceiver *receiver,
                   const GError      *error);
} SightFileReceiverOutput;

/**
 * SightFileReceiver:
 *
 * One file on its way in: takes chunks strictly in order and within the size
 * and the window that were agreed, and writes them in a thread.
 */
SightFileReceiver *sight_file_receiver_new          (const SightId                  *id,
                                                     const char                     *name,
                                                     gint64                          size,
                                                     const SightFileReceiverOutput  *output,
                                                     gpointer                        data);
/* What was received is removed, and nothing is called after this. */
void               sight_file_receiver_close        (SightFileReceiver              *self);

SightFileTransfer *sight_file_receiver_get_transfer (SightFileReceiver              *self);

/* The person wants it, in @directory. */
void               sight_file_receiver_accept       (SightFileReceiver              *self,
                                                     const char                     *directory);
/* The channels broke: nothing is taken until the sender has asked again. */
void               sight_file_receiver_pause        (SightFileReceiver              *self);
/* The sender offers it: for the first time, or on new channels. */
void               sight_file_receiver_ask          (SightFileReceiver              *self);
/* True once after the sender asked, when the file is there to take bytes: they
 * may come now, from @offset on.
 */
gboolean           sight_file_receiver_answer       (SightFileReceiver              *self,
                                                     gint64                         *offset);
/* @message is what @chunk was read from. False where it does not belong there. */
gboolean           sight_file_receiver_take         (SightFileReceiver              *self,
                                                     const SightFileChunk           *chunk,
                                                     GBytes                         *message);
/* The sender has sent all of it. */
void               sight_file_receiver_take_hash    (SightFileReceiver              *self,
                                                     const guint8                    hash[SIGHT_FILE_HASH_LENGTH]);

G_END_DECLS
