/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Whatever the server and the others say, nothing is thrown out of a handler: what is
 * wrong is a ProtocolError, or it is dropped.
 */

import { Call } from '/call.js';
import { candidateFromText, candidateToText } from '/candidate.js';
import { Chat } from '/chat.js';
import { readControlMessage } from '/control-message.js';
import { readDescription } from '/description.js';
import { FileExchange } from '/file-exchange.js';
import { PairMachine } from '/pair-machine.js';
import { ProtocolError } from '/protocol-error.js';
import { DEFAULT_MIDS, writeSdp } from '/sdp.js';
import { SealedLine } from '/sealed-line.js';
import { deriveKeys } from '/seal.js';
import { readSealedMessage } from '/sealed-message.js';
import { readServerEvent } from '/server-event.js';
import { SignalingMachine } from '/signaling-machine.js';
import { parseJson } from '/strict-json.js';
import { VerificationSession } from '/verification-session.js';
import { makeRandom, mutateObject, mutateText } from './mutation.js';
import { CONTROL, JOINED, ME, OFFER, PEER, SEALED, SERVER, WELCOME } from './seeds.js';
import { equal, ok, test, testEach, until } from './tap.js';

const ROUNDS = 400; /* of each seed */
const MESSAGES = 250; /* to a whole call */

/** @returns {?object} what was read, null where it was refused as it should be */
function readOrRefuse(read, text) {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof ProtocolError)
      return null;
    error.message += ` (read from ${text.slice(0, 300)})`;
    throw error;
  }
}

/* Gives each mutation that is still readable to take, and says how many there were. */
function feed(seeds, read, take) {
  const random = makeRandom(1);
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (const seed of seeds) {
      const text = mutateText(random, seed);
      const message = readOrRefuse(read, text);
      if (message === null)
        continue;
      taken++;
      try {
        take(message, round, text);
      } catch (error) {
        error.message += ` (after ${text.slice(0, 300)})`;
        throw error;
      }
    }
  ok(taken > ROUNDS / 10, `only ${taken} were valid: that tries nothing`);
}

const readSealed = text => readSealedMessage(parseJson(text));
const SESSION = SEALED.map(message => message.k === 'intro' ? message : { ...message, x: 'abcdefgh' });

/* What somebody logs is what they did not expect. */
async function withoutComplaints(body) {
  const { error: log } = console;
  const complaints = [];
  console.error = (...words) => complaints.push(words.map(word => word?.stack ?? String(word)).join(' '));
  try {
    await body();
  } finally {
    console.error = log;
  }
  equal(complaints, []);
}

test('/guest/hostile-server', () => {
  feed(SERVER, readServerEvent, () => {});
  const random = makeRandom(2);
  for (let round = 0; round < ROUNDS; round++) {
    const machine = new SignalingMachine({
      open() {}, send() {}, close() {}, event() {}, stateChanged() {}, resumed() {}, random: () => 0,
    }, 'test');
    machine.join('0'.repeat(32), 0);
    machine.opened(0);
    for (const seed of SERVER)
      machine.received(random(4) === 0 ? mutateText(random, seed) : JSON.stringify(seed), 0);
  }
});

test('/guest/hostile-pair', () => {
  for (const offers of [true, false]) {
    let machine = null;
    feed(SESSION, readSealed, (message, round) => {
      const now = 1000 * round;
      if (machine === null || machine.state === 'failed' || machine.state === 'closed')
        machine = new PairMachine({
          make() {}, setRemote() {}, addCandidates() {}, promote() {}, drop() {}, send() {}, stateChanged() {},
        }, offers);
      machine.receive(message, now);
      machine.localDescription(message.g ?? 1, OFFER);
      machine.tick(now);
      ok(machine.deadline > now, `the machine asks to be asked at ${machine.deadline}, and it is ${now}`);
    });
  }
});

/* Every line of it was written here. */
test('/guest/hostile-description', () => {
  const lines = writeSdp(OFFER, DEFAULT_MIDS).split('\r\n').length;
  const random = makeRandom(3);
  let read = 0;
  for (let round = 0; round < 20 * ROUNDS; round++) {
    const description = readOrRefuse(text => readDescription(parseJson(text), 'offer'), mutateText(random, OFFER));
    if (description === null)
      continue;
    read++;
    const sdp = writeSdp(description, DEFAULT_MIDS);
    ok(sdp.split('\r\n').length <= lines + 4 && !/[^\r]\n|\r[^\n]|[^\x20-\x7e\r\n]/.test(sdp), sdp);
  }
  ok(read > ROUNDS, `only ${read} were valid`);
});

test('/guest/hostile-candidates', () => {
  feed(SESSION.filter(({ k }) => k === 'candidates'), readSealed, ({ c }) => {
    for (const candidate of c) {
      const text = candidateToText(candidate);
      ok(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text), text);
      equal(candidateFromText(text)?.a, candidate.a);
    }
  });
});

test('/guest/hostile-control', () => withoutComplaints(async () => {
  const chat = new Chat(() => {}, () => {});
  const files = new FileExchange({ left: 1000 }, {
    say() {}, send() {}, buffered: () => 0, window: () => 1000, now: () => 0, added: transfer => transfer.accept?.(),
  });
  files.setUp(true);
  chat.addPeer(PEER);
  const session = new VerificationSession({ say() {}, changed() {} }, {
    roomId: '0'.repeat(32), generation: 1, isInitiator: true, own: { id: ME, fingerprint: 'ab'.repeat(32) }, peer: { id: PEER, fingerprint: 'cd'.repeat(32) },
  });
  session.start();
  feed(CONTROL, readControlMessage, (message, round) => {
    if (message.k.startsWith('chat'))
      chat.received(PEER, 'channel', message, round);
    else if (message.k.startsWith('sas-'))
      session.received(message);
    else if (message.k.startsWith('file-'))
      files.received(message);
  });
  const random = makeRandom(4);
  for (let round = 0; round < ROUNDS; round++)
    files.receivedChunk(Uint8Array.from({ length: random(60) }, () => random(256)).buffer);
  files.close();
  await until(() => session.state === 'failed', 'the end of what makes no sense');
}));

