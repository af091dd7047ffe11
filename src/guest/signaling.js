/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The signaling machine with a real socket and a real clock. */

import { Deadline, now } from './deadline.js';
import { SignalingMachine } from './signaling-machine.js';

const SUBPROTOCOL = 'sightline.v1';
const NO_CLOSE_FRAME = 1006;

export class Signaling {
  #url;
  #socket = null;
  #machine;
  #deadline = new Deadline(() => this.#drive(() => this.#machine.tick(now())));

  /**
   * @param {string} url of `/signal`
   * @param {string} userAgent
   * @param {object} output `event`, `stateChanged` and `resumed` of the machine's
   */
  constructor(url, userAgent, output) {
    this.#url = url;
    this.#machine = new SignalingMachine({
      ...output,
      open: () => this.#open(),
      send: text => this.#socket?.send(text),
      close: () => this.#close(),
      random: Math.random,
    }, userAgent);
  }

  get state() {
    return this.#machine.state;
  }

  get error() {
    return this.#machine.error;
  }

  /** @returns {number} ms without a connection, 0 where there is one */
  get lostMs() {
    return this.#machine.lostAt === null ? 0 : now() - this.#machine.lostAt;
  }

  join(roomId) {
    this.#drive(() => this.#machine.join(roomId, now()));
  }

  leave() {
    this.#drive(() => this.#machine.leave());
  }

  say(request) {
    return this.#drive(() => this.#machine.say(request));
  }

  probe() {
    this.#drive(() => this.#machine.probe(now()));
  }

  networkChanged() {
    this.#drive(() => this.#machine.networkChanged(now()));
  }

  #drive(step) {
    const result = step();
    this.#deadline.set(this.#machine.deadline);
    return result;
  }

  /* What a socket reports that was closed meanwhile is of no interest. */
  #open() {
    const socket = this.#socket = new WebSocket(this.#url, SUBPROTOCOL);
    const drive = step => socket === this.#socket && this.#drive(step);
    socket.onopen = () => drive(() => this.#machine.opened(now()));
    socket.onmessage = ({ data }) => drive(() => this.#machine.received(typeof data === 'string' ? data : '', now()));
    socket.onclose = ({ code }) => drive(() => {
      this.#socket = null;
      this.#machine.closed(code ?? NO_CLOSE_FRAME, now());
    });
  }

  #close() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
