/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md sections 2 to 6, the client's half: without a socket and a clock. */

import { Backoff } from '/backoff.js';
import { IceRenewal } from '/ice-renewal.js';
import { SignalingMachine } from '/signaling-machine.js';
import { equal, ok, test } from './tap.js';

const ROOM = '0'.repeat(32);
const ID = 'A'.repeat(16);
const KEY = 'b'.repeat(22);
const WELCOME = {
  t: 'welcome', v: 1, sid: ID, key: KEY, resumed: false, limits: { message: 65536, rate: 40, burst: 200, bytes: 262144, room: 50 },
  ping: 10, ttl: 30, now: 1, server: 'x',
};
const JOINED = { t: 'joined', s: 1, me: ID, order: 2, members: [], host: ID, locked: false, ice: [], ice_expires: 0 };

class Scene {
  now = 0;
  log = []; /* open, close, resumed, and the events */
  said = []; /* since it was looked at last */

  constructor() {
    this.machine = new SignalingMachine({
      open: () => this.log.push('open'),
      send: text => this.said.push(JSON.parse(text)),
      close: () => this.log.push('close'),
      event: event => this.log.push(event.t),
      stateChanged: () => this.log.push(this.machine.state),
      resumed: () => this.log.push('resumed'),
      random: () => 0.5,
    }, 'test');
  }

  hear(message) {
    this.machine.received(JSON.stringify(message), this.now);
  }

  take() {
    return this.said.splice(0);
  }

  wait(ms) {
    const end = this.now + ms;
    while (this.machine.deadline <= end) {
      this.now = Math.max(this.now, this.machine.deadline);
      this.machine.tick(this.now);
    }
    this.now = end;
  }

  open() {
    this.machine.opened(this.now);
  }

  join() {
    this.machine.join(ROOM, this.now);
    this.open();
    this.hear(WELCOME);
    this.hear(JOINED);
    this.take();
    this.log = [];
    return this;
  }
}

test('/guest/signaling-join', () => {
  const scene = new Scene();
  scene.machine.join(ROOM, 0);
  equal([scene.machine.state, scene.log], ['connecting', ['connecting', 'open']]);
  scene.open();
  equal(scene.take(), [{ t: 'hello', v: [1], ua: 'test' }]);
  scene.hear(WELCOME);
  equal(scene.take(), [{ t: 'join', room: ROOM, kind: 'guest' }, { t: 'ping' }]);
  scene.hear(JOINED);
  equal([scene.machine.state, scene.log.slice(2)], ['joined', ['joined', 'joined']]);
  scene.wait(10000);
  equal(scene.take(), [{ t: 'ping', a: 1 }]);
});

test('/guest/resume-replay', () => {
  const scene = new Scene().join();
  scene.machine.closed(1006, scene.now);
  equal(scene.machine.state, 'reconnecting');
  ok(scene.machine.say({ t: 'ice' }), 'what is said meanwhile is not kept');
  scene.wait(0);
  scene.open();
  equal(scene.take(), [{ t: 'hello', v: [1], ua: 'test', resume: { sid: ID, key: KEY, s: 1 } }]);
  scene.hear({ ...WELCOME, resumed: true });
  equal(scene.take(), [{ t: 'ice' }, { t: 'ping', a: 1 }]);
  scene.hear({ t: 'members', s: 1 });
  scene.hear({ t: 'members', s: 2 });
  equal(scene.log, ['reconnecting', 'open', 'joined', 'resumed', 'members']);
});

test('/guest/replaces', () => {
  const scene = new Scene().join();
  scene.machine.closed(1006, scene.now);
  ok(scene.machine.say({ t: 'ice' }));
  scene.wait(0);
  scene.open();
  scene.take();
  scene.hear({ ...WELCOME, sid: 'B'.repeat(16) });
  equal(scene.take()[0], { t: 'join', room: ROOM, kind: 'guest', replaces: { sid: ID, key: KEY } });
  scene.hear({ ...JOINED, me: 'C'.repeat(16) });
  equal([scene.machine.state, scene.take()], ['joined', []]);
});

