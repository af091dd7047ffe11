/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The files between us and one other, once there are any: what sends and takes them is
 * loaded with the first one. The server may be away then; what is offered waits for it.
 */

/** How far a file may be ahead of its receiver; less while sound or pictures are sent. */
export const WINDOW = 4 * 1024 * 1024;
export const WINDOW_YIELDING = 128 * 1024;
/** What is received stays in the browser's memory: so much of it in a call, in bytes. */
export const RECEIVED_MAX = 1024 ** 3;

const WAITING_MAX = 16;

/**
 * @typedef {object} FileOutput none of it may call back into the exchange
 * @property {function(object): void} say on `control`
 * @property {function(Uint8Array): void} send on `files`
 * @property {function(): number} buffered what waits there, in bytes
 * @property {function(): number} window
 * @property {function(): number} now monotonic ms
 * @property {function(FileTransfer): void} added
 * @property {function(): void} missing something is offered, and what takes it cannot be loaded
 */

export class FileLine {
  #load;
  #room;
  #output;
  #exchange = null;
  #waiting = []; /* offers */
  #isUp = false;
  #isClosed = false;

  /**
   * @param {function(): Promise<{FileExchange: class}>} load
   * @param {{left: number}} room for what is received, of the whole call
   * @param {FileOutput} output
   */
  constructor(load, room, output) {
    this.#load = load;
    this.#room = room;
    this.#output = output;
  }

  /** @returns {?import('./file-exchange.js').FileExchange} there as soon as there is a file */
  get exchange() {
    return this.#exchange;
  }

  /* As FileExchange */

  setUp(isUp) {
    this.#isUp = isUp;
    this.#waiting = []; /* all of it is offered again */
    this.#exchange?.setUp(isUp);
  }

  close() {
    this.#isUp = false;
    this.#isClosed = true;
    this.#waiting = [];
    this.#exchange?.close();
  }

  pump() {
    this.#exchange?.pump();
  }

  received(message) {
    if (this.#exchange !== null)
      this.#exchange.received(message);
    else if (message.k === 'file-offer' && this.#isUp)
      this.#wait(message);
    else if (message.k === 'file-cancel')
      this.#waiting = this.#waiting.filter(({ fid }) => fid !== message.fid);
  }

  receivedChunk(message) {
    this.#exchange?.receivedChunk(message);
  }

  /**
   * @returns {Promise<boolean>} false where nobody is there, or too much waits already;
   *   fails where it cannot be loaded
   */
  async offer(file) {
    return !this.#isClosed && (await this.#open()).offer(file);
  }

  /** The server may be there again. */
  retry() {
    if (this.#waiting.length > 0 && this.#exchange === null)
      this.#open().catch(() => this.#output.missing());
  }

  #wait(offer) {
    if (this.#waiting.length >= WAITING_MAX) {
      this.#output.say({ k: 'file-cancel', fid: offer.fid, why: 'busy' });
      return;
    }
    this.#waiting.push(offer);
    if (this.#waiting.length === 1)
      this.retry();
  }

  async #open() {
    const { FileExchange } = await this.#load();
    if (this.#exchange !== null)
      return this.#exchange;
    this.#exchange = new FileExchange(this.#room, this.#output);
    if (this.#isClosed)
      this.#exchange.close();
    else
      this.#exchange.setUp(this.#isUp);
    this.#waiting.splice(0).forEach(offer => this.#exchange.received(offer));
    return this.#exchange;
  }
}
