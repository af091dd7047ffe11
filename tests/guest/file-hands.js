/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What a test does with files: with the engine, and with the page as a person does. */

import { PeerConnection } from '/peer-connection.js';
import { toHex } from '/seal.js';

const RANDOM_MAX = 65536; /* bytes at once */

const transfers = []; /* {participant, transfer} of the call, in order */

function makeFile({ name, size, page = window }) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += RANDOM_MAX)
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_MAX));
  return new page.File([bytes], name);
}

async function hashOf(blob) {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())));
}

function describe({ transfer: { name, size, state, done, why, byPeer, isOutgoing } }) {
  return { name, size, state, done, why, byPeer, isOutgoing };
}

export function watchFiles(call) {
  call.addEventListener('file', ({ detail }) => transfers.push(detail));
}

/* Each hands over the file in another way. */
const ways = {
  input({ document, Event }, data) {
    const input = document.getElementById('file-input');
    input.files = data.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  },
  drop({ document, DragEvent }, dataTransfer) {
    const fire = type => document.getElementById('tiles').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    fire('dragover');
    const { textContent } = document.getElementById('drop-target');
    const isShown = document.getElementById('drop-target').checkVisibility();
    fire('drop');
    return isShown && !document.getElementById('drop-target').checkVisibility() ? textContent : null;
  },
  paste({ document, ClipboardEvent }, clipboardData) {
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData });
    /* Firefox makes data of its own. */
    if (event.clipboardData.files.length === 0)
      event.clipboardData.items.add(clipboardData.files[0]);
    document.getElementById('chat-text').dispatchEvent(event);
  },
};

/** Operations of call.js; `getCall` and `getPage` say with what. */
export const fileOperations = (getCall, getPage) => ({
  async sendFile(options) {
    const file = makeFile(options);
    return await getCall().sendFile(file) ? hashOf(file) : null;
  },
  /* From now on what is sent is not what was read. */
  damageFiles() {
    const { sendChunk } = PeerConnection.prototype;
    PeerConnection.prototype.sendChunk = function (bytes) {
      return sendChunk.call(this, bytes.with(-1, bytes.at(-1) ^ 1));
    };
  },
  lookAtFiles: () => transfers.map(describe),
  /* act: accept, decline or cancel the n-th */
  actOnFile: ({ number, act }) => transfers[number].participant.files.exchange[act](transfers[number].transfer),
  hashFile: ({ number }) => hashOf(transfers[number].transfer.blob),

  async handOver({ way, ...options }) {
    const page = getPage();
    const data = new page.DataTransfer();
    const file = makeFile({ ...options, page });
    data.items.add(file);
    return { said: ways[way](page, data) ?? null, hash: await hashOf(file) };
  },
  lookAtRows: () => Array.from(getPage().document.querySelectorAll('.file'), row => ({
    name: row.querySelector('bdi').textContent, about: row.querySelector('.name').textContent, words: row.querySelector('.file-state').textContent,
    actions: Array.from(row.querySelectorAll('.file-actions > *'), action => action.textContent), state: row.dataset.state,
    isShown: row.checkVisibility(),
  })),
  /* The n-th thing to do about the file in the n-th row. */
  pressRow: ({ row, action }) => getPage().document.querySelectorAll('.file')[row].querySelectorAll('.file-actions > *')[action].click(),
  announced: () => getPage().document.getElementById('announcement').textContent,
});
