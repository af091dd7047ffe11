/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What comes before a call: a name, a look into the mirror, the choice of devices. */

import { fillChoice } from './device-choice.js';
import { problemOf } from './devices.js';
import { LevelMeter } from './level-meter.js';
import { setSwitch } from './switch.js';

const LOOK_MS = 100;

const NAME_KEY = 'sightline.name';
const byId = id => document.getElementById(id);

/* Storage may be switched off; then the name is typed again. */
function recallName() {
  try {
    return localStorage.getItem(NAME_KEY) ?? '';
  } catch {
    return '';
  }
}

function keepName(name) {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    /* See above. */
  }
}

export class JoinPage {
  #devices;
  #text;
  #meter = null; /* LevelMeter */
  #heard = null; /* what it measures */
  #timer = 0;

  /**
   * @param {import('./devices.js').Devices} devices
   * @param {function(string): string} text
   * @param {function(string): void} onJoin takes the name
   */
  constructor(devices, text, onJoin) {
    this.#devices = devices;
    this.#text = text;
    byId('name').value = recallName();
    byId('join-form').onsubmit = event => {
      event.preventDefault();
      keepName(byId('name').value);
      onJoin(byId('name').value);
    };
    for (const kind of ['audio', 'video']) {
      byId(`join-${kind}`).onclick = () => this.#switch(kind, devices.get(kind) === null);
      byId(`choose-${kind}`).onchange = () => this.#switch(kind, true);
    }
    devices.addEventListener('change', () => this.#update());
    this.#update();
  }

  /** In the call, or over: the mirror is not needed. */
  show(isShown) {
    byId('join').hidden = !isShown;
    if (isShown)
      this.#update();
    else
      byId('preview').srcObject = null;
    this.#listen(isShown ? this.#devices.get('audio') : null);
  }

  /* A ring around the button grows with what the microphone hears. */
  #listen(track) {
    if (this.#heard === track)
      return;
    clearInterval(this.#timer);
    this.#meter?.stop();
    this.#heard = track;
    this.#meter = track === null ? null : new LevelMeter(track);
    byId('join-audio').style.setProperty('--level', 0);
    if (this.#meter !== null)
      this.#timer = setInterval(() => byId('join-audio').style.setProperty('--level', Math.min(1, 4 * this.#meter.level)), LOOK_MS);
  }

  async #switch(kind, on) {
    byId('device-problem').textContent = '';
    if (!on) {
      this.#devices.stop(kind);
      return;
    }
    try {
      await this.#devices.choose(kind, byId(`choose-${kind}`).value);
      if (this.#devices.get(kind) === null)
        await this.#devices.start(kind);
    } catch (error) {
      byId('device-problem').textContent = this.#text(problemOf(error));
    }
  }

  #update() {
    const [audio, video] = ['audio', 'video'].map(kind => this.#devices.get(kind));
    setSwitch('join-audio', this.#text(audio === null ? 'microphoneOn' : 'microphoneOff'), audio !== null);
    setSwitch('join-video', this.#text(video === null ? 'cameraOn' : 'cameraOff'), video !== null);
    byId('preview').hidden = video === null;
    byId('preview-none').hidden = video !== null;
    byId('join-note').textContent = this.#text(audio === null && video === null ? 'joinSilent' : audio === null ? 'joinMuted' : video === null ? 'joinUnseen' : 'joinSeen');
    this.#showPreview(video);
    if (!byId('join').hidden)
      this.#listen(audio);
    for (const kind of ['audio', 'video'])
      fillChoice(this.#devices, kind, byId(`choose-${kind}`));
  }

  #showPreview(track) {
    const preview = byId('preview');
    if (preview.srcObject?.getVideoTracks()[0] === track || byId('join').hidden)
      return;
    preview.srcObject = track === null ? null : new MediaStream([track]);
  }
}
