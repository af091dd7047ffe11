/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Somebody else in the call: who it is, what it says of itself, and the peer
 * connection to it, which is replaced by another one when it has to be.
 */

import { Deadline, now } from './deadline.js';
import { FileLine, WINDOW, WINDOW_YIELDING } from './file-line.js';
import { hasRelay } from './ice-servers.js';
import { cleanName } from './name.js';
import { PairMachine } from './pair-machine.js';
import { PeerConnection } from './peer-connection.js';
import { ReactionRate, TAKEN_MAX } from './reactions.js';
import { VerificationSession } from './verification-session.js';

/**
 * @typedef {object} CallMedia what is the same for all participants of a call
 * @property {RTCCertificate} certificate
 * @property {string} roomId
 * @property {string} me our id
 * @property {RTCIceServer[]} iceServers may change between connections
 * @property {boolean} relayOnly
 * @property {string[]} codecs that we can send and show, the preferred one first
 * @property {(?MediaStreamTrack)[]} tracks what we send on each line
 * @property {function(): Promise} loadFiles what sends and takes files
 * @property {{left: number}} room for files that are received, in bytes
 */

/**
 * Events: `change` (of anything that is shown), `stalled` (nothing is heard any more),
 * `promoted` (another connection plays from now on), `file` with a FileTransfer that is new as its detail, `files-missing`
 * (one is offered, and cannot be taken before the server is back).
 */
export class Participant extends EventTarget {
  /** Cleaned for showing; null before the introduction, '' where nothing is left. */
  name = null;
  away = false;
  /** What it says that it sends. */
  sends = { mic: false, cam: false, screen: false, sound: false, hand: false, rec: false };
  /** Of what it shows, however much it says. */
  reactionRate = new ReactionRate(TAKEN_MAX);
  /** @type {FileLine} */
  files;

  #id;
  #claim = null; /* the id that it says it has now */
  #kind;
  #media;
  #output;
  #codecs = []; /* theirs, from the introduction */
  #links = new Map(); /* generation -> PeerConnection: the one that plays, the one in the making */
  #ids = new Map(); /* generation -> the ids under which its offer and answer were said last */
  #verification = null; /* of the connection that plays */
  #confirmed = null; /* the certificates that our person found right */
  #machine;
  #deadline = new Deadline(() => this.#drive(machine => machine.tick(now())));

  /**
   * @param {{id: string, order: number, kind: string, away: boolean}} info
   * @param {number} order ours
   * @param {CallMedia} media
   * @param {object} output
   * @param {function(Participant, object): void} output.say through the server
   * @param {function(Participant, object): void} output.message came on `control` of
   *   the connection that plays
   */
  constructor(info, order, media, output) {
    super();
    this.#id = info.id;
    this.#kind = info.kind;
    this.away = info.away;
    this.#media = media;
    this.#output = output;
    /* The later one of two makes every offer (PROTOCOL.md section 11). */
    this.#machine = new PairMachine(this.#machineOutput, order > info.order);
    this.files = new FileLine(media.loadFiles, media.room, this.#filesOutput);
  }

  get id() {
    return this.#id;
  }

  /** app, cli or guest */
  get kind() {
    return this.#kind;
  }

  /** Whether our order in the room is the larger one. */
  get offers() {
    return this.#machine.offers;
  }

  get state() {
    return this.#machine.state;
  }

  get error() {
    return this.#machine.error;
  }

  get generation() {
    return this.#machine.playing;
  }

  /** @returns {?PeerConnection} the one that plays */
  get connection() {
    return this.#links.get(this.#machine.playing) ?? null;
  }

  /** @returns {?MediaStreamTrack} what comes on a line of the connection that plays */
  getTrack(line) {
    return this.connection?.getRemoteTrack(line) ?? null;
  }

  /* What the call hears of it */

  /** @param {object} message out of a box */
  receive(message) {
    if (message.k === 'intro')
      this.#takeIntro(message);
    else if (message.k === 'state')
      this.takeState(message);
    this.#drive(machine => machine.receive(message, now()));
    this.#noteIds(message);
  }

  takeState({ mic, cam, screen, sound, hand, rec }) {
    this.sends = { mic, cam, screen, sound, hand, rec };
    this.#changed();
  }

  /** `close` on a data channel */
  receiveClose(why) {
    this.#drive(machine => machine.receive({ k: 'close', g: machine.playing, why }, now()));
  }

  /** It says that it has another id now. */
  claim(id) {
    this.#claim = id;
  }

  /** @returns {?string} that id, once the server has lost the one that we know */
  get claimed() {
    return this.#machine.isLost ? this.#claim : null;
  }

  setAway(away) {
    this.away = away;
    this.#changed();
  }

  removed(why) {
    this.#drive(machine => machine.removed(why));
  }

  /**
   * It is there, perhaps under another id, and the connection goes on.
   *
   * @param {boolean} offers whether our order in the room is the larger one now
   */
  found(id, offers) {
    this.#id = id;
    this.#claim = null;
    this.#drive(machine => machine.found(offers));
    this.setAway(false);
  }

  signalingBack() {
    this.#drive(machine => machine.signalingBack());
  }

  networkChanged() {
    this.#drive(machine => machine.networkChanged(now()));
  }

  /** @returns {?VerificationSession} for both people to compare */
  get verification() {
    return this.#verification;
  }

  /** @param {object} message one of sas-... */
  receiveVerification(message) {
    this.#verification?.received(message);
  }

  /* What we want */

  /** @param {boolean} isEqual what the person says of the emoji */
  confirm(isEqual) {
    this.#verification?.confirm(isEqual);
  }

  hangUp() {
    this.connection?.sendLast({ k: 'close', why: 'left' });
    this.#drive(machine => machine.hangUp());
  }

  /** It was somebody else all the time: what was begun with it is forgotten, and nothing said. */
  abandon() {
    this.#deadline.clear();
    this.files.close();
    for (const connection of this.#links.values())
      connection.close();
    this.#links.clear();
  }

  /** A track of the media changed. */
  updateTrack(line) {
    for (const connection of this.#links.values())
      connection.setTrack(line, this.#media.tracks[line]);
  }

  /** On `control` of the connection that plays; false where it cannot be said. */
  send(message) {
    return this.connection?.send(message) ?? false;
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #drive(step) {
    step(this.#machine);
    this.#deadline.set(this.#machine.deadline);
  }

  #noteIds({ k, g }) {
    if (k === 'offer' || k === 'answer')
      this.#ids.set(g, { own: this.#media.me, peer: this.#id });
  }

  #promote() {
    const generation = this.#machine.playing;
    const ids = this.#ids.get(generation);
    const { own, peer } = this.connection.fingerprints;
    this.#verification = new VerificationSession({
      say: message => generation === this.#machine.playing && this.send(message),
      changed: () => generation === this.#machine.playing && this.#onVerification(),
    }, {
      roomId: this.#media.roomId, generation, isInitiator: this.#machine.hasOffered,
      own: { id: ids.own, fingerprint: own }, peer: { id: ids.peer, fingerprint: peer },
    });
    this.dispatchEvent(new Event('promoted'));
    this.files.setUp(true);
    this.#verification.start();
  }

  /* What was found of these certificates before holds, and the other side is told
   * again; a session that shows somebody in between ends the connection.
   */
  #onVerification() {
    const session = this.#verification;
    const { own, peer } = this.connection.fingerprints;
    if (session.state === 'confirmed')
      this.#confirmed = `${own} ${peer}`;
    else if (session.state === 'compare' && this.#confirmed === `${own} ${peer}`)
      session.confirm(true);
    if (session.error?.code === 'security')
      this.#drive(machine => machine.insecure(session.error));
    this.#changed();
  }

  #takeIntro({ name, codecs }) {
    this.#codecs = codecs;
    this.name = cleanName(name);
    this.#changed();
  }

