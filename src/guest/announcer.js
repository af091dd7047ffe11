/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What happens in the call, for who does not see it: each thing once, and no state
 * that was there before.
 */

const byId = id => document.getElementById(id);

export class Announcer {
  #text;
  #known = new Map(); /* Participant -> what was said of it */

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
    const region = byId('announcement');
    const sentence = `${name || this.#text('somebody')} ${this.#text(key)}`;
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

  /** Somebody is gone. */
  forget(participant, key) {
    if (this.#known.delete(participant))
      this.say(participant.name, key);
  }
}
