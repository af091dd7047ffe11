/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A call: everyone in a room, and what is said among them. It is what the page
 * shows and what its buttons do; it knows nothing of either.
 */

import { Chat } from './chat.js';
import { videoCodecs } from './codecs.js';
import { Deadline, now } from './deadline.js';
import { RECEIVED_MAX } from './file-line.js';
import { IceRenewal } from './ice-renewal.js';
import { usableIceServers } from './ice-servers.js';
import { CAMERA, MICROPHONE, SCREEN, SCREEN_SOUND } from './lines.js';
import { cleanName } from './name.js';
import { NetworkWatch } from './network-watch.js';
import { Participant } from './participant.js';
import { LINES } from './peer-connection.js';
import { REACTIONS, ReactionRate, SAID_MAX } from './reactions.js';
import { SealedLine } from './sealed-line.js';
import { Signaling } from './signaling.js';

const PARTICIPANTS_MAX = 256; /* more than a call between computers can have */

/**
 * Events:
 * - `state`: of the connection to the server, see `state` and `error`
 * - `participants`: somebody came or went, see `participants`
 * - `participant`, detail a Participant: something about it changed
 * - `promoted`, detail a Participant: another connection to it plays from now on
 * - `chat`, detail a ChatMessage that is new, or null: see `messages`
 * - `reaction`, detail {participant, word}: shown for a moment; null for ourselves
 * - `file`, detail {participant, transfer}: a file is on its way, or waits to be
 * - `files-missing`: one is offered, and cannot be taken before the server is back
 * - `room`: host or lock, see `isHost` and `isLocked`
 * - `knock`, detail {who, name, gone}: to the host; the name comes a moment later
 * - `dropped`, detail the reason: what came through the server was forged, old or
 *   broken; once for each reason
 */
export class Call extends EventTarget {
  isLocked = false;

