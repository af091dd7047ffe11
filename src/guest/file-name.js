/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The name of a file comes from a stranger (PROTOCOL.md section 14), as
 * src/call/sight-file-name.c makes it safe. What is there already under the same name
 * is the browser's business.
 */

import { byteLength } from './fields.js';
import { cleanName } from './name.js';

const BYTES_MAX = 200;
const END_MAX = 20; /* bytes of ".tar.gz" and the like, kept when a name is cut */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

function cut(name) {
  const dot = name.lastIndexOf('.');
  const end = dot > 0 && byteLength(name.slice(dot + 1)) <= END_MAX ? name.slice(dot) : '';
  const kept = [...name.slice(0, name.length - end.length)];
  while (byteLength(kept.join('') + end) > BYTES_MAX || /[. \u200c\u200d]/.test(kept.at(-1)))
    kept.pop();
  return kept.join('') + end;
}

/** @returns {string} under which a file may be shown and kept */
export function cleanFileName(name) {
  const clean = cleanName(name.replace(/^.*[/\\]/s, ''), Infinity).replace(/[<>:"|?*]/g, '_').replace(/^[-.~ ]+|[. ]+$/g, '');
  const spared = clean.replace(RESERVED, '_$&') || 'file';
  return byteLength(spared) > BYTES_MAX ? cut(spared) : spared;
}
