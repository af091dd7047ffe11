/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* CALL-STATES.md, row by row, as tests/call/test-pair-machine.c proves them of the
 * other implementation: without a network and a clock.
 */

import { PairMachine } from '/pair-machine.js';
import { equal, ok, test, testEach } from './tap.js';

const LINES = [{ c: 'opus', pt: 111 }, { c: 'vp8', pt: 96 }, { c: 'vp8', pt: 96 }, { c: 'opus', pt: 111 }];
const OFFER = { s: 'actpass', l: LINES, e: { twcc: 3 } };
const ANSWER = { ...OFFER, s: 'active' };
const CANDIDATES = [{ a: '192.0.2.1' }];

class Scene {
  now = 100000;
  done = []; /* since it was looked at last */
  said = [];

  constructor(offers) {
    this.machine = new PairMachine({
      make: (...what) => this.done.push(['make', ...what]),
      setRemote: generation => this.done.push(['setRemote', generation]),
      addCandidates: generation => this.done.push(['addCandidates', generation]),
      promote: generation => this.done.push(['promote', generation]),
      drop: generation => this.done.push(['drop', generation]),
      send: message => this.said.push(message),
      stateChanged: () => {},
    }, offers);
  }

  get state() {
    return this.machine.state;
  }

  hear(message) {
    this.machine.receive(message, this.now);
    return this;
  }

  takeDone() {
    return this.done.splice(0);
  }

  /** What was said, with what matters of it. */
  takeSaid() {
    return this.said.splice(0).map(({ k, g, why }) => why === undefined ? [k, g] : [k, g, why]);
  }

  wait(ms) {
    const end = this.now + ms;
    while (this.machine.deadline <= end) {
      this.now = Math.max(this.now, this.machine.deadline);
      this.machine.tick(this.now);
    }
    this.now = end;
  }

  /* The connection of a generation that was begun: offered or answered, and then live. */
  live(g) {
    this.connecting(g);
    this.machine.connected(g);
    this.machine.verified(g, this.now);
    this.takeDone();
    this.takeSaid();
    return this;
  }

  connecting(g) {
    if (this.offers)
      this.machine.localDescription(g, OFFER);
    else
      this.hear({ k: 'offer', g, m: 1, d: OFFER });
    if (this.offers)
      this.hear({ k: 'answer', g, m: 1, d: ANSWER });
    else
      this.machine.localDescription(g, ANSWER);
    return this;
  }
}

function offerer() {
  const scene = new Scene(true);
  scene.offers = true;
  return scene.hear({ k: 'intro' });
}

const answerer = () => new Scene(false).hear({ k: 'intro' });
const liveOfferer = () => offerer().live(1);
const liveAnswerer = () => answerer().live(1);

test('/guest/st-idle', () => {
  const scene = new Scene(true);
  equal([scene.state, scene.machine.deadline, scene.machine.playing], ['idle', null, 0]);
});

test('/guest/ev-intro-offerer', () => {
  const scene = offerer();
  equal([scene.state, scene.takeDone()], ['negotiating', [['make', 1, true, false]]]);
  scene.machine.localDescription(1, OFFER);
  equal(scene.takeSaid(), [['offer', 1]]);
});

test('/guest/ev-intro-answerer', () => {
  const scene = answerer();
  equal([scene.state, scene.takeDone()], ['introduced', []]);
});

test('/guest/ev-intro-again', () => {
  for (const scene of [liveOfferer(), liveAnswerer()])
    equal([scene.hear({ k: 'intro' }).state, scene.takeDone()], ['live', []]);
});

test('/guest/ev-offer', () => {
  const scene = answerer().hear({ k: 'offer', g: 3, m: 1, d: OFFER });
  equal([scene.state, scene.takeDone()], ['negotiating', [['make', 3, false, false], ['setRemote', 3]]]);
  scene.machine.localDescription(3, ANSWER);
  equal([scene.state, scene.takeSaid()], ['connecting', [['answer', 3]]]);
  scene.hear({ k: 'offer', g: 4, m: 1, d: OFFER });
  equal(scene.takeDone(), [['drop', 3], ['make', 4, false, false], ['setRemote', 4]]);
});

test('/guest/ev-offer-early', () => {
  const scene = new Scene(false).hear({ k: 'offer', g: 1, m: 1, d: OFFER });
  equal(scene.takeDone(), [['make', 1, false, false], ['setRemote', 1]]);
  equal(scene.hear({ k: 'intro' }).state, 'negotiating');
});

test('/guest/ev-offer-again', () => {
  const scene = answerer().connecting(2);
  scene.takeSaid();
  scene.hear({ k: 'offer', g: 2, m: 1, d: OFFER });
  equal(scene.takeSaid(), [['answer', 2]]);
});

