/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-signaling-machine.h"

G_BEGIN_DECLS

#define ROOM    "00112233445566778899aabbccddeeff"
#define ME      "meMEmeMEmeMEmeME"
#define OTHER   "otherOTHERother0"
#define SECRET  "AAAAbbbb0000-_-_CCCCdd"
#define SECRET2 "BBBBbbbb0000-_-_CCCCdd"
#define BOX     "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw=="

/* A machine whose server is the test. */
typedef struct
{
  SightSignalingMachine *machine;
  gint64                 now;
  GQueue                 sent;    /* of char * */
  GQueue                 events;  /* of char *: "joined", "relay 3" */
  guint                  opens;
  guint                  closes;
  guint                  changes;
  gboolean               knows_itself; /* the event that says who we are came */
} Scene;

extern const SightSignalingOutput signaling_output;

Scene *scene_new (void);
void scene_free (Scene *self);
void expect_state (Scene *self, SightSignalingState state);
void expect_sent (Scene *self, const char *text);
void expect_sent_type (Scene *self, const char *type);
void expect_event (Scene *self, const char *event);
void expect_quiet (Scene *self);
void say (Scene *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void say_welcome (Scene *self, gboolean resumed, const char *key);
void say_joined (Scene *self, guint sequence);
void say_relay (Scene *self, guint sequence, guint n);
void advance (Scene *self, guint ms);
void open_socket (Scene *self);
void lose_socket (Scene *self, guint code);
Scene *scene_new_joined (void);

G_END_DECLS
