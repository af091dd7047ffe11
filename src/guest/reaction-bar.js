/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The reactions that one may show, over their button. */

import { REACTIONS } from './reactions.js';

const byId = id => document.getElementById(id);

export class ReactionBar {
  /**
   * @param {function(string): void} onChoose takes the word
   * @param {string[]} names of the reactions, in their order
   * @param {AbortSignal} signal when the call is over
   */
  constructor(onChoose, names, signal) {
    byId('reactions').replaceChildren(...Array.from(REACTIONS, ([word, emoji], i) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', id: `react-${word}`, textContent: emoji, title: names[i] });
      button.setAttribute('aria-label', names[i]);
      button.onclick = () => {
        this.#show(false);
        byId('react').focus();
        onChoose(word);
      };
      return button;
    }));
    this.#show(false);
    byId('react').onclick = () => this.#toggle();
    byId('reactions').onkeydown = event => this.#onKey(event);
    document.addEventListener('pointerdown', ({ target }) => !target.closest('#reactions, #react') && this.#show(false), { signal });
    /* Who goes on with the keyboard does not leave it open behind. */
    byId('reactions').onfocusout = ({ relatedTarget }) => {
      if (relatedTarget !== null && !relatedTarget.closest('#reactions, #react'))
        this.#show(false);
    };
  }

  #toggle() {
    this.#show(byId('reactions').hidden);
    if (!byId('reactions').hidden)
      byId('reactions').firstElementChild.focus();
  }

  #show(isShown) {
    byId('reactions').hidden = !isShown;
    byId('react').setAttribute('aria-expanded', String(isShown));
  }

  #onKey({ key, target }) {
    if (key === 'Escape') {
      this.#show(false);
      byId('react').focus();
    } else if (key === 'ArrowRight') {
      target.nextElementSibling?.focus();
    } else if (key === 'ArrowLeft') {
      target.previousElementSibling?.focus();
    }
  }
}
