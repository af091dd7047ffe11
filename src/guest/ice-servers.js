/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The servers that find a way between two networks, as this browser takes them. */

const URL_FORM = /^(stuns?|turns?):[^\s?]+(\?transport=(udp|tcp))?$/i;
const isTurn = url => /^turns?:/i.test(url);

/* One URL that the browser does not take would cost all the others. */
function isUsable(server) {
  try {
    new RTCPeerConnection({ iceServers: [server] }).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {object[]} servers of the server's `ice`
 * @returns {RTCIceServer[]} those that can be used
 */
export function usableIceServers(servers) {
  return servers
    .flatMap(({ urls, username, credential }) => urls.filter(url => URL_FORM.test(url))
      .map(url => isTurn(url) ? { urls: url, username, credential } : { urls: url }))
    .filter(isUsable);
}

export const hasRelay = servers => servers.some(({ urls }) => isTurn(urls));
