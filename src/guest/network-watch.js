/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Tells when the network is another one, as far as browsers say so. Where they do
 * not, silence does, some seconds later.
 */

export class NetworkWatch {
  #listeners = new AbortController();

  /** @param {function(): void} onChange */
  constructor(onChange) {
    const options = { signal: this.#listeners.signal };
    addEventListener('online', onChange, options);
    /* Telephones go from one to the other without being offline; what else is told
     * here are guesses of how fast it is.
     */
    const { connection } = navigator;
    let type = connection?.type;
    connection?.addEventListener('change', () => {
      if (connection.type === type)
        return;
      type = connection.type;
      onChange();
    }, options);
  }

  stop() {
    this.#listeners.abort();
  }
}
