/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* One picture in the call, with whose it is and how it goes. */

export class Tile {
  element = document.createElement('figure');

  #video = Object.assign(document.createElement('video'), { autoplay: true, playsInline: true });
  #initial = Object.assign(document.createElement('span'), { className: 'initial' });
  #name = document.createElement('bdi');
  #note = Object.assign(document.createElement('span'), { className: 'tile-note' });
  #tracks = [];

  /** @param {boolean} isOwn mirrored, and not heard */
  constructor(isOwn = false) {
    const caption = document.createElement('figcaption');
    this.element.className = isOwn ? 'tile own' : 'tile';
    this.#video.muted = isOwn;
    this.#initial.ariaHidden = 'true';
    caption.append(this.#name, this.#note);
    this.element.append(this.#video, this.#initial, caption);
  }

  /**
   * @param {string} name
   * @param {string} note empty where all is well
   * @param {boolean} hasPicture whether there is something to see
   */
  update(name, note, hasPicture) {
    this.#name.textContent = name;
    this.#note.textContent = note;
    this.#initial.textContent = [...name][0]?.toUpperCase() ?? '?';
    this.#initial.hidden = hasPicture;
    this.#video.classList.toggle('unseen', !hasPicture);
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
    this.#video.srcObject = null;
    this.element.remove();
  }
}
