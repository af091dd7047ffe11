/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "protocol/sight-json.h"

G_BEGIN_DECLS

#define SIGHT_CANDIDATE_ADDRESS_MAX    64 /* bytes */
#define SIGHT_CANDIDATE_FOUNDATION_MAX 32

typedef enum
{
  SIGHT_CANDIDATE_HOST,
  SIGHT_CANDIDATE_SRFLX,
  SIGHT_CANDIDATE_PRFLX,
  SIGHT_CANDIDATE_RELAY,
} SightCandidateType;

typedef enum
{
  SIGHT_TRANSPORT_UDP,
  SIGHT_TRANSPORT_TCP,
} SightIceTransport;

typedef enum
{
  SIGHT_TCP_NONE,
  SIGHT_TCP_ACTIVE,
  SIGHT_TCP_PASSIVE,
  SIGHT_TCP_SO,
} SightTcpType;

/* An ICE candidate, PROTOCOL.md section 11. */
typedef struct
{
  char               address[SIGHT_CANDIDATE_ADDRESS_MAX + 1]; /* IPv4, IPv6 or NAME.local */
  guint16            port;
  SightCandidateType type;
  SightIceTransport  transport;
  guint32            priority;
  char               foundation[SIGHT_CANDIDATE_FOUNDATION_MAX + 1];
  SightTcpType       tcp_type;
} SightCandidate;

/* False where any field is out of its bounds; @out is undefined then. */
gboolean    sight_candidate_parse          (SightCandidate       *out,
                                            const SightJsonValue *value);
void        sight_candidate_write          (const SightCandidate *self,
                                            GString              *out);
/* What sight_candidate_parse() would say of it; for our own. */
gboolean    sight_candidate_is_valid       (const SightCandidate *self);

const char *sight_candidate_type_to_name   (SightCandidateType    type);
gboolean    sight_candidate_type_from_name (const char           *name,
                                            SightCandidateType   *out);

G_END_DECLS
