/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One valid message of each kind, for what is made of them. */

export const ME = 'M'.repeat(16);
export const PEER = 'P'.repeat(16);
const OTHER = 'O'.repeat(16);
const SECRET = 'b'.repeat(22);
const HASH = '0f'.repeat(32);
const MEMBER = { id: PEER, order: 1, kind: 'cli', away: false };
const STATE = { k: 'state', mic: true, cam: false, screen: false, sound: false, hand: true };
const CHAT = { k: 'chat', cid: OTHER, after: PEER, text: 'Hi 👋', at: 5 };
const CANDIDATE = { a: '192.0.2.1', p: 50000, t: 'host', x: 'udp', pr: 2130706431, f: '1' };
const LINES = [
  { c: 'opus', pt: 111, ssrc: 1 }, { c: 'vp8', pt: 96, rtx: 97, ssrc: 2, rssrc: 3 }, { c: 'vp8', pt: 96, rtx: 97, ssrc: 4, rssrc: 5 }, { c: 'opus', pt: 111, ssrc: 6 },
];

export const OFFER = { u: 'abcd', p: 'abcdefghijklmnopqrstuv', f: HASH, s: 'actpass', l: LINES, e: { twcc: 3, mid: 4 }, mx: 262144 };
export const WELCOME = {
  t: 'welcome', v: 1, sid: OTHER, key: SECRET, resumed: false, limits: { message: 65536, rate: 40, burst: 200, bytes: 262144, room: 50 },
  ping: 10, ttl: 30, now: 1, server: 'x',
};
export const JOINED = {
  t: 'joined', s: 1, me: ME, order: 2, members: [MEMBER], host: PEER, locked: false,
  ice: [{ urls: ['stun:192.0.2.1:3478', 'turn:192.0.2.1:3478?transport=udp'], username: 'u', credential: 'c' }], ice_expires: 4102444800,
};

/** What the server says, in the order of a session. */
export const SERVER = [
  WELCOME, JOINED,
  { t: 'members', s: 2, add: [{ ...MEMBER, id: OTHER, order: 3 }], update: [{ id: PEER, away: true }], remove: [{ id: OTHER, why: 'lost' }], host: ME, locked: true, full: true },
  { t: 'relay', s: 3, from: PEER, to: ME, n: 1, box: 'A'.repeat(40) },
  { t: 'knock', s: 4, who: OTHER, kind: 'guest' }, { t: 'knock', s: 5, who: OTHER, gone: true },
  { t: 'ice', s: 6, ice: JOINED.ice, ice_expires: 0 },
  { t: 'notice', s: 7, code: 'waiting', text: 'wait', me: ME, host: PEER }, { t: 'notice', s: 8, code: 'drain', text: 'soon', retry_ms: 500 },
  { t: 'pong', ts: 5 }, { t: 'error', s: 9, code: 'rate', text: 'slower', re: 'relay', retry_ms: 1000 },
];

/** What members say in boxes; `x` is to be filled in. */
export const SEALED = [
  { k: 'intro', x: SECRET, name: 'Eve', codecs: ['vp8', 'h264'], caps: ['a'] },
  { k: 'offer', g: 1, m: 1, d: OFFER }, { k: 'answer', g: 1, m: 1, d: { ...OFFER, s: 'active' } },
  { k: 'candidates', g: 1, c: [CANDIDATE, { ...CANDIDATE, x: 'tcp', tt: 'passive', a: '2001:db8::1', t: 'srflx' }], end: true },
  { k: 'need', g: 1, why: 'failed' }, STATE, CHAT, { k: 'chat-ack', cid: OTHER }, { k: 'close', g: 1, why: 'left' },
];

/** What comes on the data channels `control` and `beat`. */
export const CONTROL = [
  { k: 'beat', n: 2, a: 1, d: 20 }, STATE, CHAT, { k: 'chat-ack', cid: OTHER }, { k: 'react', r: 'like' }, { k: 'close', why: 'left' }, { k: 'me', id: OTHER },
  { k: 'sas-commit', commit: HASH }, { k: 'sas-nonce', r: HASH }, { k: 'sas-reveal', r: HASH }, { k: 'sas-done' }, { k: 'sas-abort', why: 'different' },
  { k: 'file-offer', fid: OTHER, name: 'a.txt', size: 5 }, { k: 'file-accept', fid: OTHER, at: 0 }, { k: 'file-decline', fid: OTHER },
  { k: 'file-cancel', fid: OTHER, why: 'cancelled' }, { k: 'file-progress', fid: OTHER, at: 5 }, { k: 'file-done', fid: OTHER, sha256: HASH }, { k: 'file-saved', fid: OTHER },
];
