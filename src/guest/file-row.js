/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A file on its way, as one line of the list: what it is, how far it is, and what can be
 * done about it.
 */

const format = (value, options) => new Intl.NumberFormat(document.documentElement.lang, options).format(value);

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

let count = 0;

function formatSize(bytes, suffix = '') {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return format(bytes / 1000 ** power, { style: 'unit', unit: UNITS[power] + suffix, maximumFractionDigits: power > 1 ? 1 : 0 });
}

function make(tag, fields) {
  return Object.assign(document.createElement(tag), fields);
}

export class FileRow {
  element = make('li', { className: 'file' });
  /** Received, and only here so far. */
  isUnsaved = false;

  #transfer;
  #files;
  #text;
  #about; /* from or to whom, and how large */
  #shown = null; /* the state whose buttons are there */
  #bar;
  #state = make('div', { className: 'file-state' });
  #actions = make('div', { className: 'file-actions' });
  #url = null;
  #onRemoved;

  /**
   * @param {import('./file-transfer.js').FileTransfer} transfer
   * @param {import('./file-exchange.js').FileExchange} files that it belongs to
   * @param {string} name of the other
   * @param {function(string): string} text
   * @param {function(): void} onRemoved
   */
  constructor(transfer, files, name, text, onRemoved) {
    this.#transfer = transfer;
    this.#files = files;
    this.#text = text;
    this.#onRemoved = onRemoved;
    this.#about = `${text(transfer.isOutgoing ? 'fileTo' : 'fileFrom')} ${name} · ${formatSize(transfer.size)}`;
    this.#bar = make('progress', { max: transfer.size || 1 });
    this.#bar.setAttribute('aria-label', transfer.name);
    this.element.append(make('bdi', { id: `file-${++count}`, className: 'file-name', textContent: transfer.name }),
                        make('span', { className: 'name', textContent: this.#about }), this.#bar, this.#state, this.#actions);
    /* Numbers that run are not announced: what is new is said elsewhere, and once. */
    this.element.setAttribute('aria-live', 'off');
    transfer.addEventListener('change', () => this.update());
    this.update();
  }

  /** All of it in words. */
  get sentence() {
    return `${this.#transfer.name}, ${this.#about}: ${this.#words}`;
  }

  get #words() {
    const { state, why, byPeer, isOutgoing } = this.#transfer;
    const side = isOutgoing ? 'out' : 'in';
    const keys = state === 'ended' ? [`file-${why}${byPeer ? '-peer' : ''}`, 'file-failed'] : [`file-${state}-${side}`, `file-${state}`];
    return this.#text(keys.find(key => this.#text(key) !== key));
  }

  /* What is done about it is built anew only when it is something else, or who is just
   * pressing a button would lose it.
   */
  update() {
    const { state, done, size, speed } = this.#transfer;
    const isRunning = state === 'running';
    this.#bar.value = size === 0 ? Number(state === 'done') : done;
    this.#bar.hidden = !isRunning && state !== 'paused';
    this.#state.textContent = [
      this.#words, isRunning && size > 0 && format(Math.floor(100 * done / size) / 100, { style: 'percent' }), isRunning && speed > 0 && formatSize(speed, '-per-second'),
    ].filter(Boolean).join(' · ');
    if (this.#shown === state)
      return;
    this.#shown = state;
    this.element.dataset.state = state;
    this.#showActions();
  }

  remove() {
    this.#files.discard(this.#transfer);
    URL.revokeObjectURL(this.#url);
    this.element.remove();
    this.#onRemoved();
  }

  #showActions() {
    const { state, isOutgoing, why, blob } = this.#transfer;
    const buttons = [];
    if (state === 'offered' && !isOutgoing)
      buttons.push(this.#button('fileAccept', () => this.#accept(), 'suggested'), this.#button('fileDecline', () => this.#files.decline(this.#transfer)));
    else if (!this.#transfer.isOver)
      buttons.push(this.#button('fileCancel', () => this.#files.cancel(this.#transfer)));
    if (blob !== null)
      buttons.push(this.#link(blob));
    if (isOutgoing && (state === 'declined' || (state === 'ended' && why !== 'gone')))
      buttons.push(this.#button('retry', () => this.#files.offer(this.#transfer.file) && this.remove()));
    if (this.#transfer.isOver)
      buttons.push(this.#button('fileRemove', () => this.remove()));
    const hadFocus = this.#actions.contains(document.activeElement);
    this.#actions.replaceChildren(...buttons);
    if (hadFocus)
      buttons[0].focus();
  }

  #name(element, key) {
    element.textContent = this.#text(key);
    element.setAttribute('aria-describedby', this.element.firstChild.id);
    return element;
  }

  #button(key, onclick, className = '') {
    return this.#name(make('button', { type: 'button', onclick, className }), key);
  }

  #accept() {
    if (!this.#files.accept(this.#transfer))
      this.#state.textContent = this.#text('file-space');
  }

  /* Offered for download and never opened: a browser shows no such type, and takes the
   * name for nothing but a name.
   */
  #link(blob) {
    this.#url = URL.createObjectURL(blob);
    this.isUnsaved = true;
    const link = make('a', { href: this.#url, download: this.#transfer.name, className: 'file-save' });
    link.onclick = () => {
      this.isUnsaved = false;
    };
    return this.#name(link, 'fileSave');
  }
}
