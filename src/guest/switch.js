/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * A button with a symbol, for something that is on or off.
 *
 * @param {string} id
 * @param {string} label what pressing it does
 * @param {boolean} isOn now
 */
export function setSwitch(id, label, isOn) {
  const button = document.getElementById(id);
  button.querySelector('.label').textContent = label;
  button.title = label;
  button.classList.toggle('off', !isOn);
}
