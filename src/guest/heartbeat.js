/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The beat of a connection (PROTOCOL.md section 13, `m-beat`): once a second each
 * way, so that a dead path is noticed when nothing else is said on it.
 */

import { now } from './deadline.js';

const BEAT = 1000; /* ms */
/* Answers to older ones tell nothing of now. */
const BEATS_KEPT = 16;
const DELAY_MAX = 600000;

export class Heartbeat {
  /** In ms, or null before it is known. */
  roundTrip = null;

  #send;
  #timer;
  #number = 0; /* of our last beat */
  #heardNumber = 0; /* of theirs, the largest */
  #heardAt = 0;
  #sent = new Map(); /* number -> when */

  /**
   * @param {function(object): void} send takes a beat
   * @param {function(): void} onTick with every beat of ours
   */
  constructor(send, onTick) {
    this.#send = send;
    this.#timer = setInterval(() => {
      this.#beat();
      onTick();
    }, BEAT);
    this.#beat();
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** @param {object} beat that was heard */
  take({ n, a, d }) {
    const time = now();
    if (n > this.#heardNumber) {
      this.#heardNumber = n;
      this.#heardAt = time;
    }
    /* Who answers what was not said, or more slowly than it came, lies. */
    const sent = this.#sent.get(a);
    if (sent !== undefined && time - sent - d >= 0)
      this.roundTrip = time - sent - d;
  }

  #beat() {
    const time = now();
    const beat = { k: 'beat', n: ++this.#number };
    this.#sent.set(this.#number, time);
    this.#sent.delete(this.#number - BEATS_KEPT);
    this.#send(this.#heardNumber === 0 ? beat
      : { ...beat, a: this.#heardNumber, d: Math.min(Math.round(time - this.#heardAt), DELAY_MAX) });
  }
}
