/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What a member shows of itself for a moment (PROTOCOL.md section 13.2). */

/** From the word on the wire to what is shown; another word is one of a later version. */
export const REACTIONS = new Map([
  ['like', '👍'], ['love', '❤️'], ['clap', '👏'], ['laugh', '😂'], ['wow', '😮'], ['party', '🎉'], ['sad', '😢'], ['think', '🤔'],
]);

/** In any SPAN: a receiver takes more than a sender says, for on their way they may
 * come closer together.
 */
export const SAID_MAX = 5;
export const TAKEN_MAX = 10;
const SPAN = 5000; /* ms */

export class ReactionRate {
  #times;
  #oldest = 0;

  constructor(most) {
    this.#times = Array(most).fill(-Infinity);
  }

  /** @returns {boolean} whether there may be one more now; counts it then */
  take(now) {
    if (now - this.#times[this.#oldest] < SPAN)
      return false;
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#times.length;
    return true;
  }
}
