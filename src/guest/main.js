/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The page of a guest: it understands the link, and joins the call or says how to. */

import { CallError } from './call-error.js';
import { copyLink } from './copy-link.js';
import { Devices } from './devices.js';
import { JoinPage } from './join-page.js';
import { ProtocolError } from './protocol-error.js';
import { formatCode, judgeCode } from './room-code.js';
import { takeFragment } from './room-fragment.js';
import { linksOfPage, readFragment, signalUrl } from './room-link.js';
import { deriveKeys } from './seal.js';
import { ServerHealth } from './server-health.js';
import { chooseLanguage, loadTranslator } from './strings.js';

const language = chooseLanguage(navigator.languages ?? []);
const text = await loadTranslator(language);
const byId = id => document.getElementById(id);
const devices = new Devices();

/* Codes of a CallError that end what was begun. */
const OVER = ['removed', 'ended', 'superseded'];

let roomCode = null;
let roomKeys = null; /* a promise of them */
let call = null; /* CallPage */

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

function setTitle(title, lead) {
  byId('title').textContent = title;
  byId('lead').textContent = lead;
  document.title = `${title} – Sightline`;
}

function showTitle({ code, problem }) {
  const state = code !== null ? 'room' : problem !== null ? 'bad' : 'none';
  setTitle(text(`${state}Title`), state === 'bad' ? `${text(`${problem}Problem`)} ${text('badLead')}` : text(`${state}Lead`));
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
  byId('copy').onclick = () => copyLink(page, byId('copied'), text);
  byId('app-text').textContent = `${text('appText')} ${text(application === null ? 'appPaste' : 'appOpen')}`;
}

/* Without these there is no sealing, or nothing to seal. */
const canJoin = () => isSecureContext && 'RTCPeerConnection' in window && 'setCodecPreferences' in (window.RTCRtpTransceiver?.prototype ?? {});

/* What a call needs is loaded when there is one. */
async function join(name) {
  byId('join-button').disabled = true;
  const { CallPage } = await import('./call-page.js').catch(() => ({}));
  byId('join-button').disabled = false;
  if (CallPage === undefined) {
    byId('device-problem').textContent = `${text('server')}: ${text('down')}`;
    return;
  }
  const { hostname: host, port, protocol } = location;
  const scheme = protocol.slice(0, -1);
  const url = signalUrl({ scheme, host, port: Number(port) || (scheme === 'http' ? 80 : 443), code: roomCode });
  byId('security').textContent = '';
  showCall(true);
  call = new CallPage({ keys: roomKeys, url, link: linksOfPage(location, roomCode).page, name, devices, text, onEnd: leave });
}

/* Why it is over, in words; what is not an end of the call was never a begin. */
function sayEnd(error) {
  if (error === null)
    return ['leftTitle', text('leftLead')];
  if (!(error instanceof CallError))
    return ['refusedTitle', `${text('failed')} ${error.message}`];
  return [OVER.includes(error.code) ? 'endedTitle' : 'refusedTitle', text(`end-${error.code}`)];
}

function leave(error) {
  call = null;
  devices.stop('audio');
  devices.stop('video');
  showCall(false);
  const [title, lead] = sayEnd(error);
  setTitle(text(title), lead);
  byId('join-button').textContent = text('rejoin');
  byId('join-button').focus();
}

function showCall(isShown) {
  byId('page').hidden = isShown;
  byId('call').hidden = !isShown;
  document.body.classList.toggle('in-call', isShown);
  joinPage.show(!isShown);
  if (!isShown)
    return;
  document.title = `${text('inCall')} – Sightline`;
  byId('call-title').focus();
}

/* It takes as long as a slow computer needs, so it is begun while the person looks
 * for a name and a camera. What goes wrong is told when somebody joins.
 */
function prepareKeys(code) {
  roomKeys = code !== null && canJoin() ? deriveKeys(code) : null;
  roomKeys?.catch(() => {});
}

function showRoom(room) {
  roomCode = room.code;
  prepareKeys(room.code);
  const hasRoom = room.code !== null;
  showTitle(room);
  showStrength(room.code);
  byId('room-row').hidden = !hasRoom;
  byId('actions').hidden = !hasRoom;
  byId('join-form').hidden = !hasRoom || !canJoin();
  byId('copied').textContent = '';
  byId('join-button').textContent = text('join');
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
  byId('unsupported').hidden = !isSecureContext || canJoin();
  byId('fallback').hidden = true;
  byId('page').hidden = false;
  /* A link that is opened in the middle of a call waits until it is over. */
  addEventListener('hashchange', () => call === null && showRoom(readRoom()));
  watchServer();
}

const joinPage = new JoinPage(devices, text, join);
start();
