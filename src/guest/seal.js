/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Keys and sealed boxes (PROTOCOL.md sections 1.3 and 10), with WebCrypto. The
 * seal key is made non-extractable: even this page cannot read it again.
 */

import { BOX_MAX, BOX_MIN, SEQUENCE_MAX } from './limits.js';
import { ProtocolError } from './protocol-error.js';
import { parseJson } from './strict-json.js';

const SALT = 'sightline/1';
const ITERATIONS = 200000;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const ID = /^[A-Za-z0-9_-]{16}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const encoder = new TextEncoder();

/** The most that fits into a box, in bytes. */
export const PLAINTEXT_MAX = BOX_MAX / 4 * 3 - NONCE_LENGTH - TAG_LENGTH;

export function toHex(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

export function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes)
    binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @returns {Uint8Array|null} null for what is not canonical base64 */
export function fromBase64(text) {
  if (text.length % 4 !== 0 || !BASE64.test(text))
    return null;
  try {
    const binary = atob(text);
    /* Bits that mean nothing must be zero: one box, one spelling. */
    return btoa(binary) === text ? Uint8Array.from(binary, character => character.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

const hkdf = info => ({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: encoder.encode(info) });

async function stretch(code) {
  const password = await crypto.subtle.importKey('raw', encoder.encode(code), 'PBKDF2', false, ['deriveBits']);
  const stretched = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: encoder.encode(SALT), iterations: ITERATIONS }, password, 256);
  const key = await crypto.subtle.importKey('raw', stretched, 'HKDF', false, ['deriveBits', 'deriveKey']);
  new Uint8Array(stretched).fill(0);
  return key;
}

/**
 * @typedef {object} RoomKeys
 * @property {string} roomId what the server sees, 32 hex digits
 * @property {CryptoKey} sealKey what it never sees
 */

/**
 * Takes some tenths of a second, off the page's thread.
 *
 * @param {string} code normalised
 * @returns {Promise<RoomKeys>}
 */
export async function deriveKeys(code) {
  const stretched = await stretch(code);
  const [roomId, sealKey] = await Promise.all([
    crypto.subtle.deriveBits(hkdf('room id'), stretched, 128),
    crypto.subtle.deriveKey(hkdf('seal'), stretched, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  ]);
  return { roomId: toHex(new Uint8Array(roomId)), sealKey };
}

/* Sender, receiver and number are authenticated with the box: the server can
 * neither redirect one nor renumber it.
 */
function aesGcm(nonce, from, to, n) {
  if (!ID.test(from) || !(to === '*' || ID.test(to)) || !Number.isInteger(n) || n < 1 || n > SEQUENCE_MAX)
    throw new ProtocolError('bad-box', 'A box needs two ids and a number');
  return {
    name: 'AES-GCM',
    iv: nonce,
    additionalData: encoder.encode(`sightline.v1|${from}|${to}|${n}`),
    tagLength: TAG_LENGTH * 8,
  };
}

/**
 * @param {CryptoKey} sealKey
 * @param {string} from the sender's id
 * @param {string} to the receiver's id or `*`
 * @param {number} n the number of the box
 * @param {object} message with `k`, its kind
 * @returns {Promise<string>} the box
 */
export async function sealBox(sealKey, from, to, n, message) {
  const plaintext = encoder.encode(JSON.stringify(message));
  if (plaintext.length > PLAINTEXT_MAX)
    throw new ProtocolError('bad-box', `A message in a box has at most ${PLAINTEXT_MAX} bytes`);

  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const sealed = await crypto.subtle.encrypt(aesGcm(nonce, from, to, n), sealKey, plaintext);
  const bytes = new Uint8Array(NONCE_LENGTH + sealed.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(sealed), NONCE_LENGTH);
  return toBase64(bytes);
}

/**
 * Opens a box to its bytes; what does not open is an error `bad-box`.
 *
 * @returns {Promise<Uint8Array>}
 */
export async function openBoxBytes(sealKey, from, to, n, box) {
  const bytes = box.length >= BOX_MIN && box.length <= BOX_MAX ? fromBase64(box) : null;
  if (bytes === null || bytes.length < NONCE_LENGTH + TAG_LENGTH)
    throw new ProtocolError('bad-box', 'The box is not base64 of the right size');

  const parameters = aesGcm(bytes.subarray(0, NONCE_LENGTH), from, to, n);
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, sealKey, bytes.subarray(NONCE_LENGTH)));
  } catch {
    throw new ProtocolError('bad-box', 'The box does not open');
  }
}

/**
 * Opens a box and reads the message in it.
 *
 * @returns {Promise<object>} a JSON object with `k`
 */
export async function openBox(sealKey, from, to, n, box) {
  const message = parseJson(await openBoxBytes(sealKey, from, to, n, box));
  if (typeof message.k !== 'string')
    throw new ProtocolError('bad-message', 'What is in the box has no kind');
  return message;
}
