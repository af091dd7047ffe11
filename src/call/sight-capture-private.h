/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-capture.h"
#include "call/sight-outgoing.h"
#include "call/sight-speaker-choice.h"

G_BEGIN_DECLS

/* What is wanted and becomes of it is in sight-capture.c; where devices come
 * from, and that they go and come back, in sight-capture-devices.c.
 */

#define SIGHT_CAPTURE_KINDS (SIGHT_DEVICE_MICROPHONE + 1)

typedef struct
{
  SightSource *source;     /* NULL where none runs */
  GError      *error;      /* why there is none */
  gboolean     on;
  gboolean     by_devices; /* freed of echo and measured */
  gboolean     fell_back;  /* another one than the chosen one runs */
  guint        attempts;   /* to open one that fails though it is plugged in */
  guint        attempt;    /* the next of them, or 0 */
} SightCaptureLine;

typedef struct
{
  gboolean     is_chosen;
  char        *id;         /* NULL: the default */
} SightCaptureChoice;

struct _SightCapture
{
  GObject             parent_instance;

  SightCaptureConfig  config;
  SightOutgoing      *outgoing;
  SightAudioDevices  *devices;             /* NULL where no device is wanted */
  SightSpeakerChoice *speaker;             /* as they */
  SightCall          *call;
  SightCaptureLine    lines[SIGHT_N_LINES];
  SightCaptureChoice  choices[SIGHT_CAPTURE_KINDS];
  gboolean            asks;                /* the desktop for cameras */
};

/* What is wanted */

/* Also a line that is off, where its device was chosen: it is measured. */
gboolean sight_capture_is_wanted         (SightCapture  *self,
                                          SightLine      line);
void     sight_capture_tell_changed      (SightCapture  *self,
                                          SightLine      line);
/* Takes @error. Told when the line is as it will be. */
void     sight_capture_fail_line         (SightCapture  *self,
                                          SightLine      line,
                                          GError        *error);
/* Another source took the place of the line's, which has failed. */
void     sight_capture_tell_replaced     (SightCapture  *self,
                                          SightLine      line,
                                          const GError  *error);
void     sight_capture_tell_speaker      (SightCapture  *self,
                                          const GError  *error,
                                          gboolean       replaced);
void     sight_capture_update_outgoing   (SightCapture  *self,
                                          SightLine      line);
/* @source: or NULL. */
void     sight_capture_change_source     (SightCapture  *self,
                                          SightLine      line,
                                          SightSource   *source);
void     sight_capture_use_source        (SightCapture  *self,
                                          SightLine      line,
                                          SightSource   *source);
/* Of the line whose source it is. */
void     sight_capture_on_source_failed  (SightCapture  *self,
                                          const GError  *error,
                                          SightSource   *source);

/* Devices */

gboolean sight_capture_open_devices      (SightCapture  *self,
                                          GError       **error);
/* What was chosen, or else what may take its place. */
void     sight_capture_open_line         (SightCapture  *self,
                                          SightLine      line);
/* Where it is wanted and has no source, or not the one that was chosen. */
void     sight_capture_try_line          (SightCapture  *self,
                                          SightLine      line);
/* It has failed: is tried again a few times, where it is still plugged in. */
void     sight_capture_attempt_later     (SightCapture  *self,
                                          SightLine      line);
/* Whatever was done to it, or by the system. */
void     sight_capture_follow_microphone (SightCapture  *self);
/* Nobody wants the line any more. */
void     sight_capture_leave_line        (SightCapture  *self,
                                          SightLine      line);
/* Takes @error: a device that went away between is better called so. */
GError  *sight_capture_explain_failure   (SightCapture  *self,
                                          SightLine      line,
                                          GError        *error);

G_END_DECLS
