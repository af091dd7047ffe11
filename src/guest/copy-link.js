/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * @param {string} link
 * @param {HTMLElement} output where it is said that it was copied
 * @param {function(string): string} text
 */
export async function copyLink(link, output, text) {
  try {
    await navigator.clipboard.writeText(link);
    output.textContent = text('copied');
  } catch {
    /* No clipboard over plain http, or not allowed: then by hand. */
    output.textContent = link;
    getSelection()?.selectAllChildren(output);
  }
}
