/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The chat of one pair of members, PROTOCOL.md section 13.1: what was said and not
 * acknowledged yet, and what was heard already. Knows no network and no clock.
 */

/* What waits for one member, and how much of it is on its way. */
const WAITING_MAX = 1024;
const WINDOW = 32;
/* The messages of one member that are known when they come again. */
const HAD_MAX = 4096;

export class ChatLine {
  #waiting = []; /* ChatMessage, oldest first; the first #onWay are on their way */
  #onWay = 0;
  #had = new Set(); /* of cids, oldest first */

  get waiting() {
    return this.#waiting.length;
  }

  get isOnWay() {
    return this.#onWay > 0;
  }

  /** What still waits is missed. */
  end() {
    for (const message of this.#waiting.splice(0))
      message.missed();
    this.#onWay = 0;
  }

  /** @returns {boolean} false where too much waits already */
  say(message) {
    return this.#waiting.length < WAITING_MAX && this.#waiting.push(message) > 0;
  }

  /** Whether one may go out: false where there is none, or enough is on its way. */
  get hasNext() {
    return this.#onWay < Math.min(this.#waiting.length, WINDOW);
  }

  /**
   * @returns {object} the next that goes out, where there is one. Where the one before is acknowledged, the other side has it and
   *   need not be told of it: so nothing has to be agreed when one of them begins anew.
   */
  next() {
    const before = this.#waiting[this.#onWay - 1];
    const { cid, text, at } = this.#waiting[this.#onWay++];
    return { k: 'chat', cid, ...before === undefined ? {} : { after: before.cid }, text, at };
  }

  /** What is on its way may be lost: all of it goes out again. */
  rewind() {
    this.#onWay = 0;
  }

  /** The other side takes messages in order only: who has one has all before it. */
  acknowledged(cid) {
    const count = this.#waiting.findIndex(message => message.cid === cid) + 1;
    for (const message of this.#waiting.splice(0, count))
      message.arrived();
    this.#onWay = Math.max(this.#onWay - count, 0);
    return count > 0;
  }

  /** @returns {'new'|'again'|'gap'} again: to be acknowledged once more; gap: one before it is missing */
  hear({ cid, after }) {
    if (this.#had.has(cid))
      return 'again';
    if (after !== null && !this.#had.has(after))
      return 'gap';
    if (this.#had.size >= HAD_MAX)
      this.#had.delete(this.#had.values().next().value);
    this.#had.add(cid);
    return 'new';
  }
}
