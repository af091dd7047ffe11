/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The link to the call, to be passed on; and what a host may do with the room. The QR
 * code is drawn here: nobody is asked for it.
 */

import { copyLink } from './copy-link.js';
import { openDialog } from './dialog.js';
import { drawQrCode, encodeQrCode } from './qr-code.js';

const MARGINS = 8; /* cells, of both sides */

const byId = id => document.getElementById(id);

function showQrCode(link) {
  const cells = encodeQrCode(link);
  byId('qr-code').toggleAttribute('hidden', cells === null);
  if (cells === null)
    return;
  const size = cells.length + MARGINS;
  byId('qr-code').setAttribute('viewBox', `0 0 ${size} ${size}`);
  byId('qr-code').firstElementChild.setAttribute('d', drawQrCode(cells));
}

/**
 * @param {string} link
 * @param {function(string): string} text
 */
export function showInvite(link, text) {
  byId('invite-link').textContent = link;
  byId('invite-copied').textContent = '';
  byId('qr-code').setAttribute('aria-label', text('qrCode'));
  byId('invite-copy').onclick = () => copyLink(link, byId('invite-copied'), text);
  showQrCode(link);
  /* Nothing of the code is left where nobody sees it. */
  openDialog(byId('invite'), () => {
    byId('invite-link').textContent = byId('invite-copied').textContent = '';
    byId('qr-code').firstElementChild.setAttribute('d', '');
  });
}
