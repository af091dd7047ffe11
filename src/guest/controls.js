/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What we send, and the buttons for it. Nothing but the person's own doing starts a
 * device.
 */

import { problemOf } from './devices.js';
import { CAMERA, MICROPHONE, SCREEN, SCREEN_SOUND } from './lines.js';
import { setSwitch } from './switch.js';

const byId = id => document.getElementById(id);

export class Controls {
  #call;
  #devices;
  #text;
  #onChange;
  #isMuted;
  #hand = false;

  /**
   * @param {import('./call.js').Call} call
   * @param {import('./devices.js').Devices} devices
   * @param {function(string): string} text
   * @param {function(): void} onChange of what we send
   */
  constructor(call, devices, text, onChange) {
    this.#call = call;
    this.#devices = devices;
    this.#text = text;
    this.#onChange = onChange;
    this.#isMuted = devices.get('audio') === null;
    byId('mute').onclick = () => this.#toggleMicrophone();
    byId('camera').onclick = () => this.#toggleCamera();
    byId('share').onclick = () => this.#toggleScreen();
    byId('share').hidden = navigator.mediaDevices?.getDisplayMedia === undefined;
    byId('hand').onclick = () => this.#raise(!this.#hand);
    this.#say('');
  }

  get hasHand() {
    return this.#hand;
  }

  /** A device was switched on or off, or is gone. */
  feed() {
    this.#call.setTrack(MICROPHONE, this.#isMuted ? null : this.#devices.get('audio'));
    this.#call.setTrack(CAMERA, this.#devices.get('video'));
    this.#update();
  }

  /** @param {'audio'|'video'} kind that was unplugged while it was on */
  lost(kind) {
    this.#say(this.#text(kind === 'audio' ? 'microphoneLost' : 'cameraLost'));
  }

  stopSharing() {
    this.#setScreen(null, null);
  }

  #say(sentence) {
    byId('call-problem').textContent = sentence;
  }

  #update() {
    const isSharing = this.#call.getTrack(SCREEN) !== null;
    const isHeard = this.#call.getTrack(MICROPHONE) !== null;
    const isSeen = this.#call.getTrack(CAMERA) !== null;
    setSwitch('mute', this.#text(isHeard ? 'mute' : 'unmute'), isHeard);
    setSwitch('camera', this.#text(isSeen ? 'cameraOff' : 'cameraOn'), isSeen);
    setSwitch('share', this.#text(isSharing ? 'shareStop' : 'share'), true);
    setSwitch('hand', this.#text(this.#hand ? 'handLower' : 'handRaise'), true);
    byId('share').classList.toggle('active', isSharing);
    byId('hand').classList.toggle('active', this.#hand);
    this.#onChange();
  }

  async #try(act, denied = 'deviceDenied') {
    this.#say('');
    try {
      await act();
    } catch (error) {
      const problem = problemOf(error);
      this.#say(this.#text(problem === 'deviceDenied' ? denied : problem));
    }
  }

  #raise(isRaised) {
    this.#hand = isRaised;
    this.#call.setHand(isRaised);
    this.#update();
  }

  #toggleMicrophone() {
    const wasMuted = this.#call.getTrack(MICROPHONE) === null;
    return this.#try(async () => {
      if (wasMuted && this.#devices.get('audio') === null)
        await this.#devices.start('audio');
      this.#isMuted = !wasMuted;
      this.feed();
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
    this.#update();
  }

  #toggleScreen() {
    if (this.#call.getTrack(SCREEN) !== null) {
      this.stopSharing();
      return;
    }
    this.#try(async () => {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
      const [picture] = stream.getVideoTracks();
      picture.contentHint = 'detail';
      picture.onended = () => this.#call.getTrack(SCREEN) === picture && this.stopSharing();
      this.#setScreen(picture, stream.getAudioTracks()[0] ?? null);
    }, 'shareDenied');
  }
}
