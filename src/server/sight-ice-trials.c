/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sight-server"

#include "server/sight-ice-trials.h"

#include "server/sight-ice-url.h"
#include "server/sight-turn-probe.h"

#define PROBE_TIMEOUT_MS 5000
#define PROBES_AT_ONCE   8
/* Somebody else names them. */
#define SERVERS_MAX      32

static const char * const kind_names[] = {
  [SIGHT_ICE_STUN] = "STUN",
  [SIGHT_ICE_TURN_UDP] = "TURN over UDP",
  [SIGHT_ICE_TURN_TCP] = "TURN over TCP",
  [SIGHT_ICE_TURN_TLS] = "TURN over TLS",
};

/* One server, tried on a thread of its own. */
typedef struct
{
  char             *url;
  char             *username;
  char             *credential;
  SightProbeResult  result;
  char             *sentence;
} Trial;

struct _SightIceTrials
{
  GPtrArray *trials;  /* of Trial */
  guint      n_more;  /* that are too many */
};

static void
trial_free (gpointer data)
{
  Trial *self = data;

  g_free (self->url);
  g_free (self->username);
  g_free (self->credential);
  g_free (self->sentence);
  g_free (self);
}

SightIceTrials *
sight_ice_trials_new (void)
{
  SightIceTrials *self = g_new0 (SightIceTrials, 1);

  self->trials = g_ptr_array_new_with_free_func (trial_free);

  return self;
}

void
sight_ice_trials_free (SightIceTrials *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->trials);
  g_free (self);
}

void
sight_ice_trials_add (SightIceTrials *self,
                      const char     *url,
                      const char     *username,
                      const char     *credential)
{
  Trial *trial;

  if (self->trials->len == SERVERS_MAX)
    {
      self->n_more++;
      return;
    }

  trial = g_new0 (Trial, 1);
  trial->url = g_strdup (url);
  trial->username = g_strdup (username);
  trial->credential = g_strdup (credential);
  g_ptr_array_add (self->trials, trial);
}

static void
try_server (gpointer data,
            gpointer user_data)
{
  Trial *self = data;
  const SightProbeOptions options = {
    .username = self->username,
    .password = self->credential,
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .timeout_ms = PROBE_TIMEOUT_MS,
  };

  self->result = sight_turn_probe (self->url, &options, &self->sentence);
}

static void
report_trial (Trial            *self,
              SightCheckReport *report,
              guint             working[G_N_ELEMENTS (kind_names)])
{
  g_autoptr(SightIceUrl) url = sight_ice_url_parse (self->url, NULL);
  g_autofree char *subject = g_strdup_printf ("%s, %s", url != NULL ? kind_names[url->kind] : "ice", self->url);

  if (self->result != SIGHT_PROBE_OK)
    {
      sight_check_report_error (report, subject, "%s", self->sentence);
      return;
    }

  sight_check_report_good (report, subject, "%s", self->sentence);
  if (url != NULL)
    working[url->kind]++;
}

/* What no server of the room can do for people in difficult networks. */
static void
report_gaps (SightCheckReport *report,
             const guint       working[G_N_ELEMENTS (kind_names)])
{
  guint relays = working[SIGHT_ICE_TURN_UDP] + working[SIGHT_ICE_TURN_TCP] + working[SIGHT_ICE_TURN_TLS];

  if (relays == 0)
    {
      sight_check_report_warning (report, "paths", "there is no TURN server that works: calls are possible within one network "
                                  "and through friendly routers, and fail through others; name one in the server's ice-url");
      return;
    }

  if (working[SIGHT_ICE_TURN_UDP] == 0)
    sight_check_report_warning (report, "paths", "no TURN over UDP works, which is the one that is good for sound and picture: "
                                "open its port, 3478 mostly");
  if (working[SIGHT_ICE_TURN_TCP] == 0)
    sight_check_report_warning (report, "paths", "no TURN over TCP works: people whose network lets no UDP out cannot call; "
                                "add turn:HOST?transport=tcp to the server's ice-url");
  if (working[SIGHT_ICE_TURN_TLS] == 0)
    sight_check_report_warning (report, "paths", "no TURN over TLS works: guests whose network lets out the web alone cannot "
                                "call; add turns:HOST:443 to the server's ice-url");
}

void
sight_ice_trials_run (SightIceTrials   *self,
                      SightCheckReport *report)
{
  GThreadPool *pool = g_thread_pool_new (try_server, NULL, PROBES_AT_ONCE, FALSE, NULL);
  guint working[G_N_ELEMENTS (kind_names)] = { 0, };

  for (guint i = 0; i < self->trials->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (self->trials, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);

  for (guint i = 0; i < self->trials->len; i++)
    report_trial (g_ptr_array_index (self->trials, i), report, working);
  if (self->n_more > 0)
    sight_check_report_warning (report, "ice", "only the first %u of %u servers were tried",
                                self->trials->len, self->trials->len + self->n_more);
  report_gaps (report, working);
}