test('/guest/ev-offer-stale', () => {
  const scene = answerer().connecting(2);
  scene.takeDone();
  equal(scene.hear({ k: 'offer', g: 1, m: 1, d: OFFER }).takeDone(), []);
});

test('/guest/ev-offer-storm', () => {
  const scene = answerer();
  const made = () => scene.takeDone().filter(([what]) => what === 'make').length;
  for (let g = 1; g <= 100; g++)
    scene.hear({ k: 'offer', g, m: 1, d: OFFER });
  equal(made(), 8);
  scene.wait(4000);
  for (let g = 101; g <= 200; g++)
    scene.hear({ k: 'offer', g, m: 1, d: OFFER });
  equal(made(), 2);
});

test('/guest/ev-offer-wrong-side', () => {
  const scene = liveOfferer();
  equal(scene.hear({ k: 'offer', g: 9, m: 1, d: OFFER }).takeDone(), []);
});

test('/guest/ev-answer', () => {
  const scene = offerer();
  scene.machine.localDescription(1, OFFER);
  scene.takeDone();
  equal([scene.hear({ k: 'answer', g: 1, m: 1, d: ANSWER }).takeDone(), scene.state], [[['setRemote', 1]], 'connecting']);
});

testEach('/guest/ev-answer-stale', [{ g: 2, m: 1, d: ANSWER }, { g: 1, m: 2, d: ANSWER }, { g: 1, m: 1, d: { ...ANSWER, e: { twcc: 4 } } }], wrong => {
  const scene = offerer();
  scene.machine.localDescription(1, OFFER);
  scene.takeDone();
  equal(scene.hear({ k: 'answer', ...wrong }).takeDone(), []);
  scene.hear({ k: 'answer', g: 1, m: 1, d: ANSWER });
  equal(scene.takeDone(), [['setRemote', 1]]);
  equal(scene.hear({ k: 'answer', g: 1, m: 1, d: ANSWER }).takeDone(), []);
});

test('/guest/ev-candidates', () => {
  const scene = liveAnswerer().hear({ k: 'offer', g: 2, m: 1, d: OFFER });
  scene.takeDone();
  for (const g of [1, 2])
    equal(scene.hear({ k: 'candidates', g, c: CANDIDATES, end: false }).takeDone(), [['addCandidates', g]]);
  /* rows: ev-candidates-stale */
  for (const g of [3, 9])
    equal(scene.hear({ k: 'candidates', g, c: CANDIDATES, end: false }).takeDone(), []);
});

test('/guest/ev-local-candidates', () => {
  const scene = offerer();
  scene.machine.localCandidates(1, CANDIDATES, true);
  scene.machine.localCandidates(2, CANDIDATES, true);
  equal(scene.said, [{ k: 'candidates', g: 1, c: CANDIDATES, end: true }]);
});

test('/guest/ev-verified', () => {
  const scene = offerer().connecting(1);
  scene.machine.connected(1);
  equal(scene.state, 'verifying');
  scene.takeDone();
  scene.machine.verified(1, scene.now);
  equal([scene.state, scene.machine.playing, scene.takeDone()], ['live', 1, [['promote', 1]]]);
});

test('/guest/ev-verified-next', () => {
  const scene = liveAnswerer().connecting(2);
  equal(scene.state, 'live');
  scene.machine.connected(2);
  scene.takeDone();
  scene.machine.verified(2, scene.now);
  equal([scene.state, scene.machine.playing, scene.takeDone()], ['live', 2, [['promote', 2], ['drop', 1]]]);
});

test('/guest/ev-security', () => {
  for (const scene of [offerer().connecting(1), answerer().connecting(1), liveOfferer()]) {
    scene.takeSaid();
    scene.machine.failed(1, true, scene.now);
    equal([scene.state, scene.machine.error.code, scene.takeSaid()], ['failed', 'security', [['close', 1, 'security']]]);
    ok(scene.takeDone().some(([what]) => what === 'drop'));
  }
});

test('/guest/ev-verification', () => {
  const scene = liveOfferer();
  scene.machine.insecure({ code: 'security' });
  equal([scene.state, scene.machine.error.code, scene.takeSaid(), scene.takeDone()],
        ['failed', 'security', [['close', 1, 'security']], [['drop', 1]]]);
  scene.machine.insecure({ code: 'security' });
  equal(scene.takeSaid(), []);
});

