/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Two members and the peer connections between them: src/call/CALL-STATES.md as a
 * pure state machine, the same as src/call/sight-pair-machine.c. What the other
 * says, what the connections report and the time go in; what is to be said and done
 * with connections comes out.
 */

import { CallError } from './call-error.js';
import { answersOffer } from './description.js';

const STALLED_AFTER = 4000; /* ms, as all times here */
const DEAD_AFTER = 8000;
const MAKING_TIMEOUT = 20000;
const ASK_AGAIN_AFTER = 8000;
const BEGINNINGS_APART = 2000;
const RETRY_FIRST = 1000;
const RETRY_DOUBLINGS = 3; /* 1, 2, 4, 8, 8 ... s */
const FIRST_TRIES = 3;
/* Offers of new generations that are taken at once, however fast they come: as many as
 * wait for a session that was away. Each more costs BEGINNINGS_APART.
 */
const OFFERS_AT_ONCE = 8;
const NEGOTIATION = 1; /* each generation negotiates once */

/**
 * @typedef {object} PairOutput none of it may call back into the machine
 * @property {function(number, boolean, boolean): void} make a new connection: its
 *   generation, whether we offer, and whether over a relay alone. An offerer's
 *   reports its description by itself, an answerer's after setRemote
 * @property {function(number, object): void} setRemote
 * @property {function(number, object[], boolean): void} addCandidates
 * @property {function(number): void} promote it plays from now on
 * @property {function(number): void} drop
 * @property {function(object): void} send a message, without what proves it fresh
 * @property {function(): void} stateChanged
 */

export class PairMachine {
  /** idle, introduced, negotiating, connecting, verifying, live, stalled, failed, closed */
  state = 'idle';
  /** Why it failed, a CallError. */
  error = null;
  /** Of the connection that plays, or 0. */
  playing = 0;

  #output;
  #offers;
  #hasOffered = false;
  #isIntroduced = false;
  #isLost = false; /* to the server */
  #newest = 0; /* the largest generation that there ever was */
  #next = null; /* in the making: {generation, isOurs (to offer), stage: made, offered, connecting or verifying, description, giveUpAt} */
  #answered = null; /* what we said of the newest, as answerer: {generation, description} */
  #heardAt = 0;
  #beganAt = -Infinity;
  #beginAt = Infinity; /* as offerer: the next generation; as answerer: need */
  #needWhy = 'failed'; /* what to say then */
  #needOpen = false; /* said, and no offer came */
  #failures = 0; /* in a row */
  #offersUntil = -Infinity; /* what the offers that were taken have used up */

  /**
   * @param {PairOutput} output
   * @param {boolean} offers whether our order in the room is the larger one
   */
  constructor(output, offers) {
    this.#output = output;
    this.#offers = offers;
  }

  /** The server has lost it, and it was not found again. */
  get isLost() {
    return this.#isLost && !this.#isOver;
  }

  get offers() {
    return this.#offers;
  }

  /** Whether the offer of the connection that plays was ours. */
  get hasOffered() {
    return this.#hasOffered;
  }

  get deadline() {
    return this.#isOver ? Infinity : Math.min(this.#next?.giveUpAt ?? Infinity, this.#beginAt, this.#silenceDeadline);
  }

  /* What the other says, opened and found fresh. Kinds that are not about the
   * connection are none of this machine's business.
   */

