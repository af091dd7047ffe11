/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "server-fixture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static SightServerConfig *
make_config (const char * const *settings)
{
  SightServerConfig *config = sight_server_config_new ();
  g_autoptr(GError) error = NULL;

  sight_server_config_set (config, "listen", "127.0.0.1:0", &error);
  g_assert_no_error (error);
  for (; settings != NULL && *settings != NULL; settings += 2)
    {
      sight_server_config_set (config, settings[0], settings[1], &error);
      g_assert_no_error (error);
    }

  return config;
}

ServerFixture *
server_fixture_new (const char * const *settings)
{
  ServerFixture *self = g_new0 (ServerFixture, 1);
  g_autoptr(GError) error = NULL;

  self->server = sight_server_new (make_config (settings));
  sight_server_start (self->server, NULL, &error);
  g_assert_no_error (error);
  self->url = sight_server_get_addresses (self->server)[0];
  g_assert_nonnull (self->url);

  return self;
}

void
server_fixture_free (ServerFixture *self)
{
  g_clear_pointer (&self->ann, ws_client_free);
  g_clear_pointer (&self->ben, ws_client_free);
  g_free (self->ben_id);
  sight_server_stop (self->server);
  g_assert_finalize_object (self->server);
  g_free (self);
}

static WsClient *
open_from (ServerFixture *self,
           guint          source)
{
  WsClient *client = ws_client_connect_from (self->url, source);

  g_assert_cmpuint (ws_client_open (client), ==, 101);

  return client;
}

WsClient *
server_fixture_open (ServerFixture *self)
{
  return open_from (self, 0);
}

void
ws_client_say_hello (WsClient *client)
{
  g_autofree char *welcome = NULL;

  ws_client_send_text (client, "{\"t\":\"hello\",\"v\":[1],\"ua\":\"test\"}");
  welcome = ws_client_expect (client, "\"welcome\"");
}

char *
ws_client_join_room (WsClient *client,
                     char      room)
{
  g_autofree char *id = g_strnfill (32, room);
  g_autofree char *join = g_strdup_printf ("{\"t\":\"join\",\"room\":\"%s\",\"kind\":\"cli\"}", id);
  g_autofree char *joined = NULL;

  ws_client_send_text (client, join);
  joined = ws_client_expect (client, "\"joined\"");

  return ws_get_string (joined, "me");
}

WsClient *
server_fixture_greet (ServerFixture *self)
{
  WsClient *client = server_fixture_open (self);

  ws_client_say_hello (client);

  return client;
}

WsClient *
server_fixture_join (ServerFixture  *self,
                     char            room,
                     char          **id)
{
  WsClient *client = server_fixture_greet (self);
  char *me = ws_client_join_room (client, room);

  if (id != NULL)
    *id = me;
  else
    g_free (me);

  return client;
}

char *
make_relay (const char *to,
            guint       number,
            gsize       size)
{
  g_autofree char *box = g_strnfill (size, 'A');

  return g_strdup_printf ("{\"t\":\"relay\",\"to\":\"%s\",\"n\":%u,\"box\":\"%s\"}", to, number, box);
}

void
ws_client_relay (WsClient   *client,
                 const char *to,
                 guint       number,
                 gsize       size)
{
  g_autofree char *relay = make_relay (to, number, size);

  ws_client_send_text (client, relay);
}

/* Under an address of their own, so that limits by address leave them alone. */
static void
seat_others (ServerFixture *self)
{
  g_autofree char *id = NULL;

  self->ann = open_from (self, 200);
  ws_client_say_hello (self->ann);
  id = ws_client_join_room (self->ann, 'f');
  self->ben = open_from (self, 200);
  ws_client_say_hello (self->ben);
  self->ben_id = ws_client_join_room (self->ben, 'f');
}

void
server_fixture_check_others (ServerFixture *self)
{
  g_autofree char *relay = NULL;
  g_autofree char *number = NULL;

  if (self->ann == NULL)
    seat_others (self);

  number = g_strdup_printf ("\"n\":%u,", ++self->turns);
  ws_client_relay (self->ann, self->ben_id, self->turns, 1024);
  relay = ws_client_expect (self->ben, number);
}

gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  gulong total, resident;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%lu %lu", &total, &resident), ==, 2);

  return resident * sysconf (_SC_PAGESIZE);
}
