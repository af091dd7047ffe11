/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What is said on the data channels (PROTOCOL.md section 13). */

import { byteLength, getHash, getId, getInteger, getReaction, getSequence, getText, getWord, refuseField } from './fields.js';
import { ProtocolError } from './protocol-error.js';
import { readChat, readChatAck, readClose, readState } from './shared-message.js';
import { parseJson } from './strict-json.js';

/** The most that one message has, on every channel, in bytes. */
export const CHANNEL_MESSAGE_MAX = 16384;

const DELAY_MAX = 600000; /* ms */
const FILE_NAME_MAX = 255; /* bytes */
const ABORTS = ['cancelled', 'different', 'commit', 'order'];
const CANCELS = ['cancelled', 'busy', 'space', 'denied', 'changed', 'mismatch', 'protocol', 'failed'];

/* What a beat says of the other side's is there as a whole or not at all. */
function readBeat(object) {
  const n = getSequence(object, 'n', 1);
  if (object.a === undefined && object.d === undefined)
    return { n };
  return { n, a: getSequence(object, 'a', 1), d: getInteger(object, 'd', 0, DELAY_MAX) };
}

function getFileName(object) {
  const name = getText(object, 'name');
  return name !== '' && byteLength(name) <= FILE_NAME_MAX ? name : refuseField('name');
}

const getFid = object => getId(object, 'fid');
const readFile = object => ({ fid: getFid(object) });
const readFileAt = object => ({ fid: getFid(object), at: getSequence(object, 'at') });
const readRandom = object => ({ r: getHash(object, 'r') });

const readers = {
  'beat': readBeat,
  'state': readState,
  'close': readClose,
  'me': object => ({ id: getId(object, 'id') }),
  'chat': readChat,
  'chat-ack': readChatAck,
  'react': object => ({ r: getReaction(object, 'r') }),
  'sas-commit': object => ({ commit: getHash(object, 'commit') }),
  'sas-nonce': readRandom,
  'sas-reveal': readRandom,
  'sas-done': () => ({}),
  'sas-abort': object => ({ why: getWord(object, 'why', ABORTS) }),
  'file-offer': object => ({ fid: getFid(object), name: getFileName(object), size: getSequence(object, 'size') }),
  'file-accept': readFileAt,
  'file-decline': readFile,
  'file-cancel': object => ({ fid: getFid(object), why: getWord(object, 'why', CANCELS) }),
  'file-progress': readFileAt,
  'file-done': object => ({ fid: getFid(object), sha256: getHash(object, 'sha256') }),
  'file-saved': readFile,
};

/**
 * @param {string} text of a message on `control` or `beat`
 * @returns {?object} with `k` and the fields of its kind; null for an unknown kind
 */
export function readControlMessage(text) {
  if (byteLength(text) > CHANNEL_MESSAGE_MAX)
    throw new ProtocolError('bad-message', `A message of a data channel has at most ${CHANNEL_MESSAGE_MAX} bytes`);
  const object = parseJson(text);
  if (typeof object.k !== 'string')
    refuseField('k');
  return Object.hasOwn(readers, object.k) ? { k: object.k, ...readers[object.k](object) } : null;
}
