/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Another camera or microphone in the middle of a call. */

import { fillChoice } from './device-choice.js';
import { problemOf } from './devices.js';
import { openDialog } from './dialog.js';

const byId = id => document.getElementById(id);

export class DeviceDialog {
  #devices;
  #text;
  #watch = null; /* AbortController, while it is shown */

  /**
   * @param {import('./devices.js').Devices} devices
   * @param {function(string): string} text
   */
  constructor(devices, text) {
    this.#devices = devices;
    this.#text = text;
    for (const kind of ['audio', 'video'])
      byId(`change-${kind}`).onchange = ({ target }) => this.#choose(kind, target.value);
  }

  show() {
    this.#watch = new AbortController();
    this.#devices.addEventListener('change', () => this.#update(), { signal: this.#watch.signal });
    this.#say('');
    this.#update();
    openDialog(byId('devices'), () => this.#watch.abort());
  }

  #say(sentence) {
    byId('devices-problem').textContent = sentence;
  }

  async #update() {
    const selects = ['audio', 'video'].map(kind => [kind, byId(`change-${kind}`)]);
    await Promise.all(selects.map(([kind, select]) => fillChoice(this.#devices, kind, select)));
    byId('devices-none').hidden = selects.some(([, select]) => !select.closest('label').hidden);
  }

  async #choose(kind, id) {
    this.#say('');
    try {
      await this.#devices.choose(kind, id);
    } catch (error) {
      this.#say(this.#text(problemOf(error)));
    }
  }
}
