/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * Why a call, or the connection to somebody in it, is over or not there.
 *
 * Codes, as in src/call/sight-call-error.h: `unreachable`, `protocol`, `version`,
 * `removed`, `ended`, `superseded`, `full`, `denied`, `too-many-rooms`,
 * `security`, `no-path`, `failed`. The page has a sentence for each (strings.js).
 */
export class CallError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'CallError';
    this.code = code;
  }
}
