/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One connection to one other: four lines that are negotiated once and fed or not,
 * and three data channels. The browser checks the certificate of the other side
 * against the fingerprint in the description, which came sealed, and lets nothing
 * through in either direction before that; where it can be asked what it saw, it is
 * compared here once more.
 *
 * A connection lives through: new, negotiating, connecting, verifying, live, and
 * failed or closed.
 */

import { CallError } from './call-error.js';
import { candidateFromText, candidateToText } from './candidate.js';
import { codecPreferences } from './codecs.js';
import { CHANNEL_MESSAGE_MAX, readControlMessage } from './control-message.js';
import { now } from './deadline.js';
import { answersOffer } from './description.js';
import { byteLength } from './fields.js';
import { Heartbeat } from './heartbeat.js';
import { MICROPHONE } from './lines.js';
import { ProtocolError } from './protocol-error.js';
import { DEFAULT_MIDS, readSdp, writeSdp } from './sdp.js';
import { toHex } from './seal.js';

/** The lines, in their order. */
export const LINES = Object.freeze(['microphone', 'camera', 'screen', 'screen-sound']);
const KINDS = ['audio', 'video', 'video', 'audio'];

const CHANNELS = {
  control: { id: 0 },
  files: { id: 1 },
  beat: { id: 2, ordered: false, maxRetransmits: 0 },
};

const CANDIDATES_APART = 30; /* ms: so long they wait for each other */
const CANDIDATES_MAX = 32; /* in one message */
const CANDIDATES_TAKEN_MAX = 256; /* of theirs: a browser tries each with each of ours */
const FILES_LOW = 64 * 1024; /* bytes that wait: then there may be more */
const EARLY_MAX = 64; /* messages that come before we know that it plays */
const LAST_WORD = 200; /* ms that it has to get out */
const QUEUE_MAX = 256; /* messages for a channel that is not open yet */

/* Without a track, some browsers say the last picture again and again: so that the
 * line is told as well.
 */
async function feed(sender, track) {
  await sender.replaceTrack(track);
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings)
    encoding.active = track !== null;
  await sender.setParameters(parameters);
}

/**
 * @typedef {object} PeerOutput none of it may call back into the connection
 * @property {function(object): void} description ours
 * @property {function(object[], boolean): void} candidates ours, and whether these were all
 * @property {function(string): void} stateChanged
 * @property {function(number): void} heard a sign of life, and when it came
 * @property {function(object): void} message on `control`
 * @property {function(ArrayBuffer): void} chunk on `files`
 * @property {function(): void} drained there is room in `files` again
 */

export class PeerConnection {
  state = 'new';
  /** Why it failed, a CallError. */
  error = null;

  #output;
  #offers;
  #codec;
  #pc;
  #channels = {};
  #queue = []; /* for control */
  #early = []; /* from it */
  #tracks;
  #feeding = Promise.resolve(); /* one change after the other */
  #mids = DEFAULT_MIDS;
  #local = null;
  #remote = null;
  #found = []; /* our candidates, not told yet */
  #foundAll = false;
  #findTimer = 0;
  #kept = []; /* theirs, for later */
  #taken = 0;
  #takesCandidates = false;
  #heartbeat = null;
  #loudness = 0;
  #asksLoudness = false;
  #hasLastWord = false;
  #played = new Map(); /* receiver -> the last that it played */

