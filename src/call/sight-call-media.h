/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "media/sight-dtls-certificate.h"
#include "media/sight-feed.h"
#include "media/sight-ice-config.h"
#include "protocol/sight-id.h"
#include "protocol/sight-sealed-message.h"

G_BEGIN_DECLS

/**
 * SightCallMedia:
 *
 * What is the same for all participants of a call. The call writes it, they
 * read it; each holds a reference, so that whoever keeps a participant longer
 * than the call keeps nothing that is gone.
 */
typedef struct
{
  SightRoomId           room;                 /* once its key is derived */
  SightId               me;                   /* another one after a session is lost */
  SightDtlsCertificate *certificate;          /* one for the whole call */
  SightIceConfig       *ice;                  /* may change between connections */
  SightVideoCodecs      codecs;               /* that we can send and show */
  SightCodec            preferred;
  SightFeed            *feeds[SIGHT_N_LINES]; /* what we send; NULL is nothing */
  SightFeed            *small;                /* of the camera, for narrow paths; NULL: there is none */
  GObject              *closing;              /* what is being taken apart holds a reference */
} SightCallMedia;

SightCallMedia *sight_call_media_new   (void);
SightCallMedia *sight_call_media_ref   (SightCallMedia *self);
void            sight_call_media_unref (SightCallMedia *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SightCallMedia, sight_call_media_unref)

G_END_DECLS
