/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Where the page has the room's code from: the part of the address behind #. It
 * is taken out of the visible address at once, so that nobody reads it over a
 * shoulder or shares it with a screenshot, and kept for a reload of this tab.
 */

const KEY = 'sightline.room';
const KEPT_MAX = 4096; /* UTF-16 units; a longer one is refused anyway */

/* Storage may be switched off; then a reload shows the page without a room. */
function keep(fragment) {
  try {
    sessionStorage.setItem(KEY, fragment.slice(0, KEPT_MAX));
  } catch {
    /* See above. */
  }
}

function recall() {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/**
 * @returns {string} what stands, or stood before a reload, behind #; as it was
 *   in the address, not decoded. Empty where there is nothing.
 */
export function takeFragment() {
  const fragment = location.hash.slice(1);
  if (location.href.includes('#'))
    history.replaceState(null, '', location.pathname + location.search);
  if (fragment === '')
    return recall();
  keep(fragment);
  return fragment;
}
