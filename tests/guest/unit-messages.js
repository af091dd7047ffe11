/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md sections 4.2, 11 and 13: what comes from the server, out of boxes and
 * on channels.
 */

import { CHANNEL_MESSAGE_MAX, readControlMessage } from '/control-message.js';
import { ReactionRate, SAID_MAX } from '/reactions.js';
import { readSealedMessage } from '/sealed-message.js';
import { readServerEvent } from '/server-event.js';
import { parseJson } from '/strict-json.js';
import { equal, ok, refuses, test, testEach } from './tap.js';

const ID = 'A'.repeat(16);
const SECRET = 'b'.repeat(22);
const HASH = '0f'.repeat(32);
const BOX = 'A'.repeat(40);
const MEMBER = { id: ID, order: 1, kind: 'cli', away: false };
const LIMITS = { message: 65536, rate: 40, burst: 200, bytes: 262144, room: 50 };
const WELCOME = { t: 'welcome', v: 1, sid: ID, key: SECRET, resumed: false, limits: LIMITS, ping: 10, ttl: 30, now: 1, server: 'x' };
const JOINED = { t: 'joined', s: 1, me: ID, order: 2, members: [MEMBER], host: ID, locked: false, ice: [{ urls: ['stun:x'] }], ice_expires: 0 };

const event = object => readServerEvent(JSON.stringify(object));
const control = object => readControlMessage(JSON.stringify(object));
const sealed = object => readSealedMessage(parseJson(JSON.stringify(object)));
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

test('/guest/s-welcome', async () => {
  equal(event(WELCOME).limits, LIMITS);
  for (const key of Object.keys(without(WELCOME, 't')))
    await refuses('bad-message', () => event(without(WELCOME, key)));
  for (const change of [{ v: 2 }, { sid: 'x' }, { key: ID }, { resumed: 1 }, { ping: 0 }, { ping: 3601 }, { ping: 1.5 }, { ttl: 86401 },
                        { now: -1 }, { limits: { ...LIMITS, rate: '40' } }, { limits: [] }, { server: 'x'.repeat(257) }])
    await refuses('bad-message', () => event({ ...WELCOME, ...change }));
});

test('/guest/s-joined', async () => {
  const { members, ice, iceExpires } = event(JOINED);
  equal([members, ice, iceExpires], [[MEMBER], [{ urls: ['stun:x'] }], 0]);
  for (const key of Object.keys(without(without(JOINED, 't'), 's')))
    await refuses('bad-message', () => event(without(JOINED, key)));
  for (const change of [{ s: 0 }, { s: '1' }, { members: [null] }, { members: [{ ...MEMBER, kind: 'dog' }] }, { members: [without(MEMBER, 'away')] },
                        { ice: [{ urls: [] }] }, { ice: [{ urls: Array(9).fill('stun:x') }] }, { ice: Array(17).fill({ urls: ['stun:x'] }) },
                        { ice: [{ urls: ['stun:x'], username: 1 }] }, { ice: {} }])
    await refuses('bad-message', () => event({ ...JOINED, ...change }));
});

test('/guest/s-members', async () => {
  equal(event({ t: 'members', s: 2 }), { t: 'members', s: 2, add: [], update: [], remove: [], full: false });
  const all = { t: 'members', s: 2, add: [MEMBER], update: [{ id: ID, away: true }], remove: [{ id: ID, why: 'lost' }], host: ID, locked: true, full: true };
  equal(event(all), all);
  for (const change of [{ add: {} }, { update: [{ id: ID }] }, { remove: [{ id: ID, why: 'bored' }] }, { host: '' }, { locked: 0 }])
    await refuses('bad-message', () => event({ ...all, ...change }));
});

testEach('/guest/s-others', [
  { t: 'relay', s: 3, from: ID, to: '*', n: 1, box: BOX },
  { t: 'relay', s: 3, from: ID, to: ID, n: 9007199254740991, box: BOX },
  { t: 'knock', s: 4, who: ID, gone: false, kind: 'guest' },
  { t: 'notice', s: 5, code: 'waiting', text: '', me: ID, host: ID, retryMs: null },
  { t: 'error', s: 6, code: 'rate', text: 'slower', re: 'relay', retryMs: null },
  { t: 'unheard', s: 7 },
], message => equal(event(message.gone === false ? without(message, 'gone') : message), message));

testEach('/guest/s-wrong', [
  {}, { t: 1 }, { t: 'relay', from: ID, to: '*', n: 0, box: BOX }, { t: 'relay', from: ID, to: '**', n: 1, box: BOX },
  { t: 'relay', from: ID, to: '*', n: 1, box: 'A'.repeat(39) }, { t: 'relay', from: ID, to: '*', n: 1, box: '-'.repeat(40) },
  { t: 'relay', from: ID, to: '*', n: 1, box: 'A'.repeat(61444) }, { t: 'knock', who: ID }, { t: 'knock', who: ID, gone: false },
  { t: 'notice', code: 'waiting', text: '', me: ID }, { t: 'notice', code: 'drain', text: '', retry_ms: 86400001 },
  { t: 'error', code: 'x' }, { t: 'ice', ice: [] }, { t: 'pong', ts: 'now' },
], message => refuses('bad-message', () => event(message)));

test('/guest/s-size', async () => {
  await refuses('bad-message', () => readServerEvent(JSON.stringify({ t: 'x', more: 'x'.repeat(65536) })));
  await refuses('bad-json', () => readServerEvent('{"t":"x","t":"x"}'));
});

const X = 'abcdefgh';
const CHAT = { k: 'chat', cid: ID, text: 'Hi', at: 5 };
const STATE = { k: 'state', mic: true, cam: false, screen: false, sound: false };

