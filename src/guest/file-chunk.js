/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A piece of a file, as it goes over the channel `files` (PROTOCOL.md section 14). */

import { CHANNEL_MESSAGE_MAX } from './control-message.js';
import { ID_LENGTH, SEQUENCE_MAX } from './limits.js';

const HEADER = ID_LENGTH + 8;

/** Bytes of a file in one message. */
export const CHUNK_MAX = CHANNEL_MESSAGE_MAX - HEADER;

/**
 * @param {ArrayBuffer} message from outside
 * @returns {?{fid: string, at: number, bytes: Uint8Array}} null where it is none. Whether
 *   there is a file of that id is for who knows them to say
 */
export function readChunk(message) {
  const length = message.byteLength - HEADER;
  if (length < 1 || length > CHUNK_MAX)
    return null;
  const at = new DataView(message).getBigUint64(ID_LENGTH);
  if (at > BigInt(SEQUENCE_MAX - length))
    return null;
  return { fid: String.fromCharCode(...new Uint8Array(message, 0, ID_LENGTH)), at: Number(at), bytes: new Uint8Array(message, HEADER) };
}

/** @returns {Uint8Array} */
export function writeChunk(fid, at, bytes) {
  const message = new Uint8Array(HEADER + bytes.length);
  message.set(new TextEncoder().encode(fid));
  new DataView(message.buffer).setBigUint64(ID_LENGTH, BigInt(at));
  message.set(bytes, HEADER);
  return message;
}
