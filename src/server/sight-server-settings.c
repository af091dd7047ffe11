/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "sight-build-config.h"

#include "server/sight-server-settings.h"

#include <glib/gi18n-lib.h>
#include <stddef.h>
#include <string.h>

#include "protocol/sight-limits.h"

#define KIB 1024u
#define MIB (1024u * KIB)
#define SECOND 1000u
#define HOUR (3600u * SECOND)

#define AT(field) offsetof (SightServerConfig, field)
#define LIMIT(field) offsetof (SightServerConfig, limits.field)

static const SightSettingGroup groups[] = {
  { "server", N_("Addresses:") },
  { "tls", N_("Encryption:") },
  { "access", N_("Who may connect:") },
  { "ice", N_("STUN and TURN:") },
  { "log", N_("Logging:") },
  { "limits", N_("Limits:") },
};

static const SightSetting settings[] = {
  { "server", "listen", SIGHT_SETTING_LISTEN, AT (listen), 0, 0, "127.0.0.1:8080",
    N_("HOST:PORT"), N_("Listen here; port 0 takes a free one") },
  { "server", "public-url", SIGHT_SETTING_URL, AT (public_url), 0, 0, "",
    N_("URL"), N_("The address people use, like https://calls.example.org") },

  { "tls", "tls-certificate", SIGHT_SETTING_PATH, AT (tls_certificate), 0, 0, "",
    N_("FILE"), N_("Certificate chain in PEM form; without it the server speaks plain HTTP") },
  { "tls", "tls-key", SIGHT_SETTING_PATH, AT (tls_key), 0, 0, "",
    N_("FILE"), N_("Private key of the certificate in PEM form") },

  { "access", "origin", SIGHT_SETTING_ORIGINS, AT (origins), 0, 0, "",
    N_("ORIGIN"), N_("Web pages that may connect, beside the server's own") },
  { "access", "trusted-proxy", SIGHT_SETTING_RANGES, AT (trusted_proxies), 0, 0, "",
    N_("RANGE"), N_("Proxies that are believed who the client is") },
  { "access", "metrics-allow", SIGHT_SETTING_RANGES, AT (metrics_allow), 0, 0, "",
    N_("RANGE"), N_("Who may read /metrics; without it only this computer") },

  { "ice", "ice-url", SIGHT_SETTING_ICE_URLS, AT (ice_urls), 0, 0, "",
    N_("URL"), N_("STUN or TURN server for the clients: stun:HOST, turn:HOST or turns:HOST") },
  { "ice", "turn-secret-file", SIGHT_SETTING_SECRETS_FILE, AT (turn_secrets), 0, 0, "",
    N_("FILE"), N_("File with coturn's static-auth-secret, one on a line; the first makes credentials") },
  { "ice", "turn-secret", SIGHT_SETTING_SECRETS, AT (turn_secrets), 0, 0, "",
    N_("SECRET"), N_("The secret itself; everyone on this computer sees the command line") },
  { "ice", "turn-ttl", SIGHT_SETTING_SECONDS, AT (turn_ttl), 60, 86400, "900s",
    N_("TIME"), N_("How long a TURN credential lives") },

  { "log", "log-level", SIGHT_SETTING_LEVEL, AT (log_level), 0, 0, "info",
    N_("LEVEL"), N_("Least grave that is written: error, warning, notice, info or debug") },
  { "log", "log-addresses", SIGHT_SETTING_BOOLEAN, AT (log_addresses), 0, 0, "no",
    N_("YES|NO"), N_("Write addresses of clients in clear instead of as a hash that changes daily") },
  { "log", "log-json", SIGHT_SETTING_BOOLEAN, AT (log_json), 0, 0, "no",
    N_("YES|NO"), N_("Write each line as a JSON object") },

  { "limits", "sockets", SIGHT_SETTING_NUMBER, LIMIT (sockets), 1, 1000000, "20000",
    N_("NUMBER"), N_("Sockets in all") },
  { "limits", "address-sockets", SIGHT_SETTING_NUMBER, LIMIT (address_sockets), 1, 1000000, "20",
    N_("NUMBER"), N_("Sockets of one address (IPv6: of one /64)") },
  { "limits", "address-rooms", SIGHT_SETTING_NUMBER, LIMIT (address_rooms), 1, 1000000, "10",
    N_("NUMBER"), N_("New rooms of one address in an hour") },
  { "limits", "room-members", SIGHT_SETTING_NUMBER, LIMIT (room), 1, 1000, "50",
    N_("NUMBER"), N_("Members of a room") },
  { "limits", "room-waiting", SIGHT_SETTING_NUMBER, LIMIT (waiting), 0, 1000, "20",
    N_("NUMBER"), N_("People who wait for one locked room") },
  { "limits", "rate", SIGHT_SETTING_NUMBER, LIMIT (rate), 1, 10000, "40",
    N_("NUMBER"), N_("Messages a second of one client") },
  { "limits", "burst", SIGHT_SETTING_NUMBER, LIMIT (burst), 1, 100000, "200",
    N_("NUMBER"), N_("Messages that a client may send at once") },
  { "limits", "byte-rate", SIGHT_SETTING_SIZE, LIMIT (bytes), KIB, 1024 * MIB, "256KiB",
    N_("SIZE"), N_("Bytes a second of one client") },
  { "limits", "byte-burst", SIGHT_SETTING_SIZE, LIMIT (bytes_burst), KIB, 1024 * MIB, "512KiB",
    N_("SIZE"), N_("Bytes that a client may send at once") },
  { "limits", "message-size", SIGHT_SETTING_SIZE, LIMIT (message), 4 * KIB, SIGHT_MESSAGE_MAX, "64KiB",
    N_("SIZE"), N_("Largest message") },
  { "limits", "hello-size", SIGHT_SETTING_SIZE, LIMIT (hello), 512, SIGHT_MESSAGE_MAX, "4KiB",
    N_("SIZE"), N_("Largest first message") },
  { "limits", "queue-size", SIGHT_SETTING_SIZE, LIMIT (queue), 4 * KIB, 1024 * MIB, "1MiB",
    N_("SIZE"), N_("What may wait for a client that does not read") },
  { "limits", "kept-messages", SIGHT_SETTING_NUMBER, LIMIT (kept_messages), 0, 65536, "256",
    N_("NUMBER"), N_("Messages kept for a client that may come back") },
  { "limits", "kept-size", SIGHT_SETTING_SIZE, LIMIT (kept_bytes), 0, 1024 * MIB, "256KiB",
    N_("SIZE"), N_("Bytes kept for a client that may come back") },
  { "limits", "resume-time", SIGHT_SETTING_DURATION, LIMIT (ttl), 1, HOUR, "30s",
    N_("TIME"), N_("How long a client that lost its connection may come back") },
  { "limits", "away-time", SIGHT_SETTING_DURATION, LIMIT (away), 1, HOUR, "5s",
    N_("TIME"), N_("When others see that a client lost its connection") },
  { "limits", "batch-time", SIGHT_SETTING_DURATION, LIMIT (batch), 0, 10 * SECOND, "100ms",
    N_("TIME"), N_("Changes of a room within this time are told together") },
  { "limits", "hello-time", SIGHT_SETTING_DURATION, LIMIT (hello_time), 1, HOUR, "5s",
    N_("TIME"), N_("Time until the first message") },
  { "limits", "join-time", SIGHT_SETTING_DURATION, LIMIT (join_time), 1, HOUR, "30s",
    N_("TIME"), N_("Time until a client joins a room") },
  { "limits", "silence-time", SIGHT_SETTING_DURATION, LIMIT (silence), 1, HOUR, "30s",
    N_("TIME"), N_("A client that says nothing for so long is gone") },
  { "limits", "ping-time", SIGHT_SETTING_DURATION, LIMIT (ping), 1, HOUR, "10s",
    N_("TIME"), N_("How often clients are asked to ping; shorter than the silence") },
  { "limits", "handshake-time", SIGHT_SETTING_DURATION, LIMIT (handshake_time), 1, HOUR, "10s",
    N_("TIME"), N_("Time for an HTTP request to be complete") },
  { "limits", "drain-time", SIGHT_SETTING_DURATION, LIMIT (drain_time), 0, HOUR, "10s",
    N_("TIME"), N_("Time over which clients are sent away before the server ends") },
};

const SightSetting *
sight_server_settings_get (gsize *n_settings)
{
  *n_settings = G_N_ELEMENTS (settings);
  return settings;
}

const SightSettingGroup *
sight_server_settings_get_groups (gsize *n_groups)
{
  *n_groups = G_N_ELEMENTS (groups);
  return groups;
}

const SightSetting *
sight_server_settings_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      if (strcmp (settings[i].name, name) == 0)
        return &settings[i];
    }

  return NULL;
}
