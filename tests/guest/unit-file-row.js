/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A file as it is shown: every state in words, and what can be done about it. */

import { FileRow } from '/file-row.js';
import { FileTransfer } from '/file-transfer.js';
import strings from '/strings-en.js';
import { equal, ok, test, testEach } from './tap.js';

const text = key => strings[key] ?? key;

/* A row, and what was asked of the exchange. */
class Scene {
  asked = [];
  removed = 0;

  constructor({ name = 'a.txt', size = 2000, isOutgoing = false, hasRoom = true } = {}) {
    this.transfer = new FileTransfer('A'.repeat(16), name, size, isOutgoing ? new File([], name) : null);
    const files = {
      accept: () => this.asked.push('accept') && hasRoom, decline: () => this.asked.push('decline'), cancel: () => this.asked.push('cancel'),
      offer: () => this.asked.push('offer') > 0, discard: () => this.asked.push('discard'),
    };
    this.row = new FileRow(this.transfer, files, 'Ana', text, () => this.removed++);
    document.body.append(this.row.element);
  }

  get actions() {
    return [...this.row.element.querySelectorAll('button, a')];
  }

  get labels() {
    return this.actions.map(({ textContent }) => textContent);
  }

  get words() {
    return this.row.element.querySelector('.file-state').textContent;
  }

  press(key) {
    this.actions.find(({ textContent }) => textContent === text(key)).click();
  }
}

test('/guest/file-row-receive', () => {
  const scene = new Scene({ size: 2500000 });
  equal([scene.words, scene.labels], [text('file-offered-in'), [text('fileAccept'), text('fileDecline')]]);
  ok(scene.row.element.textContent.startsWith(`a.txt${text('fileFrom')} Ana · 2.5 MB`), scene.row.element.textContent);
  scene.press('fileAccept');
  scene.press('fileDecline');
  scene.transfer.setState('running');
  const [cancel] = scene.actions;
  cancel.focus();
  scene.transfer.advance(0, 1000);
  scene.transfer.advance(1000000, 2000);
  equal([scene.words, scene.actions[0] === cancel], [`${text('file-running')} · 40% · 1 MB/s`, true]);
  const bar = scene.row.element.querySelector('progress');
  equal([bar.value, bar.max, bar.getAttribute('aria-label'), bar.hidden], [1000000, 2500000, 'a.txt', false]);
  scene.press('fileCancel');
  scene.transfer.setState('paused');
  equal(scene.words, text('file-paused'));
  equal(document.activeElement.textContent, text('fileCancel'));
  scene.transfer.finish(new Blob(['x'], { type: 'application/octet-stream' }));
  equal([scene.words, scene.labels], [text('file-done-in'), [text('fileSave'), text('fileRemove')]]);
  equal([document.activeElement.textContent, scene.row.isUnsaved, bar.hidden], [text('fileSave'), true, true]);
  equal(scene.asked, ['accept', 'decline', 'cancel']);
});

const loads = src => new Promise(resolve => {
  const image = Object.assign(new Image(), { onload: () => resolve(true), onerror: () => resolve(false) });
  image.src = src;
});

/* Downloaded under its name, never opened; and it is gone when it is not wanted any more. */
test('/guest/file-row-save', async () => {
  const scene = new Scene();
  scene.transfer.finish(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' }));
  const [link] = scene.actions;
  equal([link.tagName, link.download, link.target, link.href.startsWith('blob:')], ['A', 'a.txt', '', true]);
  equal(await loads(link.href), true);
  scene.press('fileRemove');
  equal([scene.asked, scene.removed, scene.row.element.isConnected], [['discard'], 1, false]);
  /* Another one, which no browser has in its cache. */
  const other = new Scene();
  other.transfer.finish(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' }));
  const { href } = other.actions[0];
  other.press('fileRemove');
  equal(await loads(href), false);
  /* What is over stays as it ended. */
  other.transfer.setState('running');
  other.transfer.fail('failed', true);
  equal([other.transfer.state, other.transfer.why], ['done', null]);
});

test('/guest/file-row-send', () => {
  const scene = new Scene({ isOutgoing: true, size: 0 });
  equal([scene.words, scene.labels], [text('file-offered-out'), [text('fileCancel')]]);
  scene.transfer.setState('running');
  equal(scene.words, text('file-running'));
  scene.transfer.fail('space', true);
  equal([scene.words, scene.labels], [text('file-space-peer'), [text('retry'), text('fileRemove')]]);
  scene.press('retry');
  equal([scene.asked, scene.removed], [['offer', 'discard'], 1]);
});

/* A name is text and nothing but text. */
test('/guest/file-row-name', () => {
  const name = '<img src=x onerror=alert(1)>.png';
  const scene = new Scene({ name });
  equal([scene.row.element.querySelector('bdi').textContent, scene.row.element.querySelector('img')], [name, null]);
  const button = scene.actions[0];
  equal(document.getElementById(button.getAttribute('aria-describedby')).textContent, name);
});

test('/guest/file-row-no-room', () => {
  const scene = new Scene({ hasRoom: false });
  scene.press('fileAccept');
  equal([scene.words, scene.labels.length], [text('file-space'), 2]);
});

const WHYS = ['cancelled', 'busy', 'space', 'denied', 'changed', 'mismatch', 'protocol', 'failed', 'gone'];
testEach('/guest/file-row-words', WHYS.flatMap(why => [[why, true, true], [why, true, false], [why, false, true], [why, false, false]]),
         ([why, byPeer, isOutgoing]) => {
           const scene = new Scene({ isOutgoing });
           scene.transfer.fail(why, byPeer);
           equal(scene.transfer.state, 'ended');
           ok(Object.values(strings).includes(scene.words), scene.words);
           equal(scene.labels.includes(text('retry')), isOutgoing && why !== 'gone');
         });
