/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Monotonic time that goes on while the computer sleeps. That of some browsers does
 * not: after a night under a closed lid everyone would seem to have been heard a
 * moment ago. So where the wall clock ran ahead, that counts as sleep. A wall clock
 * that was set forward looks the same, and costs a new connection at most.
 */

const JUMP = 2000; /* ms: less is a clock that is being adjusted */

export class Clock {
  #monotonic;
  #wall;
  #onJump;
  #ahead;
  #slept = 0;

  /**
   * @param {function(): number} monotonic in ms, as what follows
   * @param {function(): number} wall
   * @param {function(): void} onJump time has passed that no timer has seen
   */
  constructor(monotonic, wall, onJump) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#onJump = onJump;
    this.#ahead = wall() - monotonic();
  }

  now() {
    const time = this.#monotonic();
    const ahead = this.#wall() - time;
    const jump = ahead - this.#ahead;
    this.#ahead = ahead;
    if (jump >= JUMP) {
      this.#slept += jump;
      this.#onJump();
    }
    return time + this.#slept;
  }
}
