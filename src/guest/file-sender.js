/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Reads a file of ours for one other, as src/call/sight-file-sender.c: a few pieces
 * ahead, from wherever the receiver wants it.
 */

import { CHUNK_MAX, writeChunk } from './file-chunk.js';
import { Sha256 } from './sha256.js';

const BLOCK = 16 * CHUNK_MAX; /* read at once */

/* A file that is gone or another one since it was chosen can be read no more. */
const whyOf = error => error.name === 'NotReadableError' || error.name === 'NotFoundError' ? 'changed' : 'failed';

export class FileSender {
  /** Whether the receiver has said from where, on these channels. */
  isRunning = false;

  #output; /* null once closed */
  #hash = new Sha256();
  #hashed = 0; /* of all before it */
  #hex = null;
  #isReading = false;
  #hasSaidHash = false;
  #at = 0; /* of the next chunk */
  #furthest = 0; /* ever sent */
  #acknowledged = 0;
  #block = null; /* read, from #blockAt on */
  #blockAt = 0;

  /**
   * @param {FileTransfer} transfer
   * @param {object} output called later, never from within
   * @param {function(): void} output.ready there is something to send
   * @param {function(string): void} output.failed takes a word of `file-cancel`
   */
  constructor(transfer, output) {
    this.transfer = transfer;
    this.#output = output;
  }

  /** Nothing is called after this. */
  close() {
    this.pause();
    this.#output = null;
  }

  /** @returns {boolean} false where that is nonsense: who was sent nothing has nothing */
  start(at) {
    if (at > this.#furthest)
      return false;
    this.isRunning = true;
    this.#hasSaidHash = false;
    this.#at = this.#acknowledged = at;
    this.#block = null;
    this.#readAhead();
    return true;
  }

  /** There is no channel to send on. */
  pause() {
    this.isRunning = false;
    this.#block = null;
  }

  /** @returns {boolean} false where that is nonsense */
  acknowledge(at) {
    if (at < this.#acknowledged || at > this.#at)
      return false;
    this.#acknowledged = at;
    return true;
  }

  /** @returns {?Uint8Array} the next message, where there is one and it may go yet */
  next(window) {
    if (this.#block === null)
      return null;
    const bytes = this.#block.subarray(this.#at - this.#blockAt).subarray(0, CHUNK_MAX);
    const end = this.#at + bytes.length;
    if (end > this.#acknowledged + window)
      return null;
    const message = writeChunk(this.transfer.fid, this.#at, bytes);
    this.#at = end;
    this.#furthest = Math.max(this.#furthest, end);
    if (end === this.#blockAt + this.#block.length)
      this.#block = null;
    this.#readAhead();
    return message;
  }

  /** @returns {?string} the hash, once in each generation when all is sent */
  takeHash() {
    if (!this.isRunning || this.#isReading || this.#hasSaidHash || this.#at < this.transfer.size)
      return null;
    this.#hasSaidHash = true;
    return this.#hex ??= this.#hash.hex();
  }

  async #readAhead() {
    const at = this.#at;
    const length = Math.min(this.transfer.size - at, BLOCK);
    if (!this.isRunning || this.#isReading || this.#block !== null || length === 0)
      return;
    this.#isReading = true;
    let block = null;
    let why = 'changed';
    try {
      block = new Uint8Array(await this.transfer.file.slice(at, at + length).arrayBuffer());
    } catch (error) {
      why = whyOf(error);
    }
    this.#isReading = false;
    if (this.#output === null)
      return;
    if (block?.length === length)
      this.#onRead(at, block);
    else
      this.#output.failed(why);
  }

  /* What is read again after a resume is in the hash already; and the receiver may have
   * asked for another place meanwhile.
   */
  #onRead(at, block) {
    if (at + block.length > this.#hashed) {
      this.#hash.update(block.subarray(this.#hashed - at));
      this.#hashed = at + block.length;
    }
    if (at !== this.#at || !this.isRunning) {
      this.#readAhead();
      return;
    }
    this.#block = block;
    this.#blockAt = at;
    this.#output.ready();
  }
}
