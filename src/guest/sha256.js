/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* SHA-256 of what comes piece by piece: WebCrypto wants all of a file at once, in
 * memory. Nothing secret goes through it.
 */

const words = hex => Int32Array.from(hex.match(/.{8}/g), word => parseInt(word, 16));

const START = words('6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19');
const ROUNDS = words(
  '428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc3' +
  '72be5d7480deb1fe9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da' +
  '983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13' +
  '650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa070' +
  '19a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc70208' +
  '90befffaa4506cebbef9a3f7c67178f2');

const rotate = (word, by) => word >>> by | word << 32 - by;
const schedule = new Int32Array(64);

export class Sha256 {
  #state = START.slice();
  #rest = new Uint8Array(64); /* of a block that is not full yet */
  #length = 0;

  /** @param {Uint8Array} bytes */
  update(bytes) {
    const had = this.#length % 64;
    this.#length += bytes.length;
    let at = 0;
    if (had > 0) {
      at = Math.min(64 - had, bytes.length);
      this.#rest.set(bytes.subarray(0, at), had);
      if (had + at < 64)
        return;
      this.#mix(this.#rest, 0);
    }
    for (; at + 64 <= bytes.length; at += 64)
      this.#mix(bytes, at);
    this.#rest.set(bytes.subarray(at));
  }

  /** @returns {string} the hash of all that came, and the end of this object */
  hex() {
    const bits = this.#length * 8;
    const end = new Uint8Array((119 - this.#length % 64) % 64 + 9);
    const view = new DataView(end.buffer);
    end[0] = 0x80;
    view.setUint32(end.length - 8, bits / 2 ** 32);
    view.setUint32(end.length - 4, bits);
    this.update(end);
    return Array.from(this.#state, word => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(bytes, at) {
    for (let i = 0; i < 16; i++, at += 4)
      schedule[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    for (let i = 16; i < 64; i++) {
      const one = schedule[i - 15];
      const two = schedule[i - 2];
      const mixed = (rotate(one, 7) ^ rotate(one, 18) ^ one >>> 3) + (rotate(two, 17) ^ rotate(two, 19) ^ two >>> 10) | 0;
      schedule[i] = (schedule[i - 16] + schedule[i - 7] | 0) + mixed | 0;
    }
    const state = this.#state;
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const choice = (e & f ^ ~e & g) + (ROUNDS[i] + schedule[i] | 0) | 0;
      const one = ((rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + h | 0) + choice | 0;
      const two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
      h = g;
      g = f;
      f = e;
      e = d + one | 0;
      d = c;
      c = b;
      b = a;
      a = one + two | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => state[i] += word);
  }
}
