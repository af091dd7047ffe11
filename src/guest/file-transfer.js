/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A file on its way to or from somebody, as it is shown. */

/* Nobody reads numbers that change faster. */
const TELL_INTERVAL = 200; /* ms, as all times here */
const SPEED_INTERVAL = 500;
/* The part of the newest interval in what is shown as speed. */
const SPEED_WEIGHT = 0.3;

/** Event: `change`, of anything here. */
export class FileTransfer extends EventTarget {
  /** offered (a person has to answer), running, paused (until there is a connection again),
   * done, declined or ended (without the file: see `why`)
   */
  state = 'offered';
  /** Bytes that the receiver has. */
  done = 0;
  /** Bytes a second; 0 where nothing is known. */
  speed = 0;
  /** A word of `file-cancel`, or `gone` with the other side. */
  why = null;
  /** Whether the other side said so. */
  byPeer = false;
  /** @type {?Blob} what was received, once it is done */
  blob = null;

  #measuredAt = -Infinity;
  #measured = 0; /* done at that time */
  #toldAt = -Infinity;

  /** @param {?File} file ours, where it is one that we send */
  constructor(fid, name, size, file = null) {
    super();
    Object.assign(this, { fid, name, size, file });
  }

  get isOutgoing() {
    return this.file !== null;
  }

  get isOver() {
    return this.state === 'done' || this.state === 'declined' || this.state === 'ended';
  }

  /* For who moves the file. What is over stays as it ended. */

  setState(state) {
    if (this.isOver || this.state === state)
      return;
    this.state = state;
    this.speed = 0;
    this.#measuredAt = -Infinity;
    this.dispatchEvent(new Event('change'));
  }

  advance(done, now) {
    this.done = done;
    this.#measure(now);
    if (now - this.#toldAt < TELL_INTERVAL)
      return;
    this.#toldAt = now;
    this.dispatchEvent(new Event('change'));
  }

  finish(blob) {
    this.done = this.size;
    this.blob = blob;
    this.setState('done');
  }

  fail(why, byPeer) {
    if (this.isOver)
      return;
    Object.assign(this, { why, byPeer });
    this.setState('ended');
  }

  #measure(now) {
    const passed = now - this.#measuredAt;
    if (passed < SPEED_INTERVAL)
      return;
    if (passed !== Infinity) {
      const newest = Math.max(this.done - this.#measured, 0) * 1000 / passed;
      this.speed = this.speed === 0 ? newest : SPEED_WEIGHT * newest + (1 - SPEED_WEIGHT) * this.speed;
    }
    this.#measuredAt = now;
    this.#measured = this.done;
  }
}
