/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The call as it is shown: who is there, what one can do, how it goes. */

import { Call } from './call.js';
import { ChatPanel } from './chat-panel.js';
import { problemOf } from './devices.js';
import { Door } from './door.js';
import { Tile } from './tile.js';

const MICROPHONE = 0;
const CAMERA = 1;
const SCREEN = 2;
const SCREEN_SOUND = 3;

const byId = id => document.getElementById(id);

export class CallPage {
  #call;
  #devices;
  #text;
  #onEnd;
  #name;
  #own = new Tile(true);
  #tiles = new Map(); /* Participant -> {camera, screen} */
  #names = new Map(); /* id -> the name that was last heard */
  #isMuted = false;
  #isOver = false;
  #listeners = new AbortController();

  /**
   * @param {object} options
   * @param {string} options.code
   * @param {string} options.url of `/signal`
   * @param {string} options.name
   * @param {import('./devices.js').Devices} options.devices
   * @param {function(string): string} options.text
   * @param {function(?string): void} options.onEnd takes a sentence, or null where the
   *   person has left
   */
  constructor({ code, url, name, devices, text, onEnd }) {
    this.#call = new Call({ code, url, name });
    this.#devices = devices;
    this.#text = text;
    this.#onEnd = onEnd;
    this.#name = name;
    this.#isMuted = devices.get('audio') === null;
    byId('tiles').replaceChildren(this.#own.element);
    byId('announcement').textContent = '';
    new ChatPanel(this.#call, text, id => id === null ? text('you') : this.#names.get(id) ?? text('somebody'));
    new Door(this.#call, text);
    this.#listen();
    this.#feed();
    this.#updateState();
    this.#call.join().catch(error => this.#end(`${text('failed')} ${error.message}`));
  }

  #listen() {
    const on = (target, type, act) => target.addEventListener(type, act, { signal: this.#listeners.signal });
    const call = this.#call;
    on(call, 'state', () => this.#updateState());
    on(call, 'participants', () => this.#updateParticipants());
    on(call, 'participant', ({ detail }) => this.#updateParticipant(detail));
    on(call, 'promoted', ({ detail }) => this.#updateParticipant(detail));
    on(call, 'chat', ({ detail }) => detail !== null && detail.sender !== null && this.#announce('said', this.#names.get(detail.sender)));
    on(this.#devices, 'change', () => this.#feed());
    /* There is no time to say goodbye to each, but the server tells them. */
    on(window, 'pagehide', () => call.leaveNow());
    on(window, 'online', () => call.networkChanged());
    byId('mute').onclick = () => this.#toggleMicrophone();
    byId('camera').onclick = () => this.#toggleCamera();
    byId('share').onclick = () => this.#toggleScreen();
    byId('share').hidden = navigator.mediaDevices?.getDisplayMedia === undefined;
    byId('hang-up').onclick = () => this.#end(null);
  }

  /* What we send */

  #feed() {
    this.#call.setTrack(MICROPHONE, this.#isMuted ? null : this.#devices.get('audio'));
    this.#call.setTrack(CAMERA, this.#devices.get('video'));
    this.#updateOwn();
  }

  #updateOwn() {
    const camera = this.#devices.get('video');
    const isMuted = this.#call.getTrack(MICROPHONE) === null;
    const isSharing = this.#call.getTrack(SCREEN) !== null;
    byId('mute').textContent = this.#text(isMuted ? 'unmute' : 'mute');
    byId('mute').setAttribute('aria-pressed', String(isMuted));
    byId('camera').textContent = this.#text(camera === null ? 'cameraOn' : 'cameraOff');
    byId('share').textContent = this.#text(isSharing ? 'shareStop' : 'share');
    this.#own.play([camera]);
    this.#own.update(this.#name.trim() === '' ? this.#text('you') : `${this.#name} (${this.#text('you')})`,
                     isMuted ? this.#text('muted') : '', camera !== null);
  }

  async #try(act) {
    byId('call-problem').textContent = '';
    try {
      await act();
    } catch (error) {
      byId('call-problem').textContent = this.#text(problemOf(error));
    }
  }

  #toggleMicrophone() {
    const wasMuted = this.#call.getTrack(MICROPHONE) === null;
    return this.#try(async () => {
      if (wasMuted && this.#devices.get('audio') === null)
        await this.#devices.start('audio');
      this.#isMuted = !wasMuted;
      this.#feed();
    });
  }

  #toggleCamera() {
    return this.#try(async () => this.#devices.get('video') === null ? this.#devices.start('video') : this.#devices.stop('video'));
  }

  #setScreen(picture, sound) {
    for (const line of [SCREEN, SCREEN_SOUND])
      this.#call.getTrack(line)?.stop();
    this.#call.setTrack(SCREEN, picture);
    this.#call.setTrack(SCREEN_SOUND, sound);
    this.#updateOwn();
  }

  #toggleScreen() {
    if (this.#call.getTrack(SCREEN) !== null) {
      this.#setScreen(null, null);
      return;
    }
    this.#try(async () => {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
      const [picture] = stream.getVideoTracks();
      picture.contentHint = 'detail';
      picture.onended = () => this.#call.getTrack(SCREEN) === picture && this.#setScreen(null, null);
      this.#setScreen(picture, stream.getAudioTracks()[0] ?? null);
    });
  }

