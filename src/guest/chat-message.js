/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One line of the conversation, said by somebody or by us. */

import { CHANNEL_MESSAGE_MAX } from './control-message.js';
import { byteLength } from './fields.js';
import { makeId } from './sealed-line.js';
import { isChatText } from './shared-message.js';

/* Line breaks and tabs stay. */
const CONTROLS = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
const UNSENDABLE = /\p{Cs}|\0/gu;

export class ChatMessage {
  #receivers = 0;
  #missed = false;

  /**
   * @param {?string} sender the member who said it, null where we did
   * @param {{cid: string, text: string, at: number}} fields
   */
  constructor(sender, { cid, text, at }) {
    this.sender = sender;
    this.cid = cid;
    this.text = text;
    this.at = at; /* by the clock of who said it, Unix ms */
  }

  /** @returns {?ChatMessage} null where it is empty or too long for one message */
  static own(text, at) {
    const fields = { cid: makeId(), text: text.replace(UNSENDABLE, ''), at };
    /* As long as it can get; then it fits whatever goes before it. */
    const longest = JSON.stringify({ k: 'chat', after: fields.cid, ...fields });
    return isChatText(fields.text) && byteLength(longest) <= CHANNEL_MESSAGE_MAX ? new ChatMessage(null, fields) : null;
  }

  /** As it may be shown. */
  get shownText() {
    return this.text.replace(CONTROLS, '');
  }

  /** received, sending (somebody has not acknowledged it yet), delivered or missed */
  get state() {
    if (this.sender !== null)
      return 'received';
    return this.#receivers > 0 ? 'sending' : this.#missed ? 'missed' : 'delivered';
  }

  /* For the chat: for how many it is on its way, and how one of them ended. */

  expect(receivers) {
    this.#receivers = receivers;
  }

  arrived() {
    this.#receivers--;
  }

  missed() {
    this.#receivers--;
    this.#missed = true;
  }
}
