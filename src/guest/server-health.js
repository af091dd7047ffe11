/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Whether the server that the page came from is (still) up. */

const ANSWER_MS = 5000;
const RETRY_MS = [2000, 4000, 8000, 15000, 30000]; /* and then every 30 s */

async function isUp() {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), ANSWER_MS);
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', credentials: 'omit', signal: timeout.signal });
    return answer.ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

export class ServerHealth {
  #failures = 0;
  #timer = 0;
  #onChange;

  /** @param {function('checking'|'up'|'down'): void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Asks now; as long as the server is down, it asks again by itself. */
  async check() {
    clearTimeout(this.#timer);
    this.#onChange('checking');
    if (await isUp()) {
      this.#failures = 0;
      this.#onChange('up');
      return;
    }
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.check(), wait);
    this.#onChange('down');
  }
}
