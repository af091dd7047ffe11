/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The files between us and one other (PROTOCOL.md section 14), as
 * src/call/sight-file-exchange.c: several at once, each way; what a broken connection
 * interrupted goes on over the next one.
 */

import { readChunk } from './file-chunk.js';
import { RECEIVED_MAX } from './file-line.js';
import { cleanFileName } from './file-name.js';
import { FileReceiver } from './file-receiver.js';
import { FileSender } from './file-sender.js';
import { FileTransfer } from './file-transfer.js';
import { makeId } from './sealed-line.js';

const BUFFERED_MAX = 256 * 1024; /* in the channel: nothing that is said waits behind more */
const OPEN_MAX = 16; /* offers; what else is to be sent waits for them */
const SENDERS_MAX = 512;
const KEPT_MAX = 256; /* last words */

export class FileExchange {
  #room;
  #output;
  #senders = []; /* FileSender; the first OPEN_MAX are offered */
  #turn = 0; /* whose it is among them */
  #receivers = new Map(); /* fid -> FileReceiver */
  #endings = new Map(); /* fid -> the last word on a file of theirs, for who has not heard it */
  #unsaid = []; /* last words on files of ours, for when there is a channel */
  #isUp = false;
  #isClosed = false;

  /**
   * @param {{left: number}} room for what is received, of the whole call
   * @param {import('./file-line.js').FileOutput} output
   */
  constructor(room, output) {
    this.#room = room;
    this.#output = output;
  }

  /* The channels */

