/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

function isInside({ clientX, clientY }, { left, right, top, bottom }) {
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}

/**
 * Shows a dialog of index.html. Its buttons with the class `close`, Escape and a
 * press beside it close it.
 *
 * @param {HTMLDialogElement} dialog
 * @param {function(): void} [onClose]
 */
export function openDialog(dialog, onClose = () => {}) {
  dialog.onclick = event => {
    const isBeside = event.target === dialog && !isInside(event, dialog.getBoundingClientRect());
    if (isBeside || event.target.closest('.close'))
      dialog.close();
  };
  dialog.onclose = onClose;
  if (!dialog.open)
    dialog.showModal();
}
