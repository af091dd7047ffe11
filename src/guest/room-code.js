/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Room codes (PROTOCOL.md section 1.1): making, normalising, judging. Both sides
 * of a call must come to the same bytes, or they meet in different rooms.
 */

import { ProtocolError } from './protocol-error.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; /* no i, l, o, u */
const MADE_LENGTH = 16;
const OWN_MIN = 4;
const OWN_MAX = 64;
const INPUT_MAX = 1024; /* bytes; only so that nobody normalises megabytes */

const LONE_SURROGATE = /\p{Cs}/u;
const SEPARATORS = /[\p{White_Space}\-_\u2010-\u2015\u2212]+/gu;
const MADE = /^[0-9a-hjkmnp-tv-z]{16}$/;
const GROUPED = /^.{4}-?.{4}-?.{4}-?.{4}$/u;
const OWN = /^[\p{L}\p{M}\p{Nd}-]+$/u;
const REAL_DIGIT = /[2-9]/; /* 0 and 1 may have been letters of a word */
const LOOK_ALIKES = { o: '0', i: '1', l: '1' };

const refuse = (reason, message) => {
  throw new ProtocolError('bad-code', message, reason);
};

/* Character by character, because the lower case of a whole string depends on
 * what stands around a letter (the final sigma) and differs between programs.
 */
function toSimpleLower(text) {
  let lower = '';
  for (const character of text) {
    if (character === '\u0130')
      refuse('character', 'U+0130 has no lower case that all agree on');
    lower += character.toLowerCase();
  }
  return lower;
}

/* The 16 symbols where the text is a made code, otherwise null. */
function readMade(text) {
  if (!GROUPED.test(text))
    return null;
  const symbols = text.replaceAll('-', '').replace(/[oil]/g, letter => LOOK_ALIKES[letter]);
  return MADE.test(symbols) ? symbols : null;
}

function checkOwn(text) {
  const length = [...text].length;
  if (!OWN.test(text) && length > 0)
    refuse('character', 'A room code is made of letters, digits and hyphens');
  if (length < OWN_MIN)
    refuse('short', `A room code has at least ${OWN_MIN} characters`);
  if (length > OWN_MAX)
    refuse('long', `A room code has at most ${OWN_MAX} characters`);
  return text;
}

/**
 * @param {string} text as typed, pasted or decoded from a link
 * @returns {string} the code, as it goes into everything else
 */
export function normaliseCode(text) {
  if (text.length > INPUT_MAX || new TextEncoder().encode(text).length > INPUT_MAX)
    refuse('long', `A room code has at most ${OWN_MAX} characters`);
  if (LONE_SURROGATE.test(text))
    refuse('character', 'The room code is not valid Unicode');

  const folded = toSimpleLower(text.normalize('NFKC')).normalize('NFKC');
  const joined = folded.replace(SEPARATORS, '-').replace(/^-|-$/g, '');

  return readMade(joined) ?? checkOwn(joined);
}

/** @returns {string} a new code with 80 random bits, normalised */
export function makeCode() {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(MADE_LENGTH));
    /* 256 is a multiple of 32: each symbol is as likely as every other. */
    const code = Array.from(bytes, byte => ALPHABET[byte % ALPHABET.length]).join('');
    if (REAL_DIGIT.test(code))
      return code;
  }
}

/** @returns {boolean} whether a normalised code has the form of a made one */
export function isMadeCode(code) {
  return MADE.test(code);
}

/** @returns {string} a normalised code as it is shown and put into links */
export function formatCode(code) {
  return isMadeCode(code) ? code.match(/.{4}/g).join('-') : code;
}

/**
 * How hard a normalised code is to guess.
 *
 * @returns {'strong'|'fair'|'weak'}
 */
export function judgeCode(code) {
  if (isMadeCode(code) && REAL_DIGIT.test(code))
    return 'strong';
  const words = code.split('-').length;
  return [...code].length >= 20 && words >= 4 ? 'fair' : 'weak';
}
