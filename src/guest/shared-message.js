/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What may be said in a box and on a data channel alike (PROTOCOL.md sections 11
 * and 13), as src/protocol/sight-shared-message.c reads it.
 */

import { getBoolean, getId, getOptional, getSequence, getString, getWord, refuseField } from './fields.js';

const TEXT_MAX = 4000; /* code points */
const CLOSED_WHYS = ['left', 'security', 'replaced', 'failed'];

export const readClose = object => ({ why: getWord(object, 'why', CLOSED_WHYS) });

export const readState = object => ({
  mic: getBoolean(object, 'mic'),
  cam: getBoolean(object, 'cam'),
  screen: getBoolean(object, 'screen'),
  sound: getBoolean(object, 'sound'),
  hand: getOptional(getBoolean, object, 'hand', false),
  rec: getOptional(getBoolean, object, 'rec', false),
});

/** @returns {boolean} whether a chat message may have this text */
export function isChatText(text) {
  /* No need to count what cannot be. */
  return text.length >= 1 && text.length <= 2 * TEXT_MAX && [...text].length <= TEXT_MAX;
}

function getChatText(object) {
  const text = getString(object, 'text');
  return isChatText(text) ? text : refuseField('text');
}

export const readChat = object => ({
  cid: getId(object, 'cid'),
  after: getOptional(getId, object, 'after', null),
  text: getChatText(object),
  at: getSequence(object, 'at'),
});

export const readChatAck = object => ({ cid: getId(object, 'cid') });
