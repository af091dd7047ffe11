/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The page of a guest. It understands the link and says how to join; joining
 * from here comes with a later release.
 */

import { ProtocolError } from './protocol-error.js';
import { formatCode, judgeCode } from './room-code.js';
import { takeFragment } from './room-fragment.js';
import { formatLink, readFragment } from './room-link.js';
import { ServerHealth } from './server-health.js';
import { chooseLanguage, translator } from './strings.js';

const language = chooseLanguage(navigator.languages ?? []);
const text = translator(language);
const byId = id => document.getElementById(id);

/** @returns {{code: ?string, problem: ?string}} */
function readRoom() {
  const fragment = takeFragment();
  if (fragment === '')
    return { code: null, problem: null };
  try {
    return { code: readFragment(fragment), problem: null };
  } catch (error) {
    if (!(error instanceof ProtocolError))
      throw error;
    return { code: null, problem: error.reason };
  }
}

function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = text(element.dataset.text);
}

function showTitle({ code, problem }) {
  const state = code !== null ? 'room' : problem !== null ? 'bad' : 'none';
  const title = text(`${state}Title`);
  byId('title').textContent = title;
  byId('lead').textContent = state === 'bad' ? `${text(`${problem}Problem`)} ${text('badLead')}` : text(`${state}Lead`);
  document.title = `${title} – Sightline`;
}

function showStrength(code) {
  const verdict = code === null ? 'strong' : judgeCode(code);
  byId('strength-row').hidden = verdict === 'strong';
  byId('strength').textContent = verdict === 'strong' ? '' : text(`${verdict}Code`);
}

/* A code on the screen is a code in every screenshot: it is shown when asked. */
function showCode(code, visible) {
  const reveal = byId('reveal');
  byId('code').textContent = visible ? formatCode(code) : '••••••••';
  byId('code').setAttribute('aria-label', visible ? formatCode(code) : text('hidden'));
  reveal.setAttribute('aria-pressed', String(visible));
  reveal.onclick = () => showCode(code, !visible);
}

/* A sightline: link stands for https, so a server without TLS has none. */
function showActions(code) {
  const link = { scheme: location.protocol.slice(0, -1), host: location.hostname, port: Number(location.port), code };
  link.port ||= link.scheme === 'http' ? 80 : 443;
  const isTls = link.scheme === 'https';

  byId('open').hidden = !isTls;
  byId('open').href = formatLink({ ...link, scheme: 'sightline' });
  byId('copy').classList.toggle('suggested', !isTls);
  byId('copy').onclick = () => copyLink(formatLink(link));
  byId('app-text').textContent = `${text('appText')} ${text(isTls ? 'appOpen' : 'appPaste')}`;
}

async function copyLink(link) {
  const copied = byId('copied');
  try {
    await navigator.clipboard.writeText(link);
    copied.textContent = text('copied');
  } catch {
    /* No clipboard over plain http, or not allowed: then by hand. */
    copied.textContent = link;
    getSelection()?.selectAllChildren(copied);
  }
}

function showRoom(room) {
  const hasRoom = room.code !== null;
  showTitle(room);
  showStrength(room.code);
  byId('room-row').hidden = !hasRoom;
  byId('actions').hidden = !hasRoom;
  byId('copied').textContent = '';
  byId('app-text').textContent = text('appText');
  if (hasRoom) {
    showCode(room.code, false);
    showActions(room.code);
  }
}

function watchServer() {
  const health = new ServerHealth(state => {
    byId('health').dataset.state = state;
    byId('health-text').textContent = text(state);
    byId('retry').hidden = state !== 'down';
  });
  byId('retry').onclick = () => health.check();
  addEventListener('online', () => health.check());
  health.check();
}

function start() {
  translatePage();
  showRoom(readRoom());
  byId('host').textContent = location.host;
  byId('insecure').hidden = isSecureContext;
  byId('fallback').hidden = true;
  byId('page').hidden = false;
  addEventListener('hashchange', () => showRoom(readRoom()));
  watchServer();
}

start();
