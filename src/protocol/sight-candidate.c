/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-protocol"

#include "protocol/sight-candidate.h"

#include <string.h>

#include "protocol/sight-fields.h"
#include "protocol/sight-host.h"
#include "protocol/sight-json-writer.h"
#include "protocol/sight-wire-text.h"

#define LOCAL ".local"

static const char * const type_names[] = {
  [SIGHT_CANDIDATE_HOST] = "host",
  [SIGHT_CANDIDATE_SRFLX] = "srflx",
  [SIGHT_CANDIDATE_PRFLX] = "prflx",
  [SIGHT_CANDIDATE_RELAY] = "relay",
};

static const char * const transport_names[] = {
  [SIGHT_TRANSPORT_UDP] = "udp",
  [SIGHT_TRANSPORT_TCP] = "tcp",
};

/* "" is never looked for: a tt that is there has one of the other names. */
static const char * const tcp_names[] = {
  [SIGHT_TCP_NONE] = "",
  [SIGHT_TCP_ACTIVE] = "active",
  [SIGHT_TCP_PASSIVE] = "passive",
  [SIGHT_TCP_SO] = "so",
};

const char *
sight_candidate_type_to_name (SightCandidateType type)
{
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (type_names), NULL);

  return type_names[type];
}

gboolean
sight_candidate_type_from_name (const char         *name,
                                SightCandidateType *out)
{
  int found = sight_names_find (type_names, G_N_ELEMENTS (type_names), name);

  if (found < 0)
    return FALSE;

  *out = found;
  return TRUE;
}

/* What browsers put in place of an address on the local network. */
static gboolean
is_local_name (const char *text)
{
  gsize length = strlen (text);

  if (length <= strlen (LOCAL) || !g_str_has_suffix (text, LOCAL))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '.' ? i == 0 || text[i - 1] == '.' : !g_ascii_isalnum (text[i]) && text[i] != '-')
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_address (const char *text)
{
  guint16 groups[8];

  return sight_host_is_ipv4 (text) || sight_host_parse_ipv6 (text, groups) || is_local_name (text);
}

gboolean
sight_candidate_is_valid (const SightCandidate *self)
{
  return is_address (self->address) && self->port >= 1 &&
         self->priority >= 1 && self->priority <= G_MAXINT32 &&
         sight_text_is_ice (self->foundation, strlen (self->foundation), 1, SIGHT_CANDIDATE_FOUNDATION_MAX) &&
         (self->tcp_type == SIGHT_TCP_NONE || self->transport == SIGHT_TRANSPORT_TCP);
}

static gboolean
read_text (const SightJsonValue *object,
           const char           *key,
           char                 *out,
           gsize                 max)
{
  gsize length;
  const char *text = sight_json_value_get_string (sight_json_value_get (object, key), &length);

  if (text == NULL || length > max)
    return FALSE;

  memcpy (out, text, length + 1);
  return TRUE;
}

static gboolean
read_tcp_type (SightCandidate       *self,
               const SightJsonValue *object)
{
  int found;

  if (sight_json_value_get (object, "tt") == NULL)
    return TRUE;

  found = sight_names_find (tcp_names, G_N_ELEMENTS (tcp_names), sight_fields_get_text (object, "tt"));
  if (found <= SIGHT_TCP_NONE)
    return FALSE;

  self->tcp_type = found;
  return TRUE;
}

gboolean
sight_candidate_parse (SightCandidate       *out,
                       const SightJsonValue *value)
{
  guint port, priority;
  int transport;

  memset (out, 0, sizeof *out);
  transport = sight_names_find (transport_names, G_N_ELEMENTS (transport_names), sight_fields_get_text (value, "x"));

  if (transport < 0 ||
      !read_text (value, "a", out->address, SIGHT_CANDIDATE_ADDRESS_MAX) ||
      !read_text (value, "f", out->foundation, SIGHT_CANDIDATE_FOUNDATION_MAX) ||
      !sight_fields_get_uint (value, "p", G_MAXUINT16, &port) ||
      !sight_fields_get_uint (value, "pr", G_MAXINT32, &priority) ||
      !sight_candidate_type_from_name (sight_fields_get_text (value, "t"), &out->type) ||
      !read_tcp_type (out, value))
    return FALSE;

  out->transport = transport;
  out->port = port;
  out->priority = priority;

  return sight_candidate_is_valid (out);
}

void
sight_candidate_write (const SightCandidate *self,
                       GString              *out)
{
  sight_json_begin_object (out);
  sight_json_write_text (out, "a", self->address);
  sight_json_append_key (out, "p");
  sight_json_append_int (out, self->port);
  sight_json_write_text (out, "t", type_names[self->type]);
  sight_json_write_text (out, "x", transport_names[self->transport]);
  sight_json_append_key (out, "pr");
  sight_json_append_int (out, self->priority);
  sight_json_write_text (out, "f", self->foundation);
  if (self->tcp_type != SIGHT_TCP_NONE)
    sight_json_write_text (out, "tt", tcp_names[self->tcp_type]);
  sight_json_end_object (out);
}
