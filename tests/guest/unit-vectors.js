/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The vectors of PROTOCOL.md section 15, which the C library runs too. */

import { readControlMessage } from '/control-message.js';
import { readCandidate, readDescription } from '/description.js';
import { cleanName } from '/name.js';
import { REACTIONS } from '/reactions.js';
import { formatCode, judgeCode, normaliseCode } from '/room-code.js';
import { formatLink, readLink, signalUrl } from '/room-link.js';
import { deriveKeys, openBoxBytes, sealBox, toHex } from '/seal.js';
import { parseJson } from '/strict-json.js';
import { commitTo, deriveVerification, toEmojiIndexes } from '/verification.js';
import { equal, ok, refuses, testEach } from './tap.js';

/* With our own reader: it alone remembers which numbers are no integers. */
const vectors = parseJson(await (await fetch('/tests/vectors.json')).text());

const fromHex = hex => Uint8Array.from(hex.match(/../g) ?? [], byte => parseInt(byte, 16));

function testVectors(name, body) {
  ok(vectors[name].length > 0, `vectors.json has no ${name}`);
  testEach(`/guest/vectors-${name}`, vectors[name], body);
}

async function refusesCodeOrLink(body) {
  const error = await Promise.resolve().then(body).catch(problem => problem);
  ok(error?.code === 'bad-code' || error?.code === 'bad-link', `gave ${JSON.stringify(error)}`);
}

testVectors('codes', async vector => {
  if (vector.normalised === null)
    return refuses('bad-code', () => normaliseCode(vector.input));
  const code = normaliseCode(vector.input);
  equal([code, formatCode(code), judgeCode(code)], [vector.normalised, vector.shown, vector.strength]);
  equal(normaliseCode(code), code);
  equal(normaliseCode(formatCode(code)), code);
});

testVectors('links', async vector => {
  if (vector.error)
    return refusesCodeOrLink(() => readLink(vector.input, vector.default));
  const link = readLink(vector.input, vector.default);
  equal([link.scheme, link.host, link.port, link.code], [vector.scheme, vector.host, vector.port, vector.code]);
  equal([formatLink(link), signalUrl(link)], [vector.link, vector.signal]);
  equal(readLink(vector.link), link);
});

/* The seal key cannot be read: that it is the right one shows in that the key of
 * the vector opens what it sealed.
 */
testVectors('keys', async vector => {
  const { roomId, sealKey } = await deriveKeys(vector.code);
  equal(roomId, vector.room_id);
  const key = await crypto.subtle.importKey('raw', fromHex(vector.seal_key), 'AES-GCM', false, ['decrypt']);
  const id = 'A'.repeat(16);
  equal(new TextDecoder().decode(await openBoxBytes(key, id, '*', 1, await sealBox(sealKey, id, '*', 1, { k: 'x' }))), '{"k":"x"}');
});

const keys = new Map();

testVectors('boxes', async vector => {
  if (!keys.has(vector.code))
    keys.set(vector.code, await deriveKeys(vector.code));
  const open = () => openBoxBytes(keys.get(vector.code).sealKey, vector.from, vector.to, vector.n, vector.box);
  if (vector.opens === false)
    return refuses('bad-box', open);
  equal(new TextDecoder().decode(await open()), vector.plaintext);
});

testVectors('names', vector => equal(cleanName(vector.input), vector.cleaned));

testVectors('verification', async vector => {
  const side = role => ({ id: vector[role], random: fromHex(vector[`${role}_random`]), fingerprint: fromHex(vector[`${role}_fingerprint`]) });
  const bytes = await deriveVerification(side('initiator'), side('responder'), vector.room_id, vector.g);
  equal(toHex(await commitTo(side('initiator').random)), vector.commit);
  equal([toHex(bytes), toEmojiIndexes(bytes)], [vector.bytes, vector.emoji]);
});

testVectors('descriptions', async vector => {
  const read = () => readDescription(vector.description, vector.kind);
  if (!vector.valid)
    return refuses('bad-message', read);
  equal(readDescription(read(), vector.kind), read());
});

testVectors('candidates', async vector => {
  const read = () => readCandidate(vector.candidate);
  if (!vector.valid)
    return refuses('bad-message', read);
  equal(readCandidate(read()), read());
});

testVectors('reactions', async ({ message, valid, shown }) => {
  if (!valid)
    return refuses('bad-message', () => readControlMessage(message));
  equal(REACTIONS.get(readControlMessage(message).r) ?? null, shown);
});
