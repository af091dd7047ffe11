/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

const SAMPLES = 1024;

/* One for all: a browser has few of them. It is made when there is something to hear,
 * so after a press, without which it would stay silent.
 */
let context = null;

/** How loud a track is: our microphone, or somebody of whom the browser does not say it. */
export class LevelMeter {
  #source;
  #analyser;
  #samples = new Float32Array(SAMPLES);

  /** @param {MediaStreamTrack} track */
  constructor(track) {
    context ??= new AudioContext();
    context.resume();
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = new AnalyserNode(context, { fftSize: SAMPLES });
    this.#source.connect(this.#analyser);
  }

  /** @returns {number} from 0 to 1 */
  get level() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES);
  }

  stop() {
    this.#source.disconnect();
  }
}
