/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What we say to members and hear from them through a server that must not
 * understand it, as src/call/sight-sealed-line.c: seals, numbers and proves fresh
 * what goes out; opens what comes in and drops what is forged, replayed or from an
 * earlier call (PROTOCOL.md section 10).
 *
 * The browser seals in its own time, so that is a queue: what was said first leaves
 * first. Whoever opens awaits one box before the next.
 */

import { ProtocolError } from './protocol-error.js';
import { openBox, sealBox, toBase64 } from './seal.js';
import { FRESH_LENGTH, readSealedMessage } from './sealed-message.js';

/* Senders in a room, with those that left lately. */
const SENDERS_MAX = 4096;
const ID_BYTES = 12;
const SECRET_BYTES = 16;

/* Random bytes as ids and secrets are written. */
function makeText(bytes) {
  return toBase64(crypto.getRandomValues(new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export const makeId = () => makeText(ID_BYTES);
const makeSecret = () => makeText(SECRET_BYTES);

/** One stay in a room under one id. */
export class SealedLine {
  /** How many boxes were dropped: unopened, replayed, stale, bad. */
  dropped = { unopened: 0, replayed: 0, stale: 0, bad: 0 };

  #key;
  #me;
  #x = makeSecret();
  #number = 0; /* of the last box */
  #intros = new Map(); /* id -> the "x" that each said last */
  #senders = new Map(); /* id -> number of the last good box */
  #sealing = Promise.resolve();

  /**
   * @param {CryptoKey} sealKey
   * @param {string} me our id
   */
  constructor(sealKey, me) {
    this.#key = sealKey;
    this.#me = me;
  }

  get me() {
    return this.#me;
  }

  /** @returns {boolean} whether something can be said to that member */
  knows(id) {
    return this.#intros.has(id);
  }

  /** Somebody has left; the id will not come again. */
  forget(id) {
    this.#intros.delete(id);
    this.#senders.delete(id);
  }

  /**
   * Seals a message; its `x` is filled in here.
   *
   * @param {string} to an id, or `*` for an intro
   * @param {object} message
   * @param {function(object): void} say takes the request for the server
   * @returns {boolean} false where `to` has not introduced itself
   */
  seal(to, message, say) {
    const x = message.k === 'intro' ? this.#x : this.#intros.get(to)?.slice(0, FRESH_LENGTH);
    if (x === undefined)
      return false;
    const n = ++this.#number;
    const fresh = { ...message, x };
    this.#sealing = this.#sealing.then(async () => say({ t: 'relay', to, n, box: await sealBox(this.#key, this.#me, to, n, fresh) }))
      .catch(error => console.error('Not said:', error));
    return true;
  }

  /** @returns {Promise<void>} when all that was said before is on its way */
  flushed() {
    return this.#sealing;
  }

  /**
   * Opens a relay.
   *
   * @param {object} relay of server-event.js
   * @returns {Promise<{message: ?object, drop: ?string, first: boolean}>} the message,
   *   null for an unknown kind; or what it was dropped for, and whether that is the
   *   first time: then the person is told
   */
  async open(relay) {
    const { message, drop } = await this.#open(relay);
    return { message, drop, first: drop !== null && this.dropped[drop]++ === 0 };
  }

  async #open({ from, to, n, box }) {
    const drop = why => ({ message: null, drop: why });
    /* A box for somebody else is none for us, whatever the server says. */
    if (to !== '*' && to !== this.#me)
      return drop('unopened');
    let message;
    try {
      message = readSealedMessage(await openBox(this.#key, from, to, n, box));
    } catch (error) {
      if (!(error instanceof ProtocolError))
        throw error;
      return drop(error.code === 'bad-box' ? 'unopened' : 'bad');
    }
    if (to === '*' && message?.k !== 'intro')
      return drop('bad');
    /* Before its number is taken: one from an earlier call must not use up the
     * numbers of this one.
     */
    if (message !== null && message.k !== 'intro' && message.x !== this.#x.slice(0, FRESH_LENGTH))
      return drop('stale');
    if (!this.#accept(from, n))
      return drop('replayed');
    if (message?.k === 'intro')
      this.#intros.set(from, message.x);
    return { message, drop: null };
  }

  #accept(from, n) {
    const last = this.#senders.get(from);
    /* A server that makes up members must not make us keep them all. */
    if (last === undefined ? this.#senders.size >= SENDERS_MAX : n <= last)
      return false;
    this.#senders.set(from, n);
    return true;
  }
}
