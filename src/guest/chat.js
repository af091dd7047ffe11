/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The conversation of a call, as src/call/sight-chat.c: what is said arrives at
 * everyone once and in order, however often connections break; over the data channel
 * where there is one, else through the server. Time is passed in.
 */

import { ChatLine } from './chat-line.js';
import { ChatMessage } from './chat-message.js';

/* Without an acknowledgement for so long what is on its way is said again. */
const RETRY_FIRST = 4000; /* ms, as all times here */
const RETRY_LAST = 32000;
/* The server takes so many messages at once, of all that we say to it. */
const SERVER_BURST = 40;
const SERVER_INTERVAL = 100;
/* What is kept of the conversation. */
const MESSAGES_MAX = 5000;

class Peer {
  line = new ChatLine();
  up = { channel: false, server: false };
  retryAt = Infinity; /* while something is on its way */
  retryAfter = RETRY_FIRST;

  /** How something can be said now, or null. */
  get path() {
    return this.up.channel ? 'channel' : this.up.server ? 'server' : null;
  }

  rewind() {
    this.line.rewind();
    this.retryAt = Infinity;
  }
}

export class Chat {
  /** @type {ChatMessage[]} in the order in which they came */
  messages = [];

  #send;
  #onChange;
  #peers = new Map();
  /* What may still be said through the server just now */
  #tokens = SERVER_BURST;
  #tokenAt = 0;
  #isHeld = false; /* something waits for a token */

  /**
   * @param {function(string, string, object): void} send says a chat message or its
   *   acknowledgement to a member on a path; it may be lost; it is said again then
   * @param {function(?ChatMessage): void} onChange a new message, or null for a new
   *   state of an old one
   */
  constructor(send, onChange) {
    this.#send = send;
    this.#onChange = onChange;
  }

  get deadline() {
    const held = this.#isHeld ? this.#tokenAt : Infinity;
    return Math.min(held, ...Array.from(this.#peers.values(), peer => peer.retryAt));
  }

  /* Who is there */

  addPeer(id) {
    if (!this.#peers.has(id))
      this.#peers.set(id, new Peer());
  }

  /** What it has not acknowledged is missed. */
  removePeer(id) {
    const peer = this.#peers.get(id);
    this.#peers.delete(id);
    peer?.line.end();
    this.#onChange(null);
  }

  /** The same person goes on under another id. */
  replacePeer(id, replacement) {
    const peer = this.#peers.get(id);
    if (peer === undefined || id === replacement)
      return;
    this.#peers.delete(id);
    this.removePeer(replacement);
    peer.rewind();
    peer.up = { channel: false, server: false };
    this.#peers.set(replacement, peer);
  }

  /**
   * A new way to somebody: a channel of a new generation, or a new connection to the
   * server. What was on its way may be lost, and is said again; where the channel is
   * up, it says nothing that the server has come back.
   *
   * @param {'channel'|'server'} path
   */
  pathUp(id, path, now) {
    const peer = this.#peers.get(id);
    if (peer === undefined)
      return;
    peer.up[path] = true;
    peer.retryAfter = RETRY_FIRST;
    this.#sayAgain(id, peer, path, now);
  }

  pathDown(id, path, now) {
    const peer = this.#peers.get(id);
    if (peer === undefined || !peer.up[path])
      return;
    peer.up[path] = false;
    this.#sayAgain(id, peer, path, now);
  }

  /* What goes out */

  /**
   * Says something to everyone who is there.
   *
   * @param {number} at Unix ms, to be shown
   * @returns {'said'|'length'|'nobody'|'full'}
   */
  say(text, at, now) {
    if (this.#peers.size === 0)
      return 'nobody';
    const message = ChatMessage.own(text, at);
    if (message === null)
      return 'length';
    message.expect(this.#peers.size);
    const heard = Array.from(this.#peers.values(), peer => peer.line.say(message));
    if (!heard.includes(true))
      return 'full';
    heard.filter(taken => !taken).forEach(() => message.missed());
    this.#append(message);
    this.#pumpAll(now);
    return 'said';
  }

  #append(message) {
    this.messages.push(message);
    if (this.messages.length > MESSAGES_MAX)
      this.messages.shift();
    this.#onChange(message);
  }

  #takeToken(now) {
    if (this.#tokens === SERVER_BURST)
      this.#tokenAt = now + SERVER_INTERVAL;
    for (; this.#tokens < SERVER_BURST && now >= this.#tokenAt; this.#tokenAt += SERVER_INTERVAL)
      this.#tokens++;
    if (this.#tokens === 0) {
      this.#isHeld = true;
      return false;
    }
    this.#tokens--;
    return true;
  }

  #pump(id, peer, now) {
    const path = peer.path;
    if (path === null)
      return;
    while (peer.line.hasNext && (path === 'channel' || this.#takeToken(now)))
      this.#send(id, path, peer.line.next());
    if (!peer.line.isOnWay)
      peer.retryAt = Infinity;
    else if (peer.retryAt === Infinity)
      peer.retryAt = now + peer.retryAfter;
  }

  #pumpAll(now) {
    this.#isHeld = false;
    for (const [id, peer] of this.#peers)
      this.#pump(id, peer, now);
  }

  #sayAgain(id, peer, path, now) {
    if (path === 'server' && peer.up.channel)
      return;
    peer.rewind();
    this.#pump(id, peer, now);
  }

  /* What comes in */

  /** @param {object} message `chat` or `chat-ack` */
  received(id, path, message, now) {
    const peer = this.#peers.get(id);
    if (peer === undefined)
      return;
    if (message.k === 'chat-ack') {
      this.#acknowledged(id, peer, message.cid, now);
      return;
    }
    const news = peer.line.hear(message);
    if (news === 'gap')
      return;
    this.#send(id, path, { k: 'chat-ack', cid: message.cid });
    if (news === 'new')
      this.#append(new ChatMessage(id, message));
  }

  #acknowledged(id, peer, cid, now) {
    if (!peer.line.acknowledged(cid))
      return;
    peer.retryAfter = RETRY_FIRST;
    peer.retryAt = Infinity;
    this.#pump(id, peer, now);
    this.#onChange(null);
  }

  tick(now) {
    for (const peer of this.#peers.values()) {
      if (now < peer.retryAt)
        continue;
      peer.retryAfter = Math.min(2 * peer.retryAfter, RETRY_LAST);
      peer.rewind();
    }
    this.#pumpAll(now);
  }
}
