/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call-error.h"
#include "call/sight-pair-machine.h"

G_BEGIN_DECLS

/* CALL-STATES.md, row by row. What the machine does is written down as words:
 * "make 1", "send offer 1", "promote 2", "drop 1".
 */
typedef struct
{
  SightPairMachine *machine;
  gint64            now;
  GQueue            done;   /* of char * */
} PairScene;

PairScene *pair_scene_new               (gboolean offers);
void       pair_expect_nothing          (PairScene *self);
void       pair_scene_free              (PairScene *self);
void       pair_expect                  (PairScene  *self,
                                         const char *done);
void       pair_expect_state            (PairScene      *self,
                                         SightPairState  state);
void       pair_advance                 (PairScene *self,
                                         guint      ms);
void       pair_say                     (PairScene       *self,
                                         SightSealedKind  kind,
                                         gint64           generation);
void       pair_say_need                (PairScene *self,
                                         gint64     generation);
void       pair_say_close               (PairScene      *self,
                                         SightClosedWhy  why);
void       pair_describe                (PairScene *self,
                                         gint64     generation);
void       pair_connect                 (PairScene *self,
                                         gint64     generation);
void       pair_verify                  (PairScene *self,
                                         gint64     generation);
void       pair_fail                    (PairScene *self,
                                         gint64     generation);
void       pair_hear                    (PairScene *self,
                                         gint64     generation);
PairScene *pair_scene_new_offering      (void);
PairScene *pair_scene_new_live_offerer  (void);
PairScene *pair_scene_new_live_answerer (void);

G_END_DECLS
