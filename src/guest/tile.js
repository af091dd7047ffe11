/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One picture in the call, with whose it is and how it goes. */

import { makeIcon } from './icon.js';

const REACTION_TIME = 4000; /* ms */

const make = (tag, className) => Object.assign(document.createElement(tag), { className });

/**
 * @typedef {object} TileLook
 * @property {string} name
 * @property {boolean} hasPicture whether there is something to see
 * @property {string} [note] beside the name, empty where all is well
 * @property {string} [problem] over the picture: why there is none, or none that moves
 * @property {boolean} [isMuted]
 */

export class Tile {
  element = make('figure', 'tile');

  #video = Object.assign(make('video', ''), { autoplay: true, playsInline: true });
  #initial = make('span', 'initial');
  #problem = make('span', 'tile-problem');
  #name = make('bdi', '');
  #note = make('span', 'tile-note');
  #reaction = make('span', 'reaction');
  #timer = 0;
  #muted = makeIcon('mic');
  #button = Object.assign(make('button', 'corner'), { type: 'button' });
  #tracks = [];

  /** @param {'person'|'own'|'screen'} kind our own is mirrored, and not heard */
  constructor(kind = 'person') {
    const caption = make('figcaption', '');
    const label = make('span', 'tile-label');
    this.element.classList.add(kind);
    this.#video.muted = kind === 'own';
    this.#muted.classList.add('off');
    this.#initial.setAttribute('aria-hidden', 'true');
    this.#reaction.setAttribute('aria-hidden', 'true');
    label.append(this.#muted, this.#name, this.#note);
    caption.append(this.#problem, label);
    this.element.append(this.#video, this.#initial, this.#reaction, caption);
  }

  /**
   * One in the corner.
   *
   * @param {string} className
   * @param {string} icon
   * @param {function(): void} onPress
   */
  addButton(className, icon, onPress) {
    this.#button.classList.add(className);
    this.#button.append(makeIcon(icon));
    this.#button.onclick = onPress;
    this.element.append(this.#button);
  }

  /**
   * @param {string} label of the button
   * @param {boolean} [isVerified] whether our person has found them to be who they are
   */
  labelButton(label, isVerified = false) {
    this.#button.setAttribute('aria-label', label);
    this.#button.title = label;
    this.#button.classList.toggle('verified', isVerified);
  }

  /* A phone may have none, or refuse. */
  toggleFullscreen() {
    if (document.fullscreenElement === null)
      this.element.requestFullscreen?.().catch(() => {});
    else
      document.exitFullscreen();
  }

  /** @param {TileLook} look */
  update({ name, hasPicture, note = '', problem = '', isMuted = false }) {
    this.#name.textContent = name;
    this.#note.textContent = note;
    this.#problem.textContent = problem;
    this.#initial.textContent = [...name][0]?.toUpperCase() ?? '?';
    this.#initial.hidden = hasPicture;
    this.#muted.toggleAttribute('hidden', !isMuted);
    this.#video.classList.toggle('unseen', !hasPicture);
  }

  /** @param {string} emoji for a moment, in the place of another */
  react(emoji) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reaction.classList.remove('shown'), REACTION_TIME);
    this.#reaction.textContent = emoji;
    this.#reaction.classList.remove('shown');
    this.#reaction.getBoundingClientRect(); /* each one jumps up anew */
    this.#reaction.classList.add('shown');
  }

  /** @param {boolean} isTalking now */
  setTalking(isTalking) {
    this.element.classList.toggle('talking', isTalking);
  }

  /** @param {import('./arrangement.js').Place} place on the stage */
  place({ x, y, width, height }) {
    const { style } = this.element;
    [style.left, style.top, style.width, style.height] = [x, y, width, height].map(length => `${Math.round(length)}px`);
  }

  /** @param {(?MediaStreamTrack)[]} tracks what is seen and heard here */
  play(tracks) {
    const present = tracks.filter(track => track !== null);
    if (present.length === this.#tracks.length && present.every((track, i) => track === this.#tracks[i]))
      return;
    this.#tracks = present;
    this.#video.srcObject = present.length === 0 ? null : new MediaStream(present);
    /* Whoever pressed a button to join may be heard; a page that was reopened by the
     * browser may not, until it is touched.
     */
    this.#video.play().catch(() => {});
  }

  remove() {
    clearTimeout(this.#timer);
    this.#video.srcObject = null;
    this.element.remove();
  }
}
