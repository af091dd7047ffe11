/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A guest under test: the engine of the page without the page. It asks the server
 * that it came from what to do, and says what came of it. Nothing here is part of
 * what people are served.
 */

import { Call } from '/call.js';
import { videoCodecs } from '/codecs.js';
import { LINES, PeerConnection } from '/peer-connection.js';
import { readLink, signalUrl } from '/room-link.js';
import { deriveKeys } from '/seal.js';
import english from '/strings-en.js';
import { fileOperations, watchFiles } from './file-hands.js';
import { readFrameCode } from './frame-code.js';
import { until } from './tap.js';
import { Listener, Watcher, makePicture, makeTone } from './test-signals.js';

const EMOJI_NAMES = english.emojiNames.split(',');
const MICROPHONE = 0;
const CAMERA = 1;

let call = null;
let page = null; /* the page that people get, in a window of its own */
let screenPage = null; /* what is shared */
const tracks = new Map(); /* line -> track */
const watchers = new Map(); /* participant and line -> Watcher or Listener */
const history = []; /* what happened, in order */

const note = (event, fields = {}) => history.push({ at: Math.round(performance.now()), event, ...fields });

/* Each negotiation of a connection is one; more of them would be a renegotiation. */
let negotiations = 0;
const connections = [];
const setLocalDescription = RTCPeerConnection.prototype.setLocalDescription;
RTCPeerConnection.prototype.setLocalDescription = function (...description) {
  negotiations++;
  connections.push(this);
  return setLocalDescription.apply(this, description);
};

/* What follows a participant over its connections. */
function follow(participant) {
  for (const [line, name] of LINES.entries()) {
    const key = `${participant.kind}/${name}`;
    const isPicture = name === 'camera' || name === 'screen';
    if (!watchers.has(key))
      watchers.set(key, isPicture ? new Watcher() : new Listener());
    const track = participant.getTrack(line);
    if (track !== null)
      isPicture ? watchers.get(key).watch(track) : watchers.get(key).listen(track);
  }
}

function listen() {
  const states = new Map();
  call.addEventListener('state', () => note('server', { state: call.state, reason: call.error?.code ?? null }));
  call.addEventListener('participant', ({ detail }) => {
    if (states.get(detail) === detail.state)
      return;
    states.set(detail, detail.state);
    note('state', { name: detail.name, state: detail.state, generation: detail.generation, reason: detail.error?.code ?? null });
  });
  call.addEventListener('promoted', ({ detail }) => follow(detail));
  call.addEventListener('chat', ({ detail }) => detail !== null && note('chat', { text: detail.text, own: detail.sender === null }));
  call.addEventListener('dropped', ({ detail }) => note('dropped', { why: detail }));
  call.addEventListener('knock', ({ detail }) => note('knock', detail));
  watchFiles(call);
}

const pictures = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

function readTile(tile) {
  const video = tile.querySelector('video');
  const { videoWidth: width, videoHeight: height } = video;
  Object.assign(pictures.canvas, { width: width || 1, height: height || 1 });
  pictures.drawImage(video, 0, 0);
  const code = width === 0 ? null : readFrameCode(pictures.getImageData(0, 0, width, height));
  return {
    text: tile.querySelector('figcaption').textContent, isOwn: tile.classList.contains('own'), isTalking: tile.classList.contains('talking'),
    width, number: code?.number ?? null,
  };
}

const describe = participant => ({
  name: participant.name, kind: participant.kind, state: participant.state, generation: participant.generation,
  reason: participant.error?.code ?? null, sends: participant.sends, away: participant.away,
  emoji: participant.verification?.emoji?.map(place => EMOJI_NAMES[place]) ?? null,
  verifying: participant.verification?.state ?? null,
  roundTrip: participant.connection?.roundTrip ?? null,
});

const pageReady = () => until(() => page.document.getElementById('join-form')?.checkVisibility(), 'the page');

