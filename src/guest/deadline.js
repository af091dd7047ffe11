/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One timer for a machine that says itself when it wants to be asked again. */

import { Clock } from './clock.js';

/* Browsers count timers in 31 bits. */
const LONGEST = 0x7fffffff;

const armed = new Set();

function renewAll() {
  for (const deadline of [...armed])
    deadline.renew();
}

/* Timers sleep too: what became due meanwhile is due now. */
const clock = new Clock(() => performance.now(), () => Date.now(), () => queueMicrotask(renewAll));

/** Monotonic milliseconds: the time of all machines. */
export const now = () => clock.now();

export class Deadline {
  #timer = 0;
  #at = Infinity;
  #onDue;

  constructor(onDue) {
    this.#onDue = onDue;
  }

  /** @param {number} at Infinity for never */
  set(at) {
    this.clear();
    if (at === Infinity)
      return;
    this.#at = at;
    armed.add(this);
    this.#timer = setTimeout(() => {
      armed.delete(this);
      this.#onDue();
    }, Math.min(Math.max(at - now(), 0), LONGEST));
  }

  /** Its timer is set anew, because the time is another than the timer knows. */
  renew() {
    this.set(this.#at);
  }

  clear() {
    clearTimeout(this.#timer);
    armed.delete(this);
  }
}
