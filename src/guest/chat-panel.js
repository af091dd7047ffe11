/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The conversation beside the pictures. */

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
    byId('show-chat').onclick = () => this.#show(byId('chat').hidden);
    byId('chat-form').onsubmit = event => {
      event.preventDefault();
      this.#say();
    };
    call.addEventListener('chat', ({ detail }) => this.#onChat(detail));
    this.#updateButton();
  }

  #show(isShown) {
    byId('chat').hidden = !isShown;
    this.#unread = 0;
    this.#updateButton();
    if (isShown)
      byId('chat-text').focus();
  }

  #updateButton() {
    byId('show-chat').textContent = this.#unread === 0 ? this.#text('chat') : `${this.#text('chat')} (${this.#unread})`;
    byId('show-chat').setAttribute('aria-expanded', String(!byId('chat').hidden));
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
    const item = document.createElement('li');
    const head = Object.assign(document.createElement('bdi'), { className: 'name', textContent: this.#nameOf(message.sender) });
    const body = Object.assign(document.createElement('p'), { dir: 'auto', textContent: message.shownText });
    const state = Object.assign(document.createElement('span'), { className: 'name' });
    item.append(head, body, state);
    this.#shown.set(message, state);
    byId('messages').append(item);
    item.scrollIntoView({ block: 'nearest' });
    this.#updateStates();
  }

  #updateStates() {
    for (const [message, state] of this.#shown)
      state.textContent = message.state === 'sending' || message.state === 'missed' ? this.#text(`chat-${message.state}`) : '';
  }
}
