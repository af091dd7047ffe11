/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The call as it is shown: who is there, what one can do, how it goes. */

import { Announcer } from './announcer.js';
import { Call } from './call.js';
import { ChatPanel } from './chat-panel.js';
import { Controls } from './controls.js';
import { DeviceDialog } from './device-dialog.js';
import { Door } from './door.js';
import { FileIntake } from './file-intake.js';
import { CAMERA, MICROPHONE, SCREEN, SCREEN_SOUND } from './lines.js';
import { PersonDialog } from './person-dialog.js';
import { ReactionBar } from './reaction-bar.js';
import { REACTIONS } from './reactions.js';
import { Stage } from './stage.js';
import { TalkMarks } from './talk-marks.js';
import { Tile } from './tile.js';
import { keepScreenOn } from './wake-lock.js';

const SECOND = 1000;

const byId = id => document.getElementById(id);

export class CallPage {
  #call;
  #text;
  #onEnd;
  #name;
  #link;
  #person;
  #controls;
  #announcer;
  #own = new Tile('own');
  #stage = new Stage(byId('tiles'), this.#own);
  #tiles = new Map(); /* Participant -> {person, screen, stalledAt} */
  #names = new Map(); /* id -> the name that was last heard */
  #timer = setInterval(() => this.#onSecond(), SECOND);
  #chat;
  #files = null; /* FilePanel, once there is a file */
  #talkMarks = new TalkMarks(() => this.#listVoices());
  #isOver = false;
  #listeners = new AbortController();

