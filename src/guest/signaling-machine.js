/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The client's half of PROTOCOL.md sections 2 to 6 as a pure state machine, the
 * same as src/call/sight-signaling-machine.c: what the socket does and the time
 * go in, what the socket should do and what the server said come out. Tested
 * without sockets and without sleeping; signaling.js gives it both.
 */

import { Backoff } from './backoff.js';
import { CallError } from './call-error.js';
import { ProtocolError } from './protocol-error.js';
import { readServerEvent } from './server-event.js';

const OPEN_TIMEOUT = 15000; /* ms, as all times here */
const GREETING_TIMEOUT = 10000;
const PROBE_TIMEOUT = 5000;
/* Without a word for so many ping intervals the connection is dead. */
const SILENT_PINGS = 2.5;
const ACK_EVERY = 64;
const RATE_WAIT = 8000;
/* Who says too much too fast waits so long at least, and goes on so slowly. */
const HOLD_MIN = 500;
const HOLD_MAX = 8000;
const PACE = 10; /* messages in HOLD_MIN */
/* What may wait for the connection to come back. */
const QUEUE_MAX = 256;
const QUEUE_LENGTH_MAX = 512 * 1024;

/* Close codes (PROTOCOL.md section 7). */
const CLOSE_RATE = 4003;
const FINAL_CLOSES = new Map([
  [1003, ['protocol', 'The server did not understand this page']],
  [1007, ['protocol', 'The server did not understand this page']],
  [1009, ['protocol', 'The server did not understand this page']],
  [4000, ['protocol', 'The server did not understand this page']],
  [4002, ['version', 'The server speaks another version of the protocol']],
  [4004, ['removed', 'The host removed you from the call']],
  [4005, ['superseded', 'The call goes on in another connection']],
  [4007, ['ended', 'The host ended the call']],
]);

/* What the server may answer to `join`, where asking again is of no use. */
const REFUSALS = new Map([
  ['room-full', ['full', 'The call is full']],
  ['denied', ['denied', 'The host did not let you in']],
  ['ended', ['ended', 'The call has ended']],
  ['rooms', ['too-many-rooms', 'Too many new calls were begun from this address; try again later']],
]);

const makeError = (table, key) => table.has(key) ? new CallError(...table.get(key)) : null;

/**
 * @typedef {object} SignalingOutput
 * @property {function(): void} open
 * @property {function(string): void} send
 * @property {function(): void} close after it nothing more is reported of that socket
 * @property {function(object): void} event joined, members, relay, knock, ice, notice
 *   and error, each once and in order, however often the connection broke
 * @property {function(): void} stateChanged or the reason for it
 * @property {function(): void} resumed the session goes on: nothing was missed
 * @property {function(): number} random from 0 to 1
 */

export class SignalingMachine {
  /** idle, connecting, waiting (at the door), joined, reconnecting or ended */
  state = 'idle';
  /** Why it ended, null where we wanted it so; while it reconnects: why. */
  error = null;
  /** Since when there has been no connection, or null. */
  lostAt = null;

  #output;
  #userAgent;
  #socket = 'closed'; /* opening, greeting (hello is on its way), ready */
  #room = '';
  #session = null; /* {sid, key} */
  #lastSequence = 0; /* handled */
  #unacknowledged = 0;
  #hasPlace = false; /* in the room, or at its door */
  #isMember = false;
  #pingInterval = Infinity;
  #reconnectAt = Infinity;
  #giveUpAt = Infinity; /* on the socket as it is */
  #pingAt = Infinity;
  #goOnAt = Infinity; /* after the server has dropped something */
  #backoff = new Backoff();
  #retryMs = null; /* said by the server */
  #queue = []; /* for when the session is back */
  #queuedLength = 0;

  /**
   * @param {SignalingOutput} output
   * @param {string} userAgent
   */
  constructor(output, userAgent) {
    this.#output = output;
    this.#userAgent = userAgent;
  }

