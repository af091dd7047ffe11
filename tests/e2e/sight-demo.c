/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What there is to see before anyone can call: two members of one room talk
 * through a server that learns neither the room's code nor what they say.
 *
 *   sight-demo --link http://HOST:PORT   prints the link of a fresh room
 *   sight-demo LINK                      two members meet there
 */

#include "sight-build-config.h"

#include "demo-peer.h"
#include "protocol/sight-room-code.h"
#include "protocol/sight-room-link.h"
#include "protocol/sight-seal.h"

#include <string.h>

/* The first thing that members tell each other: their names. */
#define INTRO_ADA "{\"k\":\"intro\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"name\":\"Ada\",\"codecs\":[\"vp8\"]}"
#define INTRO_BEN "{\"k\":\"intro\",\"x\":\"BBBBBBBBBBBBBBBBBBBBBA\",\"name\":\"Ben\",\"codecs\":[\"vp8\"]}"

typedef struct
{
  const char *name;
  DemoPeer   *peer;
  SightId     id;
} Member;

static void
member_clear (Member *self)
{
  g_clear_pointer (&self->peer, demo_peer_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Member, member_clear)

static int
print_link (const char *server)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SightRoomLink) link = NULL;
  g_autofree char *text = NULL;
  char *code = sight_room_code_make (&error);

  if (code != NULL)
    link = sight_room_link_parse (code, server, &error);
  sight_room_code_free (code);
  if (link == NULL)
    {
      g_printerr ("No link for %s: %s\n", server, error->message);
      return 1;
    }

  text = sight_room_link_to_string (link);
  g_print ("%s\n", text);
  return 0;
}

static gboolean
join (Member               *self,
      const SightRoomLink  *link,
      SightRoomId           room,
      GError              **error)
{
  g_autofree char *authority = g_strdup_printf ("%s:%u", link->host, link->port);
  g_auto(SightEvent) welcome = { SIGHT_EVENT_UNKNOWN };
  g_auto(SightEvent) joined = { SIGHT_EVENT_UNKNOWN };
  SightRequest request = { SIGHT_REQUEST_HELLO };

  self->peer = demo_peer_new (authority, error);
  if (self->peer == NULL)
    return FALSE;

  request.hello.speaks_v1 = TRUE;
  request.hello.ua = "sight-demo " SIGHT_VERSION;
  if (!demo_peer_send (self->peer, &request, error) ||
      !demo_peer_wait (self->peer, SIGHT_EVENT_WELCOME, &welcome, error))
    return FALSE;

  request = (SightRequest) { SIGHT_REQUEST_JOIN };
  request.join.room = room;
  request.join.kind = SIGHT_KIND_CLI;
  if (!demo_peer_send (self->peer, &request, error) ||
      !demo_peer_wait (self->peer, SIGHT_EVENT_JOINED, &joined, error))
    return FALSE;

  self->id = joined.joined.me;
  g_print ("%s joins, and is %s to the server\n", self->name, self->id.text);
  return TRUE;
}

/* @from says @plaintext, @to opens what arrives; it must be the same. */
static gboolean
tell (Member           *from,
      Member           *to,
      const SightSeal  *seal,
      const char       *plaintext,
      GError          **error)
{
  g_auto(SightEvent) event = { SIGHT_EVENT_UNKNOWN };
  SightRequest request = { SIGHT_REQUEST_RELAY };
  g_autofree char *box = NULL, *opened = NULL;
  gsize length;

  box = sight_seal_close (seal, &from->id, &to->id, 1, plaintext, strlen (plaintext), error);
  if (box == NULL)
    return FALSE;

  request.relay.to = to->id;
  request.relay.n = 1;
  request.relay.box = box;
  request.relay.box_length = strlen (box);
  if (!demo_peer_send (from->peer, &request, error) ||
      !demo_peer_wait (to->peer, SIGHT_EVENT_RELAY, &event, error))
    return FALSE;

  opened = sight_seal_open (seal, &event.relay.from, &event.relay.to, event.relay.n,
                            event.relay.box, event.relay.box_length, &length, error);
  if (opened == NULL)
    return FALSE;

  g_print ("%s says  %s\n", from->name, plaintext);
  g_print ("the server relays  %.60s... (%" G_GSIZE_FORMAT " characters)\n", event.relay.box, event.relay.box_length);
  g_print ("%s reads %s\n", to->name, opened);
  if (!sight_id_equal (&event.relay.from, &from->id) || strcmp (opened, plaintext) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "What arrived is not what was said");
      return FALSE;
    }
  return TRUE;
}

static gboolean
meet (const char  *text,
      GError     **error)
{
  g_autoptr(SightRoomLink) link = sight_room_link_parse (text, NULL, error);
  g_autoptr(SightSeal) seal = NULL;
  g_auto(Member) ada = { "Ada" }, ben = { "Ben" };
  SightRoomId room;

  if (link == NULL)
    return FALSE;

  seal = sight_seal_new (link->code, error);
  if (seal == NULL)
    return FALSE;

  room = sight_seal_get_room_id (seal);
  g_print ("The code %s never leaves the clients; the room is %s to the server\n", link->code, room.text);

  return join (&ada, link, room, error) &&
         join (&ben, link, room, error) &&
         tell (&ada, &ben, seal, INTRO_ADA, error) &&
         tell (&ben, &ada, seal, INTRO_BEN, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  if (argc == 3 && strcmp (argv[1], "--link") == 0)
    return print_link (argv[2]);

  if (argc != 2)
    {
      g_printerr ("Usage: sight-demo --link SERVER | sight-demo LINK\n");
      return 2;
    }
  if (!meet (argv[1], &error))
    {
      g_printerr ("The demonstration failed: %s\n", error->message);
      return 1;
    }
  return 0;
}
