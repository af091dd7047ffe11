/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Somebody in the call: whether it is really them (PROTOCOL.md section 12), and what
 * a host may do.
 */

import { openDialog } from './dialog.js';
import { EMOJI } from './verification.js';

const byId = id => document.getElementById(id);

/* What is said of a verification, by its state. */
const SENTENCES = { compare: 'verifyText', confirmed: 'verifyDone', failed: 'verifyCancelled' };

export class PersonDialog {
  #call;
  #text;
  #participant = null;

  /**
   * @param {import('./call.js').Call} call
   * @param {function(string, object=): string} text
   */
  constructor(call, text) {
    this.#call = call;
    this.#text = text;
    byId('verify-match').onclick = () => this.#participant?.confirm(true);
    byId('verify-differ').onclick = () => this.#participant?.confirm(false);
    byId('remove').onclick = () => {
      call.remove(this.#participant);
      this.close();
    };
  }

  /** @param {import('./participant.js').Participant} participant */
  show(participant) {
    this.#participant = participant;
    this.#update();
    openDialog(byId('person'), () => this.#participant = null);
  }

  /** Somebody has changed. */
  follow(participant) {
    if (participant === this.#participant)
      this.#update();
  }

  /** Somebody is gone. What shows somebody in between stays, to be read. */
  forget(participant) {
    if (participant === this.#participant && !this.#isAlarm)
      this.close();
  }

  close() {
    byId('person').close();
  }

  get #isAlarm() {
    const { verification, error } = this.#participant;
    return (verification?.error ?? error)?.code === 'security';
  }

  #update() {
    const { name, verification } = this.#participant;
    const names = { name: name || this.#text('somebody') };
    const state = verification?.state;
    byId('person-title').textContent = this.#text('verifyTitle', names);
    byId('person-text').textContent = this.#text(this.#isAlarm ? 'verifyFailed' : SENTENCES[state] ?? 'verifyWait', names);
    byId('person-text').classList.toggle('alarm', this.#isAlarm);
    byId('person-peer').textContent = verification?.isPeerConfirmed ? this.#text('verifyPeer', names) : '';
    byId('verify-actions').hidden = state !== 'compare';
    byId('remove').hidden = !this.#call.isHost;
    this.#showEmoji(verification?.emoji ?? []);
  }

  /* Drawn anew only where they are others: a screen reader may be in them. */
  #showEmoji(places) {
    const names = this.#text('emojiNames').split(',');
    if (byId('emoji').dataset.places === places.join())
      return;
    byId('emoji').dataset.places = places.join();
    byId('emoji').replaceChildren(...places.map(place => {
      const item = document.createElement('li');
      const picture = Object.assign(document.createElement('span'), { textContent: EMOJI[place] });
      picture.setAttribute('aria-hidden', 'true');
      item.append(picture, names[place]);
      return item;
    }));
  }
}
