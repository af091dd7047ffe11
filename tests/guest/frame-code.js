/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What a test picture says about itself, as src/media/sight-frame-code.c writes and
 * reads it: black and white cells in two rows along the top, one for a number and one
 * for the time, each with a checksum.
 */

const BITS = 24;
const CHECK_BITS = 8;
const CELLS = BITS + CHECK_BITS;
const ROW_PART = 12; /* a row is this part of the picture's height */
const CONTRAST_MIN = 80;

/* CRC-8 that does not begin with zero, so that a black row is no code. */
function checkOf(value) {
  let crc = 0xa5;
  for (let shift = BITS - 8; shift >= 0; shift -= 8) {
    crc ^= value >> shift & 0xff;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x80 ? (crc << 1 ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

function writeRow(context, row, value) {
  const { width, height } = context.canvas;
  const rowHeight = Math.floor(height / ROW_PART);
  const cells = (value & 0xffffff) * 256 + checkOf(value & 0xffffff);
  for (let cell = 0; cell < CELLS; cell++) {
    const x = Math.ceil(cell * width / CELLS);
    context.fillStyle = Math.floor(cells / 2 ** (CELLS - 1 - cell)) % 2 ? 'white' : 'black';
    context.fillRect(x, row * rowHeight, Math.ceil((cell + 1) * width / CELLS) - x, rowHeight);
  }
}

/** @param {{number: number, milliseconds: number}} code */
export function writeFrameCode(context, { number, milliseconds }) {
  writeRow(context, 0, number);
  writeRow(context, 1, milliseconds);
}

/* The inner half of a cell: its edges are blurred. */
function brightnessOf({ data, width, height }, row, cell) {
  const rowHeight = Math.floor(height / ROW_PART);
  const left = Math.floor((4 * cell + 1) * width / (4 * CELLS));
  const right = Math.max(Math.floor((4 * cell + 3) * width / (4 * CELLS)), left + 1);
  const top = row * rowHeight + Math.floor(rowHeight / 4);
  const bottom = Math.max(row * rowHeight + Math.floor(3 * rowHeight / 4), top + 1);
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++)
      sum += data[4 * (y * width + x) + 1]; /* green is most of what is seen */
  return sum / ((right - left) * (bottom - top));
}

function readRow(image, row) {
  const shades = Array.from({ length: CELLS }, (_, cell) => brightnessOf(image, row, cell));
  const [darkest, brightest] = [Math.min(...shades), Math.max(...shades)];
  if (brightest < darkest + CONTRAST_MIN)
    return null;
  const bits = shades.map(shade => shade > (darkest + brightest) / 2 ? '1' : '0').join('');
  const value = parseInt(bits.slice(0, BITS), 2);
  return parseInt(bits.slice(BITS), 2) === checkOf(value) ? value : null;
}

/**
 * @param {ImageData} image of the picture, or of its upper sixth with the height set
 * @returns {?{number: number, milliseconds: number}} null where there is no legible code
 */
export function readFrameCode(image) {
  const [number, milliseconds] = [readRow(image, 0), readRow(image, 1)];
  return number === null || milliseconds === null ? null : { number, milliseconds };
}
