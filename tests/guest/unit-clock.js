/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Time that goes on while the computer sleeps. */

import { Clock } from '/clock.js';
import { Deadline, now } from '/deadline.js';
import { equal, ok, test, until } from './tap.js';

class Scene {
  monotonic = 1000;
  wall = 500000;
  jumps = 0;
  clock = new Clock(() => this.monotonic, () => this.wall, () => this.jumps++);

  pass(ms, wallMs = ms) {
    this.monotonic += ms;
    this.wall += wallMs;
    return this.clock.now();
  }
}

test('/guest/clock-awake', () => {
  const scene = new Scene();
  equal([scene.clock.now(), scene.pass(500), scene.pass(100000), scene.jumps], [1000, 1500, 101500, 0]);
});

test('/guest/clock-asleep', () => {
  const scene = new Scene();
  equal([scene.pass(100, 20100), scene.jumps], [21100, 1]);
  equal([scene.pass(100), scene.jumps], [21200, 1]);
  equal([scene.pass(0, 3600000), scene.jumps], [3621200, 2]);
});

test('/guest/clock-adjusted', () => {
  const scene = new Scene();
  /* Drift, however long, and a clock that is set back are no sleep; what comes after is. */
  for (let i = 0; i < 100; i++)
    scene.pass(1000, 1010);
  equal([scene.clock.now(), scene.jumps], [101000, 0]);
  equal([scene.pass(10, -7200000), scene.jumps], [101010, 0]);
  equal([scene.pass(10, 30010), scene.jumps], [131020, 1]);
});

test('/guest/deadline-asleep', async () => {
  const { now: wall } = Date;
  const due = [];
  const [soon, late, never] = ['soon', 'late', 'never'].map(name => new Deadline(() => due.push(name)));
  const before = now();
  soon.set(before + 3000000);
  late.set(before + 7200000);
  never.set(before + 3000000);
  never.clear();
  try {
    Date.now = () => wall.call(Date) + 3600000;
    ok(now() - before >= 3600000, 'no sleep was noticed');
    await until(() => due.length > 0, 'what became due');
    equal(due, ['soon']);
  } finally {
    Date.now = wall;
    late.clear();
  }
});
