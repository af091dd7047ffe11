/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-file-exchange.h"
#include "call/sight-file-receiver.h"

G_BEGIN_DECLS

/* Shared by sight-file-exchange.c (the object, its list, and what we send) and
 * sight-file-exchange-receive.c (what comes) only.
 */

struct _SightFileExchange
{
  GObject                parent_instance;

  GPtrArray             *transfers; /* of SightFileTransfer: the list */
  GPtrArray             *senders;   /* of SightFileSender, not over; in turn */
  guint                  turn;      /* whose it is, in senders */
  GHashTable            *receivers; /* SightId -> SightFileReceiver, not over */
  GQueue                 endings;   /* of SightControlMessage: the last word on a file of theirs */
  GQueue                 unsaid;    /* of SightControlMessage: for when there is a channel */

  gboolean               is_up;
  gboolean               is_closed;
  gint64                 window;  /* how far each file may be ahead of its receiver */

  const SightFileOutput *output;
  gpointer               data;
};

/* sight-file-exchange.c */
void                 sight_file_exchange_append           (SightFileExchange         *self,
                                                           SightFileTransfer         *transfer);
/* Nothing where there is no channel. */
void                 sight_file_exchange_say              (SightFileExchange         *self,
                                                           const SightControlMessage *message);
/* A copy, which takes the place of the oldest where there are too many. */
void                 sight_file_exchange_keep             (GQueue                    *queue,
                                                           const SightControlMessage *message);
SightControlMessage  sight_file_exchange_cancel_message   (const SightId             *id,
                                                           SightFileWhy               why);

/* sight-file-exchange-receive.c */
SightFileReceiver   *sight_file_exchange_find_receiver    (SightFileExchange         *self,
                                                           const SightId             *id);
void                 sight_file_exchange_new_offer        (SightFileExchange         *self,
                                                           const SightControlMessage *message);
void                 sight_file_exchange_for_receiver     (SightFileExchange         *self,
                                                           SightFileReceiver         *receiver,
                                                           const SightControlMessage *message);
void                 sight_file_exchange_end_receiver     (SightFileExchange         *self,
                                                           SightFileReceiver         *receiver,
                                                           const GError              *error,
                                                           gboolean                   by_peer);
void                 sight_file_exchange_end_receiver_why (SightFileExchange         *self,
                                                           SightFileReceiver         *receiver,
                                                           SightFileWhy               why);

G_END_DECLS
