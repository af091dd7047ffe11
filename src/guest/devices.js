/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The person's camera and microphone. Nothing but the person's own doing starts them. */

const WANTED = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/* What went wrong, as a key of strings.js. */
const PROBLEMS = { NotAllowedError: 'deviceDenied', NotFoundError: 'deviceNone', NotReadableError: 'deviceBusy', OverconstrainedError: 'deviceNone' };

export const problemOf = error => PROBLEMS[error.name] ?? 'deviceFailed';

/**
 * Events:
 * - `change`: a device is switched on or off, or there are others
 * - `lost`, detail its kind: it was unplugged while it was on
 */
export class Devices extends EventTarget {
  #tracks = { audio: null, video: null };
  #chosen = { audio: '', video: '' };

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#changed());
  }

  /** @returns {?MediaStreamTrack} of `audio` or `video`, null where it is off */
  get(kind) {
    return this.#tracks[kind];
  }

  /**
   * From now on this one, at once where one of its kind is on.
   *
   * @param {'audio'|'video'} kind
   * @param {string} id the browser's choice where it is empty
   */
  async choose(kind, id) {
    this.#chosen[kind] = id;
    if (this.#tracks[kind] !== null)
      await this.start(kind);
  }

  /**
   * Switches a device on, or changes to the one that was chosen meanwhile.
   *
   * @param {'audio'|'video'} kind
   */
  async start(kind) {
    const id = this.#chosen[kind];
    const wanted = id === '' ? WANTED[kind] : { ...WANTED[kind], deviceId: { exact: id } };
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
    } catch (error) {
      /* What was chosen may be unplugged since; another may be there. */
      if (id === '' || problemOf(error) !== 'deviceNone')
        throw error;
      this.#chosen[kind] = '';
      await this.start(kind);
      return;
    }
    const [track] = stream.getTracks();
    track.onended = () => this.#tracks[kind] === track && this.#lose(kind);
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = track;
    this.#changed();
  }

  /** Its light goes off too. */
  stop(kind) {
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = null;
    this.#changed();
  }

  #lose(kind) {
    this.stop(kind);
    this.dispatchEvent(new CustomEvent('lost', { detail: kind }));
  }

  /** @returns {Promise<{id: string, label: string}[]>} those that the browser names */
  async list(kind) {
    const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
    return all.filter(({ kind: one, label }) => one === `${kind}input` && label !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
