/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * What can be wrong with bytes from outside: always an error with a stable code,
 * never a broken page.
 *
 * Codes: `not-utf8`, `bad-json`, `bad-message`, `bad-code`, `bad-link`, `bad-box`.
 */
export class ProtocolError extends Error {
  /**
   * @param {string} code
   * @param {string} message an English sentence for logs
   * @param {string} [reason] for people: which sentence of strings.js fits
   */
  constructor(code, message, reason = '') {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
    this.reason = reason;
  }
}