  #name;
  #signaling;
  #promisedKeys;
  #keys = null;
  #line = null; /* SealedLine */
  #order = 0;
  #host = '';
  #hasLeft = false;
  #hand = false;
  #reactionRate = new ReactionRate(SAID_MAX);
  #participants = [];
  #media = {
    certificate: null, roomId: '', me: '', iceServers: [], codecs: videoCodecs(), tracks: LINES.map(() => null), room: { left: RECEIVED_MAX },
  };
  #iceRenewal = new IceRenewal();
  #iceDeadline = new Deadline(() => this.#iceRenewal.isDue(now()) && this.#askIce());
  #chat = new Chat((id, path, message) => this.#sendChat(id, path, message), message => this.#tell('chat', message));
  #chatDeadline = new Deadline(() => this.#driveChat(chat => chat.tick(now())));
  #networkWatch = new NetworkWatch(() => this.#networkChanged());
  #events = Promise.resolve(); /* what the server said is heard one by one: boxes take time to open */

  /**
   * @param {object} options
   * @param {Promise<import('./seal.js').RoomKeys>} options.keys of the room
   * @param {string} options.url of `/signal`
   * @param {string} options.name as the others see it
   * @param {?string} [options.codec] of the pictures, where both sides have it
   * @param {function(): Promise} [options.loadFiles] what sends and takes them, with the first one
   * @param {boolean} [options.relayOnly] hide our addresses: without a relay there is no
   *   connection then
   */
  constructor({ keys, url, name, codec = null, relayOnly = false, loadFiles = () => import('./file-exchange.js') }) {
    super();
    this.#promisedKeys = keys;
    this.#name = name;
    this.#media.relayOnly = relayOnly;
    this.#media.loadFiles = loadFiles;
    this.#media.codecs.sort((one, other) => (other === codec) - (one === codec));
    this.#signaling = new Signaling(url, 'sightline-guest', {
      event: event => this.#queue(() => this.#take(event)),
      stateChanged: () => this.#onState(),
      resumed: () => this.#queue(() => this.#onResumed()),
    });
  }

  /** Of the connection to the server: idle, connecting, waiting, joined, reconnecting or ended. */
  get state() {
    return this.#signaling.state;
  }

  /** Why it ended or is away, a CallError; null where we wanted it so. */
  get error() {
    return this.#signaling.error;
  }

  get lostMs() {
    return this.#signaling.lostMs;
  }

  get participants() {
    return [...this.#participants];
  }

  get messages() {
    return this.#chat.messages;
  }

  get isHost() {
    return this.#line !== null && this.#line.me === this.#host;
  }

  /** How often something was dropped, by its reason. */
  get dropped() {
    return { ...this.#line?.dropped };
  }

  /** Joins, as soon as the keys are there. */
  async join() {
    const [keys, certificate] = await Promise.all([
      this.#promisedKeys,
      RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' }),
    ]);
    this.#keys = keys;
    this.#media.certificate = certificate;
    this.#media.roomId = keys.roomId;
    if (!this.#hasLeft)
      this.#signaling.join(keys.roomId);
  }

  leave() {
    this.#hasLeft = true;
    /* Each is told before the line is gone; sealing that takes a moment. */
    for (const participant of this.participants)
      participant.hangUp();
    this.#networkWatch.stop();
    this.#chatDeadline.clear();
    this.#iceDeadline.clear();
    return (this.#line?.flushed() ?? Promise.resolve()).then(() => this.#signaling.leave());
  }

  /** The page goes away: there is no time to say goodbye to each, but the server tells them. */
  leaveNow() {
    this.#hasLeft = true;
    this.#signaling.leave();
  }

  /** What is sent on a line from now on, or null. Only the person's own doing calls this. */
  setTrack(line, track) {
    if (this.#media.tracks[line] === track)
      return;
    this.#media.tracks[line] = track;
    for (const participant of this.#participants)
      participant.updateTrack(line);
    this.#sayState();
  }

  getTrack(line) {
    return this.#media.tracks[line];
  }

  setHand(raised) {
    if (this.#hand === raised)
      return;
    this.#hand = raised;
    this.#sayState();
  }

  /** Shows it to everyone who is there; not to who comes later, and not too often. */
  react(word) {
    if (!this.#reactionRate.take(now()))
      return;
    for (const participant of this.#participants)
      participant.send({ k: 'react', r: word });
    this.#tell('reaction', { participant: null, word });
  }

  /** @returns {'said'|'length'|'nobody'|'full'} */
  sayChat(text) {
    return this.#driveChat(chat => chat.say(text, Date.now(), now()));
  }

  /**
   * Offers a file to everyone.
   *
   * @returns {Promise<boolean>} false where nobody is there to take it; fails where what
   *   sends it cannot be loaded
   */
  async sendFile(file) {
    return (await Promise.all(this.#participants.map(({ files }) => files.offer(file)))).includes(true);
  }

  answerKnock(who, admit) {
    this.#signaling.say({ t: admit ? 'admit' : 'deny', who });
  }

  setLocked(locked) {
    this.#signaling.say({ t: 'moderate', op: locked ? 'lock' : 'unlock' });
  }

  remove(participant) {
    this.#signaling.say({ t: 'moderate', op: 'remove', who: participant.id });
  }

  end() {
    this.#signaling.say({ t: 'moderate', op: 'end' });
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #queue(step) {
    this.#events = this.#events.then(step).catch(error => console.error(error));
  }

  #find(id) {
    return this.#participants.find(participant => participant.id === id);
  }

  /* What we say */

  /* What was sealed under an id that we no longer have is nobody's to open. */
  #say(to, message) {
    const line = this.#line;
    return line.seal(to, message, request => line === this.#line && this.#signaling.say(request));
  }

  #sayIntro(to) {
    this.#say(to, { k: 'intro', name: this.#name, codecs: this.#media.codecs });
  }

  get #ownState() {
    const { tracks } = this.#media;
    const state = {
      k: 'state', mic: tracks[MICROPHONE] !== null, cam: tracks[CAMERA] !== null,
      screen: tracks[SCREEN] !== null, sound: tracks[SCREEN_SOUND] !== null,
    };
    return this.#hand ? { ...state, hand: true } : state;
  }

  /* On the channel where there is one: the server need not know when. */
  #sayState() {
    for (const participant of this.#participants)
      if (!participant.send(this.#ownState) && this.#line.knows(participant.id))
        this.#say(participant.id, this.#ownState);
  }

  /* Chat */

  #driveChat(step) {
    const result = step(this.#chat);
    this.#chatDeadline.set(this.#hasLeft ? Infinity : this.#chat.deadline);
    return result;
  }

  #sendChat(id, path, message) {
    if (path === 'server')
      this.#say(id, message);
    else
      this.#find(id)?.send(message);
  }

  #setPath({ id }, path, isUp) {
    this.#driveChat(chat => isUp ? chat.pathUp(id, path, now()) : chat.pathDown(id, path, now()));
  }

  #takeChat({ id }, path, message) {
    this.#driveChat(chat => chat.received(id, path, message, now()));
  }

  /* Participants */

  #add(info) {
    const known = this.#find(info.id);
    /* We were away, or it has told us before the server did. */
    if (known !== undefined) {
      known.found(info.id, this.#order > info.order);
      known.setAway(info.away);
      return;
    }
    if (this.#participants.length >= PARTICIPANTS_MAX)
      return;
    const participant = new Participant(info, this.#order, this.#media, {
      say: (from, message) => this.#say(from.id, message),
      message: (from, message) => this.#takeControl(from, message),
    });
    participant.addEventListener('change', () => this.#onParticipant(participant));
    /* What took it from us may have taken the server too, and that is not told either. */
    participant.addEventListener('stalled', () => this.#signaling.probe());
    participant.addEventListener('promoted', () => this.#onPromoted(participant));
    participant.addEventListener('files-missing', () => this.#tell('files-missing'));
    participant.addEventListener('file', ({ detail }) => this.#tell('file', { participant, transfer: detail }));
    this.#chat.addPeer(info.id);
    this.#participants.push(participant);
    this.#tell('participants');
  }

  #takeOff(participant) {
    this.#participants = this.#participants.filter(one => one !== participant);
    this.#driveChat(chat => chat.removePeer(participant.id));
    this.#tell('participants');
  }

  #forget(participant) {
    this.#line?.forget(participant.id);
    this.#takeOff(participant);
  }

  #onParticipant(participant) {
    if (!this.#participants.includes(participant))
      return;
    if (participant.connection === null)
      this.#setPath(participant, 'channel', false);
    /* There will be another connection soon, or another after this one. */
    if (participant.state === 'stalled' || participant.state === 'negotiating')
      this.#prepareIce();
    this.#tell('participant', participant);
    if (participant.state === 'closed')
      this.#forget(participant);
  }

  #onPromoted(participant) {
    participant.send(this.#ownState);
    this.#setPath(participant, 'channel', true);
    this.#tell('promoted', participant);
  }

  #takeControl(participant, message) {
    switch (message.k) {
      case 'chat':
      case 'chat-ack':
        this.#takeChat(participant, 'channel', message);
        break;
      case 'react':
        this.#takeReaction(participant, message.r);
        break;
      case 'state':
        participant.takeState(message);
        break;
      case 'close':
        participant.receiveClose(message.why);
        break;
      case 'sas-commit':
      case 'sas-nonce':
      case 'sas-reveal':
      case 'sas-done':
      case 'sas-abort':
        participant.receiveVerification(message);
        break;
      case 'me':
        participant.claim(message.id);
        this.#findAgain(participant);
        break;
      default:
        if (message.k.startsWith('file-'))
          participant.files.received(message);
    }
  }

  #takeReaction(participant, word) {
    if (participant.reactionRate.take(now()) && REACTIONS.has(word))
      this.#tell('reaction', { participant, word });
  }

  /* It said that it is another now, and the server does not know the one that it was.
   * If the other was begun with apart, it was the same all the time; but who has a
   * connection of its own is somebody else, and so are we.
   */
  #findAgain(participant) {
    const id = participant.claimed;
    const other = id === null ? undefined : this.#find(id);
    if (id === null || id === this.#line.me || (other !== undefined && other.connection !== null))
      return;
    if (other !== undefined) {
      this.#takeOff(other);
      other.abandon();
    }
    this.#driveChat(chat => chat.replacePeer(participant.id, id));
    participant.found(id, (other ?? participant).offers);
    this.#setPath(participant, 'channel', true);
    if (this.#line.knows(id))
      this.#setPath(participant, 'server', true);
  }

  /* What the server says */

  #take(event) {
    switch (event.t) {
      case 'joined':
        return this.#takeJoined(event);
      case 'members':
        return this.#takeMembers(event);
      case 'relay':
        return this.#takeRelay(event);
      case 'knock':
        return this.#tell('knock', { who: event.who, name: null, gone: event.gone });
      case 'ice':
        return this.#useIce(event);
      case 'notice':
        return this.#takeNotice(event);
    }
  }

  #useIce({ ice, iceExpires }) {
    this.#media.iceServers = usableIceServers(ice);
    this.#iceRenewal.take(iceExpires, Date.now(), now());
    this.#iceDeadline.set(this.#iceRenewal.deadline);
  }

  /* Without a server there is nothing to ask; when it is back, that is due. */
  #askIce() {
    this.#iceRenewal.asked(now());
    if (this.state === 'joined')
      this.#signaling.say({ t: 'ice' });
    this.#iceDeadline.set(this.#hasLeft ? Infinity : this.#iceRenewal.deadline);
  }

  #prepareIce() {
    if (this.#iceRenewal.isWanted(now()))
      this.#askIce();
  }

  #setRoom(host, locked) {
    this.#host = host ?? this.#host;
    this.isLocked = locked ?? this.isLocked;
    this.#tell('room');
  }

  /* The id that we had at the door is the one that we have inside: then what was
   * said through the door counts.
   */
  #become(me) {
    if (this.#line?.me === me)
      return;
    this.#line = new SealedLine(this.#keys.sealKey, me);
    this.#media.me = me;
  }

  /* Who has failed is kept as long as it is there, to be told why; not longer. */
  #lose(participant, why) {
    participant.removed(why);
    if (participant.state === 'failed')
      this.#forget(participant);
    else
      this.#findAgain(participant);
  }

  /* We are somebody new to the server, but not to those whose connections play on:
   * they are told on these, where nobody else can say so.
   */
  #comeBack(me) {
    for (const participant of this.participants) {
      this.#lose(participant, 'lost');
      participant.send({ k: 'me', id: me });
    }
  }

  #takeJoined(event) {
    this.#become(event.me);
    this.#comeBack(event.me);
    this.#order = event.order;
    this.#useIce(event);
    event.members.forEach(info => this.#add(info));
    this.#setRoom(event.host, event.locked);
    if (event.members.length > 0)
      this.#sayIntro('*');
  }

  #takeMembers(event) {
    event.add.forEach(info => this.#add(info));
    for (const { id, away } of event.update)
      this.#find(id)?.setAway(away);
    for (const { id, why } of event.remove) {
      const participant = this.#find(id);
      if (participant !== undefined)
        this.#lose(participant, why);
    }
    this.#setRoom(event.host, event.locked);
  }

  /* At the door, under the id that we shall have: the host is told our name. */
  #takeNotice(event) {
    if (event.me === undefined)
      return;
    this.#become(event.me);
    this.#sayIntro(event.host);
  }

  async #takeRelay(event) {
    const { message, drop, first } = await this.#line.open(event);
    if (first)
      this.#tell('dropped', drop);
    if (message !== null)
      this.#takeMessage(event, message);
  }

  #takeMessage({ from, to }, message) {
    const participant = this.#find(from);
    /* From someone at the door: the name, for whoever decides. */
    if (participant === undefined) {
      if (message.k === 'intro')
        this.#tell('knock', { who: from, name: cleanName(message.name), gone: false });
      return;
    }
    /* A newcomer tells all, and is told by each: its answer has to be able to prove
     * that it heard us.
     */
    if (to === '*')
      this.#sayIntro(from);
    if (message.k === 'intro') {
      this.#say(from, this.#ownState);
      this.#setPath(participant, 'server', true);
    }
    if (message.k === 'chat' || message.k === 'chat-ack')
      this.#takeChat(participant, 'server', message);
    participant.receive(message);
  }

  /* The way to the server */

  #onResumed() {
    this.#prepareIce();
    for (const participant of this.participants) {
      participant.signalingBack();
      if (this.#line.knows(participant.id))
        this.#setPath(participant, 'server', true);
    }
  }

  /* Nothing waits for the old ways to die. */
  #networkChanged() {
    this.#signaling.networkChanged();
    this.#prepareIce();
    for (const participant of this.participants)
      participant.networkChanged();
  }

  #onState() {
    if (this.state === 'reconnecting')
      for (const participant of this.#participants)
        this.#setPath(participant, 'server', false);
    if (this.state === 'joined')
      this.#participants.forEach(({ files }) => files.retry());
    if (this.state === 'ended') {
      this.#networkWatch.stop();
      for (const participant of this.participants)
        participant.hangUp();
    }
    this.#tell('state');
  }
}
