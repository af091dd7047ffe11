/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The conversation beside the pictures. */

import { setSwitch } from './switch.js';

const NARROW = matchMedia('(max-width: 48rem)'); /* as in call.css */

const byId = id => document.getElementById(id);

export class ChatPanel {
  #call;
  #text;
  #nameOf;
  #unread = 0;
  #shown = new Map(); /* ChatMessage -> its element */

  /**
   * @param {import('./call.js').Call} call
   * @param {function(string): string} text
   * @param {function(?string): string} nameOf who a member is, null for us
   */
  constructor(call, text, nameOf) {
    this.#call = call;
    this.#text = text;
    this.#nameOf = nameOf;
    byId('messages').replaceChildren();
    byId('chat-problem').textContent = '';
    byId('chat').hidden = true;
    byId('chat-empty').hidden = false;
    byId('show-chat').onclick = () => this.#show(byId('chat').hidden);
    byId('hide-chat').onclick = () => this.#show(false);
    byId('chat').onkeydown = ({ key }) => {
      if (key === 'Escape')
        this.#show(false);
    };
    byId('chat-form').onsubmit = event => {
      event.preventDefault();
      this.#say();
    };
    NARROW.onchange = () => this.#coverRest();
    call.addEventListener('chat', ({ detail }) => this.#onChat(detail));
    this.#updateButton();
  }

  /** Shows it to who does not look for it: the focus stays where it is. */
  reveal() {
    byId('chat').hidden = false;
    this.#unread = 0;
    this.#updateButton();
    this.#scroll();
  }

  /** Something is in it that is not a message: where there is room for both, it is shown at once. */
  notice() {
    if (!byId('chat').hidden)
      return;
    if (!NARROW.matches) {
      this.reveal();
      return;
    }
    this.#unread++;
    this.#updateButton();
  }

  /** @param {HTMLLIElement} item below what is there */
  add(item) {
    byId('messages').append(item);
    byId('chat-empty').hidden = true;
    this.#scroll();
  }

  #show(isShown) {
    byId('chat').hidden = !isShown;
    this.#unread = 0;
    this.#updateButton();
    byId(isShown ? 'chat-text' : 'show-chat').focus();
    this.#scroll();
  }

  #scroll() {
    byId('conversation').scrollTop = byId('conversation').scrollHeight;
  }

  #updateButton() {
    const isShown = !byId('chat').hidden;
    setSwitch('show-chat', this.#unread === 0 ? this.#text('chat') : `${this.#text('chat')} (${this.#unread})`, true);
    byId('show-chat').dataset.unread = this.#unread || '';
    byId('show-chat').classList.toggle('active', isShown);
    byId('show-chat').setAttribute('aria-expanded', String(isShown));
    this.#coverRest();
  }

  /* A sheet covers what is behind it from the keyboard too. */
  #coverRest() {
    for (const id of ['stage', 'controls'])
      byId(id).inert = NARROW.matches && !byId('chat').hidden;
  }

  #say() {
    const input = byId('chat-text');
    if (input.value.trim() === '')
      return;
    const answer = this.#call.sayChat(input.value);
    byId('chat-problem').textContent = answer === 'said' ? '' : this.#text(`chat-${answer}`);
    if (answer === 'said')
      input.value = '';
  }

  #onChat(message) {
    if (message === null) {
      this.#updateStates();
      return;
    }
    this.#append(message);
    if (message.sender !== null && byId('chat').hidden)
      this.#unread++;
    this.#updateButton();
  }

  /* Text and nothing but text: a link is not followed, a tag is not one. */
  #append(message) {
    const item = Object.assign(document.createElement('li'), { className: message.sender === null ? 'own' : '' });
    const head = Object.assign(document.createElement('bdi'), { className: 'name', textContent: this.#nameOf(message.sender) });
    const body = Object.assign(document.createElement('p'), { dir: 'auto', textContent: message.shownText });
    const state = Object.assign(document.createElement('span'), { className: 'name' });
    item.append(head, body, state);
    this.#shown.set(message, state);
    this.add(item);
    this.#updateStates();
  }

  #updateStates() {
    for (const [message, state] of this.#shown)
      state.textContent = message.state === 'sending' || message.state === 'missed' ? this.#text(`chat-${message.state}`) : '';
  }
}
