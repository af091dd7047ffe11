/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-id.h"
#include "protocol/sight-json.h"
#include "protocol/sight-reaction.h"
#include "protocol/sight-shared-message.h"
#include "protocol/sight-verification.h"

G_BEGIN_DECLS

/* What every side takes in one message of a data channel. */
#define SIGHT_CHANNEL_MESSAGE_MAX 16384
#define SIGHT_FILE_NAME_MAX       255     /* bytes */
#define SIGHT_FILE_HASH_LENGTH    32
/* How far a sender may be ahead of what the receiver has written. */
#define SIGHT_FILE_WINDOW         (4 * 1024 * 1024)
/* Offers that may be open at once, each way. */
#define SIGHT_FILES_MAX           16

typedef enum
{
  SIGHT_CONTROL_UNKNOWN,
  SIGHT_CONTROL_BEAT,          /* on the channel beat */
  SIGHT_CONTROL_STATE,
  SIGHT_CONTROL_CLOSE,
  SIGHT_CONTROL_ME,
  SIGHT_CONTROL_CHAT,
  SIGHT_CONTROL_CHAT_ACK,
  SIGHT_CONTROL_REACT,
  SIGHT_CONTROL_SAS_COMMIT,
  SIGHT_CONTROL_SAS_NONCE,
  SIGHT_CONTROL_SAS_REVEAL,
  SIGHT_CONTROL_SAS_DONE,
  SIGHT_CONTROL_SAS_ABORT,
  SIGHT_CONTROL_FILE_OFFER,
  SIGHT_CONTROL_FILE_ACCEPT,
  SIGHT_CONTROL_FILE_DECLINE,
  SIGHT_CONTROL_FILE_CANCEL,
  SIGHT_CONTROL_FILE_PROGRESS,
  SIGHT_CONTROL_FILE_DONE,
  SIGHT_CONTROL_FILE_SAVED,
} SightControlKind;

/* Why one side ends the verification. */
typedef enum
{
  SIGHT_SAS_CANCELLED, /* by the person */
  SIGHT_SAS_DIFFERENT, /* the person says that the emoji differ */
  SIGHT_SAS_COMMIT,    /* the commit does not open */
  SIGHT_SAS_ORDER,     /* a message that does not belong there */
} SightSasWhy;

/* Why one side ends the transfer of a file. */
typedef enum
{
  SIGHT_FILE_CANCELLED, /* by the person */
  SIGHT_FILE_BUSY,      /* too many at once */
  SIGHT_FILE_SPACE,     /* no room on the disk */
  SIGHT_FILE_DENIED,    /* the file cannot be read, or written there */
  SIGHT_FILE_CHANGED,   /* while it was being sent */
  SIGHT_FILE_MISMATCH,  /* what arrived has another hash */
  SIGHT_FILE_PROTOCOL,  /* a chunk that does not belong there */
  SIGHT_FILE_FAILED,
} SightFileWhy;

/**
 * SightControlMessage:
 *
 * What two members say to each other on the data channels control and beat,
 * PROTOCOL.md sections 13 and 14. Lives on the stack. Its pointers are borrowed
 * when one writes it, and end with sight_control_message_clear() after one has
 * read it.
 */
typedef struct
{
  SightControlKind kind;
  union
  {
    struct
    {
      gint64       number;
      gint64       heard;      /* the newest of the other side, or 0 */
      guint        delay;      /* ms since then */
    } beat;
    SightStateFields state;
    SightClosedWhy   closed;
    SightId          me;
    SightChatFields  chat;
    SightReaction    reaction;  /* NONE where it is not known here */
    guint8           bytes[32]; /* of a commit, nonce or reveal */
    SightSasWhy      abort;
    struct
    {
      SightId      id;
      const char  *name;       /* of an offer; not cleaned: see sight_file_name_clean() */
      gint64       size;       /* of an offer */
      gint64       offset;     /* of accept and progress */
      guint8       hash[SIGHT_FILE_HASH_LENGTH]; /* of done */
      SightFileWhy why;        /* of cancel */
    } file;
  };
  SightJson *json;
} SightControlMessage;

/* A kind unknown here is no error. @self is cleared by the caller in every case. */
gboolean    sight_control_message_parse   (SightControlMessage        *self,
                                           const char                 *text,
                                           gsize                       length,
                                           GError                    **error);
void        sight_control_message_clear   (SightControlMessage        *self);
/* %NULL where a field is out of its bounds. */
char       *sight_control_message_to_text (const SightControlMessage  *self,
                                           gsize                      *length,
                                           GError                    **error);

const char *sight_control_kind_to_name    (SightControlKind            kind);
const char *sight_sas_why_to_name         (SightSasWhy                 why);
const char *sight_file_why_to_name        (SightFileWhy                why);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SightControlMessage, sight_control_message_clear)

G_END_DECLS
