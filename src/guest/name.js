/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Display names (PROTOCOL.md section 11) come from strangers: whoever shows one
 * cleans it first.
 */

const NAME_MAX = 64; /* characters */

/* Cc, Cf, Cs, Co, Cn, Zl, Zp; the two joiners are looked at one by one. */
const UNWANTED = /[\p{C}\p{Zl}\p{Zp}]/u;
const LONE_SURROGATES = /\p{Cs}/gu;
const JOINER = /[\u200c\u200d]/;
const LETTER = /[\p{L}\p{M}]/u;
const SPACES = /\p{White_Space}+/gu;

/* A joiner shapes the letters at its sides (and is needed to write some
 * languages); anywhere else it only makes names that look alike.
 */
function isWanted(character, index, characters) {
  if (JOINER.test(character))
    return LETTER.test(characters[index - 1] ?? '') && LETTER.test(characters[index + 1] ?? '');
  return !UNWANTED.test(character);
}

/**
 * @param {string} text
 * @param {number} most characters
 * @returns {string} what may be shown; empty where nothing is left, and then the
 *   page shows a stand-in in the reader's language
 */
export function cleanName(text, most = NAME_MAX) {
  /* What normalize() makes of a lone surrogate differs between browsers. */
  const characters = [...text.replace(LONE_SURROGATES, '').normalize('NFC')];
  const wanted = characters.filter(isWanted).join('').normalize('NFC');
  const spaced = wanted.replace(SPACES, ' ').replace(/^ | $/g, '');

  /* Where the cut left a joiner without its second letter, it goes as well. */
  return [...spaced].slice(0, most).join('').replace(/[ \u200c\u200d]$/, '');
}
