/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Takes a file of somebody else, as src/call/sight-file-receiver.c, but into the
 * browser's memory: it is the person who gives it a place and a name on a disk.
 */

import { Sha256 } from './sha256.js';

const PROGRESS = 64 * 1024;
/* So much is handed to the browser at once, which may put it onto a disk. */
const PART = 1024 * 1024;

export class FileReceiver {
  #output; /* null once closed */
  #isWanted = false;
  #isAsked = false; /* the sender waits for our word */
  #isFlowing = false; /* and has had it, on these channels */
  #hash = new Sha256();
  #expected = null;
  #parts = []; /* Blobs */
  #newest = []; /* of the next part */
  #newestSize = 0;
  #received = 0;
  #told = 0; /* the last offset that the sender heard */

  /**
   * @param {FileTransfer} transfer
   * @param {object} output
   * @param {function(number): void} output.written so much that the sender should hear of it
   * @param {function(Blob): void} output.saved later
   * @param {function(string): void} output.failed later; takes a word of `file-cancel`
   */
  constructor(transfer, output) {
    this.transfer = transfer;
    this.#output = output;
  }

  /** What was received is let go, and nothing is called after this. */
  close() {
    this.#output = null;
    this.#parts = this.#newest = [];
  }

  accept() {
    this.#isWanted = true;
  }

  /** The channels broke: nothing is taken until the sender has asked again. */
  pause() {
    this.#isAsked = this.#isFlowing = false;
  }

  /** The sender offers it, for the first time or on new channels. */
  ask() {
    this.#isAsked = true;
  }

  /** @returns {?number} from where it is wanted, once each time that the sender asked */
  answer() {
    if (!this.#isWanted || !this.#isAsked)
      return null;
    this.#isAsked = false;
    this.#isFlowing = true;
    return this.#told = this.#received;
  }

  /** @returns {boolean} false where it does not belong there */
  take({ at, bytes }) {
    /* Before the person's word, or of channels that broke: nothing of it is kept. */
    if (!this.#isFlowing)
      return true;
    const end = at + bytes.length;
    if (at !== this.#received || end > this.transfer.size)
      return false;
    this.#received = end;
    this.#hash.update(bytes);
    this.#newest.push(bytes);
    this.#newestSize += bytes.length;
    const isAll = end === this.transfer.size;
    if (isAll || this.#newestSize >= PART)
      this.#pack();
    if (isAll || end - this.#told >= PROGRESS)
      this.#output.written(this.#told = end);
    this.#finishIfComplete();
    return true;
  }

  takeHash(hex) {
    if (!this.#isFlowing || this.#expected !== null)
      return;
    this.#expected = hex;
    this.#finishIfComplete();
  }

  #pack() {
    this.#parts.push(new Blob(this.#newest));
    this.#newest = [];
    this.#newestSize = 0;
  }

  /* A browser tells only who reads that it had no room for something. The type is one
   * that no browser ever shows.
   */
  async #finishIfComplete() {
    if (this.#expected === null || this.#received < this.transfer.size)
      return;
    const isRight = this.#hash.hex() === this.#expected;
    const blob = new Blob(this.#parts, { type: 'application/octet-stream' });
    const isThere = await blob.slice(0, 1).arrayBuffer().then(() => true, () => false);
    if (!isRight || !isThere)
      this.#output?.failed(isRight ? 'space' : 'mismatch');
    else
      this.#output?.saved(blob);
  }
}