/* Both in boxes and on channels */
testEach('/guest/shared-messages', [
  [CHAT, { after: null }], [{ ...CHAT, after: ID }], [{ ...CHAT, text: '👋'.repeat(4000) }, { after: null }], [{ k: 'chat-ack', cid: ID }],
  [STATE, { hand: false, rec: false }], [{ ...STATE, hand: true, rec: true }],
], ([message, more = {}]) => {
  const sorted = object => Object.entries(object).sort();
  equal(sorted(sealed({ ...message, x: X, g: 1 })), sorted({ ...message, ...more, x: X }));
  if (message.text?.length !== 8000)
    equal(sorted(control(message)), sorted({ ...message, ...more }));
});

testEach('/guest/shared-wrong', [
  { ...CHAT, text: '' }, { ...CHAT, text: 'x'.repeat(4001) }, { ...CHAT, cid: 'x' }, { ...CHAT, at: -1 }, { ...CHAT, at: 1.5 }, { ...CHAT, after: '' },
  { ...STATE, mic: 1 }, without(STATE, 'sound'), { ...STATE, hand: null }, { k: 'close', g: 1, why: 'bored' }, { k: 'close', g: 1 },
], async message => {
  await refuses('bad-message', () => sealed({ ...message, x: X }));
  await refuses('bad-message', () => control(message));
});

test('/guest/k-intro', async () => {
  const intro = { k: 'intro', x: SECRET, name: 'Ada', codecs: ['vp8', 'av9', 'h264'], caps: ['a'] };
  equal(sealed(intro), { ...intro, codecs: ['vp8', 'h264'] });
  equal(sealed(without(intro, 'caps')).caps, []);
  for (const change of [{ x: X }, { name: 'x'.repeat(257) }, { codecs: Array(17).fill('vp8') }, { codecs: [1] }, { caps: {} }, { caps: ['x'.repeat(257)] }])
    await refuses('bad-message', () => sealed({ ...intro, ...change }));
});

test('/guest/box-fresh', async () => {
  for (const x of [undefined, '', 'abcdefg', 'abcdefghi', 'abcdefg!', 8])
    await refuses('bad-message', () => sealed({ k: 'chat-ack', cid: ID, x }));
  equal(sealed({ k: 'of tomorrow' }), null);
});

testEach('/guest/k-wrong', [
  { k: 'need', g: 1 }, { k: 'need', g: 0, why: 'failed' }, { k: 'need', why: 'failed' }, { k: 'candidates', g: 1, c: [{}] },
  { k: 'candidates', g: 1, c: [], end: 1 }, { k: 'candidates', g: 1 }, { k: 'offer', g: 1, m: 1 }, { k: 'answer', g: 1, m: 0, d: {} },
], message => refuses('bad-message', () => sealed({ ...message, x: X })));

testEach('/guest/control-messages', [
  { k: 'beat', n: 1 }, { k: 'beat', n: 2, a: 1, d: 600000 }, { k: 'close', why: 'left' }, { k: 'me', id: ID }, { k: 'react', r: 'of-tomorrow' }, { k: 'sas-commit', commit: HASH },
  { k: 'sas-nonce', r: HASH }, { k: 'sas-reveal', r: HASH }, { k: 'sas-done' }, { k: 'sas-abort', why: 'order' },
  { k: 'file-offer', fid: ID, name: 'a b', size: 0 }, { k: 'file-accept', fid: ID, at: 7 }, { k: 'file-decline', fid: ID },
  { k: 'file-cancel', fid: ID, why: 'space' }, { k: 'file-progress', fid: ID, at: 7 }, { k: 'file-done', fid: ID, sha256: HASH }, { k: 'file-saved', fid: ID },
], message => equal(control({ ...message, unknown: [1] }), message));

/* rows: react-said, react-taken: so many in any five seconds, also where they come at the edge of them */
test('/guest/reaction-rate', () => {
  const rate = new ReactionRate(SAID_MAX);
  const times = [0, 1, 2, 3, 4, 5, 4999, 5000, 5000, 5001, 5005];
  equal(times.map(time => rate.take(time)), [true, true, true, true, true, false, false, true, false, true, true]);
});

testEach('/guest/control-wrong', [
  {}, { k: 5 }, { k: 'beat' }, { k: 'beat', n: 0 }, { k: 'beat', n: 1, a: 1 }, { k: 'beat', n: 1, d: 1 }, { k: 'beat', n: 1, a: 1, d: 600001 },
  { k: 'me' }, { k: 'sas-commit', commit: HASH.toUpperCase() }, { k: 'sas-nonce', r: HASH.slice(1) }, { k: 'sas-abort', why: '' },
  { k: 'file-offer', fid: ID, name: '', size: 0 }, { k: 'file-offer', fid: ID, name: 'x'.repeat(256), size: 0 }, { k: 'file-offer', fid: ID, name: 'x', size: -1 },
  { k: 'file-accept', fid: ID }, { k: 'file-cancel', fid: ID, why: 'why not' }, { k: 'file-done', fid: ID, sha256: '' }, { k: 'file-saved' },
], message => refuses('bad-message', () => control(message)));

test('/guest/ch-size', async () => {
  equal(control({ k: 'of tomorrow' }), null);
  const padding = CHANNEL_MESSAGE_MAX - JSON.stringify({ k: 'x', p: '' }).length;
  ok(control({ k: 'x', p: 'x'.repeat(padding) }) === null);
  await refuses('bad-message', () => control({ k: 'x', p: 'x'.repeat(padding + 1) }));
  await refuses('bad-json', () => readControlMessage('[]'));
});
