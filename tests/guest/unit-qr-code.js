/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* QR codes, against those that qrencode draws (-8 -l M). It may choose another mask
 * where two are nearly as good, so these are texts for which it does not. That a
 * camera reads ours is tested where the page is looked at, with zbarimg.
 */

import { drawQrCode, encodeQrCode } from '/qr-code.js';
import { toHex } from '/seal.js';
import { equal, ok, test, testEach } from './tap.js';

/* Each row as a number. */
const LINK_ROWS = [
  '1fcedfa7f', '1042f9141', '17598cc5d', '175c7145d', '175f2c25d', '1059f1d41', '1fd55557f', '1520900', '17cef867c', '129703a6f', 'da34d16',
  '12bb40d9e', '1e306b99', '391f12c3', 'e70868e6', '72ad7ecc', '57e8b5b9', '800df2ef', 'def39434', '1f3dcd23e', '76bf1c9b', '1d1d2c36d',
  '11e5b1406', '1408648dd', '105ea87f3', '11c7915', '1fce74b54', '1052d3f1c', '1755869fa', '175f71f99', '175742c6c', '1041d3c14', '1fd1ce1a2',
];

const digest = async cells => {
  const text = cells.map(row => row.join('')).join('\n');
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
};

test('/guest/qr-code-link', () => {
  const rows = encodeQrCode('https://sightline.example/#k3vd-9xtm-4qpa-7hse').map(row => BigInt(`0b${row.join('')}`).toString(16));
  equal(rows, LINK_ROWS);
});

/* Versions with marks of their version, with blocks of two lengths, and the last. */
testEach('/guest/qr-code-large', [
  ['z'.repeat(213), 'f6862dc828d614e511c1aea5f5a112d3daed5599ae635fd3e675eb5a0f04fc3a'],
  ['q'.repeat(663), '5559e3180a147a88f27173d1e116bcf0ff9ee03ccaf126981c5348411ff7e41c'],
], async ([text, sum]) => equal(await digest(encodeQrCode(text)), sum));

testEach('/guest/qr-code-size', [
  ['x'.repeat(14), 21], ['x'.repeat(15), 25], ['é'.repeat(7), 21], ['é'.repeat(8), 25], ['y'.repeat(122), 45], ['y'.repeat(123), 49],
  ['z'.repeat(180), 53], ['z'.repeat(213), 57], ['z'.repeat(214), 61], ['q'.repeat(666), 97],
], ([text, size]) => {
  const cells = encodeQrCode(text);
  equal([cells.length, ...new Set(cells.map(row => row.length))], [size, size], text.slice(0, 9));
  ok(cells.flat().every(cell => cell === 0 || cell === 1));
});

test('/guest/qr-code-too-long', () => equal(encodeQrCode('q'.repeat(667)), null));

test('/guest/qr-code-path', () => equal(drawQrCode([[1, 0], [0, 1]]), 'M4 4h1v1h-1zM5 5h1v1h-1z'));
