/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A strict, bounded reader of foreign JSON (PROTOCOL.md section 3).
 *
 * JSON.parse lets the last of two equal keys win, has no bounds and forgets how
 * a number was written. A checking pass in front of it would be a second parser
 * free to disagree with the first, so there is one, and it is this.
 */

import { JSON_DEPTH_MAX, JSON_ELEMENTS_MAX, JSON_KEYS_MAX, JSON_KEY_MAX } from './limits.js';
import { ProtocolError } from './protocol-error.js';

const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const LONE_SURROGATE = /\p{Cs}/u;
const HEX = /[0-9A-Fa-f]{4}/y;
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const WORDS = { t: ['true', true], f: ['false', false], n: ['null', null] };

const encoder = new TextEncoder();

/**
 * A number written with a fraction or an exponent, or too large to be exact.
 * Where a field is an integer it is none, so it must not look like one: a plain
 * JavaScript number in a parsed message is always an integer.
 */
export class JsonDouble {
  constructor(value) {
    this.value = value;
  }

  valueOf() {
    return this.value;
  }
}

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  refuse(problem) {
    throw new ProtocolError('bad-json', `Not JSON at character ${this.at}: ${problem}`);
  }

  match(expression) {
    expression.lastIndex = this.at;
    const match = expression.exec(this.text);
    if (match !== null)
      this.at = expression.lastIndex;
    return match;
  }

  skipSpace() {
    this.match(SPACE);
  }

  take(expected) {
    if (this.text[this.at] !== expected)
      return false;
    this.at++;
    return true;
  }

  parseUnicodeEscape() {
    const hex = this.match(HEX);
    if (hex === null)
      this.refuse('a \\u escape is not four hex digits');
    const unit = parseInt(hex[0], 16);
    if (unit === 0)
      this.refuse('U+0000 in a string');
    if (unit >= 0xdc00 && unit <= 0xdfff)
      this.refuse('a lone surrogate');
    if (unit < 0xd800 || unit > 0xdbff)
      return String.fromCharCode(unit);
    return this.parseLowSurrogate(unit);
  }

  /* Two escapes that are one character, or none. */
  parseLowSurrogate(high) {
    if (!this.take('\\') || !this.take('u'))
      this.refuse('a lone surrogate');
    const hex = this.match(HEX);
    const low = hex === null ? 0 : parseInt(hex[0], 16);
    if (low < 0xdc00 || low > 0xdfff)
      this.refuse('a lone surrogate');
    return String.fromCharCode(high, low);
  }

  parseEscape() {
    const name = this.text[this.at++];
    if (name === 'u')
      return this.parseUnicodeEscape();
    if (name === undefined || !Object.hasOwn(ESCAPES, name))
      this.refuse('an unknown escape');
    return ESCAPES[name];
  }

  /* Behind the opening quote. */
  parseString() {
    let string = this.match(PLAIN)[0];
    while (!this.take('"')) {
      if (this.at >= this.text.length)
        this.refuse('a string has no end');
      if (!this.take('\\'))
        this.refuse('an unescaped control character');
      string += this.parseEscape() + this.match(PLAIN)[0];
    }
    return string;
  }

  parseNumber() {
    const match = this.match(NUMBER);
    if (match === null)
      this.refuse('an unknown word');
    /* "1.x" and "1ex" match as 1: what follows is refused by whoever comes next. */
    const number = Number(match[0]);
    if (!Number.isFinite(number))
      this.refuse('a number that is not finite');
    if (match[1] !== undefined || match[2] !== undefined || !Number.isSafeInteger(number))
      return new JsonDouble(number);
    return number + 0; /* -0 becomes 0 */
  }

  parseKey(object) {
    this.skipSpace();
    if (!this.take('"'))
      this.refuse('a member without a quoted key');
    const key = this.parseString();
    if (encoder.encode(key).length > JSON_KEY_MAX)
      this.refuse('a key is too long');
    if (key in object)
      this.refuse('a key stands twice');
    this.skipSpace();
    if (!this.take(':'))
      this.refuse('a key without a value');
    return key;
  }

  /* Behind the opening brace. Objects have no prototype: "__proto__" and
   * "toString" are keys like all others, there only if they were sent.
   */
  parseObject(depth) {
    const object = Object.create(null);
    let count = 0;
    this.skipSpace();
    if (this.take('}'))
      return object;
    do {
      if (++count > JSON_KEYS_MAX)
        this.refuse('too many members');
      const key = this.parseKey(object);
      object[key] = this.parseValue(depth);
      this.skipSpace();
    } while (this.take(','));
    if (!this.take('}'))
      this.refuse('an object has no end');
    return object;
  }

  parseArray(depth) {
    const array = [];
    this.skipSpace();
    if (this.take(']'))
      return array;
    do {
      if (array.length === JSON_ELEMENTS_MAX)
        this.refuse('too many elements');
      array.push(this.parseValue(depth));
      this.skipSpace();
    } while (this.take(','));
    if (!this.take(']'))
      this.refuse('an array has no end');
    return array;
  }

  parseWord(word, value) {
    if (!this.text.startsWith(word, this.at))
      this.refuse('an unknown word');
    this.at += word.length;
    return value;
  }

  parseValue(depth) {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === undefined)
      this.refuse('the text ends too early');
    if (first === '{' || first === '[') {
      if (depth >= JSON_DEPTH_MAX)
        this.refuse('nested too deep');
      this.at++;
      return first === '{' ? this.parseObject(depth + 1) : this.parseArray(depth + 1);
    }
    if (this.take('"'))
      return this.parseString();
    if (Object.hasOwn(WORDS, first))
      return this.parseWord(...WORDS[first]);
    return this.parseNumber();
  }
}

/**
 * Reads one JSON object and nothing behind it.
 *
 * @param {string|Uint8Array} input text of a message, or the bytes of an opened box
 * @returns {object} without a prototype
 */
export function parseJson(input) {
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (LONE_SURROGATE.test(text))
    throw new ProtocolError('not-utf8', 'The text is not UTF-8');
  if (text.includes('\0'))
    throw new ProtocolError('bad-json', 'Not JSON: U+0000 in the text');

  const parser = new Parser(text);
  const value = parser.parseValue(0);
  parser.skipSpace();
  if (parser.at !== text.length)
    parser.refuse('something stands behind the value');
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof JsonDouble)
    parser.refuse('the message is not an object');
  return value;
}

function decodeUtf8(bytes) {
  try {
    /* A byte order mark is not taken away: it is no JSON. */
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ProtocolError('not-utf8', 'The text is not UTF-8');
  }
}

/** @returns {boolean} whether a parsed value is an object */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonDouble);
}

/** @returns {boolean} whether a parsed value is an integer, as written, from `least` to `most` */
export function isInteger(value, least, most) {
  return typeof value === 'number' && value >= least && value <= most;
}

/** @returns {number|undefined} any parsed number, however it was written */
export function toNumber(value) {
  return typeof value === 'number' ? value : value instanceof JsonDouble ? value.value : undefined;
}
