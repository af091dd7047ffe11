/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 14: files arrive whole or not at all, whatever breaks and
 * whoever is at the other end.
 */

import { readControlMessage } from '/control-message.js';
import { CHUNK_MAX, readChunk, writeChunk } from '/file-chunk.js';
import { FileExchange } from '/file-exchange.js';
import { FileLine, RECEIVED_MAX, WINDOW, WINDOW_YIELDING } from '/file-line.js';
import { cleanFileName } from '/file-name.js';
import { toHex } from '/seal.js';
import { Sha256 } from '/sha256.js';
import { equal, ok, test, testEach } from './tap.js';

const FID = 'EveEveEveEveEve0';
const KIB = 1024;
const SECONDS = 30;

const hashOf = async bytes => toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
const bytesOf = (size, seed = 1) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed * (i >> 8)) & 0xff);
const fileOf = (size, name = 'a.bin', seed = 1) => new File([bytesOf(size, seed)], name);

async function run(condition, what) {
  const end = performance.now() + SECONDS * 1000;
  for (let value; !(value = await condition());) {
    ok(performance.now() < end, `waited ${SECONDS} s in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve));
  }
}

/* One of us, and what it says and sends, which nobody hears unless it is carried. */
class End {
  transfers = [];
  said = [];
  sent = []; /* chunks, read */
  room = { left: RECEIVED_MAX };
  window = WINDOW;
  buffered = 0;
  now = 0;

  constructor() {
    this.exchange = new FileExchange(this.room, {
      say: message => this.onSaid(JSON.stringify(message)),
      send: bytes => this.onSent(bytes.slice().buffer),
      buffered: () => this.buffered,
      window: () => this.window,
      now: () => this.now,
      added: transfer => this.transfers.push(transfer),
    });
  }

  onSaid(text) {
    this.said.push(readControlMessage(text));
  }

  onSent(message) {
    this.sent.push(readChunk(message));
  }

  hear(message) {
    this.exchange.received(readControlMessage(JSON.stringify({ fid: FID, ...message })));
  }

  hearChunk(at, size, fid = FID) {
    this.exchange.receivedChunk(writeChunk(fid, at, new Uint8Array(size)).buffer);
  }

  up() {
    this.exchange.setUp(true);
    return this;
  }

  /** A file of the stranger's, accepted. */
  taking(size) {
    this.hear({ k: 'file-offer', name: 'a', size });
    ok(this.exchange.accept(this.newest), 'no room');
    return this.newest;
  }

  get newest() {
    return this.transfers.at(-1);
  }

  get words() {
    return this.said.splice(0).map(({ k, at, why }) => [k.replace('file-', ''), at ?? why ?? null]);
  }
}

/* Two of us. What is on its way when the channels break is lost. */
class Pair {
  ends = [new End(), new End()];
  way = [];
  carried = 0; /* bytes of files */

  constructor() {
    for (const [i, end] of this.ends.entries()) {
      const other = this.ends[1 - i];
      end.onSaid = text => this.way.push(() => other.exchange.received(readControlMessage(text)));
      end.onSent = message => this.way.push(() => {
        this.carried += message.byteLength;
        other.exchange.receivedChunk(message);
      });
    }
    this.setUp(true);
  }

  setUp(isUp) {
    this.way = [];
    this.ends.forEach(({ exchange }) => exchange.setUp(isUp));
  }

  deliver(most = Infinity) {
    for (let next; most > 0 && (next = this.way.shift()); most--)
      next();
    this.ends.forEach(({ exchange }) => exchange.pump());
  }

  until(condition, what) {
    return run(() => {
      this.deliver();
      return condition();
    }, what);
  }

  /** @returns the transfer at both ends, offered */
  async offer(file, from = 0) {
    const [one, other] = from === 0 ? this.ends : [...this.ends].reverse();
    const count = other.transfers.length;
    ok(one.exchange.offer(file), 'not offered');
    const out = one.newest;
    await this.until(() => other.transfers.length > count, 'the offer');
    return { out, in: other.newest, end: other };
  }

  async pass(file, from = 0) {
    const both = await this.offer(file, from);
    both.end.exchange.accept(both.in);
    return both;
  }

  over(...boths) {
    return this.until(() => boths.every(both => both.in.isOver && both.out.isOver), 'the end');
  }
}

async function expectSame({ out, in: received }, bytes) {
  equal([out.state, received.state, received.name, received.done, out.done], ['done', 'done', out.name, bytes.length, bytes.length]);
  equal([received.blob.size, received.blob.type], [bytes.length, 'application/octet-stream']);
  equal(await hashOf(await received.blob.arrayBuffer()), await hashOf(bytes));
}

test('/guest/sha256', async () => {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100000]) {
    const bytes = bytesOf(size);
    const hash = new Sha256();
    for (let at = 0, step = 1; at < size; at += step++)
      hash.update(bytes.subarray(at, at + step));
    equal(hash.hex(), await hashOf(bytes), `the hash of ${size} bytes`);
  }
});

/* rows: f-name, f-name-reserved; the same as in tests/call/test-file-name.c */
testEach('/guest/f-name', [
  ['photo.jpg', 'photo.jpg'], ['../../etc/passwd', 'passwd'], ['/etc/shadow', 'shadow'], ['C:\\Windows\\system32\\calc.exe', 'calc.exe'],
  ['..', 'file'], ['.', 'file'], ['', 'file'], ['/', 'file'], ['a/', 'file'], ['...', 'file'], ['-rf', 'rf'], ['--help', 'help'],
  ['.bashrc', 'bashrc'], ['~', 'file'], ['~root', 'root'], ['- . -x', 'x'], ['a\nb.txt', 'ab.txt'], ['a\x1b[31mb', 'a[31mb'],
  ['tr\u202egpj.exe', 'trgpj.exe'], ['a\u2066b', 'ab'], ['a\u200b.txt', 'a.txt'], ['two  spaces .txt ', 'two spaces .txt'], ['end. . .', 'end'],
  ['a<b>c:d"e|f?g*h', 'a_b_c_d_e_f_g_h'], ['CON', '_CON'], ['con.txt', '_con.txt'], ['Lpt1.tar.gz', '_Lpt1.tar.gz'], ['com0', '_com0'],
  ['console', 'console'], ['nul ', '_nul'], ['com10', 'com10'], ['aux.', '_aux'], ['Привет.pdf', 'Привет.pdf'], ['e\u0301.txt', 'é.txt'],
  ['a\n/b\\c\nd', 'cd'], ['x'.repeat(100), 'x'.repeat(100)],
], ([name, clean]) => {
  equal(cleanFileName(name), clean);
  equal(cleanFileName(clean), clean);
});

/* rows: f-name-length */
test('/guest/f-name-length', () => {
  const many = 'x'.repeat(300);
  equal(cleanFileName(many), 'x'.repeat(200));
  equal(cleanFileName(`${many}.tar`), `${'x'.repeat(196)}.tar`);
  equal(cleanFileName(`a.${many}`), `a.${'x'.repeat(198)}`);
  equal(cleanFileName(`${'😀'.repeat(99)}x.jpg`), `${'😀'.repeat(49)}.jpg`);
  equal(cleanFileName(`${'x'.repeat(195)}. .${'y'.repeat(9)}.jpg`), `${'x'.repeat(195)}.jpg`);
});

test('/guest/file-chunk', () => {
  const bytes = bytesOf(CHUNK_MAX);
  const message = writeChunk(FID, 2 ** 40 + 3, bytes);
  equal([message.length, CHUNK_MAX], [16384, 16360]);
  const chunk = readChunk(message.buffer);
  equal([chunk.fid, chunk.at, chunk.bytes.join()], [FID, 2 ** 40 + 3, bytes.join()]);
  for (const size of [0, 1, 24, 16385])
    equal(readChunk(new ArrayBuffer(size)), null, size);
  const beyond = writeChunk(FID, 0, new Uint8Array(9));
  new DataView(beyond.buffer).setBigUint64(16, 2n ** 53n - 9n);
  equal(readChunk(beyond.buffer), null, 'beyond every file');
  new DataView(beyond.buffer).setBigUint64(16, 2n ** 53n - 10n);
  equal(readChunk(beyond.buffer).at, 2 ** 53 - 10);
});

test('/guest/files-pass', async () => {
  const pair = new Pair();
  for (const size of [0, 1, CHUNK_MAX, CHUNK_MAX + 1, 16 * CHUNK_MAX, 700 * KIB, 3 * 1024 * KIB + 7]) {
    const both = await pair.pass(fileOf(size, `${size}.bin`));
    await pair.over(both);
    await expectSame(both, bytesOf(size));
  }
  ok(pair.ends[1].room.left < RECEIVED_MAX, 'what is kept takes no room');
  pair.ends[1].transfers.forEach(transfer => pair.ends[1].exchange.discard(transfer));
  pair.ends[1].transfers.forEach(transfer => pair.ends[1].exchange.discard(transfer));
  equal([pair.ends[1].room.left, pair.ends[1].newest.blob], [RECEIVED_MAX, null]);
});

/* More than may be offered at once: the others wait for their turn, and all go both ways. */
test('/guest/files-several', async () => {
  const pair = new Pair();
  const [one, two] = pair.ends;
  for (let i = 0; i < 20; i++)
    one.exchange.offer(fileOf(50 * KIB + i, `a${i}`, i));
  two.exchange.offer(fileOf(200 * KIB, 'back', 7));
  await pair.until(() => two.transfers.length === 17 && one.transfers.length === 21, 'the offers');
  const take = end => end.transfers.filter(({ state, isOutgoing }) => state === 'offered' && !isOutgoing).forEach(each => end.exchange.accept(each));
  await pair.until(() => {
    pair.ends.forEach(take);
    return pair.ends.every(({ transfers }) => transfers.length === 21 && transfers.every(({ state }) => state === 'done'));
  }, 'all');
  for (const [i, transfer] of two.transfers.filter(({ isOutgoing }) => !isOutgoing).entries())
    equal(await hashOf(await transfer.blob.arrayBuffer()), await hashOf(bytesOf(50 * KIB + i, i)), transfer.name);
});

/* rows: f-accept, f-window */
test('/guest/f-accept', async () => {
  const pair = new Pair();
  const both = await pair.offer(fileOf(900 * KIB));
  for (let i = 0; i < 20; i++)
    await pair.until(() => true);
  equal([pair.carried, both.out.state, both.in.state], [0, 'offered', 'offered']);
  const told = [];
  both.out.addEventListener('change', () => told.push(both.out.done));
  pair.ends[0].now = pair.ends[1].now = 1000;
  both.end.exchange.accept(both.in);
  await pair.until(() => {
    pair.ends.forEach(end => end.now += 250);
    return both.out.isOver;
  }, 'the end');
  ok(told.length > 3 && told.every((done, i) => i === 0 || done >= told[i - 1]), told.join());
  await expectSame(both, bytesOf(900 * KIB));
});

/* At least every 64 KiB, and when all is there. */
test('/guest/f-window', () => {
  const end = new End().up();
  end.taking(300 * KIB);
  for (let at = 0; at < 300 * KIB; at += 10 * KIB)
    end.hearChunk(at, 10 * KIB);
  const told = end.words.filter(([k]) => k === 'progress').map(([, at]) => at / KIB);
  equal(told, [70, 140, 210, 280, 300]);
});

/* rows: f-yield */
test('/guest/f-yield', async () => {
  const end = new End().up();
  end.window = WINDOW_YIELDING;
  end.exchange.offer(fileOf(900 * KIB));
  const { fid } = end.newest;
  const ahead = () => end.sent.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const settled = async () => {
    for (let i = 0; i < 20; i++)
      await run(() => true);
    return ahead();
  };
  end.hear({ k: 'file-accept', fid, at: 0 });
  await run(() => end.sent.length > 0, 'the first');
  const first = await settled();
  ok(first <= WINDOW_YIELDING && first > WINDOW_YIELDING - CHUNK_MAX, `${first} bytes ahead`);
  end.hear({ k: 'file-progress', fid, at: 65440 });
  const next = await settled();
  ok(next <= 65440 + WINDOW_YIELDING && next > 65440 + WINDOW_YIELDING - CHUNK_MAX, `${next} bytes ahead`);
  /* However far it may be ahead, what waits in the channel is little. */
  end.window = WINDOW;
  end.buffered = 256 * KIB;
  end.exchange.pump();
  equal(await settled(), next);
  end.buffered = 0;
  end.exchange.pump();
  ok(await settled() > next, 'nothing more');
});

/* rows: f-resume */
test('/guest/f-resume', async () => {
  const pair = new Pair();
  const size = 4500 * KIB;
  const both = await pair.pass(fileOf(size));
  const back = await pair.pass(fileOf(300 * KIB, 'back', 5), 1);
  for (let i = 1; i < 6; i++) {
    await pair.until(() => both.in.done >= i * 400 * KIB, 'more of it');
    /* Where it breaks, much is on its way, and some of it arrives. */
    await run(() => pair.way.length > 4, 'more on its way');
    pair.deliver(3);
    pair.setUp(false);
    equal([both.out.state, both.in.state], ['paused', 'paused']);
    await run(() => true);
    pair.setUp(true);
  }
  /* And one generation that takes over from another that still lives. */
  pair.setUp(true);
  await pair.over(both, back);
  await expectSame(both, bytesOf(size));
  await expectSame(back, bytesOf(300 * KIB, 5));
  ok(pair.carried < 2 * size + 600 * KIB, `${pair.carried} bytes for ${size}`);
});

/* It breaks when all has been said, and nothing of it heard. */
test('/guest/files-resume-at-the-end', async () => {
  const pair = new Pair();
  const both = await pair.pass(fileOf(1000));
  pair.deliver();
  await run(() => pair.way.length === 2, 'all of it on its way');
  pair.setUp(false);
  pair.setUp(true);
  await pair.over(both);
  await expectSame(both, bytesOf(1000));
});

/* The receiver asks for another place while some is being read. */
test('/guest/files-resume-while-reading', async () => {
  const end = new End().up();
  const file = fileOf(900 * KIB);
  const reads = [];
  file.slice = (from, to) => ({ arrayBuffer: () => new Promise(resolve => reads.push({ from, go: () => resolve(bytesOf(900 * KIB).slice(from, to).buffer) })) });
  end.exchange.offer(file);
  const accept = at => end.hear({ k: 'file-accept', fid: end.newest.fid, at });
  accept(0);
  reads.shift().go();
  await run(() => reads.length === 1, 'the second read');
  const sent = end.sent.length;
  end.up();
  accept(CHUNK_MAX);
  equal([reads.length, reads[0].from], [1, 16 * CHUNK_MAX]);
  reads.shift().go();
  await run(() => reads.length === 1, 'the third read');
  equal([reads[0].from, end.sent.length], [CHUNK_MAX, sent]);
  reads.shift().go();
  await run(() => end.sent.length > sent, 'what was asked for');
  equal([end.sent[sent].at, end.sent[sent].bytes.join() === bytesOf(2 * CHUNK_MAX).slice(CHUNK_MAX).join()], [CHUNK_MAX, true]);
});

/* Nothing is said, and nothing taken, before the sender has asked on the new channels;
 * nor without the word of the person, however often it asks.
 */
test('/guest/files-resume-order', () => {
  const end = new End().up();
  end.hear({ k: 'file-offer', name: 'a', size: 1000 });
  end.up();
  end.hear({ k: 'file-offer', name: 'a', size: 1000 });
  equal([end.words, end.newest.state], [[], 'offered']);
  end.up();
  end.exchange.accept(end.newest);
  end.hearChunk(5, 5);
  equal([end.words, end.newest.state], [[], 'paused']);
  end.hear({ k: 'file-offer', name: 'a', size: 1000 });
  end.hearChunk(0, 100);
  end.up();
  end.hearChunk(50, 100);
  equal([end.words, end.newest.state], [[['accept', 0]], 'paused']);
  end.hear({ k: 'file-offer', name: 'a', size: 1000 });
  equal(end.words, [['accept', 100]]);
  /* Of many that wait, sixteen are offered. */
  const other = new End();
  for (let i = 0; i < 20; i++)
    other.exchange.offer(fileOf(1));
  other.up();
  equal(other.words.length, 16);
});

/* What was decided while nobody could hear it, and what was said and not heard. */
test('/guest/files-resume-words', async () => {
  for (const [act, out] of [
    [({ end, in: file }) => end.exchange.decline(file), 'declined'],
    [({ end, in: file }) => end.exchange.cancel(file), 'ended'],
    [({ end, in: file }) => end.exchange.accept(file), 'done'],
  ]) {
    const pair = new Pair();
    const both = await pair.offer(fileOf(10));
    pair.setUp(false);
    act(both);
    equal(both.out.state, 'offered');
    pair.setUp(true);
    await pair.over(both);
    equal([both.out.state, both.in.state], [out, out]);
  }
  const pair = new Pair();
  const both = await pair.pass(fileOf(10));
  pair.setUp(false);
  pair.ends[0].exchange.cancel(both.out);
  equal(both.in.state, 'paused');
  pair.setUp(true);
  await pair.over(both);
  equal([both.in.why, both.in.byPeer, pair.ends[1].room.left], ['cancelled', true, RECEIVED_MAX]);

  /* It was complete, and the sender has not heard it. */
  const late = await pair.pass(fileOf(10));
  await pair.until(() => late.in.isOver || late.in.done === 10, 'all of it');
  await run(() => late.in.isOver, 'the end');
  pair.setUp(false);
  equal([late.in.state, late.out.state], ['done', 'paused']);
  pair.setUp(true);
  await pair.over(late);
  equal(late.out.state, 'done');
});

test('/guest/files-cancel', async () => {
  const pair = new Pair();
  for (const canceller of [0, 1]) {
    const both = await pair.pass(fileOf(3000 * KIB));
    await pair.until(() => both.in.done > 0, 'some of it');
    pair.ends[canceller].exchange.cancel(canceller === 0 ? both.out : both.in);
    await pair.over(both);
    equal([both.out.why, both.out.byPeer], ['cancelled', canceller === 1]);
    equal([both.in.why, both.in.byPeer], ['cancelled', canceller === 0]);
    equal([both.in.blob, pair.ends[1].room.left], [null, RECEIVED_MAX]);
  }
  const gone = await pair.pass(fileOf(3000 * KIB));
  await pair.until(() => gone.in.done > 0, 'some of it');
  pair.ends.forEach(({ exchange }) => exchange.close());
  equal([gone.out.why, gone.in.why], ['gone', 'gone']);
  equal(pair.ends[0].exchange.offer(fileOf(1)), false);
});

/* rows: f-order */
testEach('/guest/f-order', [[999, 100], [0, 100], [1001, 100], [5000, 100], [2 ** 53 - 2000, 100]], ([at, size]) => {
  const end = new End().up();
  const transfer = end.taking(10000);
  end.hearChunk(0, 1000);
  end.hearChunk(at, size);
  equal([transfer.state, transfer.why, transfer.byPeer], ['ended', 'protocol', false]);
  equal([end.words.at(-1), end.room.left], [['cancel', 'protocol'], RECEIVED_MAX]);
  end.hearChunk(1000, 1000);
  end.hear({ k: 'file-done', sha256: '0'.repeat(64) });
  equal(end.words, []);
  /* Who asks again is told again. */
  end.hear({ k: 'file-offer', name: 'a', size: 10000 });
  equal([end.words, end.transfers.length], [[['cancel', 'protocol']], 1]);
});

/* rows: f-size */
test('/guest/f-size', async () => {
  const end = new End().up();
  const transfer = end.taking(1500);
  end.hearChunk(0, 1000);
  end.hearChunk(1000, 501);
  equal([transfer.why, end.words.at(-1)], ['protocol', ['cancel', 'protocol']]);
  /* A file of ours that is not as long as it was. */
  const file = fileOf(1000);
  file.slice = () => new Blob(['short']);
  end.exchange.offer(file);
  const { newest } = end;
  end.hear({ k: 'file-accept', fid: newest.fid, at: 0 });
  await run(() => newest.isOver, 'the end');
  equal([newest.why, newest.byPeer, end.words.at(-1)], ['changed', false, ['cancel', 'changed']]);
  file.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) });
  end.exchange.offer(file);
  end.hear({ k: 'file-accept', fid: end.newest.fid, at: 0 });
  await run(() => end.newest.isOver, 'the end');
  equal(end.newest.why, 'changed');
});

/* rows: f-unknown */
test('/guest/f-unknown', () => {
  const end = new End().up();
  const words = [
    { k: 'file-accept', at: 0 }, { k: 'file-decline' }, { k: 'file-cancel', why: 'failed' }, { k: 'file-progress', at: 5 },
    { k: 'file-done', sha256: '0'.repeat(64) }, { k: 'file-saved' },
  ];
  words.forEach(word => end.hear(word));
  end.hearChunk(0, 1000);
  end.exchange.receivedChunk(new ArrayBuffer(3));
  equal([end.words, end.transfers], [[], []]);
  /* Not accepted: nothing of it is kept. */
  end.hear({ k: 'file-offer', name: 'a', size: 1000 });
  end.hearChunk(0, 1000);
  end.hear({ k: 'file-done', sha256: '0'.repeat(64) });
  equal([end.newest.state, end.newest.done, end.words], ['offered', 0, []]);
  end.exchange.accept(end.newest);
  equal(end.words, [['accept', 0]]);
  /* What only a receiver says is nothing to a receiver. */
  end.hear({ k: 'file-progress', at: 5 });
  end.hear({ k: 'file-saved' });
  equal([end.newest.state, end.words], ['running', []]);
});

/* rows: f-done */
test('/guest/f-done', async () => {
  const end = new End().up();
  const right = await hashOf(new Uint8Array(1000));
  const transfer = end.taking(1000);
  end.hearChunk(0, 400);
  end.hear({ k: 'file-done', sha256: right });
  equal(transfer.state, 'running');
  end.hearChunk(400, 600);
  await run(() => transfer.isOver, 'the end');
  equal([transfer.state, end.words.at(-1)], ['done', ['saved', null]]);
  /* Another hash. */
  const other = new End().up();
  const wrong = other.taking(1000);
  other.hearChunk(0, 1000);
  other.hear({ k: 'file-done', sha256: right.replace(/^./, digit => digit === '0' ? '1' : '0') });
  await run(() => wrong.isOver, 'the end');
  equal([wrong.state, wrong.why, wrong.byPeer, wrong.blob], ['ended', 'mismatch', false, null]);
  equal([other.words.at(-1), other.room.left], [['cancel', 'mismatch'], RECEIVED_MAX]);
});

/* rows: f-many */
test('/guest/f-many', () => {
  const end = new End().up();
  const offer = i => end.hear({ k: 'file-offer', fid: String(i).padStart(16, '0'), name: 'a', size: 1 });
  for (let i = 0; i < 17; i++)
    offer(i);
  equal([end.transfers.length, end.words], [16, [['cancel', 'busy']]]);
  end.exchange.decline(end.transfers[3]);
  offer(17);
  equal([end.transfers.length, end.words], [17, [['decline', null]]]);
  /* The last word on each is remembered; not for ever. */
  for (let i = 100; i < 500; i++) {
    offer(i);
    end.hear({ k: 'file-cancel', fid: String(i).padStart(16, '0'), why: 'cancelled' });
  }
  equal(end.words.filter(([, why]) => why !== 'busy'), []);
});

/* What a peer says of size takes no memory, and a browser has not room for all. */
test('/guest/files-room', () => {
  const end = new End().up();
  end.hear({ k: 'file-offer', name: 'huge', size: 2 ** 53 - 1 });
  equal([end.newest.state, end.newest.why, end.words], ['ended', 'space', [['cancel', 'space']]]);
  end.hear({ k: 'file-offer', fid: '1'.repeat(16), name: 'a', size: RECEIVED_MAX });
  ok(end.exchange.accept(end.newest), 'as much as there is');
  end.hear({ k: 'file-offer', fid: '2'.repeat(16), name: 'a', size: 1 });
  equal([end.exchange.accept(end.newest), end.newest.state], [false, 'offered']);
  end.exchange.cancel(end.transfers[1]);
  ok(end.exchange.accept(end.newest) && end.newest.state === 'running', 'room that is free again');
  equal(end.room.left, RECEIVED_MAX - 1);
});

/* A receiver that says what cannot be. */
testEach('/guest/files-hostile-receiver', [
  [{ k: 'file-accept', at: 1 }], [{ k: 'file-progress', at: 1 }], [{ k: 'file-accept', at: 0 }, { k: 'file-progress', at: 1e15 }],
  [{ k: 'file-accept', at: 2 ** 53 - 1 }],
], words => {
  const end = new End().up();
  end.exchange.offer(fileOf(1000));
  words.forEach(word => end.hear({ fid: end.newest.fid, ...word }));
  equal([end.newest.state, end.newest.why, end.words.at(-1)], ['ended', 'protocol', ['cancel', 'protocol']]);
});

/* Before the word of the receiver nothing runs, whatever it says has arrived. */
test('/guest/files-early-progress', () => {
  const end = new End().up();
  end.exchange.offer(fileOf(1000));
  end.hear({ k: 'file-progress', fid: end.newest.fid, at: 0 });
  equal(end.newest.state, 'offered');
  /* Offered again as another one than it was. */
  const other = new End().up();
  other.taking(1000);
  other.hear({ k: 'file-offer', name: 'a', size: 1001 });
  equal([other.newest.why, other.words.at(-1)], ['protocol', ['cancel', 'protocol']]);
});

/* A line whose server is away until it is said to be back. */
function makeLine() {
  const line = { isServed: false, loads: 0, said: [], added: [], missing: 0 };
  const load = async () => {
    line.loads++;
    if (!line.isServed)
      throw new TypeError('Failed to fetch');
    return { FileExchange };
  };
  line.files = new FileLine(load, { left: RECEIVED_MAX }, {
    say: message => line.said.push(message), send() {}, buffered: () => 0, window: () => WINDOW, now: () => 0,
    added: transfer => line.added.push(transfer.name), missing: () => line.missing++,
  });
  return line;
}

const offerOf = number => ({ k: 'file-offer', fid: String(number).padStart(16, 'F'), name: `${number}`, size: 5 });
const turn = () => new Promise(resolve => setTimeout(resolve));

test('/guest/files-loaded-late', async () => {
  const line = makeLine();
  line.files.setUp(true);
  line.files.received({ k: 'file-accept', fid: 'F'.repeat(16), at: 0 });
  line.files.receivedChunk(new ArrayBuffer(100));
  line.files.pump();
  equal(line.loads, 0, 'nothing is loaded before there is a file');
  for (let i = 0; i < 18; i++)
    line.files.received(offerOf(i));
  line.files.received({ k: 'file-cancel', fid: offerOf(3).fid, why: 'cancelled' });
  await turn();
  equal([line.loads, line.missing, line.added, line.files.exchange], [1, 1, [], null]);
  equal(line.said.map(({ k, why }) => [k, why]), Array(2).fill(['file-cancel', 'busy']), 'what is kept is bounded');
  line.files.retry();
  await turn();
  equal([line.loads, line.missing], [2, 2]);
  line.isServed = true;
  line.files.retry();
  await turn();
  equal(line.added, Array.from({ length: 16 }, (_, i) => `${i}`).filter(name => name !== '3'));
  line.files.retry();
  equal(line.loads, 3);
});

test('/guest/files-loaded-to-send', async () => {
  const line = makeLine();
  line.files.setUp(true);
  const file = new File(['abc'], 'a.txt');
  equal(await line.files.offer(file).catch(error => error.name), 'TypeError');
  line.isServed = true;
  equal(await Promise.all([line.files.offer(file), line.files.offer(file)]), [true, true]);
  equal([line.added, line.said.map(({ k }) => k)], [['a.txt', 'a.txt'], ['file-offer', 'file-offer']]);
});

/* What was offered on a connection that broke is offered again; who is gone has nothing to offer. */
test('/guest/files-loaded-in-vain', async () => {
  const [broken, gone] = [makeLine(), makeLine()];
  for (const { files } of [broken, gone]) {
    files.setUp(true);
    files.received(offerOf(1));
  }
  await turn();
  broken.files.setUp(false);
  gone.files.close();
  for (const line of [broken, gone]) {
    line.isServed = true;
    line.files.retry();
    await turn();
    equal([line.loads, line.added], [1, []]);
  }
  equal(await gone.files.offer(new File(['abc'], 'a.txt')), false);
});
