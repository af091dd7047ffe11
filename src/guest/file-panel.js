/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The files of a call, among what is written: chosen, dropped or pasted to be sent, and
 * what others send.
 */

import { FileRow } from './file-row.js';

const ROWS_MAX = 200;

const byId = id => document.getElementById(id);
const make = (tag, fields) => Object.assign(document.createElement(tag), fields);

/* What a folder is, a browser tells only here. */
function filesOf(dataTransfer) {
  const files = Array.from(dataTransfer.items, item => item.webkitGetAsEntry?.()?.isDirectory ? null : item.getAsFile());
  return files.filter(file => file !== null);
}

export class FilePanel {
  #call;
  #text;
  #nameOf;
  #chat;
  #rows = new Map(); /* FileTransfer -> FileRow, the oldest first */
  #target = make('p', { id: 'drop-target', hidden: true });
  #input = make('input', { id: 'file-input', type: 'file', multiple: true, hidden: true });
  #button = make('button', { id: 'send-files', type: 'button' });
  #listeners = new AbortController();

  /**
   * @param {import('./call.js').Call} call
   * @param {function(string): string} text
   * @param {function(?string): string} nameOf who a member is
   * @param {import('./chat-panel.js').ChatPanel} chat
   */
  constructor(call, text, nameOf, chat) {
    this.#call = call;
    this.#text = text;
    this.#nameOf = nameOf;
    this.#chat = chat;
    this.#target.textContent = text('filesDrop');
    this.#button.textContent = text('filesSend');
    byId('chat-form').append(this.#button, this.#input);
    byId('call').append(this.#target);
    this.#listen();
  }

  /** The call is over. What was received and not saved stays, beside the way back into the call. */
  end() {
    this.#listeners.abort();
    for (const row of this.#rows.values())
      if (row.isUnsaved)
        this.#keep(row);
      else
        row.remove();
    for (const element of [this.#target, this.#input, this.#button])
      element.remove();
  }

  #keep({ element }) {
    if (byId('kept-files') === null) {
      byId('lead').after(make('ul', { id: 'kept-files' }));
      byId('kept-files').setAttribute('aria-label', this.#text('files'));
    }
    byId('kept-files').append(element);
  }

  #listen() {
    const on = (target, type, act) => target.addEventListener(type, act, { signal: this.#listeners.signal });
    on(this.#call, 'file', ({ detail }) => this.#add(detail));
    on(this.#button, 'click', () => this.#input.click());
    on(this.#input, 'change', () => {
      this.#send([...this.#input.files]);
      this.#input.value = ''; /* the same one may be chosen again */
    });
    on(document, 'paste', event => event.clipboardData.files.length > 0 && this.#take(event, event.clipboardData));
    on(document, 'dragover', event => this.#drag(event, true));
    on(document, 'dragleave', event => event.relatedTarget === null && this.#drag(event, false));
    on(document, 'drop', event => this.#drag(event, false) && this.#take(event, event.dataTransfer));
  }

  #drag(event, isOver) {
    if (!event.dataTransfer.types.includes('Files'))
      return false;
    event.preventDefault();
    this.#target.hidden = !isOver;
    return true;
  }

  #take(event, dataTransfer) {
    event.preventDefault();
    this.#send(filesOf(dataTransfer));
  }

  #send(files) {
    this.#chat.reveal();
    const isSent = files.map(file => this.#call.sendFile(file)).every(Boolean) && files.length > 0;
    byId('chat-problem').textContent = isSent ? '' : this.#text(files.length > 0 ? 'filesNobody' : 'filesNone');
  }

  #add({ participant, transfer }) {
    const row = new FileRow(transfer, participant.files, this.#nameOf(participant.id), this.#text, () => this.#onRemoved(transfer));
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
      this.#button.focus();
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