test('/guest/signaling-gap', () => {
  const scene = new Scene().join();
  scene.hear({ t: 'members', s: 3 });
  equal([scene.machine.state, scene.log], ['reconnecting', ['close', 'reconnecting']]);
});

test('/guest/signaling-nonsense', () => {
  for (const text of ['', '{}', 'x', '{"t":"members","s":2,"s":2}', '{"t":"relay","s":2}', ' '.repeat(70000)]) {
    const scene = new Scene().join();
    scene.machine.received(text, scene.now);
    equal(scene.machine.state, 'reconnecting', text.slice(0, 20));
  }
});

test('/guest/ack', () => {
  const scene = new Scene().join();
  for (let s = 2; s <= 64; s++)
    scene.hear({ t: 'members', s });
  equal(scene.take(), [{ t: 'ping', a: 64 }]);
});

test('/guest/signaling-silence', () => {
  const scene = new Scene().join();
  scene.wait(20000);
  scene.hear({ t: 'pong' });
  scene.wait(24000);
  equal(scene.machine.state, 'joined');
  scene.wait(1000);
  equal(scene.machine.state, 'reconnecting');
});

test('/guest/signaling-backoff', () => {
  const backoff = new Backoff();
  equal(Array.from({ length: 7 }, () => backoff.next(0.5)), [0, 500, 1000, 2000, 4000, 8000, 8000]);
  backoff.reset();
  equal([backoff.next(0), backoff.next(0), backoff.next(1)], [0, 350, 1300]);

  const scene = new Scene().join();
  for (const wait of [0, 500, 1000, 2000, 4000, 8000, 8000]) {
    scene.machine.closed(1006, scene.now);
    equal(scene.machine.deadline, scene.now + wait);
    scene.wait(wait);
  }
});

test('/guest/signaling-drain', () => {
  const scene = new Scene().join();
  scene.hear({ t: 'notice', s: 2, code: 'drain', text: '', retry_ms: 3000 });
  scene.machine.closed(1001, scene.now);
  equal(scene.machine.deadline, 3000);
});

test('/guest/signaling-closes', () => {
  for (const [code, reason] of [[1009, 'protocol'], [4000, 'protocol'], [4002, 'version'], [4004, 'removed'], [4005, 'superseded'], [4007, 'ended']]) {
    const scene = new Scene().join();
    scene.machine.closed(code, scene.now);
    equal([scene.machine.state, scene.machine.error.code, scene.machine.deadline], ['ended', reason, null], String(code));
  }
  const scene = new Scene().join();
  scene.machine.closed(4003, scene.now);
  equal([scene.machine.state, scene.machine.deadline], ['reconnecting', 8000]);
});

test('/guest/signaling-refusals', () => {
  for (const [code, reason] of [['room-full', 'full'], ['denied', 'denied'], ['ended', 'ended'], ['rooms', 'too-many-rooms']]) {
    const scene = new Scene();
    scene.machine.join(ROOM, 0);
    scene.open();
    scene.hear(WELCOME);
    scene.hear({ t: 'error', s: 1, re: 'join', code, text: '' });
    equal([scene.machine.state, scene.machine.error.code], ['ended', reason]);
  }
});

test('/guest/lock-knock', () => {
  const scene = new Scene();
  scene.machine.join(ROOM, 0);
  scene.open();
  scene.hear(WELCOME);
  scene.hear({ t: 'notice', s: 1, code: 'waiting', text: '', me: ID, host: ID });
  equal(scene.machine.state, 'waiting');
  ok(scene.machine.say({ t: 'relay' }));
  scene.hear({ ...JOINED, s: 2 });
  equal(scene.machine.state, 'joined');
});

test('/guest/signaling-timeouts', () => {
  const scene = new Scene();
  scene.machine.join(ROOM, 0);
  scene.wait(15000);
  equal([scene.machine.error.code, scene.log.slice(2)], ['unreachable', ['close', 'connecting', 'open']]);
  scene.open();
  scene.wait(10000);
  equal(scene.log.slice(-2), ['close', 'connecting']);
  scene.machine.leave();
  equal([scene.machine.state, scene.machine.error, scene.machine.deadline], ['ended', null, null]);
});