/* How often a code was stretched in the page, since it was there. */
let derivations = 0;

function watchDerivations() {
  const prototype = page.SubtleCrypto.prototype;
  const { deriveBits } = prototype;
  prototype.deriveBits = function (algorithm, ...rest) {
    derivations += algorithm.name === 'PBKDF2';
    return deriveBits.call(this, algorithm, ...rest);
  };
}

/* What is said to people who do not see the page, in order. */
const announcements = [];

function watchAnnouncements() {
  const element = page.document.getElementById('announcement');
  new MutationObserver(() => announcements.push(element.textContent)).observe(element, { childList: true });
}

const operations = {
  async join({ link, name, first = 0x510000, frequency, codec = null, relayOnly = false }) {
    const { code, ...server } = readLink(link);
    call = new Call({ keys: deriveKeys(code), url: signalUrl({ ...server, code }), name, codec, relayOnly });
    listen();
    tracks.set(MICROPHONE, await makeTone(frequency));
    tracks.set(CAMERA, makePicture(first));
    for (const [line, track] of tracks)
      call.setTrack(line, track);
    return call.join();
  },
  leave: () => call.leave(),
  setLocked: ({ locked }) => call.setLocked(locked),
  answerKnock: ({ who, admit }) => call.answerKnock(who, admit),
  remove: () => call.remove(call.participants[0]),
  say: ({ text }) => call.sayChat(text),
  feed({ line, on }) {
    call.setTrack(line, on ? tracks.get(line) : null);
  },
  share({ first }) {
    call.setTrack(2, makePicture(first));
  },
  look: () => ({
    state: call?.state ?? 'none',
    participants: call?.participants.map(describe) ?? [],
    seen: Object.fromEntries(Array.from(watchers, ([key, watcher]) => [key, watcher.read()])),
    messages: call?.messages.map(({ text, sender, state }) => ({ text, own: sender === null, state })) ?? [],
    dropped: call?.dropped ?? {},
    negotiations,
  }),
  history: () => history,
  /* Another tab is looked at. */
  hide() {
    window.open('/tests/unseen.html', '_blank');
    return until(() => document.visibilityState === 'hidden', 'being hidden');
  },
  /* How late a timer of a second is. */
  async measureTimer() {
    const began = performance.now();
    for (let i = 0; i < 8; i++)
      await new Promise(resolve => setTimeout(resolve, 100));
    return performance.now() - began;
  },
  codecs: () => videoCodecs(),
  /* What a person cannot do: the path dies. */
  kill() {
    connections.at(-1).close();
    connections.at(-1).onconnectionstatechange = null;
  },
  /* The other side's certificate is said to be another one than it is. */
  forge() {
    const setRemote = PeerConnection.prototype.setRemote;
    PeerConnection.prototype.setRemote = function (remote) {
      return setRemote.call(this, { ...remote, f: remote.f.replace(/^./, digit => digit === '0' ? '1' : '0') });
    };
  },
  /* Its own certificate is, for the other side. */
  lie() {
    const { get } = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'localDescription');
    Object.defineProperty(RTCPeerConnection.prototype, 'localDescription', {
      configurable: true,
      get() {
        const description = get.call(this);
        const otherDigit = (all, before, digit) => before + (digit === '0' ? '1' : '0');
        return description && { type: description.type, sdp: description.sdp.replaceAll(/(a=fingerprint:sha-256 )(.)/gi, otherDigit) };
      },
    });
  },
  async openPage({ link }) {
    page?.close();
    page = window.open(`/#${new URL(link).hash.slice(1)}`, '_blank', 'width=900,height=700');
    await pageReady();
    watchDerivations();
    watchAnnouncements();
  },
  async openScreen() {
    screenPage?.close();
    screenPage = window.open('/tests/screen.html', '_blank', 'width=640,height=360');
    await until(() => screenPage.document.querySelector('canvas'), 'the screen');
  },
  async reloadPage() {
    page.document.documentElement.dataset.old = '';
    page.location.reload();
    await until(() => page.document.documentElement && !('old' in page.document.documentElement.dataset), 'the reload');
    await pageReady();
  },
  /* What a person does there. */
  press({ id }) {
    page.document.getElementById(id).click();
  },
  pressTrust() {
    page.document.querySelector('.trust').click();
  },
  /* The n-th button of somebody who waits. */
  answerDoor({ button }) {
    page.document.querySelectorAll('#door li button')[button].click();
  },
  type({ id, value }) {
    page.document.getElementById(id).value = value;
  },
  lookAtPage() {
    const { document } = page;
    const shown = id => document.getElementById(id).checkVisibility();
    return {
      title: document.getElementById('title').textContent, lead: document.getElementById('lead').textContent, address: page.location.href, derivations,
      state: shown('call-state') ? document.getElementById('call-state').textContent : '', announcements,
      isInCall: shown('call'), isMirrored: shown('preview'),
      tiles: [...document.querySelectorAll('.tile')].map(readTile),
      messages: [...document.querySelectorAll('#messages p')].map(one => one.textContent),
      door: [...document.querySelectorAll('#door li')].map(one => one.textContent),
      alone: shown('alone'), lock: document.getElementById('lock').textContent,
      emoji: [...document.querySelectorAll('#emoji li')].map(one => one.lastChild.textContent),
      isVerified: document.querySelector('.trust.verified') !== null,
      chat: document.getElementById('show-chat').textContent,
      security: document.getElementById('security').textContent,
      problem: document.getElementById('call-problem').textContent + document.getElementById('device-problem').textContent,
    };
  },
  confirm({ isEqual }) {
    call.participants[0].confirm(isEqual);
  },
  ...fileOperations(() => call, () => page),
  /* Which kinds of way were chosen, here and there. */
  async ways() {
    const report = await call.participants[0].connection.getStats();
    const pair = Array.from(report.values()).find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
    return pair === undefined ? null : [pair.localCandidateId, pair.remoteCandidateId].map(id => report.get(id).candidateType);
  },
  async countBeats() {
    const report = await call.participants[0].connection.getStats();
    return Array.from(report.values()).find(({ type, label }) => type === 'data-channel' && label === 'beat').messagesSent;
  },
  /* What the browser itself counts, by direction and line. */
  async counts() {
    const report = await call.participants[0].connection.getStats();
    const streams = Array.from(report.values()).filter(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp');
    const withCodec = stream => ({ ...stream, codec: report.get(stream.codecId)?.mimeType });
    return Object.fromEntries(streams.map(stream => [`${stream.type.slice(0, -4)}/${LINES[stream.mid]}`, withCodec(stream)]));
  },
};

async function answer(id, body) {
  await fetch('/tests/answer', { method: 'POST', body: JSON.stringify({ id, ...body }) });
}

addEventListener('error', event => note('error', { text: event.message }));
addEventListener('unhandledrejection', event => note('error', { text: String(event.reason?.stack ?? event.reason) }));
for (const level of ['warn', 'error']) {
  const log = console[level];
  console[level] = (...words) => {
    note(level, { text: words.map(word => word?.stack ?? String(word)).join(' ') });
    log.apply(console, words);
  };
}

/* Another test uses this browser: nothing of this one is to be found by it. */
async function beginAnew(id) {
  page?.close();
  screenPage?.close();
  localStorage.clear();
  sessionStorage.clear();
  await answer(id, { value: null });
  location.reload();
  return new Promise(() => {});
}

for (;;) {
  const { id, op, args } = await (await fetch('/tests/command', { cache: 'no-store' })).json();
  if (op === undefined)
    continue;
  if (op === 'reset')
    await beginAnew(id);
  try {
    await answer(id, { value: await operations[op](args) ?? null });
  } catch (error) {
    await answer(id, { error: String(error.stack ?? error) });
  }
}