/* A whole call, with real connections, whose server and whose other member are hostile. */

class HostileSocket {
  static last = null;

  constructor() {
    HostileSocket.last = this;
    this.said = [];
    queueMicrotask(() => this.onopen());
  }

  send(text) {
    this.said.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
  }

  say(text) {
    this.onmessage({ data: text });
  }

  /* @order: ours; the other's is 1 */
  async greet(order) {
    await until(() => this.said.length > 0, 'hello');
    this.say(JSON.stringify(WELCOME));
    this.say(JSON.stringify({ ...JOINED, order }));
    this.s = 1;
  }

  /* What a member says, as the server passes it on. */
  relay(request, from) {
    this.say(JSON.stringify({ t: 'relay', s: ++this.s, from, to: request.to, n: request.n, box: request.box }));
  }
}

/* @order: ours; with the larger one we make the offers. */
async function withHostileServer(order, body) {
  const { WebSocket: real } = globalThis;
  const keys = await deriveKeys('hostile');
  globalThis.WebSocket = HostileSocket;
  const call = new Call({ keys: Promise.resolve(keys), url: 'ws://nowhere/', name: 'Ada' });
  try {
    await withoutComplaints(async () => {
      await call.join();
      await HostileSocket.last.greet(order);
      await until(() => call.state === 'joined' && call.participants.length === 1, 'the room');
      await body(call, keys);
    });
  } finally {
    await call.leave();
    globalThis.WebSocket = real;
  }
}

/* The other member has been told what proves its messages fresh, as everyone is.
 * Returns how it says something.
 */
async function meetMember(keys, socket) {
  const line = new SealedLine(keys.sealKey, PEER);
  await line.open({ ...await until(() => socket.said.find(({ t, to }) => t === 'relay' && to === '*'), 'our introduction'), from: ME });
  return message => {
    line.seal(ME, message, request => socket.relay(request, PEER));
    return line.flushed();
  };
}

testEach('/guest/hostile-member', [0, 2], order => withHostileServer(order, async (call, keys) => {
  const say = await meetMember(keys, HostileSocket.last);
  const random = makeRandom(5);
  for (let i = 0; i < MESSAGES; i++) {
    const seed = SEALED[i % SEALED.length];
    /* It ends the pair: what comes after it would be nothing any more. */
    if (seed.k === 'close' && i < MESSAGES - SEALED.length)
      continue;
    const g = 1 + Math.floor(i / SEALED.length);
    await say(mutateObject(random, 'g' in seed ? { ...seed, g } : seed));
  }
  await say(SEALED[0]);
  await say({ k: 'chat', cid: 'z'.repeat(16), text: 'Still here?', at: 1 });
  await until(() => call.messages.some(({ text }) => text === 'Still here?') || call.participants.length === 0, 'a call that still listens');
  ok(call.dropped.bad > 0 && call.state === 'joined', JSON.stringify(call.dropped));
}));

/* A browser is not made to try thousands of ways that lead nowhere. */
test('/guest/hostile-candidates', () => withHostileServer(0, async (call, keys) => {
  const { addIceCandidate } = RTCPeerConnection.prototype;
  let taken = 0;
  RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
    taken++;
    return addIceCandidate.call(this, candidate);
  };
  try {
    const say = await meetMember(keys, HostileSocket.last);
    const [intro, offer, , candidates] = SEALED;
    await say(intro);
    await say(offer);
    for (let i = 0; i < 20; i++)
      await say({ ...candidates, c: Array(32).fill(candidates.c[0]), end: false });
    await say({ k: 'chat', cid: 'z'.repeat(16), text: 'Done', at: 1 });
    await until(() => call.messages.length === 1 && taken > 0, 'the last message');
    ok(taken <= 256, `${taken} candidates were taken`);
  } finally {
    RTCPeerConnection.prototype.addIceCandidate = addIceCandidate;
  }
}));

test('/guest/hostile-members', () => withHostileServer(0, async call => {
  const socket = HostileSocket.last;
  for (let i = 0; i < 3; i++) {
    const add = Array.from({ length: 500 }, (_, n) => ({ id: `${i}-${n}`.padEnd(16, 'x'), order: 3 + 500 * i + n, kind: 'cli', away: false }));
    socket.say(JSON.stringify({ t: 'members', s: ++socket.s, add }));
  }
  socket.say(JSON.stringify({ t: 'members', s: ++socket.s, host: ME }));
  await until(() => call.isHost, 'the last message');
  equal(call.participants.length, 256);
}));

test('/guest/hostile-session', () => withHostileServer(2, async call => {
  const random = makeRandom(6);
  for (let i = 0; i < MESSAGES; i++) {
    const socket = HostileSocket.last;
    if (call.state !== 'joined') {
      socket.isClosed ? await until(() => HostileSocket.last !== socket, 'another try', 30) : await socket.greet(2);
      continue;
    }
    const seed = SERVER[2 + i % (SERVER.length - 2)];
    socket.say(mutateText(random, 's' in seed ? { ...seed, s: ++socket.s } : seed));
    await new Promise(resolve => setTimeout(resolve));
  }
  equal(call.state === 'ended', false);
}));
