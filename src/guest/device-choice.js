/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * Fills a list with the devices of a kind. There is a choice where there are two, and
 * the browser names them.
 *
 * @param {import('./devices.js').Devices} devices
 * @param {'audio'|'video'} kind
 * @param {HTMLSelectElement} select in a label, which is hidden where there is no choice
 */
export async function fillChoice(devices, kind, select) {
  const present = await devices.list(kind);
  const chosen = devices.get(kind)?.getSettings().deviceId ?? select.value;
  select.replaceChildren(...present.map(({ id, label }) => new Option(label, id, false, id === chosen)));
  select.closest('label').hidden = present.length < 2;
}
