/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Verification (PROTOCOL.md section 12): commit, reveal, and seven emoji that
 * two people read to each other.
 */

import { toHex } from './seal.js';

const LABEL = 'sightline-sas';
const RANDOM_LENGTH = 32;
const SHOWN = 7;

/**
 * The table of the Matrix specification's short authentication strings, in its order;
 * the names stand with what the page says (emojiNames).
 */
export const EMOJI = Object.freeze([
  '🐶 🐱 🦁 🐎 🦄 🐷 🐘 🐰 🐼 🐓 🐧 🐢 🐟 🐙 🦋 🌷',
  '🌳 🌵 🍄 🌏 🌙 ☁️ 🔥 🍌 🍎 🍓 🌽 🍕 🎂 ❤️ 😀 🤖',
  '🎩 👓 🔧 🎅 👍 ☂️ ⌛ ⏰ 🎁 💡 📕 ✏️ 📎 ✂️ 🔒 🔑',
  '🔨 ☎️ 🏁 🚂 🚲 ✈️ 🚀 🏆 ⚽ 🎸 🎺 🔔 ⚓ 🎧 📁 📌',
].flatMap(row => row.split(' ')));

const encoder = new TextEncoder();

function join(...parts) {
  const arrays = parts.map(part => typeof part === 'string' ? encoder.encode(part) : part);
  const bytes = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    bytes.set(array, at);
    at += array.length;
  }
  return bytes;
}

/** @returns {Uint8Array} rI or rR */
export function makeRandom() {
  return crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH));
}

/**
 * @param {Uint8Array} random rI
 * @returns {Promise<Uint8Array>} what the initiator says first
 */
export async function commitTo(random) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', join(LABEL, random)));
}

/** @returns {Promise<boolean>} whether rI is what was committed to */
export async function opensCommit(commit, random) {
  return random.length === RANDOM_LENGTH && toHex(await commitTo(random)) === toHex(commit);
}

/**
 * @typedef {object} VerificationSide
 * @property {string} id of the member
 * @property {Uint8Array} random its 32 bytes
 * @property {Uint8Array} fingerprint of its certificate, as seen in the live session
 */

/**
 * @param {VerificationSide} initiator
 * @param {VerificationSide} responder
 * @param {string} roomId 32 hex digits
 * @param {number} g generation of the peer connection
 * @returns {Promise<Uint8Array>} six bytes, equal on both sides
 */
export async function deriveVerification(initiator, responder, roomId, g) {
  const key = await crypto.subtle.importKey('raw', join(initiator.random, responder.random), 'HKDF', false, ['deriveBits']);
  const info = join(LABEL, roomId, initiator.id, responder.id, initiator.fingerprint, responder.fingerprint, String(g));
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 48));
}

/**
 * @param {Uint8Array} bytes the six
 * @returns {number[]} seven places in EMOJI: 6 bits each, from the most significant
 */
export function toEmojiIndexes(bytes) {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: SHOWN }, (_, i) => parseInt(bits.slice(i * 6, i * 6 + 6), 2));
}