test('/guest/leave-now', () => {
  const scene = new Scene().join();
  scene.machine.leave();
  equal([scene.take(), scene.log], [[{ t: 'leave' }], ['close', 'ended']]);
  ok(!scene.machine.say({ t: 'ice' }));
  scene.hear({ t: 'members', s: 2 });
  scene.machine.closed(1000, scene.now);
  equal(scene.machine.state, 'ended');
});

test('/guest/signaling-queue', () => {
  const scene = new Scene().join();
  scene.machine.closed(1006, scene.now);
  equal(Array.from({ length: 300 }, () => scene.machine.say({ t: 'ice' })).filter(kept => kept).length, 256);
  ok(!new Scene().machine.say({ t: 'ice' }), 'nobody is there to hear it');
});

test('/guest/c-ice', () => {
  const wall = 1e12;
  const renewal = new IceRenewal();
  equal([renewal.deadline, renewal.isWanted(1e6)], [null, false]);
  renewal.take(wall / 1000 + 600, wall, 1000);
  equal([renewal.deadline, renewal.isDue(300999), renewal.isDue(301000)], [301000, false, true]);
  equal([renewal.isWanted(2999), renewal.isWanted(3000)], [false, true]);
  renewal.asked(301000);
  equal([renewal.deadline, renewal.isWanted(305999), renewal.isWanted(306000)], [306000, false, true]);
  /* Where clocks differ by years. */
  for (const [expires, half] of [[1, 30000], [wall, 450000]]) {
    renewal.take(expires, wall, 1e6);
    equal(renewal.deadline, 1e6 + half);
  }
  renewal.take(0, wall, 2e6);
  equal([renewal.deadline, renewal.isWanted(3e6)], [null, false]);
});

/* Whoever stands still may have lost the server as well, which nothing says. */
test('/guest/signaling-probe', () => {
  const scene = new Scene().join();
  scene.wait(1000);
  scene.machine.probe(scene.now);
  equal([scene.take(), scene.machine.deadline], [[{ t: 'ping', a: 1 }], 6000]);
  scene.machine.probe(scene.now);
  equal(scene.take(), [], 'once is enough');
  scene.hear({ t: 'pong' });
  scene.wait(5000);
  equal(scene.machine.state, 'joined');
  scene.take();
  scene.machine.probe(scene.now);
  scene.wait(5000);
  equal([scene.machine.state, scene.log.slice(0, 3)], ['reconnecting', ['close', 'reconnecting', 'open']]);
  scene.take();
  scene.machine.probe(scene.now);
  equal(scene.take(), [], 'there is nobody to answer');
});

/* rows: e-rate: what is said while the server wants no more waits, and goes on slowly */
test('/guest/signaling-e-rate', () => {
  const scene = new Scene().join();
  const say = number => scene.machine.say({ t: 'relay', number });
  scene.hear({ t: 'error', s: 2, code: 'rate', text: 'slower', retry_ms: 700 });
  for (let number = 0; number < 15; number++)
    ok(say(number));
  scene.wait(600);
  equal(scene.take(), []);
  scene.wait(100);
  equal(scene.take().map(({ number }) => number), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  ok(say(15));
  scene.wait(500);
  equal(scene.take().map(({ number }) => number), [10, 11, 12, 13, 14, 15]);
  say(16);
  equal(scene.take(), [{ t: 'relay', number: 16 }]);

  /* No server has us wait for a day, and a connection that comes back has forgotten it. */
  scene.hear({ t: 'error', s: 3, code: 'rate', text: 'slower', retry_ms: 86400000 });
  say(17);
  scene.wait(8000);
  equal(scene.take(), [{ t: 'relay', number: 17 }]);
  scene.hear({ t: 'error', s: 4, code: 'rate', text: 'slower' });
  say(18);
  scene.machine.closed(1006, scene.now);
  scene.wait(0);
  scene.open();
  scene.hear({ ...WELCOME, resumed: true });
  equal(scene.take().filter(({ t }) => t === 'relay'), [{ t: 'relay', number: 18 }]);
});
