/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Those who wait in front of a locked room, for the host. */

const byId = id => document.getElementById(id);

export class Door {
  #call;
  #text;
  #rows = new Map(); /* id -> its row */

  /**
   * @param {import('./call.js').Call} call
   * @param {function(string): string} text
   */
  constructor(call, text) {
    this.#call = call;
    this.#text = text;
    byId('door').replaceChildren();
    byId('lock').onclick = () => call.setLocked(!call.isLocked);
    byId('end').onclick = () => call.end();
    call.addEventListener('knock', ({ detail }) => this.#onKnock(detail));
    call.addEventListener('room', () => this.#update());
    this.#update();
  }

  #update() {
    byId('lock').hidden = !this.#call.isHost;
    byId('end').hidden = !this.#call.isHost;
    byId('lock').textContent = this.#text(this.#call.isLocked ? 'unlock' : 'lock');
    if (!this.#call.isHost)
      [...this.#rows.keys()].forEach(who => this.#forget(who));
  }

  #forget(who) {
    this.#rows.get(who)?.remove();
    this.#rows.delete(who);
  }

  /* The name comes sealed, and so a moment after the knock. */
  #onKnock({ who, name, gone }) {
    if (gone) {
      this.#forget(who);
      return;
    }
    if (!this.#rows.has(who))
      this.#rows.set(who, this.#addRow(who));
    if (name !== null)
      this.#rows.get(who).querySelector('bdi').textContent = name || this.#text('somebody');
  }

  #addRow(who) {
    const row = Object.assign(document.createElement('li'), { className: 'row' });
    const sentence = Object.assign(document.createElement('p'), { className: 'labels' });
    const name = Object.assign(document.createElement('bdi'), { textContent: this.#text('somebody') });
    sentence.append(name, ` ${this.#text('wantsIn')}`);
    row.append(sentence, this.#makeButton(who, 'letIn', true), this.#makeButton(who, 'refuse', false));
    byId('door').append(row);
    return row;
  }

  #makeButton(who, key, admit) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: this.#text(key) });
    button.onclick = () => {
      this.#call.answerKnock(who, admit);
      this.#forget(who);
    };
    return button;
  }
}
