/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* When to ask the server for new TURN credentials, which live for minutes while a
 * call may need a new connection at any moment: when half of their life is over, and
 * when a connection is about to be made. Pure: times are passed in, in ms.
 */

/* The expiry is in the server's time. Where our clock is wrong, half a life is between
 * these all the same: the longer is right for what servers usually say.
 */
const HALF_LIFE_MIN = 30000;
const HALF_LIFE_MAX = 450000;
const FRESH_FOR = 2000;
const ASK_APART = 5000;

export class IceRenewal {
  #takenAt = -Infinity;
  #renewAt = Infinity; /* Infinity: there are none, or they live for ever */
  #askedAt = -Infinity;

  /**
   * The server's list came.
   *
   * @param {number} expires Unix time in s, 0 for never
   * @param {number} wall Unix time in ms
   */
  take(expires, wall, now) {
    const half = (expires * 1000 - wall) / 2;
    this.#takenAt = now;
    this.#renewAt = expires === 0 ? Infinity : now + Math.min(Math.max(half, HALF_LIFE_MIN), HALF_LIFE_MAX);
  }

  get deadline() {
    return Math.max(this.#renewAt, this.#askedAt + ASK_APART);
  }

  isDue(now) {
    return now >= this.deadline;
  }

  /** The same, where a connection is about to be made. */
  isWanted(now) {
    return this.#renewAt !== Infinity && now >= this.#takenAt + FRESH_FOR && now >= this.#askedAt + ASK_APART;
  }

  asked(now) {
    this.#askedAt = now;
  }
}
