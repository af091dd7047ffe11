/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Where the pictures of a call stand: arithmetic, and nothing of the page. */

const GAP = 8; /* px, as all lengths here */
const WIDEST = 16 / 9;
/* So much of a wide picture may be cut off; more where the window is a phone's. */
const NARROWEST = 4 / 3;
const NARROWEST_TALL = 9 / 16;
const NARROWEST_BESIDE = 1;

const clamp = (least, value, most) => Math.max(least, Math.min(value, most));

/** The size of equal tiles that fill a place best, and how many stand in a row. */
function fitGrid(count, { width, height }, narrowest, widest) {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = Math.max(0, (width - GAP * (columns - 1)) / columns);
    const cellHeight = Math.max(0, (height - GAP * (rows - 1)) / rows);
    const size = { columns, width: Math.min(cellWidth, cellHeight * widest), height: Math.min(cellHeight, cellWidth / narrowest) };
    if (size.width * size.height > best.width * best.height)
      best = size;
  }
  return best;
}

/* Row by row, the whole in the middle, and so is a last row that is shorter. */
function placeGrid(count, box, narrowest, widest = WIDEST) {
  const { columns, width, height } = fitGrid(count, box, narrowest, widest);
  const rows = Math.ceil(count / columns);
  const top = box.y + (box.height - rows * height - GAP * (rows - 1)) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = box.x + (box.width - inRow * width - GAP * (inRow - 1)) / 2;
    return { x: left + (i % columns) * (width + GAP), y: top + row * (height + GAP), width, height };
  });
}

/* One's own picture is small when there are others to look at, and smaller when they
 * are many: it stands before one of them.
 */
function placeCorner({ width, height }, others) {
  const isTall = width < height;
  const share = others > 4 ? 0.12 : 0.18;
  const own = clamp(others > 4 ? 64 : 88, isTall ? width * 1.5 * share : width * share, 480);
  const ownHeight = isTall ? own * 4 / 3 : own / WIDEST;
  return { x: width - own - GAP, y: height - ownHeight - GAP, width: own, height: ownHeight };
}

/* What is shown by someone is large; people are beside it, or below it where there
 * is more room.
 */
function placeBesideScreens(screens, people, box) {
  const isWide = box.width > 1.1 * box.height;
  const side = isWide ? clamp(112, box.width * 0.2, 480) : clamp(72, box.height * 0.22, 320);
  const main = isWide ? { ...box, width: box.width - side - GAP } : { ...box, height: box.height - side - GAP };
  const strip = isWide ? { ...box, x: main.width + GAP, width: side } : { ...box, y: main.height + GAP, height: side };
  return [...placeGrid(screens, main, 0, Infinity), ...placeGrid(people, strip, NARROWEST_BESIDE)];
}

/**
 * @typedef {object} Place
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * @param {number} screens that are shared
 * @param {number} others people without ourselves
 * @param {{width: number, height: number}} size of the whole
 * @returns {Place[]} of the screens, of the others, and of our own picture
 */
export function arrange(screens, others, { width, height }) {
  const box = { x: 0, y: 0, width, height };
  const narrowest = width < height ? NARROWEST_TALL : NARROWEST;
  if (screens > 0)
    return placeBesideScreens(screens, others + 1, box);
  if (others === 0)
    return placeGrid(1, box, narrowest);
  return [...placeGrid(others, box, narrowest), placeCorner(box, others)];
}