  /* Of those that both have, the one that we prefer; VP8 is everybody's. */
  #chooseCodec() {
    return this.#media.codecs.find(codec => this.#codecs.includes(codec)) ?? 'vp8';
  }

  #make(generation, offers, relayOnly) {
    const { certificate, iceServers, tracks } = this.#media;
    const isRelayed = this.#media.relayOnly || (relayOnly && hasRelay(iceServers));
    const connection = new PeerConnection({
      offers, codec: this.#chooseCodec(), certificate, iceServers, relayOnly: isRelayed, tracks,
    }, {
      description: description => this.#drive(machine => machine.localDescription(generation, description)),
      candidates: (candidates, end) => this.#drive(machine => machine.localCandidates(generation, candidates, end)),
      stateChanged: state => this.#onConnectionState(generation, connection, state),
      heard: at => this.#drive(machine => machine.heard(generation, at)),
      message: message => generation === this.#machine.playing && this.#output.message(this, message),
      chunk: bytes => generation === this.#machine.playing && this.files.receivedChunk(bytes),
      drained: () => generation === this.#machine.playing && this.files.pump(),
    });
    this.#links.set(generation, connection);
    connection.start();
  }

  #onConnectionState(generation, connection, state) {
    if (this.#links.get(generation) !== connection)
      return;
    if (state === 'verifying')
      this.#drive(machine => machine.connected(generation));
    else if (state === 'live')
      this.#drive(machine => machine.verified(generation, now()));
    else if (state === 'failed')
      this.#drive(machine => machine.failed(generation, connection.error.code === 'security', now()));
  }

  #drop(generation) {
    const connection = this.#links.get(generation);
    this.#links.delete(generation);
    connection?.close();
    if (this.#machine.playing === 0)
      this.files.setUp(false);
  }

  get #machineOutput() {
    return {
      make: (generation, offers, relayOnly) => this.#make(generation, offers, relayOnly),
      setRemote: (generation, description) => this.#links.get(generation)?.setRemote(description),
      addCandidates: (generation, candidates, end) => this.#links.get(generation)?.addCandidates(candidates, end),
      promote: () => this.#promote(),
      drop: generation => this.#drop(generation),
      send: message => {
        this.#noteIds(message);
        this.#output.say(this, message);
      },
      stateChanged: () => this.#onState(),
    };
  }

  #onState() {
    if (this.state === 'failed' || this.state === 'closed')
      this.files.close();
    this.#changed();
    if (this.state === 'stalled')
      this.dispatchEvent(new Event('stalled'));
  }

  get #filesOutput() {
    return {
      say: message => this.send(message),
      send: bytes => this.connection?.sendChunk(bytes),
      buffered: () => this.connection?.buffered ?? Infinity,
      window: () => this.#media.tracks.some(track => track !== null) ? WINDOW_YIELDING : WINDOW,
      now,
      added: transfer => this.dispatchEvent(new CustomEvent('file', { detail: transfer })),
      missing: () => this.dispatchEvent(new Event('files-missing')),
    };
  }
}