  /** The channels of a new generation are open, or there are none any more. */
  setUp(isUp) {
    /* Also where one generation takes over from another that still lives. */
    for (const one of [...this.#senders, ...this.#receivers.values()]) {
      one.pause();
      if (one.transfer.state === 'running')
        one.transfer.setState('paused');
    }
    this.#isUp = isUp;
    if (!isUp)
      return;
    this.#unsaid.splice(0).forEach(message => this.#say(message));
    this.#senders.slice(0, OPEN_MAX).forEach(sender => this.#sayOffer(sender));
  }

  /** The other is gone: what is not over ends. */
  close() {
    this.#isUp = false;
    this.#isClosed = true;
    for (const sender of [...this.#senders])
      this.#endSender(sender, 'gone', true);
    for (const receiver of [...this.#receivers.values()])
      this.#endReceiver(receiver, 'gone', true);
  }

  /** One chunk of each in turn, as long as the channel takes them. */
  pump() {
    for (let idle = 0; this.#isUp && idle < this.#senders.length && this.#output.buffered() < BUFFERED_MAX;) {
      const sender = this.#senders[this.#turn++ % this.#senders.length];
      const message = sender.next(this.#output.window());
      idle = message === null ? idle + 1 : 0;
      if (message !== null)
        this.#output.send(message);
      const sha256 = sender.takeHash();
      if (sha256 !== null)
        this.#say({ k: 'file-done', fid: sender.transfer.fid, sha256 });
    }
  }

  /* What the person wants. Does nothing where it is over meanwhile. */

  /** @returns {boolean} false where nobody is there, or too much waits already */
  offer(file) {
    if (this.#isClosed || this.#senders.length >= SENDERS_MAX)
      return false;
    const transfer = new FileTransfer(makeId(), cleanFileName(file.name), file.size, file);
    const sender = new FileSender(transfer, {
      ready: () => this.pump(),
      failed: why => this.#endSender(sender, why, false),
    });
    this.#senders.push(sender);
    this.#output.added(transfer);
    if (this.#senders.length <= OPEN_MAX)
      this.#sayOffer(sender);
    return true;
  }

  /** @returns {boolean} false where there is no room for it now */
  accept(transfer) {
    const receiver = this.#findOffered(transfer);
    if (receiver === null)
      return true;
    if (transfer.size > this.#room.left)
      return false;
    this.#room.left -= transfer.size;
    receiver.accept();
    transfer.setState('paused');
    this.#answer(receiver);
    return true;
  }

  decline(transfer) {
    const receiver = this.#findOffered(transfer);
    if (receiver === null)
      return;
    this.#removeReceiver(receiver, { k: 'file-decline', fid: transfer.fid });
    transfer.setState('declined');
  }

  cancel({ fid }) {
    const sender = this.#findSender(fid);
    const receiver = this.#receivers.get(fid);
    if (sender !== undefined)
      this.#endSender(sender, 'cancelled', false);
    else if (receiver !== undefined)
      this.#endReceiver(receiver, 'cancelled', false);
  }

  /** What was received is not wanted any longer. */
  discard(transfer) {
    if (transfer.blob !== null)
      this.#room.left += transfer.size;
    transfer.blob = null;
  }

  /* What the other says */

  /** @param {object} message one of file-... */
  received(message) {
    if (!this.#isUp)
      return;
    const sender = this.#findSender(message.fid);
    const receiver = this.#receivers.get(message.fid);
    if (sender !== undefined)
      this.#forSender(sender, message);
    else if (receiver !== undefined)
      this.#forReceiver(receiver, message);
    else if (message.k === 'file-offer')
      this.#newOffer(message);
  }

  /** @param {ArrayBuffer} message on `files` */
  receivedChunk(message) {
    const chunk = this.#isUp ? readChunk(message) : null;
    const receiver = this.#receivers.get(chunk?.fid);
    if (receiver !== undefined && !receiver.take(chunk))
      this.#endReceiver(receiver, 'protocol', false);
  }

  #say(message) {
    if (this.#isUp)
      this.#output.say(message);
  }

  /* Files of ours */

  #findSender(fid) {
    return this.#senders.find(({ transfer }) => transfer.fid === fid);
  }

  #sayOffer({ transfer: { fid, name, size } }) {
    this.#say({ k: 'file-offer', fid, name, size });
  }

  #removeSender(sender) {
    const place = this.#senders.indexOf(sender);
    sender.close();
    this.#senders.splice(place, 1);
    if (place < OPEN_MAX && this.#senders.length >= OPEN_MAX)
      this.#sayOffer(this.#senders[OPEN_MAX - 1]);
  }

  #endSender(sender, why, byPeer) {
    const message = { k: 'file-cancel', fid: sender.transfer.fid, why };
    if (!byPeer && this.#isUp)
      this.#say(message);
    else if (!byPeer && this.#unsaid.push(message) > KEPT_MAX)
      this.#unsaid.shift();
    this.#removeSender(sender);
    sender.transfer.fail(why, byPeer);
  }

  #forSender(sender, { k, at, why }) {
    const { transfer } = sender;
    switch (k) {
      case 'file-accept':
        this.#move(sender, at, sender.start(at));
        break;
      case 'file-progress':
        this.#move(sender, at, sender.acknowledge(at));
        break;
      case 'file-saved':
        this.#removeSender(sender);
        transfer.finish(null);
        break;
      case 'file-decline':
        this.#removeSender(sender);
        transfer.setState('declined');
        break;
      case 'file-cancel':
        this.#endSender(sender, why, true);
        break;
    }
  }

  #move(sender, at, isSense) {
    if (!isSense) {
      this.#endSender(sender, 'protocol', false);
      return;
    }
    if (sender.isRunning)
      sender.transfer.setState('running');
    sender.transfer.advance(at, this.#output.now());
    this.pump();
  }

  /* Files of theirs */

  #findOffered(transfer) {
    return transfer.state === 'offered' ? this.#receivers.get(transfer.fid) ?? null : null;
  }

  #newOffer({ fid, name, size }) {
    if (this.#endings.has(fid)) {
      this.#say(this.#endings.get(fid));
      return;
    }
    if (this.#receivers.size >= OPEN_MAX) {
      this.#say({ k: 'file-cancel', fid, why: 'busy' });
      return;
    }
    const transfer = new FileTransfer(fid, cleanFileName(name), size);
    const receiver = new FileReceiver(transfer, {
      written: at => {
        transfer.advance(at, this.#output.now());
        this.#say({ k: 'file-progress', fid, at });
      },
      saved: blob => {
        this.#removeReceiver(receiver, { k: 'file-saved', fid });
        transfer.finish(blob);
      },
      failed: why => this.#endReceiver(receiver, why, false),
    });
    receiver.ask();
    this.#receivers.set(fid, receiver);
    this.#output.added(transfer);
    if (size > RECEIVED_MAX)
      this.#endReceiver(receiver, 'space', false);
  }

  #answer(receiver) {
    const at = receiver.answer();
    if (at === null)
      return;
    receiver.transfer.setState('running');
    this.#say({ k: 'file-accept', fid: receiver.transfer.fid, at });
  }

  #forReceiver(receiver, { k, size, sha256, why }) {
    if (k === 'file-cancel') {
      this.#endReceiver(receiver, why, true);
    } else if (k === 'file-done') {
      receiver.takeHash(sha256);
    } else if (k === 'file-offer' && size === receiver.transfer.size) {
      receiver.ask();
      this.#answer(receiver);
    } else if (k === 'file-offer') {
      this.#endReceiver(receiver, 'protocol', false);
    }
  }

  /* The last word is said again where the sender has not heard it. */
  #removeReceiver(receiver, lastWord) {
    const { fid } = receiver.transfer;
    receiver.close();
    this.#receivers.delete(fid);
    if (lastWord === null)
      return;
    this.#say(lastWord);
    this.#endings.set(fid, lastWord);
    if (this.#endings.size > KEPT_MAX)
      this.#endings.delete(this.#endings.keys().next().value);
  }

  #endReceiver(receiver, why, byPeer) {
    const { transfer } = receiver;
    if (transfer.state !== 'offered')
      this.#room.left += transfer.size;
    this.#removeReceiver(receiver, byPeer ? null : { k: 'file-cancel', fid: transfer.fid, why });
    transfer.fail(why, byPeer);
  }
}
