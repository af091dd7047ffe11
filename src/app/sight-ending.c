/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sightline"

#include "app/sight-ending.h"

#include <glib/gi18n.h>

#include "call/sight-call-error.h"

static const SightEnding left = {
  "call-stop-symbolic", N_("You Left the Call"),
  N_("It goes on for the others, if there are any."), TRUE
};

/* What is not of a call: a link that is none, say. */
static const SightEnding other = {
  "dialog-error-symbolic", N_("The Call Did Not Work"), NULL, TRUE
};

static const SightEnding endings[] = {
  [SIGHT_CALL_ERROR_FAILED] = {
    "dialog-error-symbolic", N_("The Call Failed"),
    N_("Try again. If it fails again, ask for a new link."), TRUE },
  [SIGHT_CALL_ERROR_UNREACHABLE] = {
    "network-error-symbolic", N_("The Server Cannot Be Reached"),
    N_("Look whether you are online and the link is right, then try again."), TRUE },
  [SIGHT_CALL_ERROR_CERTIFICATE] = {
    "channel-insecure-symbolic", N_("The Server Cannot Be Trusted"),
    N_("Nothing was sent to it. Tell whoever runs the server, or try in another network: this one may stand in between."), FALSE },
  [SIGHT_CALL_ERROR_VERSION] = {
    "software-update-urgent-symbolic", N_("Too Old to Talk to Each Other"),
    N_("Update Sightline. If it is up to date, whoever runs the server has to update that."), FALSE },
  [SIGHT_CALL_ERROR_PROTOCOL] = {
    "dialog-error-symbolic", N_("The Server Does Not Understand"),
    N_("Look whether the link leads to a Sightline server, and whether both are up to date."), TRUE },
  [SIGHT_CALL_ERROR_FULL] = {
    "system-users-symbolic", N_("The Call Is Full"),
    N_("Ask somebody to leave, or try again later."), TRUE },
  [SIGHT_CALL_ERROR_DENIED] = {
    "action-unavailable-symbolic", N_("You Were Not Let In"),
    N_("Ask the host in another way, then knock again."), TRUE },
  [SIGHT_CALL_ERROR_REMOVED] = {
    "action-unavailable-symbolic", N_("You Were Removed From the Call"),
    N_("Ask the host in another way what happened."), FALSE },
  [SIGHT_CALL_ERROR_ENDED] = {
    "call-stop-symbolic", N_("The Host Ended the Call"),
    N_("It is over for everyone. The link may be used again."), TRUE },
  [SIGHT_CALL_ERROR_SUPERSEDED] = {
    "computer-symbolic", N_("The Call Goes On Elsewhere"),
    N_("The same session was opened a second time. Close that one, or go on there."), TRUE },
  [SIGHT_CALL_ERROR_TOO_MANY_ROOMS] = {
    "network-server-symbolic", N_("Too Many New Calls"),
    N_("The server limits how many calls are begun from one address. Wait a few minutes, or use a link that you have."), TRUE },
  [SIGHT_CALL_ERROR_SECURITY] = {
    "channel-insecure-symbolic", N_("Somebody May Listen In"),
    N_("Do not say anything secret there. Get a new link in a way that you trust, and compare the emoji."), FALSE },
  [SIGHT_CALL_ERROR_NO_PATH] = {
    "network-error-symbolic", N_("No Way Through the Networks"),
    N_("Try another network, or turn off a VPN. A server with a relay (TURN) gets through nearly everywhere."), TRUE },
  [SIGHT_CALL_ERROR_CANCELLED] = {
    "call-stop-symbolic", N_("The Call Was Cancelled"), NULL, TRUE },
};

const SightEnding *
sight_ending_find (const GError *error)
{
  if (error == NULL)
    return &left;

  if (error->domain == SIGHT_CALL_ERROR && (guint) error->code < G_N_ELEMENTS (endings))
    return &endings[error->code];

  return &other;
}

char *
sight_ending_describe (const SightEnding *self,
                       const GError      *error)
{
  const char *why = error != NULL ? error->message : NULL;
  const char *advice = self->advice != NULL ? _(self->advice) : NULL;

  if (why != NULL && advice != NULL)
    /* Translators: what happened, and what to do about it: two sentences, the
     * first has no full stop yet
     */
    return g_strdup_printf (C_("what happened and what to do", "%s. %s"), why, advice);

  return g_strdup (why != NULL ? why : advice);
}
