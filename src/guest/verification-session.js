/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The verification of one generation of a pair's connection, PROTOCOL.md section 12:
 * commit, nonce, reveal, and then two people who compare. Nothing here makes anyone
 * verified but confirm().
 */

import { CallError } from './call-error.js';
import { toHex } from './seal.js';
import { commitTo, deriveVerification, makeRandom, opensCommit, toEmojiIndexes } from './verification.js';

const WHYS = {
  cancelled: 'The verification was cancelled',
  different: 'The emoji are different: somebody may be listening in between. The connection was ended',
  commit: 'The other side did not keep to what it had committed to: somebody may be listening in between',
  order: 'The order of the verification was broken: somebody may be listening in between',
};

const fromHex = hex => Uint8Array.from(hex.match(/../g), byte => parseInt(byte, 16));

export class VerificationSession {
  /** verifying, compare (the people may), confirmed (our person did) or failed */
  state = 'verifying';
  /** Seven places in EMOJI, while there is something to compare. */
  emoji = null;
  /** The one at the other side found them equal: to be shown, and no more. */
  isPeerConfirmed = false;
  /** Of the code `security`: to be said loudly. */
  error = null;

  #output;
  #facts;
  #random = makeRandom();
  #due = null; /* from the other side */
  #commit = null; /* of the initiator */
  #steps = Promise.resolve(); /* hashes take the browser a moment: one message after the other */

  /**
   * @param {{say: function(object): void, changed: function(): void}} output
   * @param {object} facts
   * @param {string} facts.roomId
   * @param {{id: string, fingerprint: string}} facts.own the fingerprint in hex
   * @param {{id: string, fingerprint: string}} facts.peer
   * @param {number} facts.generation
   * @param {boolean} facts.isInitiator who offers
   */
  constructor(output, facts) {
    this.#output = output;
    this.#facts = facts;
  }

  /** The channel is up, and the certificates were compared. */
  start() {
    this.#step(async () => {
      this.#due = this.#facts.isInitiator ? 'sas-nonce' : 'sas-commit';
      if (this.#facts.isInitiator)
        this.#output.say({ k: 'sas-commit', commit: toHex(await commitTo(this.#random)) });
    });
  }

  /** @param {object} message one of sas-... */
  received(message) {
    this.#step(() => this.#take(message));
  }

  /** @param {boolean} isEqual what the person says of the emoji */
  confirm(isEqual) {
    /* It may have failed while the person was looking. */
    if (this.state !== 'compare')
      return;
    if (!isEqual) {
      this.#fail('different', true);
      return;
    }
    this.#output.say({ k: 'sas-done' });
    this.#setState('confirmed');
  }

  #step(step) {
    this.#steps = this.#steps.then(step).catch(error => console.error(error));
  }

  #setState(state) {
    this.state = state;
    this.#output.changed();
  }

  async #take(message) {
    if (this.state === 'failed')
      return;
    const { k } = message;
    if (k === 'sas-abort') {
      this.#fail(message.why, false);
    } else if (k === 'sas-done' && this.emoji !== null && !this.isPeerConfirmed) {
      this.isPeerConfirmed = true;
      this.#output.changed();
    } else if (k !== this.#due) {
      this.#fail('order', true);
    } else if (k === 'sas-commit') {
      this.#commit = fromHex(message.commit);
      this.#due = 'sas-reveal';
      this.#output.say({ k: 'sas-nonce', r: toHex(this.#random) });
    } else {
      await this.#takeRandom(k, fromHex(message.r));
    }
  }

  async #takeRandom(k, random) {
    this.#due = null;
    if (k === 'sas-nonce')
      this.#output.say({ k: 'sas-reveal', r: toHex(this.#random) });
    else if (!await opensCommit(this.#commit, random)) {
      this.#fail('commit', true);
      return;
    }
    const { own, peer, isInitiator, roomId, generation } = this.#facts;
    const sides = [{ ...own, random: this.#random }, { ...peer, random }].map(side => ({ ...side, fingerprint: fromHex(side.fingerprint) }));
    const [initiator, responder] = isInitiator ? sides : sides.reverse();
    this.emoji = toEmojiIndexes(await deriveVerification(initiator, responder, roomId, generation));
    this.#setState('compare');
  }

  /* A failure stays one: what comes after it changes nothing. */
  #fail(why, isOurs) {
    if (isOurs)
      this.#output.say({ k: 'sas-abort', why });
    this.emoji = null;
    this.#due = null;
    this.error = new CallError(why === 'cancelled' ? 'cancelled' : 'security', WHYS[why]);
    this.#setState('failed');
  }
}
