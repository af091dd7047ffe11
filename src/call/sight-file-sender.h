/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-file-transfer.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FILE_SENDER (sight_file_sender_get_type ())

G_DECLARE_FINAL_TYPE (SightFileSender, sight_file_sender, SIGHT, FILE_SENDER, GObject)

/* Called from the main context, never from within a function of the sender. */
typedef struct
{
  /* There is something to send. */
  void (*ready)  (gpointer         data,
                  SightFileSender *sender);
  /* The file cannot be read any more, or is another one now. */
  void (*failed) (gpointer         data,
                  SightFileSender *sender,
                  const GError    *error);
} SightFileSenderOutput;

/**
 * SightFileSender:
 *
 * One file on its way out: reads it a block ahead in a thread, takes the hash of
 * it, and hands out chunks as far as the receiver's window goes.
 */
SightFileSender   *sight_file_sender_new          (const char                   *path,
                                                   const SightFileSenderOutput  *output,
                                                   gpointer                      data,
                                                   GError                      **error);
/* Nothing is called after this. */
void               sight_file_sender_close        (SightFileSender              *self);

SightFileTransfer *sight_file_sender_get_transfer (SightFileSender              *self);

/* The receiver wants the bytes from @offset on. False where that is nonsense. */
gboolean           sight_file_sender_start        (SightFileSender              *self,
                                                   gint64                        offset);
/* There is no channel to send on. */
void               sight_file_sender_pause        (SightFileSender              *self);
/* The receiver has written all before @offset. False where that is nonsense. */
gboolean           sight_file_sender_acknowledged (SightFileSender              *self,
                                                   gint64                        offset);
/* The next message for the channel, or %NULL where there is none yet, or it
 * would be more than @window ahead of what is acknowledged.
 */
GBytes            *sight_file_sender_next         (SightFileSender              *self,
                                                   gint64                        window);
/* Once all is sent, and once in each generation: true, with the hash. */
gboolean           sight_file_sender_take_hash    (SightFileSender              *self,
                                                   guint8                        hash[SIGHT_FILE_HASH_LENGTH]);

G_END_DECLS
