/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-media"

#include <string.h>

#include "media/sight-sdp.h"

#define CANDIDATE_PREFIX "candidate:"
/* foundation component transport priority address port "typ" type */
#define FIXED_PARTS 8
#define PARTS_MAX   32

static const char * const tcp_types[] = {
  [SIGHT_TCP_NONE] = "",
  [SIGHT_TCP_ACTIVE] = "active",
  [SIGHT_TCP_PASSIVE] = "passive",
  [SIGHT_TCP_SO] = "so",
};

char *
sight_sdp_write_candidate (const SightCandidate *candidate)
{
  GString *out;

  if (!sight_candidate_is_valid (candidate))
    return NULL;

  out = g_string_new (NULL);
  g_string_printf (out, CANDIDATE_PREFIX "%s 1 %s %u %s %u typ %s",
                   candidate->foundation, candidate->transport == SIGHT_TRANSPORT_UDP ? "UDP" : "TCP",
                   candidate->priority, candidate->address, candidate->port,
                   sight_candidate_type_to_name (candidate->type));
  /* Where it came from stays untold; some parsers want the words. */
  if (candidate->type != SIGHT_CANDIDATE_HOST)
    g_string_append_printf (out, " raddr %s rport 9", strchr (candidate->address, ':') != NULL ? "::" : "0.0.0.0");
  if (candidate->tcp_type != SIGHT_TCP_NONE)
    g_string_append_printf (out, " tcptype %s", tcp_types[candidate->tcp_type]);

  return g_string_free (out, FALSE);
}

static gboolean
read_number (const char *text,
             guint64     least,
             guint64     most,
             guint64    *out)
{
  return g_ascii_string_to_unsigned (text, 10, least, most, out, NULL);
}

static gboolean
read_transport (const char        *text,
                SightIceTransport *out)
{
  if (g_ascii_strcasecmp (text, "udp") == 0)
    *out = SIGHT_TRANSPORT_UDP;
  else if (g_ascii_strcasecmp (text, "tcp") == 0)
    *out = SIGHT_TRANSPORT_TCP;
  else
    return FALSE;

  return TRUE;
}

/* The rest comes in pairs; only one of them matters. */
static void
read_tcp_type (char           **pairs,
               SightCandidate  *out)
{
  for (; pairs[0] != NULL && pairs[1] != NULL; pairs += 2)
    if (g_str_equal (pairs[0], "tcptype"))
      for (guint i = SIGHT_TCP_ACTIVE; i < G_N_ELEMENTS (tcp_types); i++)
        if (g_str_equal (pairs[1], tcp_types[i]))
          out->tcp_type = i;
}

static gboolean
read_parts (char           **parts,
            SightCandidate  *out)
{
  guint64 number;

  if (g_strv_length (parts) < FIXED_PARTS || !g_str_equal (parts[1], "1") || !g_str_equal (parts[6], "typ"))
    return FALSE;

  if (g_strlcpy (out->foundation, parts[0], sizeof out->foundation) >= sizeof out->foundation ||
      !read_transport (parts[2], &out->transport) ||
      !read_number (parts[3], 1, G_MAXINT32, &number))
    return FALSE;
  out->priority = number;

  if (g_strlcpy (out->address, parts[4], sizeof out->address) >= sizeof out->address ||
      !read_number (parts[5], 1, G_MAXUINT16, &number) ||
      !sight_candidate_type_from_name (parts[7], &out->type))
    return FALSE;
  out->port = number;

  read_tcp_type (parts + FIXED_PARTS, out);
  return TRUE;
}

gboolean
sight_sdp_read_candidate (const char     *text,
                          SightCandidate *out)
{
  char **parts;
  gboolean good;

  memset (out, 0, sizeof *out);
  if (g_str_has_prefix (text, "a="))
    text += 2;
  if (!g_str_has_prefix (text, CANDIDATE_PREFIX))
    return FALSE;

  parts = g_strsplit (text + strlen (CANDIDATE_PREFIX), " ", PARTS_MAX);
  good = read_parts (parts, out) && sight_candidate_is_valid (out);
  g_strfreev (parts);

  return good;
}