test('/guest/ev-failed-first', () => {
  const scene = offerer();
  scene.wait(5000);
  scene.takeDone();
  scene.machine.failed(1, false, scene.now);
  scene.wait(999);
  equal(scene.takeDone(), [['drop', 1]]);
  scene.wait(1);
  equal(scene.takeDone(), [['make', 2, true, true]]);
  scene.wait(5000);
  scene.machine.failed(2, false, scene.now);
  scene.wait(5000);
  equal(scene.takeDone(), [['drop', 2], ['make', 3, true, false]]);
  scene.machine.failed(3, false, scene.now);
  equal([scene.state, scene.machine.error.code, scene.takeSaid()], ['failed', 'no-path', [['close', 3, 'failed']]]);

  const other = answerer().connecting(1);
  other.takeSaid();
  other.machine.failed(1, false, other.now);
  other.wait(2000);
  equal(other.takeSaid(), [['need', 1, 'failed']]);
});

test('/guest/ev-failed-next', () => {
  const scene = liveOfferer();
  scene.wait(3000);
  const beginnings = [];
  scene.machine.networkChanged(scene.now);
  for (let g = 2; g < 8; g++) {
    const at = scene.now;
    scene.machine.failed(g, false, scene.now);
    while (!scene.done.some(([what, generation]) => what === 'make' && generation === g + 1)) {
      scene.machine.heard(1, scene.now);
      scene.wait(500);
    }
    beginnings.push(scene.now - at);
  }
  equal([beginnings, scene.state], [[2000, 2000, 4000, 8000, 8000, 8000], 'live']);
});

test('/guest/ev-failed-live', () => {
  const scene = liveOfferer();
  scene.wait(3000);
  scene.machine.failed(1, false, scene.now);
  equal([scene.state, scene.takeDone()], ['stalled', [['drop', 1], ['make', 2, true, false]]]);
  const other = liveAnswerer();
  other.wait(3000);
  other.machine.failed(1, false, other.now);
  equal([other.state, other.takeSaid()], ['stalled', [['need', 1, 'failed']]]);
});

test('/guest/ev-timeout', () => {
  const scene = offerer();
  scene.wait(19999);
  equal(scene.takeDone(), [['make', 1, true, false]]);
  scene.wait(1);
  equal(scene.takeDone(), [['drop', 1]]);
});

test('/guest/ev-silent', () => {
  const scene = liveOfferer();
  scene.wait(3999);
  equal(scene.state, 'live');
  scene.wait(1);
  equal([scene.state, scene.takeDone()], ['stalled', []]);
  /* rows: ev-heard */
  scene.machine.heard(2, scene.now);
  equal(scene.state, 'stalled');
  scene.machine.heard(1, scene.now);
  equal(scene.state, 'live');
});

test('/guest/ev-dead', () => {
  const scene = liveOfferer();
  scene.wait(7999);
  equal(scene.takeDone(), []);
  scene.wait(1);
  equal(scene.takeDone(), [['make', 2, true, false]]);
  const other = liveAnswerer();
  other.wait(8000);
  equal(other.takeSaid(), [['need', 1, 'stalled']]);
  /* rows: ev-need-again */
  other.wait(8000);
  equal(other.takeSaid(), [['need', 1, 'stalled']]);
});

test('/guest/ev-need', () => {
  const scene = liveOfferer();
  scene.wait(3000);
  equal(scene.hear({ k: 'need', g: 1, why: 'failed' }).takeDone(), [['make', 2, true, false]]);
  /* rows: ev-need-stale */
  scene.wait(3000);
  equal(scene.hear({ k: 'need', g: 1, why: 'failed' }).takeDone(), []);
  equal(liveAnswerer().hear({ k: 'need', g: 1, why: 'failed' }).takeDone(), []);
});

test('/guest/ev-need-storm', () => {
  const scene = offerer();
  scene.takeDone();
  for (let i = 0; i < 100; i++)
    scene.hear({ k: 'need', g: 9, why: 'stalled' });
  equal(scene.takeDone(), []);
  scene.wait(2000);
  equal(scene.takeDone(), [['drop', 1], ['make', 2, true, false]]);
});

test('/guest/ev-network', () => {
  const scene = liveOfferer();
  scene.wait(3000);
  scene.machine.networkChanged(scene.now);
  equal(scene.takeDone(), [['make', 2, true, false]]);
  const other = liveAnswerer();
  other.wait(3000);
  other.machine.networkChanged(other.now);
  equal(other.takeSaid(), [['need', 1, 'network']]);
  const idle = new Scene(true);
  idle.machine.networkChanged(idle.now);
  equal(idle.takeDone(), []);
});

