/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 12, as it runs between two. */

import { VerificationSession } from '/verification-session.js';
import { equal, ok, test, until } from './tap.js';

const ONE = { id: '1'.repeat(16), fingerprint: 'ab'.repeat(32) };
const TWO = { id: '2'.repeat(16), fingerprint: 'cd'.repeat(32) };
const HASH = '00'.repeat(32);

/* What one says is heard by the other, changed where somebody is in between. */
function meet(change = message => message) {
  const said = [];
  const make = (own, peer, isInitiator) => new VerificationSession({
    say: message => {
      said.push(message);
      (isInitiator ? two : one).received(change(message));
    },
    changed: () => {},
  }, { roomId: '0'.repeat(32), generation: 1, isInitiator, own, peer });
  const one = make(ONE, TWO, true);
  const two = make(TWO, ONE, false);
  two.start();
  one.start();
  return { one, two, said };
}

async function expectFailure(session, code = 'security') {
  await until(() => session.state === 'failed', 'the failure');
  equal([session.error.code, session.emoji], [code, null]);
}

test('/guest/sas-run', async () => {
  const { one, two, said } = meet();
  await until(() => one.state === 'compare' && two.state === 'compare', 'the emoji');
  equal([one.emoji.length, one.emoji], [7, two.emoji]);
  equal(said.map(({ k }) => k), ['sas-commit', 'sas-nonce', 'sas-reveal']);
  /* rows: sas-person */
  one.confirm(true);
  await until(() => two.isPeerConfirmed, 'the word');
  equal([one.state, two.state, one.isPeerConfirmed], ['confirmed', 'compare', false]);
});

test('/guest/sas-opens', async () => {
  const { one, two } = meet(message => message.k === 'sas-reveal' ? { ...message, r: HASH } : message);
  await expectFailure(two);
  await expectFailure(one);
});

/* Somebody with other certificates in between: everything is in order, but not equal. */
test('/guest/sas-between', async () => {
  const { one } = meet();
  const { two } = meet();
  await until(() => one.emoji !== null && two.emoji !== null, 'the emoji');
  ok(JSON.stringify(one.emoji) !== JSON.stringify(two.emoji));
});

test('/guest/sas-order', async () => {
  for (const message of [{ k: 'sas-reveal', r: HASH }, { k: 'sas-nonce', r: HASH }, { k: 'sas-done' }]) {
    const said = [];
    const session = new VerificationSession({ say: one => said.push(one), changed: () => {} },
                                            { roomId: '0'.repeat(32), generation: 1, isInitiator: false, own: ONE, peer: TWO });
    session.start();
    session.received(message);
    await expectFailure(session);
    equal(said, [{ k: 'sas-abort', why: 'order' }]);
    session.received({ k: 'sas-commit', commit: HASH });
    session.confirm(true);
    equal([session.state, said.length], ['failed', 1]);
  }
});

test('/guest/sas-different', async () => {
  const { one, two } = meet();
  await until(() => one.state === 'compare' && two.state === 'compare', 'the emoji');
  two.confirm(false);
  await expectFailure(two);
  await expectFailure(one);
});

test('/guest/sas-cancelled', async () => {
  const { one } = meet(message => message.k === 'sas-nonce' ? { k: 'sas-abort', why: 'cancelled' } : message);
  await expectFailure(one, 'cancelled');
});
