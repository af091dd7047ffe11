/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One timer for a machine that says itself when it wants to be asked again. */

/* Browsers count timers in 31 bits. */
const LONGEST = 0x7fffffff;

/** Monotonic milliseconds: the time of all machines. */
export const now = () => performance.now();

export class Deadline {
  #timer = 0;
  #onDue;

  constructor(onDue) {
    this.#onDue = onDue;
  }

  /** @param {number} at Infinity for never */
  set(at) {
    clearTimeout(this.#timer);
    if (at !== Infinity)
      this.#timer = setTimeout(this.#onDue, Math.min(Math.max(at - now(), 0), LONGEST));
  }

  clear() {
    clearTimeout(this.#timer);
  }
}
