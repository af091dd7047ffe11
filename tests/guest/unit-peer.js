/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 11: names, descriptions, candidates. */

import { answersOffer, readCandidate, readCandidates, readDescription } from '/description.js';
import { cleanName } from '/name.js';
import { parseJson } from '/strict-json.js';
import { equal, ok, refuses, test, testEach } from './tap.js';

testEach('/guest/name', [
  ['Ada Lovelace', 'Ada Lovelace'],
  ['Jose\u0301', 'José'],
  ['  Ada \u00a0\u3000 Lovelace ', 'Ada Lovelace'],
  ['Ada\nLove\tlace\u0000', 'AdaLovelace'],
  ['\u202eadA\u202c\u2066x\u2069\u200e\u200f\u061c', 'adAx'],
  ['A\u200bd\u00ada\ufeff', 'Ada'],
  ['a\u2028b\u2029c', 'abc'],
  ['\ue000A\uf8ff\u{f0000}d\u0378a\ud800', 'Ada'],
  ['क्\u200dष', 'क्\u200dष'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['a\u200d', 'a'],
  ['\u200db', 'b'],
  ['a\u200d b', 'a b'],
  ['a\u200d\u200db', 'ab'],
  ['👩\u200d💻', '👩💻'],
  ['e\u200b\u0301', 'é'],
  ['😀'.repeat(70), '😀'.repeat(64)],
  [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
  ['', ''],
  [' \u200b\n', ''],
], ([text, name]) => equal(cleanName(text), name));

const OFFER = {
  u: 'abcd', p: 'abcdefghijklmnopqrstuv', f: '0123456789abcdef'.repeat(4), s: 'actpass',
  l: [{ c: 'opus', pt: 111, ssrc: 1 }, { c: 'vp8', pt: 96, rtx: 97, ssrc: 2, rssrc: 3 },
      { c: 'vp8', pt: 96, rtx: 97, ssrc: 4, rssrc: 5 }, { c: 'opus', pt: 111, ssrc: 4294967295 }],
  e: { twcc: 3, mid: 4 }, mx: 262144,
};
const H264 = { ...OFFER, h264: '42e01f', l: OFFER.l.with(2, { c: 'h264', pt: 102, rtx: 103, ssrc: 4, rssrc: 5 }) };

const sent = value => parseJson(JSON.stringify({ value })).value;
const read = (value, kind = 'offer') => readDescription(sent(value), kind);
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
const line = (index, change) => ({ ...OFFER, l: OFFER.l.with(index, { ...OFFER.l[index], ...change }) });

const refusesAll = (name, values, kind) => testEach(name, values, value => refuses('bad-message', () => read(value, kind)));

test('/guest/description', async () => {
  equal(read(OFFER), OFFER);
  equal(read({ ...OFFER, unknown: [1, { two: 3 }] }), OFFER);
  equal(read(without(OFFER, 'unknown')), OFFER);
  for (const key of Object.keys(OFFER))
    await refuses('bad-message', () => read(without(OFFER, key)));
  for (const value of [null, [], 'x', 1, 1.5, true])
    await refuses('bad-message', () => read(value));
});

refusesAll('/guest/d-ufrag', ['abc', 'a'.repeat(257), 'ab-cd', 'abcd\n', 'ab\r\na=', 1, null].map(u => ({ ...OFFER, u })));
refusesAll('/guest/d-pwd', ['a'.repeat(21), 'a'.repeat(257), 'a'.repeat(22) + '\n', `${'a'.repeat(22)}=`, 7].map(p => ({ ...OFFER, p })));
refusesAll('/guest/d-fingerprint', ['0'.repeat(63), '0'.repeat(65), 'A'.repeat(64), 'g'.repeat(64), 0].map(f => ({ ...OFFER, f })));
refusesAll('/guest/d-setup', ['active', 'passive', 'holdconn', '', 1].map(s => ({ ...OFFER, s })));
refusesAll('/guest/d-setup', ['actpass', 'ACTIVE', null].map(s => ({ ...OFFER, s })), 'answer');
refusesAll('/guest/d-lines', [[], OFFER.l.slice(0, 3), [...OFFER.l, OFFER.l[0]], OFFER.l.toReversed().slice(1), {}, 'x'].map(l => ({ ...OFFER, l })));
refusesAll('/guest/d-line', [
  line(0, { c: 'vp8' }), line(1, { c: 'opus' }), line(1, { c: 'vp9' }), line(2, { c: 'toString' }), line(0, { pt: 34 }), line(0, { pt: 64 }), line(0, { pt: 95 }), line(0, { pt: 128 }),
  line(0, { pt: '111' }), line(0, { pt: 111.5 }), line(0, { pt: 96 }), line(1, { pt: 97 }), line(1, { rtx: 111 }), line(2, { rtx: 98, pt: 97 }), line(2, { pt: 99 }),
  line(0, { ssrc: 0 }), line(0, { ssrc: 4294967296 }), line(0, { ssrc: 2 }), line(1, { rssrc: 2 }), line(1, { rssrc: 5 }), line(1, { rssrc: null }), line(1, { rtx: null }),
  line(0, { rtx: 98, rssrc: 9 }), line(0, { rtx: 98 }), { ...OFFER, l: OFFER.l.with(1, without(OFFER.l[1], 'rtx')) }, { ...OFFER, l: OFFER.l.with(1, without(OFFER.l[1], 'rssrc')) },
  { ...OFFER, l: OFFER.l.with(3, null) }, { ...OFFER, l: OFFER.l.with(3, []) },
]);

test('/guest/d-line', () => {
  const plain = { ...OFFER, l: OFFER.l.map(one => without(without(one, 'rtx'), 'rssrc')) };
  equal(read(plain), plain);
  for (const pt of [35, 63, 96, 127])
    ok(read({ ...plain, l: plain.l.map((one, i) => ({ ...one, pt: i === 1 || i === 2 ? 100 : pt })) }));
});

refusesAll('/guest/d-extensions', [{}, { twcc: 0 }, { twcc: 15 }, { twcc: 3, mid: 3 }, { twcc: 3, mid: 0 }, { twcc: 3, mid: '4' }, { mid: 4 }, [], null].map(e => ({ ...OFFER, e })));
refusesAll('/guest/d-size', [16383, 262145, '65536', 65536.5, null].map(mx => ({ ...OFFER, mx })));
refusesAll('/guest/d-stamp', [without(H264, 'h264'), ...['42E01F', '4d001f', '42e01', '42e01f0', 42, null].map(h264 => ({ ...H264, h264 }))]);

test('/guest/d-stamp', () => {
  equal(read(H264).h264, '42e01f');
  equal(read({ ...OFFER, h264: 'nothing reads it' }), OFFER);
});

test('/guest/answer-repeats-offer', () => {
  const offer = read(H264);
  const answer = read({ ...H264, s: 'active', l: H264.l.map((one, i) => ({ ...one, ssrc: 100 + i })) }, 'answer');
  ok(answersOffer(answer, offer));
  const others = [{ ...answer, h264: '42c01f' }, { ...answer, e: { twcc: 3 } }, { ...answer, e: { twcc: 5, mid: 4 } },
                  { ...answer, l: answer.l.with(0, { ...answer.l[0], pt: 112 }) }, { ...answer, l: answer.l.with(1, without(answer.l[1], 'rtx')) }];
  for (const other of others)
    ok(!answersOffer(other, offer), JSON.stringify(other));
});

const CANDIDATE = { a: '192.0.2.1', p: 50000, t: 'host', x: 'udp', pr: 2130706431, f: '1' };

testEach('/guest/candidate', [
  { a: '2001:db8::1' }, { a: '::' }, { a: '::1' }, { a: '1::' }, { a: '1:2:3:4:5:6:7:8' }, { a: '::ffff:192.0.2.1' }, { a: '1:2:3:4:5:6:192.0.2.1' }, { a: 'FE80::A' },
  { a: '0.0.0.0' }, { a: '6a1f-c.local' }, { p: 9, x: 'tcp', tt: 'active' }, { x: 'tcp', tt: 'so' }, { x: 'tcp' }, { t: 'srflx' }, { t: 'prflx' }, { t: 'relay' },
  { p: 1 }, { p: 65535 }, { pr: 1 }, { pr: 2147483647 }, { f: 'a+/9'.repeat(8) },
], change => equal(readCandidate(sent({ ...CANDIDATE, ...change, more: 1 })), { ...CANDIDATE, ...change }));

testEach('/guest/candidate-refused', [
  { a: '' }, { a: '192.0.2' }, { a: '192.0.2.256' }, { a: '192.0.2.01' }, { a: '192.0.2.1.' }, { a: '192.0.2.1\n' }, { a: '192.0.2.1 typ host' }, { a: 'example.org' }, { a: '.local' },
  { a: 'a..local' }, { a: 'a b.local' }, { a: 'é.local' }, { a: 'a.local.' }, { a: `${'a'.repeat(59)}.local` }, { a: ':::' }, { a: ':1' }, { a: '1:2:3:4:5:6:7' }, { a: '1:2:3:4:5:6:7:8:9' },
  { a: '1::2::3' }, { a: '12345::' }, { a: '1:2:3:4:5:6:7::8' }, { a: 'fe80::1%eth0' }, { a: '[::1]' }, { a: '::192.0.2.256' }, { a: '192.0.2.1::' }, { a: '1:' }, { a: 7 },
  { p: 0 }, { p: 65536 }, { p: '9' }, { p: 1.5 }, { t: 'any' }, { t: 1 }, { x: 'UDP' }, { x: 'tls' }, { pr: 0 }, { pr: 2147483648 }, { f: '' }, { f: 'a'.repeat(33) }, { f: 'a b' }, { f: 1 },
  { tt: 'active' }, { x: 'tcp', tt: 'simultaneous' }, { x: 'tcp', tt: null },
], change => refuses('bad-message', () => readCandidate(sent({ ...CANDIDATE, ...change }))));

test('/guest/k-candidates', async () => {
  equal(readCandidates(sent(Array(32).fill(CANDIDATE))).length, 32);
  equal(readCandidates([]), []);
  await refuses('bad-message', () => readCandidates(sent(Array(33).fill(CANDIDATE))));
  await refuses('bad-message', () => readCandidates(sent([CANDIDATE, null])));
  await refuses('bad-message', () => readCandidates(sent({})));
});
