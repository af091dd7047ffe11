// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later

// netlab-clip.c in JavaScript, bit by bit, and the cells that
// src/media/sight-frame-code.c writes into a picture and reads.

const SLIDE = 256;
const SPEEDS = 4;
const STRIP = 4;

function hash (x, y, seed)
{
  let value = (Math.imul (x, 374761393) + Math.imul (y, 668265263) + Math.imul (seed, 2246822519)) >>> 0;

  value = Math.imul (value ^ value >>> 13, 1274126177) >>> 0;

  return (value ^ value >>> 16) & 0xff;
}

function getNoise (x, y, shift, seed)
{
  const cell = 1 << shift;
  const column = x >> shift, row = y >> shift;
  const right = x & (cell - 1), down = y & (cell - 1);
  const above = hash (column, row, seed) * (cell - right) + hash (column + 1, row, seed) * right;
  const below = hash (column, row + 1, seed) * (cell - right) + hash (column + 1, row + 1, seed) * right;

  return (above * (cell - down) + below * down) >> 2 * shift;
}

function getBrightness (x, y)
{
  return 24 + ((getNoise (x, y, 6, 1) * 96 + getNoise (x, y, 4, 2) * 64 + getNoise (x, y, 2, 3) * 32) >> 8);
}

function makePlane (width, height, seed)
{
  const data = new Uint8Array (width * height);

  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data[y * width + x] = seed === 0 ? getBrightness (x, y) : 96 + (getNoise (x, y, 5, 3 + seed) >> 2);

  return { width, height, data };
}

function getSlide (number, row)
{
  const speed = 2 * (1 + hash (Math.trunc (row / STRIP), 0, 9) % SPEEDS);
  const way = number * speed % (2 * SLIDE);

  return way > SLIDE ? 2 * SLIDE - way : way;
}

export class Clip
{
  constructor (width, height)
  {
    this.width = width;
    this.height = height;
    this.size = width * height * 3 / 2;
    this.planes = [makePlane (width + SLIDE, height, 0),
                   makePlane ((width + SLIDE) / 2, height / 2, 1),
                   makePlane ((width + SLIDE) / 2, height / 2, 2)];
  }

  // The whole picture, I420, into an array of this.size bytes.
  draw (number, picture)
  {
    let to = 0;

    this.planes.forEach ((plane, i) =>
      {
        const scale = i === 0 ? 1 : 2;
        const length = this.width / scale;

        for (let y = 0; y < plane.height; y++, to += length)
          {
            const from = y * plane.width + getSlide (number, y * scale) / scale;

            picture.set (plane.data.subarray (from, from + length), to);
          }
      });
  }
}

const BITS = 24;
const CELLS = BITS + 8;
const ROW_PART = 12;
const CONTRAST_MIN = 80;

export const MASK = (1 << BITS) - 1;

function getCheck (value)
{
  let crc = 0xa5;

  for (let shift = BITS - 8; shift >= 0; shift -= 8)
    {
      crc ^= value >> shift & 0xff;
      for (let bit = 0; bit < 8; bit++)
        crc = crc & 0x80 ? (crc << 1 ^ 0x07) & 0xff : crc << 1;
    }

  return crc;
}

function writeRow (picture, width, height, row, value)
{
  const cells = (value * 256 + getCheck (value)) >>> 0;
  const lines = Math.trunc (height / ROW_PART);
  const shades = Uint8Array.from ({ length: width },
                                  (_, x) => cells >>> (CELLS - 1 - Math.trunc (x * CELLS / width)) & 1 ? 235 : 16);

  for (let y = row * lines; y < (row + 1) * lines; y++)
    picture.set (shades, y * width);
}

// The colour of the rows as well: cells are black and white.
function bleach (picture, width, height)
{
  const lines = 2 * Math.trunc (height / 2 / ROW_PART);
  const length = lines * width / 2;

  for (const plane of [width * height, width * height * 5 / 4])
    picture.fill (128, plane, plane + length);
}

export function writeCode (picture, width, height, number, milliseconds)
{
  writeRow (picture, width, height, 0, number & MASK);
  writeRow (picture, width, height, 1, milliseconds & MASK);
  bleach (picture, width, height);
}

function readRow (brightness, stride, width, height, row)
{
  const lines = Math.trunc (height / ROW_PART);
  const y = row * lines + Math.trunc (lines / 2);
  const seen = [];
  let cells = 0;

  for (let cell = 0; cell < CELLS; cell++)
    {
      const from = Math.trunc ((4 * cell + 1) * width / (4 * CELLS));
      const to = Math.max (Math.trunc ((4 * cell + 3) * width / (4 * CELLS)), from + 1);
      let sum = 0;

      for (let x = from; x < to; x++)
        sum += brightness[y * stride + x];
      seen.push (sum / (to - from));
    }

  const darkest = Math.min (...seen), brightest = Math.max (...seen);
  if (brightest < darkest + CONTRAST_MIN)
    return null;

  for (const value of seen)
    cells = (cells << 1 | (value > (darkest + brightest) / 2 ? 1 : 0)) >>> 0;

  return (cells & 0xff) === getCheck (cells >>> 8) ? cells >>> 8 : null;
}

// Of how many lines readCode() has to see the brightness.
export function getCodeLines (height)
{
  return 2 * Math.trunc (height / ROW_PART);
}

export function readCode (brightness, stride, width, height)
{
  const number = readRow (brightness, stride, width, height, 0);
  const milliseconds = readRow (brightness, stride, width, height, 1);

  return number === null || milliseconds === null ? null : { number, milliseconds };
}