  /**
   * @param {object} options
   * @param {Promise<import('./seal.js').RoomKeys>} options.keys
   * @param {string} options.url of `/signal`
   * @param {string} options.link to pass on
   * @param {string} options.name
   * @param {import('./devices.js').Devices} options.devices
   * @param {function(string): string} options.text
   * @param {function(?CallError): void} options.onEnd takes why, or null where the person
   *   has left
   */
  constructor({ keys, url, link, name, devices, text, onEnd }) {
    this.#call = new Call({ keys, url, name, loadFiles: () => this.#loadFiles() });
    this.#text = text;
    this.#onEnd = onEnd;
    this.#name = name.trim();
    this.#link = link;
    this.#controls = new Controls(this.#call, devices, text, () => this.#updateOwn());
    this.#announcer = new Announcer(text);
    this.#person = new PersonDialog(this.#call, text);
    const deviceDialog = new DeviceDialog(devices, text);
    this.#own.addButton('settings', 'settings', () => deviceDialog.show());
    this.#own.labelButton(text('devices'));
    this.#chat = new ChatPanel(this.#call, text, id => this.#nameOfId(id));
    new FileIntake(this.#call, text, this.#chat, this.#listeners.signal);
    new Door(this.#call, text);
    new ReactionBar(word => this.#call.react(word), this.#reactionNames, this.#listeners.signal);
    this.#listen(devices);
    keepScreenOn(this.#listeners.signal);
    this.#controls.feed();
    this.#updateState();
    this.#call.join().catch(error => this.#end(error));
  }

  #listen(devices) {
    const on = (target, type, act) => target.addEventListener(type, act, { signal: this.#listeners.signal });
    const call = this.#call;
    on(call, 'state', () => this.#updateState());
    on(call, 'participants', () => this.#updateParticipants());
    on(call, 'participant', ({ detail }) => this.#updateParticipant(detail));
    on(call, 'promoted', ({ detail }) => this.#updateParticipant(detail));
    on(call, 'chat', ({ detail }) => this.#onChat(detail));
    on(call, 'reaction', ({ detail }) => this.#onReaction(detail));
    on(devices, 'change', () => this.#controls.feed());
    on(devices, 'lost', ({ detail }) => this.#controls.lost(detail));
    /* There is no time to say goodbye to each, but the server tells them. */
    on(window, 'pagehide', () => call.leaveNow());
    byId('add').onclick = () => this.#showInvite();
    byId('hang-up').onclick = () => this.#end(null);
  }

  /* What is seldom needed is loaded when it is. The panel is there before it is told of a
   * file; without a server nobody could come to be invited.
   */

  async #loadFiles() {
    const [engine, { FilePanel }] = await Promise.all([import('./file-exchange.js'), import('./file-panel.js')]);
    if (!this.#isOver)
      this.#files ??= new FilePanel(this.#call, this.#text, id => this.#nameOfId(id), this.#chat, this.#listeners.signal);
    return engine;
  }

  async #showInvite() {
    const { showInvite } = await import('./invite-dialog.js').catch(() => ({}));
    if (showInvite === undefined)
      byId('call-problem').textContent = this.#text('serverLost');
    else
      showInvite(this.#link, this.#text);
  }

  #onChat(message) {
    if (message !== null && message.sender !== null)
      this.#announcer.say(this.#names.get(message.sender), 'said');
  }

  get #reactionNames() {
    return this.#text('reactionNames').split(',');
  }

  #onReaction({ participant, word }) {
    const tile = participant === null ? this.#own : this.#tiles.get(participant)?.person;
    tile?.react(REACTIONS.get(word));
    this.#announcer.react(participant, this.#reactionNames[[...REACTIONS.keys()].indexOf(word)]);
  }

  #updateOwn() {
    const camera = this.#call.getTrack(CAMERA);
    this.#own.play([camera]);
    this.#own.update({
      name: this.#name === '' ? this.#text('you') : `${this.#name} (${this.#text('you')})`,
      note: this.#notesOf({ hand: this.#controls.hasHand, mic: this.#call.getTrack(MICROPHONE) !== null }),
      hasPicture: camera !== null, isMuted: this.#call.getTrack(MICROPHONE) === null,
    });
  }

  /* Who is there */

  #nameOfId(id) {
    return id === null ? this.#text('you') : this.#names.get(id) ?? this.#text('somebody');
  }

  #nameOf({ name }) {
    return name || this.#text('somebody');
  }

  #updateParticipants() {
    const present = this.#call.participants;
    for (const [participant, { person, screen }] of this.#tiles) {
      if (present.includes(participant))
        continue;
      this.#stage.remove(person);
      if (screen !== null)
        this.#stage.remove(screen);
      this.#tiles.delete(participant);
      this.#announcer.forget(participant, 'left');
      this.#person.forget(participant);
    }
    present.forEach(participant => this.#updateParticipant(participant));
    this.#updateAlone();
  }

  #notesOf({ hand = false, mic, away = false }) {
    return [hand && 'handRaised', !mic && 'muted', away && 'away'].filter(Boolean).map(key => this.#text(key)).join(' · ');
  }

  #problemOf({ state, error }, stalledAt) {
    if (state === 'live')
      return '';
    if (state === 'failed')
      return this.#text(error.code === 'security' ? 'pairSecurity' : 'pairFailed');
    if (stalledAt === null)
      return this.#text('pairConnecting');
    const seconds = Math.floor((performance.now() - stalledAt) / SECOND);
    return seconds < 1 ? this.#text('pairStalled') : `${this.#text('pairStalled')} ${this.#text('seconds', { seconds })}`;
  }

  #updateParticipant(participant) {
    if (!this.#tiles.has(participant)) {
      const person = new Tile();
      person.addButton('trust', 'shield', () => this.#person.show(participant));
      this.#tiles.set(participant, { person, screen: null, wasLive: false, stalledAt: null });
      this.#stage.addPerson(person);
    }
    if (participant.name !== null)
      this.#names.set(participant.id, this.#nameOf(participant));
    this.#announcer.follow(participant);
    this.#warn(participant);
    this.#person.follow(participant);
    const tiles = this.#tiles.get(participant);
    this.#updateLife(participant, tiles);
    this.#updatePerson(participant, tiles);
    this.#updateScreen(participant, tiles);
  }

  /* Stays when the other has gone, and when the call is over: it must not be missed. */
  #warn(participant) {
    const key = participant.verification?.error?.code === 'security' ? 'verifyFailed' : participant.error?.code === 'security' ? 'pairSecurity' : null;
    if (key !== null)
      byId('security').textContent = `${this.#nameOf(participant)}: ${this.#text(key)}`;
  }

  /* How long somebody has been out of reach who was not. */
  #updateLife({ state }, tiles) {
    if (state === 'live')
      Object.assign(tiles, { wasLive: true, stalledAt: null });
    else if (tiles.wasLive)
      tiles.stalledAt ??= performance.now();
  }

  #updatePerson(participant, { person, stalledAt }) {
    const { sends, away, connection } = participant;
    const problem = this.#problemOf(participant, stalledAt);
    person.play([participant.getTrack(MICROPHONE), participant.getTrack(CAMERA)]);
    person.update({
      name: this.#nameOf(participant), problem, note: problem === '' ? this.#notesOf({ ...sends, away }) : '',
      hasPicture: sends.cam && connection !== null, isMuted: problem === '' && !sends.mic,
    });
    const isVerified = participant.verification?.state === 'confirmed';
    person.labelButton(`${this.#nameOf(participant)}: ${this.#text(isVerified ? 'verified' : 'verify')}`, isVerified);
  }

  #listVoices() {
    const others = Array.from(this.#tiles, ([participant, { person }]) => ({
      tile: person, track: participant.sends.mic ? participant.getTrack(MICROPHONE) : null, loudness: participant.connection?.loudness ?? 0,
    }));
    return [{ tile: this.#own, track: this.#call.getTrack(MICROPHONE), loudness: null }, ...others];
  }

  #updateScreen(participant, tiles) {
    const isShared = participant.sends.screen && participant.connection !== null;
    if (isShared && tiles.screen === null) {
      tiles.screen = new Tile('screen');
      tiles.screen.addButton('enlarge', 'enlarge', () => tiles.screen.toggleFullscreen());
      tiles.screen.labelButton(this.#text('fullscreen'));
      this.#stage.addScreen(tiles.screen);
    } else if (!isShared && tiles.screen !== null) {
      this.#stage.remove(tiles.screen);
      tiles.screen = null;
    }
    tiles.screen?.update({ name: this.#nameOf(participant), note: this.#text('sharesScreen'), hasPicture: true });
    tiles.screen?.play([participant.getTrack(SCREEN), participant.getTrack(SCREEN_SOUND)]);
  }

  /* How it goes */

  #updateAlone() {
    byId('alone').hidden = this.#call.state !== 'joined' || this.#call.participants.length > 0;
  }

  #sentence() {
    const { state, error } = this.#call;
    switch (state) {
      case 'joined': return '';
      case 'waiting': return this.#text('waiting');
      case 'reconnecting': return this.#text('serverLost');
      default: return this.#text(error === null ? 'joining' : 'serverDown');
    }
  }

  #updateState() {
    const { state, error } = this.#call;
    byId('call-state').textContent = this.#sentence();
    byId('call-line').classList.toggle('visually-hidden', this.#sentence() === '');
    this.#updateAlone();
    this.#updateSeconds();
    if (state === 'ended' && error !== null)
      this.#end(error);
  }

  /* Beside what is announced: it would be announced each second. */
  #updateSeconds() {
    const seconds = Math.floor(this.#call.lostMs / SECOND);
    byId('call-seconds').textContent = seconds < 1 ? '' : this.#text('seconds', { seconds });
  }

  #onSecond() {
    this.#updateSeconds();
    for (const [participant, tiles] of this.#tiles)
      if (tiles.stalledAt !== null)
        this.#updatePerson(participant, tiles);
  }

  #end(error) {
    if (this.#isOver)
      return;
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#talkMarks.stop();
    this.#listeners.abort();
    this.#files?.end();
    document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close());
    this.#controls.stopSharing();
    this.#call.leave();
    this.#stage.clear();
    this.#tiles.clear();
    this.#onEnd(error);
  }
}
