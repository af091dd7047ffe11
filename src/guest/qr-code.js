/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A QR code (ISO/IEC 18004) for a link: bytes, error correction level M. */

/* By version: bytes of error correction in each block, and how many blocks there are. */
const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const VERSION_MAX = BLOCKS.length - 1;

const MODE_BYTES = 0b0100;
const PADDING = [0xec, 0x11];
const LEVEL_M = 0;

const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  x => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => (x * y) % 2 + (x * y) % 3 === 0,
  (x, y) => ((x * y) % 2 + (x * y) % 3) % 2 === 0,
  (x, y) => ((x + y) % 2 + (x * y) % 3) % 2 === 0,
];

const range = length => Array.from({ length }, (_, i) => i);
const bitsOf = (value, length) => range(length).map(i => value >> length - 1 - i & 1);

/* The field with 256 elements, in which the error correction is counted. */
const EXP = [1];
for (let i = 1; i < 255; i++)
  EXP[i] = EXP[i - 1] << 1 ^ (EXP[i - 1] & 0x80 ? 0x11d : 0);
const LOG = EXP.reduce((log, value, i) => {
  log[value] = i;
  return log;
}, []);
const multiply = (a, b) => a === 0 || b === 0 ? 0 : EXP[(LOG[a] + LOG[b]) % 255];

function makeGenerator(degree) {
  let generator = [1];
  for (let i = 0; i < degree; i++)
    generator = [...generator, 0].map((factor, at) => factor ^ (at === 0 ? 0 : multiply(generator[at - 1], EXP[i])));
  return generator.slice(1);
}

function correct(block, generator) {
  let rest = generator.map(() => 0);
  for (const byte of block) {
    const factor = byte ^ rest[0];
    rest = [...rest.slice(1), 0].map((one, i) => one ^ multiply(generator[i], factor));
  }
  return rest;
}

/* The code word of a cyclic code: of the format, and of the version. */
function protect(value, length, generator) {
  const degree = Math.floor(Math.log2(generator));
  let rest = value << degree;
  for (let i = length - 1; i >= 0; i--)
    if (rest >> degree + i & 1)
      rest ^= generator << i;
  return value << degree | rest;
}

/* What of a version is not data stands in a few places, the same for all texts. */

function alignmentCentres(version) {
  if (version === 1)
    return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...range(count - 1).map(i => version * 4 + 10 - (count - 2 - i) * step)];
}

/* A row of cells is dark (1), light (0) or not said yet (null). */
function drawFixed(version) {
  const size = version * 4 + 17;
  const cells = range(size).map(() => range(size).map(() => null));
  const draw = (x, y, value) => {
    if (x >= 0 && y >= 0 && x < size && y < size)
      cells[y][x] = value;
  };
  const drawSquares = (centreX, centreY, reach, isDark) => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        draw(centreX + dx, centreY + dy, Number(isDark(Math.max(Math.abs(dx), Math.abs(dy)))));
  };
  const centres = alignmentCentres(version);
  const last = centres.length - 1;
  range(size).forEach(i => [[6, i], [i, 6]].forEach(([x, y]) => draw(x, y, 1 - i % 2)));
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]])
    drawSquares(x, y, 4, distance => distance !== 2 && distance !== 4);
  for (const [i, x] of centres.entries())
    for (const [j, y] of centres.entries())
      if (!(i === 0 && j === 0) && !(i === 0 && j === last) && !(i === last && j === 0))
        drawSquares(x, y, 2, distance => distance !== 1);
  drawFormat(cells, 0);
  if (version >= 7)
    drawVersion(cells, version);
  return cells;
}

/* Twice, so that one may be lost. */
function drawFormat(cells, mask) {
  const size = cells.length;
  const bits = bitsOf(protect(LEVEL_M << 3 | mask, 5, 0x537) ^ 0x5412, 15).reverse();
  const draw = (x, y, i) => cells[y][x] = bits[i];
  range(6).forEach(i => draw(8, i, i));
  [[8, 7], [8, 8], [7, 8]].forEach(([x, y], i) => draw(x, y, 6 + i));
  range(6).forEach(i => draw(5 - i, 8, 9 + i));
  range(8).forEach(i => draw(size - 1 - i, 8, i));
  range(7).forEach(i => draw(8, size - 7 + i, 8 + i));
  cells[size - 8][8] = 1;
}

