/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* How long to wait before the next try: 0, 0.5, 1, 2, 4, 8, 8 ... s, each 30 % more
 * or less, so that a thousand clients of one server do not come back together.
 */

const WAITS = [0, 500, 1000, 2000, 4000, 8000]; /* ms */
const SPREAD = 0.3;

export class Backoff {
  #tries = 0;

  /** @param {number} random from 0 to 1 */
  next(random) {
    const wait = WAITS[Math.min(this.#tries++, WAITS.length - 1)];
    return Math.round(wait * (1 - SPREAD + 2 * SPREAD * random));
  }

  reset() {
    this.#tries = 0;
  }
}
