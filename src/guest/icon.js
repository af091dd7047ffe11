/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} name of a symbol in index.html
 * @returns {SVGElement} which says nothing: what it means stands beside it
 */
export function makeIcon(name) {
  const icon = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  icon.setAttribute('class', 'symbol');
  icon.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#icon-${name}`);
  icon.append(use);
  return icon;
}
