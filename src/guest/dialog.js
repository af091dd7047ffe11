/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * Shows a dialog of index.html. Its buttons with the class `close`, Escape and a
 * press beside it close it.
 *
 * @param {HTMLDialogElement} dialog
 * @param {function(): void} [onClose]
 */
export function openDialog(dialog, onClose = () => {}) {
  dialog.onclick = ({ target }) => {
    if (target === dialog || target.closest('.close'))
      dialog.close();
  };
  dialog.onclose = onClose;
  if (!dialog.open)
    dialog.showModal();
}
