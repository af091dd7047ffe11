/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 10: what goes out and what is let in. */

import { SealedLine, makeId } from '/sealed-line.js';
import { deriveKeys, sealBox } from '/seal.js';
import { equal, ok, test } from './tap.js';

const ALICE = 'A'.repeat(16);
const BOB = 'B'.repeat(16);
const { sealKey } = await deriveKeys('k3vd9xtm4qpa7hse');

/* What one says, as the server hands it on. */
async function say(line, to, message) {
  const requests = [];
  ok(line.seal(to, message, request => requests.push(request)), 'it cannot be said');
  await line.flushed();
  const [{ n, box }] = requests;
  return { t: 'relay', from: line.me, to, n, box };
}

const intro = name => ({ k: 'intro', name, codecs: ['vp8'] });

async function meet() {
  const alice = new SealedLine(sealKey, ALICE);
  const bob = new SealedLine(sealKey, BOB);
  await bob.open(await say(alice, '*', intro('Alice')));
  await alice.open(await say(bob, ALICE, intro('Bob')));
  return { alice, bob };
}

test('/guest/make-id', () => {
  const ids = Array.from({ length: 200 }, makeId);
  ok(ids.every(id => /^[A-Za-z0-9_-]{16}$/.test(id)));
  equal(new Set(ids).size, ids.length);
});

test('/guest/line-talk', async () => {
  const { alice, bob } = await meet();
  const { message, drop } = await bob.open(await say(alice, BOB, { k: 'need', g: 1, why: 'failed' }));
  equal([message.k, message.why, drop], ['need', 'failed', null]);
  ok(!alice.seal('C'.repeat(16), { k: 'need', g: 1, why: 'failed' }, () => {}), 'said to somebody unknown');
  equal(await bob.open(await say(alice, BOB, { k: 'of tomorrow' })), { message: null, drop: null, first: false });
});

test('/guest/line-order', async () => {
  const { alice } = await meet();
  const numbers = [];
  for (const length of [40000, 1, 20000, 2])
    alice.seal(BOB, { k: 'x', more: 'x'.repeat(length) }, ({ n }) => numbers.push(n));
  await alice.flushed();
  equal(numbers, [2, 3, 4, 5]);
});

test('/guest/line-drops', async () => {
  const { alice, bob } = await meet();
  const relay = await say(alice, BOB, { k: 'need', g: 1, why: 'failed' });
  const open = async change => (await bob.open({ ...relay, ...change })).drop;
  equal(await open({ n: relay.n + 1 }), 'unopened');
  equal(await open({ from: 'C'.repeat(16) }), 'unopened');
  equal(await open({ to: ALICE }), 'unopened');
  equal(await open({}), null);
  equal(await bob.open(relay), { message: null, drop: 'replayed', first: true });
  equal(await bob.open(relay), { message: null, drop: 'replayed', first: false });
  equal(bob.dropped, { unopened: 3, replayed: 2, stale: 0, bad: 0 });
});

test('/guest/line-bad', async () => {
  const { bob } = await meet();
  const open = async (to, message) => (await bob.open({ from: ALICE, to, n: 9, box: await sealBox(sealKey, ALICE, to, 9, message) })).drop;
  equal(await open(BOB, { k: 'need', g: 1 }), 'bad');
  equal(await open('*', { k: 'need', g: 1, why: 'failed', x: 'abcdefgh' }), 'bad');
  equal(await open(BOB, { k: 'need', g: 1, why: 'failed', x: 'abcdefgh' }), 'stale');
  equal(await open(BOB, intro('x')), 'bad');
});

/* One from an earlier call must not use up the numbers of this one. */
test('/guest/line-stale', async () => {
  const { alice, bob } = await meet();
  const old = [];
  for (let i = 0; i < 3; i++)
    old.push(await say(alice, BOB, { k: 'need', g: 1, why: 'failed' }));
  const again = new SealedLine(sealKey, BOB);
  await again.open(await say(alice, '*', intro('Alice')));
  alice.forget(BOB);
  await alice.open(await say(again, ALICE, intro('Bob')));
  equal((await again.open(old[2])).drop, 'stale');
  equal((await again.open(await say(alice, BOB, { k: 'need', g: 1, why: 'failed' }))).drop, null);
  ok(bob.knows(ALICE) && again.knows(ALICE));
  again.forget(ALICE);
  ok(!again.knows(ALICE));
});
