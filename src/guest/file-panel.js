/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The files of a call, among what is written: what we send, and what others send. */

import { FileRow } from './file-row.js';

const ROWS_MAX = 200;

const byId = id => document.getElementById(id);
const make = (tag, fields) => Object.assign(document.createElement(tag), fields);

export class FilePanel {
  #text;
  #nameOf;
  #chat;
  #rows = new Map(); /* FileTransfer -> FileRow, the oldest first */

  /**
   * @param {import('./call.js').Call} call
   * @param {function(string): string} text
   * @param {function(?string): string} nameOf who a member is
   * @param {import('./chat-panel.js').ChatPanel} chat
   * @param {AbortSignal} signal when the call is over
   */
  constructor(call, text, nameOf, chat, signal) {
    this.#text = text;
    this.#nameOf = nameOf;
    this.#chat = chat;
    call.addEventListener('file', ({ detail }) => this.#add(detail), { signal });
  }

  /** The call is over. What was received and not saved stays, beside the way back into the call. */
  end() {
    for (const row of this.#rows.values())
      if (row.isUnsaved)
        this.#keep(row);
      else
        row.remove();
  }

  #keep({ element }) {
    if (byId('kept-files') === null) {
      byId('lead').after(make('ul', { id: 'kept-files' }));
      byId('kept-files').setAttribute('aria-label', this.#text('files'));
    }
    byId('kept-files').append(element);
  }

  #add({ participant, transfer }) {
    const row = new FileRow(transfer, participant.files.exchange, this.#nameOf(participant.id), this.#text, () => this.#onRemoved(transfer));
    if (this.#rows.size >= ROWS_MAX)
      [...this.#rows].find(([{ isOver }, { isUnsaved }]) => isOver && !isUnsaved)?.[1].remove();
    this.#rows.set(transfer, row);
    this.#chat.add(row.element);
    let state = null;
    const follow = () => {
      if (state !== transfer.state)
        this.#tell(transfer, row, state = transfer.state);
    };
    transfer.addEventListener('change', follow);
    follow();
  }

  #onRemoved(transfer) {
    this.#rows.delete(transfer);
    if (document.activeElement === document.body)
      byId('send-files')?.focus();
  }

  /* What somebody has to hear who is not looking. */
  #tell({ isOutgoing, isOver, why, byPeer }, row, state) {
    const isNews = (state === 'offered' && !isOutgoing) || (isOver && (byPeer || state !== 'ended' || why !== 'cancelled'));
    if (!isNews)
      return;
    byId('announcement').textContent = row.sentence;
    if (why === 'mismatch')
      byId('call-problem').textContent = row.sentence;
    if (!isOutgoing)
      this.#chat.notice();
  }
}
