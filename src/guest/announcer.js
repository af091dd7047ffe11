/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What happens in the call, for who does not see it: each thing once, and no state
 * that was there before.
 */

const REACTION_PAUSE = 3000; /* ms */

const byId = id => document.getElementById(id);

export class Announcer {
  #text;
  #known = new Map(); /* Participant -> what was said of it */
  #reactions = new WeakMap(); /* Participant -> when one was said last */

  /** @param {function(string): string} text */
  constructor(text) {
    this.#text = text;
    byId('announcement').textContent = '';
  }

  /**
   * @param {?string} name
   * @param {string} key of what happened
   */
  say(name, key) {
    this.tell(`${name || this.#text('somebody')} ${this.#text(key)}`);
  }

  /** @param {string} sentence */
  tell(sentence) {
    const region = byId('announcement');
    /* The same once more is news only where it is written in another way. */
    region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }

  /** Somebody has changed. */
  follow(participant) {
    const { name, state, sends } = participant;
    if (name === null)
      return;
    const now = { isLive: state === 'live', hand: sends.hand, screen: sends.screen };
    const before = this.#known.get(participant) ?? null;
    this.#known.set(participant, now);
    if (before === null)
      this.say(name, 'joined');
    else if (before.isLive && !now.isLive && state !== 'closed')
      this.say(name, state === 'failed' ? 'lost' : 'stalled');
    else if (now.screen && !before.screen)
      this.say(name, 'sharing');
    else if (now.hand && !before.hand)
      this.say(name, 'raising');
  }

  /**
   * Somebody shows a reaction: however many, it is said only now and then.
   *
   * @param {?Participant} participant null for ourselves
   * @param {string} reaction its name
   */
  react(participant, reaction) {
    const now = performance.now();
    if (participant === null)
      this.tell(this.#text('reactOwn', { reaction }));
    else if (now - (this.#reactions.get(participant) ?? -Infinity) >= REACTION_PAUSE) {
      this.#reactions.set(participant, now);
      this.tell(this.#text('reactPeer', { reaction, name: participant.name || this.#text('somebody') }));
    }
  }

  /** Somebody is gone. */
  forget(participant, key) {
    if (this.#known.delete(participant))
      this.say(participant.name, key);
  }
}
