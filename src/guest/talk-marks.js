/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Who talks now: how loud each is, a few times a second. */

import { LevelMeter } from './level-meter.js';

const LOOK_MS = 200;
const HOLD_MS = 700; /* between two words nobody has stopped */
const TALKING = 0.02; /* of full loudness */

/**
 * @typedef {object} Voice
 * @property {import('./tile.js').Tile} tile
 * @property {?MediaStreamTrack} track null where nothing is to be heard
 * @property {?number} loudness from 0 to 1; null where it has to be measured
 */

export class TalkMarks {
  #timer;
  #heard = new WeakMap(); /* Tile -> when it was loud */
  #meters = new Map(); /* MediaStreamTrack -> LevelMeter */

  /** @param {function(): Voice[]} listen */
  constructor(listen) {
    this.#timer = setInterval(() => this.#look(listen()), LOOK_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#forget([]);
  }

  #look(voices) {
    const now = performance.now();
    for (const voice of voices) {
      if (this.#levelOf(voice) > TALKING)
        this.#heard.set(voice.tile, now);
      voice.tile.setTalking(now - (this.#heard.get(voice.tile) ?? -Infinity) < HOLD_MS);
    }
    this.#forget(voices.map(({ track }) => track));
  }

  #levelOf({ track, loudness }) {
    if (track === null)
      return 0;
    if (loudness !== null)
      return loudness;
    if (!this.#meters.has(track))
      this.#meters.set(track, new LevelMeter(track));
    return this.#meters.get(track).level;
  }

  #forget(present) {
    for (const [track, meter] of this.#meters) {
      if (present.includes(track))
        continue;
      meter.stop();
      this.#meters.delete(track);
    }
  }
}
