/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What this browser says in SDP, and what it takes: the real one, on both ends. */

import { candidateFromText, candidateToText } from '/candidate.js';
import { codecPreferences, videoCodecs } from '/codecs.js';
import { answersOffer } from '/description.js';
import { usableIceServers } from '/ice-servers.js';
import { PeerConnection } from '/peer-connection.js';
import { DEFAULT_MIDS, readSdp, writeSdp } from '/sdp.js';
import { Skip, equal, ok, refuses, test, testEach, until } from './tap.js';

const certificate = await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' });
const NO_TRACKS = [null, null, null, null];

class End {
  states = [];
  heard = [];
  signs = 0;
  chunks = [];
  drains = 0;
  description = null;
  candidates = [];

  constructor(offers, codec = 'vp8') {
    this.connection = new PeerConnection({ offers, codec, certificate, iceServers: [], relayOnly: false, tracks: NO_TRACKS }, {
      description: description => this.describe(description),
      candidates: (candidates, end) => this.other.connection.addCandidates(candidates, end),
      stateChanged: state => this.states.push(state),
      heard: () => this.signs++,
      message: message => this.heard.push(message),
      chunk: message => this.chunks.push(message.byteLength),
      drained: () => this.drains++,
    });
  }

  describe(description) {
    this.description = description;
    this.other.connection.setRemote(this.forge?.(description) ?? description);
  }
}

function connect(codec, forge = null) {
  const offerer = new End(true, codec);
  const answerer = new End(false);
  offerer.other = answerer;
  answerer.other = offerer;
  answerer.forge = forge;
  offerer.connection.start();
  answerer.connection.start();
  return { offerer, answerer };
}

async function expectCall(codec) {
  const { offerer, answerer } = connect(codec);
  for (const { connection } of [offerer, answerer])
    await until(() => connection.state === 'live', 'a live connection');
  equal(offerer.states, ['negotiating', 'connecting', 'verifying', 'live']);
  equal(answerer.states, offerer.states);
  ok(answersOffer(answerer.description, offerer.description));
  equal(offerer.description.l.map(line => line.c), ['opus', codec, codec, 'opus']);
  ok(offerer.description.l[1].rtx !== undefined, 'the pictures are not repaired');
  offerer.connection.send({ k: 'me', id: 'A'.repeat(16) });
  offerer.connection.send({ k: 'me', id: 'short' });
  answerer.connection.send({ k: 'close', why: 'left' });
  await until(() => answerer.heard.length === 1 && offerer.heard.length === 1, 'messages');
  await until(() => offerer.drains > 0 && offerer.connection.buffered === 0, 'the channel for files');
  offerer.connection.sendChunk(new Uint8Array(16384));
  await until(() => answerer.chunks.length > 0, 'a piece of a file');
  equal(answerer.chunks, [16384]);
  await until(() => offerer.signs > 0 && answerer.signs > 0 && offerer.connection.roundTrip !== null, 'beats');
  ok(!offerer.connection.send({ k: 'x', text: 'x'.repeat(16384) }), 'too much was sent');
  answerer.connection.close();
  await until(() => offerer.connection.state === 'failed', 'the end of it');
}

test('/guest/connection-vp8', () => expectCall('vp8'));

test('/guest/connection-h264', () => {
  if (!videoCodecs().includes('h264'))
    throw new Skip('this browser has no H.264 here');
  return expectCall('h264');
});

test('/guest/connection-security', async () => {
  const { offerer, answerer } = connect('vp8', description => ({ ...description, f: 'ab'.repeat(32) }));
  await until(() => offerer.connection.state === 'failed', 'the end of it');
  equal(offerer.connection.error.code, 'security');
  ok(!offerer.states.includes('live'));
  equal([offerer.heard, offerer.signs, answerer.heard], [[], 0, []]);
  answerer.connection.close();
});

/* An answer that answers something else. */
test('/guest/connection-answer', async () => {
  const { offerer, answerer } = connect('vp8', description => ({ ...description, e: { twcc: 14 } }));
  await until(() => offerer.connection.state === 'failed', 'the end of it');
  equal(offerer.connection.error.code, 'failed');
  answerer.connection.close();
});

