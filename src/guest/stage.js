/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The tiles of a call in the window, so that all are seen without scrolling. */

import { arrange } from './arrangement.js';

export class Stage {
  #element;
  #own;
  #screens = [];
  #others = [];
  #observer = new ResizeObserver(() => this.#arrange());

  /**
   * @param {HTMLElement} element
   * @param {import('./tile.js').Tile} own our own picture
   */
  constructor(element, own) {
    this.#element = element;
    this.#own = own;
    element.replaceChildren(own.element);
    this.#observer.observe(element);
  }

  addScreen(tile) {
    this.#screens.push(tile);
    this.#element.prepend(tile.element);
    this.#arrange();
  }

  addPerson(tile) {
    this.#others.push(tile);
    this.#own.element.before(tile.element);
    this.#arrange();
  }

  remove(tile) {
    this.#screens = this.#screens.filter(one => one !== tile);
    this.#others = this.#others.filter(one => one !== tile);
    tile.remove();
    this.#arrange();
  }

  clear() {
    this.#observer.disconnect();
    [...this.#screens, ...this.#others, this.#own].forEach(tile => tile.remove());
  }

  #arrange() {
    const { clientWidth: width, clientHeight: height } = this.#element;
    const places = arrange(this.#screens.length, this.#others.length, { width, height });
    [...this.#screens, ...this.#others, this.#own].forEach((tile, i) => tile.place(places[i]));
  }
}
