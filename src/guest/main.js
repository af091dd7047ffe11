/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The page of a guest. It understands the link and says how to join; joining
 * from here comes with a later release.
 */

import { ProtocolError } from './protocol-error.js';
import { formatCode, judgeCode } from './room-code.js';
import { takeFragment } from './room-fragment.js';
import { linksOfPage, readFragment } from './room-link.js';
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
  byId('code').textContent = visible ? formatCode(code) : '';
  byId('code').hidden = !visible;
  byId('mask').hidden = visible;
  reveal.setAttribute('aria-pressed', String(visible));
  reveal.onclick = () => showCode(code, !visible);
}

function showActions(code) {
  const { page, application } = linksOfPage(location, code);
  byId('open').hidden = application === null;
  byId('open').href = application ?? '';
  byId('copy').classList.toggle('suggested', application === null);
  byId('copy').onclick = () => copyLink(page);
  byId('app-text').textContent = `${text('appText')} ${text(application === null ? 'appPaste' : 'appOpen')}`;
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