  receive(message, now) {
    if (this.#isOver)
      return;
    switch (message.k) {
      case 'intro':
        this.#takeIntro(now);
        break;
      case 'offer':
        this.#takeOffer(message, now);
        break;
      case 'answer':
        this.#takeAnswer(message);
        break;
      case 'candidates':
        if (this.#isKnown(message.g))
          this.#output.addCandidates(message.g, message.c, message.end);
        break;
      case 'need':
        if (this.#offers && this.#newest > 0 && message.g >= this.#newest)
          this.#begin(message.why, now, now);
        break;
      case 'close':
        this.#takeClose(message.why);
        break;
    }
  }

  #takeIntro(now) {
    if (this.#isIntroduced)
      return;
    this.#isIntroduced = true;
    if (this.state !== 'idle')
      return;
    this.#setState('introduced');
    if (this.#offers)
      this.#beginNow(now);
  }

  #takeOffer({ g, d }, now) {
    if (this.#offers || g < this.#newest)
      return;
    if (g === this.#newest) {
      if (this.#answered?.generation === g)
        this.#sendSession('answer', g, this.#answered.description);
      return;
    }
    if (!this.#mayTakeOffer(now))
      return;
    this.#needOpen = false;
    this.#make(g, false, now);
    this.#showStage('negotiating');
    this.#output.setRemote(g, d);
  }

  /* Every new generation is a connection to be made: who offers faster than an offerer
   * begins does not make us do it.
   */
  #mayTakeOffer(now) {
    const until = Math.max(this.#offersUntil, now) + BEGINNINGS_APART;
    if (until > now + OFFERS_AT_ONCE * BEGINNINGS_APART)
      return false;
    this.#offersUntil = until;
    return true;
  }

  #takeAnswer({ g, m, d }) {
    const next = this.#next;
    if (next?.stage !== 'offered' || g !== next.generation || m !== NEGOTIATION || !answersOffer(d, next.description))
      return;
    next.stage = 'connecting';
    this.#showStage('connecting');
    this.#output.setRemote(g, d);
  }

  #takeClose(why) {
    if (why === 'security')
      this.#end('failed', new CallError('security', 'The other side found that someone stands between you, and ended the connection'));
    else if (why === 'failed')
      this.#end('failed', new CallError('no-path', 'The other side found no way to you'));
    else
      this.#end('closed', null);
  }

  /* What the server says of the other */

  /** @param {'left'|'lost'|'removed'|'replaced'} why */
  removed(why) {
    if (this.#isOver)
      return;
    this.#isLost = true;
    if (why === 'left' || why === 'removed' || this.state !== 'live')
      this.#end('closed', null);
  }

  /**
   * It is there again, one of us under another id, which may have changed who of us is
   * the later one. Either may have forgotten the pair; so that both agree on who makes
   * the next offer, that goes by what the server says now.
   *
   * @param {boolean} offers as in the constructor
   */
  found(offers) {
    this.#isLost = false;
    this.#offers = offers;
    if (!offers || !this.#needOpen)
      return;
    /* What was asked of the other is ours to do now. */
    this.#needOpen = false;
    this.#beginAt = this.#beganAt;
  }

  signalingBack() {
    if (this.#isOver)
      return;
    if (this.#next?.stage === 'offered')
      this.#sendSession('offer', this.#next.generation, this.#next.description);
    else if (this.#needOpen)
      this.#sendNeed(this.#needWhy);
  }

  /* What a connection reports. Of a generation that was dropped: nothing. */

  localDescription(generation, description) {
    const next = this.#next;
    if (generation !== next?.generation || next.stage !== 'made')
      return;
    if (next.isOurs) {
      next.stage = 'offered';
      next.description = description;
      this.#sendSession('offer', generation, description);
      return;
    }
    next.stage = 'connecting';
    this.#answered = { generation, description };
    this.#showStage('connecting');
    this.#sendSession('answer', generation, description);
  }

  localCandidates(generation, candidates, end) {
    if (this.#isKnown(generation))
      this.#output.send({ k: 'candidates', g: generation, c: candidates, ...end ? { end } : {} });
  }

  connected(generation) {
    if (generation !== this.#next?.generation || this.#next.stage !== 'connecting')
      return;
    this.#next.stage = 'verifying';
    this.#showStage('verifying');
  }

  verified(generation, now) {
    const old = this.playing;
    if (generation !== this.#next?.generation)
      return;
    this.#hasOffered = this.#next.isOurs;
    this.#next = null;
    this.playing = generation;
    this.#heardAt = now;
    this.#failures = 0;
    this.#beginAt = Infinity;
    this.#output.promote(generation);
    if (old !== 0)
      this.#output.drop(old);
    this.#setState('live');
  }

  /** @param {boolean} isSecurity the certificate was not the one that came sealed */
  failed(generation, isSecurity, now) {
    if (!this.#isKnown(generation))
      return;
    if (isSecurity) {
      this.#sendClose('security');
      this.#end('failed', new CallError('security', 'The connection does not lead to the person it should: someone stands between you. ' +
        'Nothing was sent or shown'));
    } else if (generation === this.playing) {
      this.#playingFailed(now);
    } else {
      this.#nextFailed(now);
    }
  }

  /** The verification shows that somebody may be in between; the error says how. */
  insecure(error) {
    if (this.#isOver)
      return;
    this.#sendClose('security');
    this.#end('failed', error);
  }

  /** A sign of life: a beat, a packet. */
  heard(generation, now) {
    if (generation === 0 || generation !== this.playing)
      return;
    this.#heardAt = now;
    if (this.state === 'stalled') {
      this.#setState('live');
      /* Unless it is under way already, nothing has to be healed any more; but what
       * was still on its way to us says nothing of a network that we came to.
       */
      if (this.#needWhy === 'network')
        return;
      this.#beginAt = Infinity;
      this.#needOpen = false;
    }
  }

  /* What happens on our side */

  networkChanged(now) {
    if (!this.#isOver && this.#newest > 0)
      this.#begin('network', now, now);
  }

  hangUp() {
    if (this.#isOver)
      return;
    this.#sendClose('left');
    this.#end('closed', null);
  }

  tick(now) {
    if (!this.#isOver && this.#next !== null && now >= this.#next.giveUpAt)
      this.#nextFailed(now);
    if (!this.#isOver && now >= this.#beginAt)
      this.#beginNow(now);
    if (!this.#isOver)
      this.#checkSilence(now);
  }

  /* States */

  get #isOver() {
    return this.state === 'failed' || this.state === 'closed';
  }

  #isKnown(generation) {
    return generation !== 0 && (generation === this.playing || generation === this.#next?.generation);
  }

  #setState(state) {
    if (this.state === state)
      return;
    this.state = state;
    this.#output.stateChanged();
  }

  /* While something plays, or did, what is made beside it is nobody's business. */
  #showStage(state) {
    if (this.playing === 0 && this.state !== 'stalled')
      this.#setState(state);
  }

  #dropNext() {
    const next = this.#next;
    this.#next = null;
    if (next !== null)
      this.#output.drop(next.generation);
  }

  #dropPlaying() {
    const generation = this.playing;
    this.playing = 0;
    if (generation !== 0)
      this.#output.drop(generation);
  }

  #end(state, error) {
    this.#dropNext();
    this.#dropPlaying();
    this.#beginAt = Infinity;
    this.error = error;
    this.#setState(state);
  }

  /* What we say */

  #sendSession(k, generation, description) {
    this.#output.send({ k, g: generation, m: NEGOTIATION, d: description });
  }

  #sendNeed(why) {
    this.#needWhy = why;
    this.#needOpen = true;
    this.#output.send({ k: 'need', g: Math.max(this.#newest, 1), why });
  }

  #sendClose(why) {
    this.#output.send({ k: 'close', g: Math.max(this.#newest, 1), why });
  }

  /* Generations */

  #make(generation, relayOnly, now) {
    this.#dropNext();
    this.#newest = generation;
    this.#next = { generation, isOurs: this.#offers, stage: 'made', description: null, giveUpAt: now + MAKING_TIMEOUT };
    this.#beganAt = now;
    this.#beginAt = Infinity;
    this.#output.make(generation, this.#offers, relayOnly);
  }

  /* Every second try goes over the relay alone, in case a path looks open and is
   * not. An answerer can only ask, and asks until there is an offer.
   */
  #beginNow(now) {
    if (!this.#offers) {
      this.#beganAt = now;
      this.#beginAt = now + ASK_AGAIN_AFTER;
      this.#sendNeed(this.#needWhy);
      return;
    }
    this.#make(this.#newest + 1, this.#failures % 2 === 1, now);
    this.#showStage('negotiating');
  }

  #begin(why, at, now) {
    this.#needWhy = why;
    this.#beginAt = Math.min(this.#beginAt, Math.max(at, this.#beganAt + BEGINNINGS_APART));
    if (this.#beginAt <= now)
      this.#beginNow(now);
  }

  get #isFirst() {
    return this.playing === 0 && this.state !== 'stalled';
  }

  #nextFailed(now) {
    this.#dropNext();
    this.#failures++;
    if (this.#isFirst && this.#failures >= FIRST_TRIES) {
      this.#sendClose('failed');
      this.#end('failed', new CallError('no-path', 'No way was found from one network to the other; a TURN server would be one'));
      return;
    }
    const doublings = this.#isFirst ? 0 : Math.min(this.#failures - 1, RETRY_DOUBLINGS);
    this.#begin('failed', now + RETRY_FIRST * 2 ** doublings, now);
  }

  #playingFailed(now) {
    this.#dropPlaying();
    if (this.#isLost) {
      this.#end('closed', null);
      return;
    }
    this.#setState('stalled');
    if (this.#next === null)
      this.#begin('failed', now, now);
  }

  /* Silence */

  get #silenceDeadline() {
    if (this.playing === 0)
      return Infinity;
    if (this.state !== 'stalled')
      return this.#heardAt + STALLED_AFTER;
    const isHealing = this.#next !== null || this.#beginAt !== Infinity;
    return isHealing ? Infinity : this.#heardAt + DEAD_AFTER;
  }

  #checkSilence(now) {
    if (now < this.#silenceDeadline)
      return;
    if (this.state === 'stalled')
      this.#begin('stalled', now, now);
    else if (this.#isLost)
      this.#end('closed', null);
    else
      this.#setState('stalled');
  }
}