  /* Who is there */

  #announce(key, name = null) {
    byId('announcement').textContent = `${name || this.#text('somebody')} ${this.#text(key)}`;
  }

  #updateParticipants() {
    const present = this.#call.participants;
    for (const [participant, tiles] of this.#tiles) {
      if (present.includes(participant))
        continue;
      tiles.camera.remove();
      tiles.screen?.remove();
      this.#tiles.delete(participant);
      this.#announce('left', participant.name);
    }
    present.forEach(participant => this.#updateParticipant(participant));
    byId('alone').hidden = present.length > 0;
  }

  #noteOf({ state, error, sends, away }) {
    if (state === 'failed')
      return this.#text(error.code === 'security' ? 'pairSecurity' : 'pairFailed');
    if (state === 'stalled')
      return this.#text('pairStalled');
    if (state !== 'live')
      return this.#text('pairConnecting');
    return [sends.hand && 'handRaised', !sends.mic && 'muted', away && 'away'].filter(Boolean).map(key => this.#text(key)).join(' · ');
  }

  #updateParticipant(participant) {
    if (!this.#tiles.has(participant)) {
      this.#tiles.set(participant, { camera: new Tile(), screen: null });
      byId('tiles').prepend(this.#tiles.get(participant).camera.element);
    }
    this.#tell(participant);
    /* Stays when the other has gone: it must not be missed. */
    if (participant.error?.code === 'security')
      byId('call-problem').textContent = `${participant.name || this.#text('somebody')}: ${this.#text('pairSecurity')}`;
    const tiles = this.#tiles.get(participant);
    const name = participant.name || this.#text('somebody');
    tiles.camera.play([participant.getTrack(MICROPHONE), participant.getTrack(CAMERA)]);
    tiles.camera.update(name, this.#noteOf(participant), participant.sends.cam && participant.connection !== null);
    this.#updateScreen(participant, tiles, name);
  }

  #tell(participant) {
    if (participant.name !== null && !this.#names.has(participant.id))
      this.#announce('joined', participant.name);
    if (participant.name !== null)
      this.#names.set(participant.id, participant.name || this.#text('somebody'));
  }

  #updateScreen(participant, tiles, name) {
    const isShared = participant.sends.screen && participant.connection !== null;
    if (isShared && tiles.screen === null) {
      tiles.screen = new Tile();
      tiles.screen.element.classList.add('screen');
      byId('tiles').prepend(tiles.screen.element);
    } else if (!isShared && tiles.screen !== null) {
      tiles.screen.remove();
      tiles.screen = null;
    }
    tiles.screen?.update(name, this.#text('sharesScreen'), true);
    tiles.screen?.play([participant.getTrack(SCREEN), participant.getTrack(SCREEN_SOUND)]);
  }

  /* How it goes */

  #updateState() {
    const { state, error } = this.#call;
    const isLost = state === 'reconnecting' || (state === 'connecting' && error !== null);
    byId('call-state').textContent = state === 'joined' ? '' : this.#text(
      isLost ? (state === 'connecting' ? 'serverDown' : 'serverLost') : state === 'waiting' ? 'waiting' : 'joining');
    byId('call-state').hidden = state === 'joined';
    byId('alone').hidden = state !== 'joined' || this.#call.participants.length > 0;
    if (state === 'ended' && error !== null)
      this.#end(this.#text(`end-${error.code}`));
  }

  #end(sentence) {
    if (this.#isOver)
      return;
    this.#isOver = true;
    this.#listeners.abort();
    this.#setScreen(null, null);
    this.#call.leave();
    for (const tiles of [...this.#tiles.values(), { camera: this.#own, screen: null }]) {
      tiles.camera.remove();
      tiles.screen?.remove();
    }
    this.#tiles.clear();
    this.#onEnd(sentence);
  }
}