  get deadline() {
    return Math.min(this.#reconnectAt, this.#giveUpAt, this.#pingAt, this.#goOnAt);
  }

  /* What the person wants */

  join(room, now) {
    this.#room = room;
    this.#setState('connecting');
    this.#openSocket(now);
  }

  leave() {
    if (this.state === 'idle' || this.state === 'ended')
      return;
    if (this.#socket === 'ready')
      this.#send({ t: 'leave' });
    this.#end(null);
  }

  /**
   * A message for the room. Kept while the connection is being restored, and
   * dropped if that fails: what it was about is over then.
   *
   * @returns {boolean} false where it cannot be kept
   */
  say(request) {
    if (!this.#hasPlace)
      return false;
    if (this.#socket === 'ready' && this.#goOnAt === Infinity) {
      this.#send(request);
      return true;
    }
    const text = JSON.stringify(request);
    if (this.#queue.length >= QUEUE_MAX || this.#queuedLength + text.length > QUEUE_LENGTH_MAX)
      return false;
    this.#queue.push(text);
    this.#queuedLength += text.length;
    return true;
  }

  /** The network is another one: does not wait for the old connection to die. */
  networkChanged(now) {
    if (this.state === 'idle' || this.state === 'ended')
      return;
    if (this.#socket !== 'closed')
      this.#output.close();
    this.#backoff.reset();
    this.#retryMs = null;
    this.#tryAgain(new CallError('unreachable', 'The network changed'), now);
  }

  /** There is a doubt that anything still gets there: the server has to answer soon. */
  probe(now) {
    if (this.#socket !== 'ready' || this.#giveUpAt <= now + PROBE_TIMEOUT)
      return;
    this.#sendPing(now);
    this.#giveUpAt = now + PROBE_TIMEOUT;
  }

  /* What the socket does */

  opened(now) {
    if (this.#socket !== 'opening')
      return;
    this.#socket = 'greeting';
    this.#giveUpAt = now + GREETING_TIMEOUT;
    const hello = { t: 'hello', v: [1], ua: this.#userAgent };
    this.#send(this.#hasPlace ? { ...hello, resume: { ...this.#session, s: this.#lastSequence } } : hello);
  }

  received(text, now) {
    if (this.#socket !== 'greeting' && this.#socket !== 'ready')
      return;
    let event;
    try {
      event = readServerEvent(text);
    } catch (error) {
      if (!(error instanceof ProtocolError))
        throw error;
      this.#dropSocket('The server sent something that is not in the protocol', now);
      return;
    }
    this.#handle(event, now);
    if (this.#socket === 'ready')
      this.#giveUpAt = now + this.#pingInterval * SILENT_PINGS;
  }

  /** @param {number} code of the close frame; 1006 where there was none */
  closed(code, now) {
    if (this.state === 'idle' || this.state === 'ended')
      return;
    this.#forgetSocket();
    const error = makeError(FINAL_CLOSES, code);
    if (error !== null) {
      this.#end(error);
      return;
    }
    if (code === CLOSE_RATE)
      this.#retryMs = RATE_WAIT;
    this.#tryAgain(new CallError('unreachable', 'The server cannot be reached'), now);
  }

  tick(now) {
    if (now >= this.#reconnectAt)
      this.#openSocket(now);
    else if (now >= this.#giveUpAt)
      this.#dropSocket('The server does not answer', now);
    else if (now >= this.#pingAt)
      this.#sendPing(now);
    else if (now >= this.#goOnAt)
      this.#goOn(now);
  }

  /* The socket */

  #setState(state) {
    if (this.state === state)
      return;
    this.state = state;
    this.#output.stateChanged();
  }

  #send(request) {
    this.#output.send(JSON.stringify(request));
  }

  #openSocket(now) {
    this.#socket = 'opening';
    this.#reconnectAt = Infinity;
    this.#giveUpAt = now + OPEN_TIMEOUT;
    this.#output.open();
  }

  #forgetSocket() {
    this.#socket = 'closed';
    this.#giveUpAt = this.#pingAt = this.#goOnAt = Infinity;
  }

  #dropQueue() {
    this.#queue = [];
    this.#queuedLength = 0;
  }

  #end(error) {
    if (this.state === 'ended')
      return;
    this.error = error;
    this.#reconnectAt = Infinity;
    this.#hasPlace = false;
    this.#dropQueue();
    if (this.#socket !== 'closed')
      this.#output.close();
    this.#forgetSocket();
    this.#setState('ended');
  }

  #tryAgain(error, now) {
    const wait = this.#backoff.next(this.#output.random());
    this.#forgetSocket();
    this.error = error;
    this.#reconnectAt = now + (this.#retryMs ?? wait);
    this.#retryMs = null;
    this.lostAt ??= now;

    /* Told also where only the reason is new: who has never been in the room may
     * not want to wait for it.
     */
    if (this.state !== 'connecting')
      this.state = 'reconnecting';
    this.#output.stateChanged();
  }

  #dropSocket(why, now) {
    this.#output.close();
    this.#tryAgain(new CallError('unreachable', why), now);
  }

  /* The session */

  #sendPing(now) {
    this.#unacknowledged = 0;
    this.#pingAt = now + this.#pingInterval;
    this.#send(this.#lastSequence > 0 ? { t: 'ping', a: this.#lastSequence } : { t: 'ping' });
  }

  #flushQueue() {
    const queue = this.#queue;
    this.#dropQueue();
    for (const text of queue)
      this.#output.send(text);
  }

  /* One that was dropped is gone, and what it was about is said again by whoever said
   * it; a hundred in a row would cost us the connection.
   */
  #hold(retryMs, now) {
    this.#goOnAt = now + Math.min(Math.max(retryMs ?? 0, HOLD_MIN), HOLD_MAX);
  }

  #goOn(now) {
    for (const text of this.#queue.splice(0, PACE)) {
      this.#queuedLength -= text.length;
      this.#output.send(text);
    }
    this.#goOnAt = this.#queue.length > 0 ? now + HOLD_MIN : Infinity;
  }

  #sendJoin(replaces) {
    const join = { t: 'join', room: this.#room, kind: 'guest' };
    this.#send(replaces === null ? join : { ...join, replaces });
  }

  #restored() {
    this.lostAt = null;
    this.error = null;
    this.#backoff.reset();
  }

  #takeWelcome(event, now) {
    const old = this.#hasPlace ? this.#session : null;
    this.#socket = 'ready';
    this.#session = { sid: event.sid, key: event.key };
    this.#pingInterval = event.ping * 1000;

    if (event.resumed) {
      this.#restored();
      this.#flushQueue();
      /* If we were let in meanwhile, the replay says so. */
      this.#setState(this.#isMember ? 'joined' : 'waiting');
      this.#output.resumed();
    } else {
      this.#lastSequence = 0;
      this.#hasPlace = false;
      this.#dropQueue();
      this.#sendJoin(old);
    }
    /* Whoever heard of the new state may have left. */
    if (this.#socket === 'ready')
      this.#sendPing(now);
  }

  #takePlace(state) {
    this.#hasPlace = true;
    this.#isMember = state === 'joined';
    this.#restored();
    this.#setState(state);
  }

  #handleNumbered(event, now) {
    if (event.t === 'joined')
      this.#takePlace('joined');
    else if (event.t === 'notice' && event.me !== undefined)
      this.#takePlace('waiting');
    else if (event.t === 'notice' && event.retryMs !== null)
      this.#retryMs = event.retryMs;

    else if (event.t === 'error' && event.code === 'rate')
      this.#hold(event.retryMs, now);

    this.#output.event(event);
    const refusal = event.t === 'error' && event.re === 'join' ? makeError(REFUSALS, event.code) : null;
    if (refusal !== null)
      this.#end(refusal);
    else if (++this.#unacknowledged >= ACK_EVERY && this.#socket === 'ready')
      this.#sendPing(now);
  }

  /* One that was seen is dropped; one that is missing can only be had again by
   * coming back.
   */
  #handle(event, now) {
    if (event.t === 'welcome' && this.#socket === 'greeting') {
      this.#takeWelcome(event, now);
      return;
    }
    if (event.s === undefined || event.s <= this.#lastSequence)
      return;
    if (event.s !== this.#lastSequence + 1) {
      this.#dropSocket('The server left out a message', now);
      return;
    }
    this.#lastSequence = event.s;
    this.#handleNumbered(event, now);
  }
}
