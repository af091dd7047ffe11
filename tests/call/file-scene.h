/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-file-exchange.h"
#include "file-kit.h"
#include "protocol/sight-file-chunk.h"

G_BEGIN_DECLS

#define SCENE_SECONDS 60 /* before a state that does not come is a failure */

typedef struct _FileScene FileScene;

/* One end, and what it has said and sent that has not arrived yet. */
typedef struct
{
  FileScene         *scene;
  SightFileExchange *exchange;
  char              *directory;
  GQueue             said;   /* of char *, as on the wire */
  GQueue             sent;   /* of GBytes */
  guint64            buffered;
  guint64            most_buffered;
} FileEnd;

/* Two members with the channels control and files between them: the first
 * sends, the second receives, except where a test says otherwise.
 */
struct _FileScene
{
  FileEnd  ends[2];
  gint64   now;
  gboolean is_up;
  char    *directory;
};

FileScene         *file_scene_new        (void);
void               file_scene_free       (FileScene             *self);

void               file_scene_up         (FileScene             *self);
/* The channels break, with all that is on them. */
void               file_scene_break      (FileScene             *self);
/* Delivers one message of each kind each way and lets threads report: false
 * where there was nothing to deliver.
 */
gboolean           file_scene_step       (FileScene             *self);
/* Steps until @transfer is in @state. */
void               file_scene_wait       (FileScene             *self,
                                          SightFileTransfer     *transfer,
                                          SightFileState         state);
/* Steps until nothing is on its way for a while. */
void               file_scene_settle     (FileScene             *self);

/* A file of the first end with bytes that no other file has; its path. */
char              *file_scene_make       (FileScene             *self,
                                          const char            *name,
                                          gsize                  size);
SightFileTransfer *file_scene_offer      (FileScene             *self,
                                          const char            *path);
/* The newest transfer at the second end. */
SightFileTransfer *file_scene_newest     (FileScene             *self);
SightFileTransfer *file_scene_offered    (FileScene             *self,
                                          const char            *path);
void               file_scene_accept     (FileScene             *self,
                                          SightFileTransfer     *transfer);
/* The names in the directory of the second end. */
guint              file_scene_count      (FileScene             *self);

/* What a peer that keeps to nothing says, to the second end. */
void               file_scene_say        (FileScene             *self,
                                          const char            *text);
void               file_scene_send       (FileScene             *self,
                                          const char            *id,
                                          gint64                 offset,
                                          gsize                  length);

G_END_DECLS
