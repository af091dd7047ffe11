/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "call/sight-file-transfer.h"
#include "protocol/sight-control-message.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_FILE_EXCHANGE (sight_file_exchange_get_type ())

G_DECLARE_FINAL_TYPE (SightFileExchange, sight_file_exchange, SIGHT, FILE_EXCHANGE, GObject)

/* What may wait in the channel files: no more, so that what is said and heard
 * in the call never stands behind a file.
 */
#define SIGHT_FILE_BUFFERED_MAX (256 * 1024)
/* How far a file may be ahead of what the receiver has in any case, while sound
 * or pictures are sent as well: SCTP takes up to 1 MiB from the channel and puts it on the
 * path as fast as losses let it, which is what fills the path for all others.
 */
#define SIGHT_FILE_WINDOW_YIELDING (128 * 1024)
/* Transfers that are over and still listed. */
#define SIGHT_FILES_LISTED_MAX  200

/* None of these may call back into the exchange. */
typedef struct
{
  /* On the channel control. */
  void   (*say)          (gpointer                   data,
                          const SightControlMessage *message);
  /* On the channel files. */
  void   (*send)         (gpointer                   data,
                          GBytes                    *message);
  /* Bytes that wait in the channel files. */
  guint64 (*get_buffered) (gpointer                  data);
  /* Monotonic microseconds. */
  gint64 (*get_time)     (gpointer                   data);
} SightFileOutput;

/**
 * SightFileExchange:
 *
 * All files between us and one other member, PROTOCOL.md section 14: a
 * #GListModel of #SightFileTransfer, oldest first. It lives as long as the
 * other is there; channels come and go. Files of the other side appear as
 * SIGHT_FILE_OFFERED and wait for sight_file_exchange_accept().
 */
SightFileExchange *sight_file_exchange_new      (const SightFileOutput      *output,
                                                 gpointer                    data);
/* The other is gone: what is not over ends, and what is unfinished is removed. */
void               sight_file_exchange_close    (SightFileExchange          *self);

/* The channels of a new generation are open; or there are none any more. Nothing
 * that came on older ones may be passed in after this.
 */
void               sight_file_exchange_set_up   (SightFileExchange          *self,
                                                 gboolean                    is_up);
/* There is room in the channel files again. */
void               sight_file_exchange_drained  (SightFileExchange          *self);

/* How far each file may be ahead of its receiver: less where something else is
 * sent that must not wait for files, see #SightFileWindow.
 */
void               sight_file_exchange_set_window (SightFileExchange        *self,
                                                   gint64                    window);

/* What the person wants. Returns: (transfer none) */
SightFileTransfer *sight_file_exchange_offer    (SightFileExchange          *self,
                                                 const char                 *path,
                                                 GError                    **error);
void               sight_file_exchange_accept   (SightFileExchange          *self,
                                                 SightFileTransfer          *transfer,
                                                 const char                 *directory);
void               sight_file_exchange_decline  (SightFileExchange          *self,
                                                 SightFileTransfer          *transfer);
void               sight_file_exchange_cancel   (SightFileExchange          *self,
                                                 SightFileTransfer          *transfer);

/* One of the messages file-... on control, and a message of files. */
void               sight_file_exchange_received (SightFileExchange          *self,
                                                 const SightControlMessage  *message);
void               sight_file_exchange_received_chunk (SightFileExchange    *self,
                                                 GBytes                     *message);

G_END_DECLS