function drawVersion(cells, version) {
  const size = cells.length;
  for (const [i, bit] of bitsOf(protect(version, 6, 0x1f25), 18).reverse().entries()) {
    const [near, far] = [Math.floor(i / 3), size - 11 + i % 3];
    cells[near][far] = cells[far][near] = bit;
  }
}

/* The data, with what mends it, in the order in which it is drawn. */

function countBytes(version) {
  const free = drawFixed(version).flat().filter(cell => cell === null).length;
  return Math.floor(free / 8);
}

const capacity = version => countBytes(version) - CORRECTION[version] * BLOCKS[version];
const lengthBits = version => version < 10 ? 8 : 16;

function packData(bytes, version) {
  const most = capacity(version) * 8;
  const bits = [...bitsOf(MODE_BYTES, 4), ...bitsOf(bytes.length, lengthBits(version)), ...bytes.flatMap(byte => bitsOf(byte, 8))];
  bits.push(...range(Math.min(4, most - bits.length)).map(() => 0));
  while (bits.length % 8 !== 0)
    bits.push(0);
  const data = range(bits.length / 8).map(i => parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2));
  for (let i = 0; data.length < most / 8; i++)
    data.push(PADDING[i % 2]);
  return data;
}

/* The first blocks are shorter by one byte, where it does not come out even. */
function interleave(data, version) {
  const count = BLOCKS[version];
  const short = Math.floor(data.length / count);
  const shortCount = count - data.length % count;
  const generator = makeGenerator(CORRECTION[version]);
  const blocks = range(count).map(i => {
    const start = i * short + Math.max(0, i - shortCount);
    return data.slice(start, start + short + (i >= shortCount ? 1 : 0));
  });
  const corrections = blocks.map(block => correct(block, generator));
  const byColumns = rows => range(Math.max(...rows.map(row => row.length))).flatMap(i => rows.filter(row => i < row.length).map(row => row[i]));
  return [...byColumns(blocks), ...byColumns(corrections)];
}

/* Two columns at a time, from the right, up and down in turn. */
function* walk(size) {
  let isUp = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6)
      right = 5;
    for (let i = 0; i < size; i++)
      for (const x of [right, right - 1])
        yield [x, isUp ? size - 1 - i : i];
    isUp = !isUp;
  }
}

function drawData(fixed, bytes, mask) {
  const cells = fixed.map(row => [...row]);
  const bits = bytes.flatMap(byte => bitsOf(byte, 8));
  let at = 0;
  for (const [x, y] of walk(cells.length))
    if (fixed[y][x] === null)
      cells[y][x] = (bits[at++] ?? 0) ^ MASKS[mask](x, y);
  drawFormat(cells, mask);
  return cells;
}

/* How hard it is to read: long runs, blocks, what looks like a corner, too much of one. */

function judgeLine(line) {
  const text = line.join('');
  const runs = text.match(/0{5,}|1{5,}/g) ?? [];
  const corners = text.match(/(?=10111010000|00001011101)/g) ?? [];
  return runs.reduce((sum, run) => sum + run.length - 2, 0) + corners.length * 40;
}

function judge(cells) {
  const size = cells.length;
  const columns = cells.map((_, x) => cells.map(row => row[x]));
  let penalty = [...cells, ...columns].reduce((sum, line) => sum + judgeLine(line), 0);
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++)
      if (cells[y][x] === cells[y - 1][x] && cells[y][x] === cells[y][x - 1] && cells[y][x] === cells[y - 1][x - 1])
        penalty += 3;
  const dark = cells.flat().filter(cell => cell === 1).length / (size * size);
  return penalty + Math.floor(Math.abs(dark * 100 - 50) / 5) * 10;
}

/**
 * @param {string} text
 * @returns {?number[][]} rows of dark (1) and light (0) cells, without the margin of
 *   four; null where it is too long
 */
export function encodeQrCode(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = range(VERSION_MAX).map(i => i + 1).find(one => 4 + lengthBits(one) + bytes.length * 8 <= capacity(one) * 8);
  if (version === undefined)
    return null;
  const fixed = drawFixed(version);
  const all = interleave(packData(bytes, version), version);
  const drawn = MASKS.map((_, mask) => drawData(fixed, all, mask));
  const penalties = drawn.map(judge);
  return drawn[penalties.indexOf(Math.min(...penalties))];
}

/** @returns {string} the dark cells as the `d` of an SVG path, with a margin of four */
export function drawQrCode(cells) {
  return cells.flatMap((row, y) => row.map((cell, x) => cell === 1 ? `M${x + 4} ${y + 4}h1v1h-1z` : '')).join('');
}
