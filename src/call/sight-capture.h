/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "call/sight-call.h"
#include "media/sight-audio-devices.h"
#include "media/sight-device.h"
#include "media/sight-quality-ladder.h"
#include "media/sight-region.h"
#include "media/sight-source.h"

G_BEGIN_DECLS

#define SIGHT_TYPE_CAPTURE (sight_capture_get_type ())

G_DECLARE_FINAL_TYPE (SightCapture, sight_capture, SIGHT, CAPTURE, GObject)

/**
 * SightCapture:
 *
 * What we capture, what of it is sent into a call, and the speaker that plays
 * what others send. Without a call it is there to be looked at and measured, and
 * nothing is encoded.
 *
 * A device that is missing, fails or is unplugged takes nothing else with it;
 * when it is plugged in again it is used again. Nothing here is ever turned on
 * by what comes from others. A source that asks a person first is not sent, and
 * nobody told of it, until that was allowed; where it was not, the line is off.
 *
 * Signals:
 * - "changed" (uint SightLine): whether it is on, its source or its error.
 * - "failed" (uint SightLine, GError): where another source took its place,
 *   there is one.
 * - "speaker-failed" (GError, gboolean): the flag says that the default one took
 *   its place.
 */

/* Where a line's source comes from, (transfer full): @device is what was chosen,
 * or %NULL for the default. %NULL where that is not plugged in.
 */
typedef SightSource *(*SightCaptureOpen) (SightLine   line,
                                          const char *device,
                                          gpointer    data);

typedef struct
{
  SightCaptureOpen open;        /* %NULL: sight_capture_open_device() */
  gpointer         data;
  SightCodec       codec;       /* as for sight_outgoing_new() */
  gboolean         has_devices; /* looks for them, and removes echo and noise */
  gboolean         falls_back;  /* to the default, while the chosen one is missing */
} SightCaptureConfig;

SightCapture      *sight_capture_new               (const SightCaptureConfig  *config,
                                                    GError                   **error);

/* A camera or a microphone. */
SightSource       *sight_capture_open_device       (SightLine                  line,
                                                    const char                *device);

/* For whom it is; %NULL is nobody. */
void               sight_capture_set_call          (SightCapture              *self,
                                                    SightCall                 *call);
/* Ends it: all is off, nothing is sent or played, no device is open. */
void               sight_capture_close             (SightCapture              *self);
/* Of the camera, in bit/s; 0: as much as there is. */
void               sight_capture_set_most          (SightCapture              *self,
                                                    guint                      bitrate);
/* Of the screen: what gives way on a narrow path, and which part of it others
 * see. Both may change while it is shared.
 */
void               sight_capture_set_screen_kind   (SightCapture              *self,
                                                    SightLadderKind            kind);
void               sight_capture_set_region        (SightCapture              *self,
                                                    const SightRegion         *region);
/* Whether a line can be encoded here. */
gboolean           sight_capture_prepare           (SightCapture              *self,
                                                    SightLine                  line,
                                                    GError                   **error);

/* Whether we want it on; it is also where its device is missing. A microphone
 * that is off is heard by nobody, but its level can be seen if it was chosen
 * with sight_capture_choose(). All else is closed when it is off.
 */
void               sight_capture_set_on            (SightCapture              *self,
                                                    SightLine                  line,
                                                    gboolean                   on);
gboolean           sight_capture_is_on             (SightCapture              *self,
                                                    SightLine                  line);
/* Another source than the one that would be opened; %NULL is off. */
void               sight_capture_set_source        (SightCapture              *self,
                                                    SightLine                  line,
                                                    SightSource               *source);
/* What runs; %NULL while there is none. (transfer none) */
SightSource       *sight_capture_get_source        (SightCapture              *self,
                                                    SightLine                  line);
/* Why a line has no source though it should, or nothing comes of it because the
 * system has muted it; %NULL where all is well.
 */
const GError      *sight_capture_get_error         (SightCapture              *self,
                                                    SightLine                  line);
/* For who has closed the other program, or allowed it. */
void               sight_capture_retry             (SightCapture              *self,
                                                    SightLine                  line);

/* @id: of sight_device_get_id(), or %NULL for the default. The speaker is opened
 * by it.
 */
void               sight_capture_choose            (SightCapture              *self,
                                                    SightDeviceKind            kind,
                                                    const char                *id);
/* What was chosen, though it may be missing. */
const char        *sight_capture_get_chosen        (SightCapture              *self,
                                                    SightDeviceKind            kind);
/* Why nothing is heard. */
const GError      *sight_capture_get_speaker_error (SightCapture              *self);

/* The level of the microphone, and what the speaker plays; %NULL where no device
 * was wanted. (transfer none)
 */
SightAudioDevices *sight_capture_get_devices       (SightCapture              *self);

G_END_DECLS
