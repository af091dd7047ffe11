/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Valid messages made hostile: a little or a lot, and the same way in every run. */

const ODD = [
  null, true, false, -1, 0, 1, 7, 2 ** 31, 2 ** 53 - 1, 1.5, '', '*', 'x', '__proto__', 'constructor', 'A'.repeat(16), 'b'.repeat(22), '0'.repeat(64),
  '\u202e\u0000\n', '\ud83d\ude00'.repeat(40), 'x'.repeat(5000), 'a=b\r\nc', 'stun:', 'turn:[::1', '::', '0.0.0.0', [], {}, [[]], [null], { k: 'v' },
];
const PIECES = ['"', '{', '}', '[', ']', ',', ':', '\\u0000', '\\ud800', '1e999', '-', '\u0000', '\u2028', '"__proto__":{},', '"t":"x",', 'null', '\ufffe'];

/** A generator of numbers below a bound: always the same for the same seed (mulberry32). */
export function makeRandom(seed) {
  let state = seed;
  return below => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) % below;
  };
}

const pick = (random, list) => list[random(list.length)];
const pickOdd = random => structuredClone(pick(random, ODD));

/* Every place in a value: whose it is, and under which name. */
function* places(value) {
  if (value === null || typeof value !== 'object')
    return;
  for (const name of Object.keys(value)) {
    yield [value, name];
    yield* places(value[name]);
  }
}

function changeValue(random, object) {
  const [owner, name] = pick(random, [...places(object)]);
  switch (random(5)) {
    case 0:
      delete owner[name];
      break;
    case 1:
      owner[`${name}${random(9)}`] = owner[name];
      break;
    case 2:
      if (Array.isArray(owner[name]))
        owner[name] = Array.from({ length: random(70) }, () => structuredClone(owner[name][0] ?? null));
      else if (typeof owner[name] === 'number')
        owner[name] += pick(random, [-1, 1, 0.5, 2 ** 40]);
      else if (typeof owner[name] === 'string')
        owner[name] = owner[name].slice(0, random(owner[name].length + 1)) + pick(random, PIECES);
      break;
    default:
      owner[name] = pickOdd(random);
  }
}

function changeText(random, text) {
  const at = random(text.length);
  switch (random(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + random(8));
    default:
      return text.slice(0, at) + String.fromCharCode(random(0x250)) + text.slice(at + 1);
  }
}

/** @returns {object} what the other may say with some values that are wrong, or right and unlikely */
export function mutateObject(random, object) {
  const changed = structuredClone(object);
  for (let i = random(3); i >= 0 && Object.keys(changed).length > 0; i--)
    changeValue(random, changed);
  return changed;
}

/** @returns {string} the same as a text, which may be no JSON any more */
export function mutateText(random, object) {
  let text = JSON.stringify(random(3) === 0 ? object : mutateObject(random, object));
  for (let i = random(3); i > 0 && text.length > 0; i--)
    text = changeText(random, text);
  return text;
}