test('/guest/ev-signaling-back', () => {
  const scene = offerer();
  scene.machine.localDescription(1, OFFER);
  scene.takeSaid();
  scene.machine.signalingBack();
  equal(scene.takeSaid(), [['offer', 1]]);
  const other = liveAnswerer();
  other.wait(8000);
  other.takeSaid();
  other.machine.signalingBack();
  equal(other.takeSaid(), [['need', 1, 'stalled']]);
});

testEach('/guest/ev-close', [['left', 'closed', undefined], ['replaced', 'closed', undefined], ['security', 'failed', 'security'], ['failed', 'failed', 'no-path']],
  ([why, state, code]) => {
    const scene = liveOfferer().hear({ k: 'close', g: 1, why });
    equal([scene.state, scene.machine.error?.code, scene.takeDone()], [state, code, [['drop', 1]]]);
    /* rows: ev-over */
    scene.hear({ k: 'intro' }).hear({ k: 'need', g: 1, why: 'failed' });
    scene.wait(100000);
    equal([scene.state, scene.takeDone(), scene.takeSaid()], [state, [], []]);
  });

test('/guest/ev-gone', () => {
  for (const why of ['left', 'removed']) {
    const scene = liveOfferer();
    scene.machine.removed(why);
    equal(scene.state, 'closed');
  }
});

test('/guest/ev-lost', () => {
  for (const why of ['lost', 'replaced']) {
    const scene = liveOfferer();
    scene.machine.removed(why);
    equal(scene.state, 'live');
    scene.wait(4000);
    equal(scene.state, 'closed');
    /* rows: ev-lost-dead */
    const idle = offerer();
    idle.machine.removed(why);
    equal(idle.state, 'closed');
  }
});

test('/guest/ev-found', () => {
  const scene = liveOfferer();
  scene.machine.removed('lost');
  ok(scene.machine.isLost);
  scene.machine.found(true);
  ok(!scene.machine.isLost);
  scene.wait(4000);
  equal(scene.state, 'stalled');
});

/* We are the later one now, or were: the other may know of no generation that there was. */
test('/guest/ev-found-order', () => {
  const later = liveAnswerer();
  later.machine.removed('lost');
  later.machine.found(true);
  equal([later.machine.hasOffered, later.takeDone()], [false, []]);
  later.hear({ k: 'offer', g: 2, m: 1, d: OFFER }).wait(8000);
  equal([later.takeDone(), later.takeSaid()], [[['make', 2, true, false]], []]);
  later.machine.localDescription(2, OFFER);
  equal(later.takeSaid(), [['offer', 2]]);
  later.hear({ k: 'answer', g: 2, m: 1, d: ANSWER }).machine.connected(2);
  later.machine.verified(2, later.now);
  equal([later.state, later.machine.hasOffered], ['live', true]);

  const earlier = liveOfferer();
  earlier.machine.removed('lost');
  earlier.machine.found(false);
  equal(earlier.machine.hasOffered, true);
  earlier.wait(8000);
  equal([earlier.takeDone(), earlier.takeSaid()], [[], [['need', 1, 'stalled']]]);
  earlier.hear({ k: 'offer', g: 2, m: 1, d: OFFER });
  equal(earlier.takeDone(), [['make', 2, false, false], ['setRemote', 2]]);
});

/* Awake again, we ask for another connection; what still comes in is old, and it is for
 * us now to make it.
 */
test('/guest/ev-found-order', () => {
  const scene = liveAnswerer();
  scene.wait(5000);
  scene.machine.networkChanged(scene.now);
  equal(scene.takeSaid(), [['need', 1, 'network']]);
  /* rows: ev-heard */
  scene.machine.heard(1, scene.now);
  equal(scene.state, 'live');
  scene.machine.removed('lost');
  scene.machine.found(true);
  scene.wait(1);
  equal(scene.takeDone(), [['make', 2, true, false]]);
});

/* What was begun as the later one is ended as such. */
test('/guest/ev-found-order', () => {
  const scene = liveOfferer();
  scene.wait(2000);
  scene.machine.networkChanged(scene.now);
  scene.machine.found(false);
  scene.machine.localDescription(2, OFFER);
  equal(scene.takeSaid(), [['offer', 2]]);
  scene.hear({ k: 'answer', g: 2, m: 1, d: ANSWER });
  scene.machine.connected(2);
  scene.machine.verified(2, scene.now);
  equal([scene.state, scene.machine.hasOffered], ['live', true]);
});

test('/guest/ev-hang-up', () => {
  const scene = liveOfferer();
  scene.machine.hangUp();
  equal([scene.state, scene.machine.error, scene.takeSaid()], ['closed', null, [['close', 1, 'left']]]);
});
