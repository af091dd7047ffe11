/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A page that is shared as a screen: coded pictures, from edge to edge. */

import { writeFrameCode } from './frame-code.js';

const FIRST = 0x770000;
const RATE = 10;

const canvas = Object.assign(document.createElement('canvas'), { width: innerWidth, height: innerHeight });
const context = canvas.getContext('2d', { willReadFrequently: true });
let number = FIRST;

/* The policy of the page allows no style in the document, and needs none for this. */
document.adoptedStyleSheets = [new CSSStyleSheet()];
document.adoptedStyleSheets[0].replaceSync('body { margin: 0; overflow: hidden } canvas { display: block }');
document.body.append(canvas);
setInterval(() => {
  context.fillStyle = 'hsl(150 60% 45%)';
  context.fillRect(0, 0, canvas.width, canvas.height);
  writeFrameCode(context, { number: number++, milliseconds: Math.round(performance.now()) });
}, 1000 / RATE);