  /**
   * @param {object} options
   * @param {boolean} options.offers
   * @param {string} options.codec of the pictures, for who offers
   * @param {RTCCertificate} options.certificate ours
   * @param {RTCIceServer[]} options.iceServers
   * @param {boolean} options.relayOnly
   * @param {(?MediaStreamTrack)[]} options.tracks what is sent on each line
   * @param {PeerOutput} output
   */
  constructor({ offers, codec, certificate, iceServers, relayOnly, tracks }, output) {
    this.#output = output;
    this.#offers = offers;
    this.#codec = codec;
    this.#tracks = [...tracks];
    this.#pc = new RTCPeerConnection({
      certificates: [certificate], iceServers, bundlePolicy: 'max-bundle', iceTransportPolicy: relayOnly ? 'relay' : 'all',
    });
    this.#pc.onicecandidate = ({ candidate }) => this.#onFound(candidate);
    this.#pc.onconnectionstatechange = () => this.#onConnectionState();
  }

  /** Makes the channels, and an offer if it is ours to make one. */
  start() {
    this.#setState('negotiating');
    this.#openChannels();
    if (this.#offers)
      this.#attempt(() => this.#offer());
  }

  /** @param {object} remote description, checked */
  setRemote(remote) {
    if (this.state !== 'negotiating' || this.#remote !== null || (this.#offers && this.#local === null))
      return;
    this.#remote = remote;
    this.#attempt(() => this.#offers ? this.#takeAnswer() : this.#takeOffer());
  }

  addCandidates(candidates, end) {
    const all = end ? [...candidates, null] : candidates;
    const taken = all.slice(0, CANDIDATES_TAKEN_MAX - this.#taken);
    this.#taken += taken.length;
    this.#kept.push(...taken);
    if (this.#takesCandidates)
      this.#useCandidates();
  }

  /** Starts, or with null stops, feeding a line; nothing is negotiated. */
  setTrack(line, track) {
    this.#tracks[line] = track;
    /* Before there are lines, they are made with it. */
    const sender = this.#pc.getTransceivers()[line]?.sender;
    if (sender !== undefined)
      this.#feeding = this.#feeding.then(() => feed(sender, track)).catch(error => console.warn(`The ${LINES[line]} is not sent:`, error));
  }

  /** @returns {?MediaStreamTrack} what comes on a line */
  getRemoteTrack(line) {
    return this.#pc.getTransceivers()[line]?.receiver.track ?? null;
  }

  /** @returns {boolean} false where it cannot be said */
  send(message) {
    const text = JSON.stringify(message);
    if (this.#isOver || byteLength(text) > CHANNEL_MESSAGE_MAX)
      return false;
    const channel = this.#channels.control;
    if (channel?.readyState === 'open')
      return this.#write(channel, text);
    if (this.#queue.length >= QUEUE_MAX)
      return false;
    this.#queue.push(text);
    return true;
  }

  /** On `files`, where `buffered` is a number that allows it. */
  sendChunk(bytes) {
    this.#write(this.#channels.files, bytes);
  }

  /** Bytes that wait in `files`: Infinity before it is open. */
  get buffered() {
    const { files } = this.#channels;
    return files?.readyState === 'open' ? files.bufferedAmount : Infinity;
  }

  /** @returns {{own: string, peer: string}} both certificates' fingerprints, in hex; of a live connection */
  get fingerprints() {
    return { own: this.#local.f, peer: this.#remote.f };
  }

  /** @returns {number} how loud the other is now, from 0 to 1 */
  get loudness() {
    const receiver = this.#pc.getTransceivers()[MICROPHONE]?.receiver;
    const [source] = receiver?.getSynchronizationSources() ?? [];
    if (source === undefined)
      return 0;
    if (source.audioLevel === undefined)
      this.#askLoudness(receiver);
    return source.audioLevel ?? this.#loudness;
  }

  get roundTrip() {
    return this.#heartbeat?.roundTrip ?? null;
  }

  /** @returns {Promise<RTCStatsReport>} */
  getStats() {
    return this.#pc.getStats();
  }

  close() {
    if (!this.#isOver)
      this.#end('closed');
  }

  /** Says what is the last; when the connection is closed, that still gets out. */
  sendLast(message) {
    this.#hasLastWord = this.send(message);
  }

  get #isOver() {
    return this.state === 'failed' || this.state === 'closed';
  }

  #setState(state) {
    this.state = state;
    this.#output.stateChanged(state);
  }

  #end(state) {
    clearTimeout(this.#findTimer);
    this.#heartbeat?.stop();
    this.#pc.onicecandidate = this.#pc.onconnectionstatechange = null;
    for (const channel of Object.values(this.#channels))
      channel.onmessage = channel.onopen = channel.onclose = channel.onbufferedamountlow = null;
    this.#takeLeave();
    this.#setState(state);
  }

  /* What a browser has not sent yet is lost with the connection. Of us nothing more is
   * seen or heard while it sends that.
   */
  #takeLeave() {
    if (!this.#hasLastWord) {
      this.#pc.close();
      return;
    }
    for (const sender of this.#pc.getSenders())
      sender.replaceTrack(null).catch(() => {});
    setTimeout(() => this.#pc.close(), LAST_WORD);
  }

  #fail(error) {
    if (this.#isOver)
      return;
    this.error = error;
    this.#end('failed');
  }

  /* What the browser refuses, however it says so, is the end of this connection. */
  async #attempt(step) {
    try {
      await step();
    } catch (error) {
      if (!this.#isOver)
        console.warn('The connection could not be negotiated:', error);
      this.#fail(new CallError('failed', `The connection could not be negotiated: ${error.message}`));
    }
  }

  /* Negotiation */

  #makeLines() {
    for (const [line, kind] of KINDS.entries()) {
      const transceiver = this.#pc.addTransceiver(this.#tracks[line] ?? kind, { direction: 'sendrecv' });
      transceiver.setCodecPreferences(codecPreferences(kind === 'audio' ? 'opus' : this.#codec));
    }
  }

  /* The lines are the offer's; all that is ours is what is fed into them. */
  async #feedLines() {
    for (const [line, transceiver] of this.#pc.getTransceivers().entries()) {
      transceiver.direction = 'sendrecv';
      await transceiver.sender.replaceTrack(this.#tracks[line] ?? null);
    }
  }

  async #describe(kind) {
    await this.#pc.setLocalDescription(kind === 'offer' ? await this.#pc.createOffer() : await this.#pc.createAnswer());
    if (this.#isOver)
      return false;
    const { description, mids } = readSdp(this.#pc.localDescription.sdp, kind, this.#remote);
    this.#local = description;
    this.#mids = mids;
    return true;
  }

  async #offer() {
    this.#makeLines();
    if (await this.#describe('offer'))
      this.#output.description(this.#local);
  }

  async #takeRemote(type) {
    await this.#pc.setRemoteDescription({ type, sdp: writeSdp(this.#remote, this.#mids) });
    this.#takesCandidates = true;
    this.#useCandidates();
  }

  async #takeAnswer() {
    if (!answersOffer(this.#remote, this.#local))
      throw new ProtocolError('bad-message', 'The answer does not fit the offer');
    await this.#takeRemote('answer');
    this.#connecting();
  }

  async #takeOffer() {
    await this.#takeRemote('offer');
    await this.#feedLines();
    if (!await this.#describe('answer'))
      return;
    if (!answersOffer(this.#local, this.#remote))
      throw new ProtocolError('bad-message', 'This browser does not answer what was offered');
    this.#output.description(this.#local);
    this.#connecting();
  }

  #connecting() {
    if (this.#isOver)
      return;
    this.#setState('connecting');
    this.#onConnectionState();
  }

  /* Candidates */

  #onFound(candidate) {
    const text = candidate?.candidate ?? '';
    const found = text === '' ? null : candidateFromText(text);
    if (text === '')
      this.#foundAll = true;
    else if (found !== null)
      this.#found.push(found);
    if (this.#findTimer === 0)
      this.#findTimer = setTimeout(() => this.#tellFound(), CANDIDATES_APART);
  }

  #tellFound() {
    this.#findTimer = 0;
    do {
      const some = this.#found.splice(0, CANDIDATES_MAX);
      this.#output.candidates(some, this.#foundAll && this.#found.length === 0);
    } while (this.#found.length > 0);
  }

  /* One that the browser cannot use is one way less, not an error. */
  #useCandidates() {
    for (const candidate of this.#kept.splice(0)) {
      const text = candidate === null ? '' : candidateToText(candidate);
      this.#pc.addIceCandidate({ candidate: text, sdpMid: this.#mids[0], sdpMLineIndex: 0 }).catch(() => {});
    }
  }

  /* Connected, and to whom */

  get #transport() {
    return this.#pc.getTransceivers()[0]?.sender.transport ?? null;
  }

  #onConnectionState() {
    const connection = this.#pc.connectionState;
    if (connection === 'connected' && this.state === 'connecting') {
      this.#setState('verifying');
      this.#attempt(() => this.#verify());
    } else if (connection === 'failed') {
      this.#onConnectionFailed();
    }
  }

  /* A connection fails for want of a way, or by its handshake; where there is a way,
   * the certificate was not the one that was announced. (The state of the handshake
   * itself may be told later than this.)
   */
  #onConnectionFailed() {
    const ice = this.#transport?.iceTransport?.state ?? this.#pc.iceConnectionState;
    const isHandshake = this.state === 'connecting' && (ice === 'connected' || ice === 'completed');
    this.#fail(isHandshake ? this.#securityError() : new CallError('no-path', 'The connection to the other side was lost'));
  }

  #securityError() {
    return new CallError('security', 'The certificate of the other side is not the one that was announced: someone may be listening in. ' +
      'The connection was ended before anything got through');
  }

  async #verify() {
    const [certificate] = this.#transport?.getRemoteCertificates?.() ?? [];
    const seen = certificate === undefined ? null : toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', certificate)));
    if (this.state !== 'verifying')
      return;
    if (seen !== null && seen !== this.#remote.f) {
      this.#fail(this.#securityError());
      return;
    }
    this.#heartbeat = new Heartbeat(beat => this.#beat(beat), () => this.#listen());
    this.#setState('live');
    for (const message of this.#early.splice(0))
      this.#output.message(message);
  }

  /* Some browsers say it only there, and a moment later. */
  async #askLoudness(receiver) {
    if (this.#asksLoudness)
      return;
    this.#asksLoudness = true;
    const report = await receiver.getStats().catch(() => new Map());
    this.#loudness = Array.from(report.values()).find(({ type }) => type === 'inbound-rtp')?.audioLevel ?? 0;
    this.#asksLoudness = false;
  }

  /* Channels */

  #openChannels() {
    for (const [name, options] of Object.entries(CHANNELS)) {
      const channel = this.#pc.createDataChannel(name, { negotiated: true, ...options });
      channel.binaryType = 'arraybuffer';
      this.#channels[name] = channel;
    }
    const { control, files, beat } = this.#channels;
    control.onopen = () => this.#queue.splice(0).forEach(text => this.#write(control, text));
    control.onclose = () => this.#fail(new CallError('failed', 'The other side closed the connection'));
    control.onmessage = ({ data }) => this.#onMessage(data, message => this.#onControl(message));
    files.bufferedAmountLowThreshold = FILES_LOW;
    files.onopen = files.onbufferedamountlow = () => this.#output.drained();
    files.onmessage = ({ data }) => this.state === 'live' && data instanceof ArrayBuffer && this.#output.chunk(data);
    beat.onmessage = ({ data }) => this.#onMessage(data, message => message.k === 'beat' && this.#onBeat(message));
  }

  #write(channel, message) {
    try {
      channel.send(message);
      return true;
    } catch {
      /* It is closing, which will be told. */
      return false;
    }
  }

  /* What is wrong is dropped: it says nothing about what comes after it. */
  #onMessage(data, take) {
    if (typeof data !== 'string')
      return;
    let message = null;
    try {
      message = readControlMessage(data);
    } catch (error) {
      if (!(error instanceof ProtocolError))
        throw error;
    }
    if (message !== null)
      take(message);
  }

  /* The other side may know of the connection before we do. */
  #onControl(message) {
    if (this.state === 'live')
      this.#output.message(message);
    else if (this.#early.length < EARLY_MAX)
      this.#early.push(message);
  }

  /* One that waits says nothing. */
  #beat(message) {
    const { beat } = this.#channels;
    if (beat.readyState === 'open' && beat.bufferedAmount === 0)
      this.#write(beat, JSON.stringify(message));
  }

  #onBeat(message) {
    this.#heartbeat?.take(message);
    this.#output.heard(now());
  }

  /* Media is a sign of life as well: the browser knows which packet it played last. */
  #listen() {
    for (const { receiver } of this.#pc.getTransceivers()) {
      const last = receiver.getSynchronizationSources()[0]?.rtpTimestamp;
      if (last === undefined || last === this.#played.get(receiver))
        continue;
      this.#played.set(receiver, last);
      this.#output.heard(now());
    }
  }
}
