/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Fields of parsed messages (PROTOCOL.md section 4), as src/protocol/sight-fields.c
 * reads them: each is checked for its type and its bounds, and one that is not
 * right makes the whole message `bad-message`.
 *
 * All take an object out of strict-json.js.
 */

import { ID_LENGTH, SECRET_LENGTH, SEQUENCE_MAX, TEXT_MAX } from './limits.js';
import { ProtocolError } from './protocol-error.js';
import { isInteger } from './strict-json.js';

const ID = new RegExp(`^[A-Za-z0-9_-]{${ID_LENGTH}}$`);
const SECRET = new RegExp(`^[A-Za-z0-9_-]{${SECRET_LENGTH}}$`);
const HASH = /^[0-9a-f]{64}$/;
const REACTION = /^[a-z-]{1,16}$/;

const encoder = new TextEncoder();

export function refuseField(name) {
  throw new ProtocolError('bad-message', `The field “${name}” is missing, mistyped or out of its bounds`);
}

/** @returns {number} how long a text is on the wire */
export const byteLength = text => encoder.encode(text).length;

function getMatch(object, name, expression) {
  const value = object[name];
  if (typeof value !== 'string' || !expression.test(value))
    refuseField(name);
  return value;
}

export const getId = (object, name) => getMatch(object, name, ID);
export const getSecret = (object, name) => getMatch(object, name, SECRET);
export const getHash = (object, name) => getMatch(object, name, HASH);
export const getReaction = (object, name) => getMatch(object, name, REACTION);

/** An id, or `*` for everyone. */
export const getTarget = (object, name) => object[name] === '*' ? '*' : getId(object, name);

export function getString(object, name) {
  if (typeof object[name] !== 'string')
    refuseField(name);
  return object[name];
}

export function getText(object, name) {
  const value = getString(object, name);
  if (byteLength(value) > TEXT_MAX)
    refuseField(name);
  return value;
}

export function getInteger(object, name, least, most) {
  if (!isInteger(object[name], least, most))
    refuseField(name);
  return object[name];
}

export const getSequence = (object, name, least = 0) => getInteger(object, name, least, SEQUENCE_MAX);

export function getBoolean(object, name) {
  if (typeof object[name] !== 'boolean')
    refuseField(name);
  return object[name];
}

/** One of a few words. */
export function getWord(object, name, words) {
  if (!words.includes(object[name]))
    refuseField(name);
  return object[name];
}

export function getArray(object, name, most = Infinity) {
  const value = object[name];
  if (!Array.isArray(value) || value.length > most)
    refuseField(name);
  return value;
}

/** What `get` reads, or `otherwise` where the field is not there. */
export function getOptional(get, object, name, otherwise, ...rest) {
  return object[name] === undefined ? otherwise : get(object, name, ...rest);
}
