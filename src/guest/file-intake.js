/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Files that are chosen, dropped or pasted to be sent. */

const byId = id => document.getElementById(id);
const make = (tag, fields) => Object.assign(document.createElement(tag), fields);

/* What a folder is, a browser tells only here. */
function filesOf(dataTransfer) {
  const files = Array.from(dataTransfer.items, item => item.webkitGetAsEntry?.()?.isDirectory ? null : item.getAsFile());
  return files.filter(file => file !== null);
}

export class FileIntake {
  #call;
  #text;
  #chat;
  #target = make('p', { id: 'drop-target', hidden: true });
  #input = make('input', { id: 'file-input', type: 'file', multiple: true, hidden: true });
  #button = make('button', { id: 'send-files', type: 'button' });

  /**
   * @param {import('./call.js').Call} call
   * @param {function(string): string} text
   * @param {import('./chat-panel.js').ChatPanel} chat
   * @param {AbortSignal} signal when the call is over
   */
  constructor(call, text, chat, signal) {
    this.#call = call;
    this.#text = text;
    this.#chat = chat;
    this.#target.textContent = text('filesDrop');
    this.#button.textContent = text('filesSend');
    byId('chat-form').append(this.#button, this.#input);
    byId('call').append(this.#target);
    this.#listen(signal);
  }

  #listen(signal) {
    const on = (target, type, act) => target.addEventListener(type, act, { signal });
    on(this.#button, 'click', () => this.#input.click());
    on(this.#input, 'change', () => {
      this.#send([...this.#input.files]);
      this.#input.value = ''; /* the same one may be chosen again */
    });
    on(document, 'paste', event => event.clipboardData.files.length > 0 && this.#take(event, event.clipboardData));
    on(document, 'dragover', event => this.#drag(event, true));
    on(document, 'dragleave', event => event.relatedTarget === null && this.#drag(event, false));
    on(document, 'drop', event => this.#drag(event, false) && this.#take(event, event.dataTransfer));
    on(this.#call, 'files-missing', () => {
      byId('call-problem').textContent = this.#text('filesAway');
    });
    signal.addEventListener('abort', () => [this.#target, this.#input, this.#button].forEach(element => element.remove()));
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

  async #send(files) {
    this.#chat.reveal();
    byId('chat-problem').textContent = files.length > 0 ? '' : this.#text('filesNone');
    const problem = await Promise.all(files.map(file => this.#call.sendFile(file)))
      .then(sent => sent.every(Boolean) ? null : 'filesNobody', () => 'filesAway');
    if (problem !== null)
      byId('chat-problem').textContent = this.#text(problem);
  }
}