const LINE = { c: 'vp8', pt: 96, rtx: 97 };
const OFFER = {
  u: 'abcd', p: 'abcdefghijklmnopqrstuv', f: '0123456789abcdef'.repeat(4), s: 'actpass',
  l: [{ c: 'opus', pt: 111, ssrc: 1 }, { ...LINE, ssrc: 2, rssrc: 3 }, { ...LINE, ssrc: 4, rssrc: 5 }, { c: 'opus', pt: 111, ssrc: 6 }],
  e: { twcc: 3, mid: 4 }, mx: 262144,
};

test('/guest/sdp-round', () => {
  const { description, mids } = readSdp(writeSdp(OFFER, DEFAULT_MIDS), 'offer', OFFER);
  equal([description.l, description.e, description.f, mids], [OFFER.l, OFFER.e, OFFER.f, DEFAULT_MIDS]);
  const h264 = { ...OFFER, h264: '42e01f', l: OFFER.l.map(line => line.c === 'vp8' ? { ...line, c: 'h264' } : line) };
  equal(readSdp(writeSdp(h264, DEFAULT_MIDS), 'offer').description.h264, '42e01f');
  ok(!writeSdp(OFFER, DEFAULT_MIDS).match(/m=audio[^]*?m=video/)[0].includes('FID'), 'sound is said to be repaired');
});

testEach('/guest/sdp-wrong', [
  sdp => sdp.replace(/m=application[^]*/, ''), sdp => sdp.replace('m=audio 9', 'm=audio 0'), sdp => sdp.replaceAll('a=ssrc:', 'a=x:'),
  sdp => sdp.replaceAll('sha-256', 'sha-1'), sdp => sdp.replaceAll('opus/48000/2', 'PCMU/8000'), sdp => sdp.replaceAll('transport-wide', 'x'),
  sdp => sdp.replaceAll('a=mid:4', 'a=x'), sdp => sdp.replaceAll('a=setup:actpass', 'a=setup:holdconn'), () => '', () => 'v=0\r\n',
], change => refuses('bad-message', () => readSdp(change(writeSdp(OFFER, DEFAULT_MIDS)), 'offer')));

test('/guest/codec-preferences', () => {
  equal(codecPreferences('opus').length, 1);
  equal(codecPreferences('vp8')[0].mimeType, 'video/VP8');
  ok(codecPreferences('vp8').some(({ mimeType }) => mimeType === 'video/rtx'));
  equal(codecPreferences('none'), []);
  ok(videoCodecs().includes('vp8'));
});

testEach('/guest/candidate-text', [
  ['candidate:1 1 udp 2122260223 192.0.2.1 9999 typ host generation 0 ufrag x', { a: '192.0.2.1', p: 9999, t: 'host', x: 'udp', pr: 2122260223, f: '1' }],
  ['a=candidate:F+/ 1 UDP 5 2001:db8::1 1 typ srflx raddr :: rport 9', { a: '2001:db8::1', p: 1, t: 'srflx', x: 'udp', pr: 5, f: 'F+/' }],
  ['candidate:1 1 TCP 5 x-1.local 9 typ host tcptype active', { a: 'x-1.local', p: 9, t: 'host', x: 'tcp', pr: 5, f: '1', tt: 'active' }],
], ([text, candidate]) => {
  equal(candidateFromText(text), candidate);
  equal(candidateFromText(candidateToText(candidate)), candidate);
});

testEach('/guest/candidate-wrong', [
  '', 'candidate:1 2 udp 5 192.0.2.1 9 typ host', 'candidate:1 1 sctp 5 192.0.2.1 9 typ host', 'candidate:1 1 udp 5 example.org 9 typ host',
  'candidate:1 1 udp 5 192.0.2.1 0 typ host', 'candidate:1 1 udp 5 192.0.2.1 9 typ ghost', 'candidate:1 1 udp 5 192.0.2.1 9 host',
  'candidate:1 1 udp x 192.0.2.1 9 typ host', 'candidate:1 1 udp 5 192.0.2.1 9 typ host tcptype active',
], text => equal(candidateFromText(text), null));

test('/guest/ice-servers', () => {
  equal(usableIceServers([
    { urls: ['stun:stun.example:3478', 'http://x', 'javascript:alert(1)', 'turn:no.credential.example', 'stun:'] },
    { urls: ['turn:turn.example:3478?transport=tcp', 'turns:turn.example'], username: 'u', credential: 'c' },
  ]), [
    { urls: 'stun:stun.example:3478' },
    { urls: 'turn:turn.example:3478?transport=tcp', username: 'u', credential: 'c' },
    { urls: 'turns:turn.example', username: 'u', credential: 'c' },
  ]);
});
