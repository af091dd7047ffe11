/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md sections 1.3, 10 and 12: keys, boxes, verification. The expected
 * values were worked out with Python's hashlib and hmac.
 */

import { PLAINTEXT_MAX, deriveKeys, fromBase64, openBox, openBoxBytes, sealBox, toBase64, toHex } from '/seal.js';
import { EMOJI, commitTo, deriveVerification, makeRandom, opensCommit, toEmojiIndexes } from '/verification.js';
import { equal, ok, refuses, test } from './tap.js';

const CODE = 'k3vd9xtm4qpa7hse';
const ALICE = 'A'.repeat(16);
const BOX = 'AAECAwQFBgcICQoLVGFYAjhitvrCWc8AeF1bRTo7qpRkg7aUYZOZXTdyb6h8j/x0UpZe5414FDBrTSEtQEsBiNTPTAQr';
const MESSAGE = { k: 'chat-ack', cid: ALICE };

test('/guest/keys', async () => {
  const expected = {
    [CODE]: '89719f1b1dff21fdd55930836fc29dfc',
    'family-dinner': 'f1415b23396944b26f3ece0d45d5ea12',
    'семейный-ужин': 'f4f02092f93a1814f4632d96716279f9',
  };
  for (const [code, roomId] of Object.entries(expected)) {
    const keys = await deriveKeys(code);
    equal(keys.roomId, roomId);
    equal(keys.sealKey.extractable, false);
  }
});

test('/guest/base64', () => {
  for (const length of [0, 1, 2, 3, 28, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    equal(toHex(fromBase64(toBase64(bytes))), toHex(bytes));
  }
  for (const text of ['A', 'AA', 'AAA', 'AA=', 'AB==', 'AAB=', 'AA==AAAA', 'AA-_', 'AA A', 'A===', '====', ' AAAA', 'AAAA\n'])
    equal(fromBase64(text), null, text);
});

test('/guest/box-open', async () => {
  const { sealKey } = await deriveKeys(CODE);
  equal(await openBox(sealKey, ALICE, '*', 7, BOX), MESSAGE);

  const box = await sealBox(sealKey, ALICE, 'b_-4567890123456', 2 ** 53 - 1, MESSAGE);
  equal(await openBox(sealKey, ALICE, 'b_-4567890123456', 2 ** 53 - 1, box), MESSAGE);
  ok(box !== await sealBox(sealKey, ALICE, 'b_-4567890123456', 2 ** 53 - 1, MESSAGE), 'the nonce is not fresh');

  const { sealKey: other } = await deriveKeys('family-dinner');
  const flipped = BOX.replace('VGFY', 'VGFZ');
  const cases = [[other, ALICE, '*', 7, BOX], [sealKey, 'B'.repeat(16), '*', 7, BOX], [sealKey, ALICE, ALICE, 7, BOX], [sealKey, ALICE, '*', 8, BOX],
                 [sealKey, ALICE, '*', 7, flipped], [sealKey, ALICE, '*', 7, BOX.slice(0, 40)], [sealKey, ALICE, '*', 7, BOX.slice(4)],
                 [sealKey, ALICE, '*', 7, ''], [sealKey, ALICE, '*', 7, `${BOX} `], [sealKey, ALICE, '*', 7, 'A'.repeat(61444)],
                 [sealKey, ALICE, '*', 0, BOX], [sealKey, ALICE, '*', 7.5, BOX], [sealKey, 'short', '*', 7, BOX], [sealKey, ALICE, '**', 7, BOX]];
  for (const one of cases)
    await refuses('bad-box', () => openBoxBytes(...one));
});

test('/guest/box-plain', async () => {
  const { sealKey } = await deriveKeys(CODE);
  const rest = JSON.stringify({ k: 'x', v: '' }).length;
  const largest = await sealBox(sealKey, ALICE, '*', 1, { k: 'x', v: 'v'.repeat(PLAINTEXT_MAX - rest) });
  equal(largest.length, 61440);
  equal((await openBox(sealKey, ALICE, '*', 1, largest)).v.length, PLAINTEXT_MAX - rest);
  await refuses('bad-box', () => sealBox(sealKey, ALICE, '*', 1, { k: 'x', v: 'v'.repeat(PLAINTEXT_MAX - rest + 1) }));
  await refuses('bad-message', async () => openBox(sealKey, ALICE, '*', 1, await sealBox(sealKey, ALICE, '*', 1, { t: 'x' })));
  await refuses('bad-json', async () => openBox(sealKey, ALICE, '*', 1, await sealBox(sealKey, ALICE, '*', 1, [])));
});

test('/guest/verification', async () => {
  const initiator = { id: ALICE, random: Uint8Array.from({ length: 32 }, (_, i) => i), fingerprint: new Uint8Array(32).fill(0xaa) };
  const responder = { id: 'B'.repeat(16), random: Uint8Array.from({ length: 32 }, (_, i) => i + 32), fingerprint: new Uint8Array(32).fill(0xbb) };
  const bytes = await deriveVerification(initiator, responder, '00112233445566778899aabbccddeeff', 1);
  equal(toHex(bytes), '9158b8dfc32c');
  equal(toEmojiIndexes(bytes), [36, 21, 34, 56, 55, 60, 12]);
  equal(toEmojiIndexes(new Uint8Array(6).fill(255)), Array(7).fill(63));
  ok(toHex(await deriveVerification(initiator, responder, '00112233445566778899aabbccddeeff', 2)) !== toHex(bytes), 'the generation counts for nothing');
  ok(toHex(await deriveVerification(responder, initiator, '00112233445566778899aabbccddeeff', 1)) !== toHex(bytes), 'the roles count for nothing');
});

test('/guest/verification-commit', async () => {
  const random = Uint8Array.from({ length: 32 }, (_, i) => i);
  const commit = await commitTo(random);
  equal(toHex(commit), 'b01d8d9c826725a958aefe926069f9794041a27f823f4fe87d27f79c183dd9fe');
  ok(await opensCommit(commit, random));
  ok(!await opensCommit(commit, makeRandom()) && !await opensCommit(commit, random.subarray(1)));
  ok(!await opensCommit(await commitTo(random.subarray(1)), random.subarray(1)), 'a short secret opens');
});

test('/guest/verification-table', () => {
  equal(EMOJI.length, 64);
  equal(new Set(EMOJI).size, 64);
  equal([EMOJI[0], EMOJI[21], EMOJI[63]], ['🐶', '☁️', '📌']);
});
