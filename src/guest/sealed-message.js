/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What members say to each other inside a box (PROTOCOL.md section 11). */

import { readCandidates, readDescription } from './description.js';
import { getArray, getBoolean, getOptional, getSecret, getSequence, getString, getText, getWord, refuseField, byteLength } from './fields.js';
import { TEXT_MAX } from './limits.js';
import { readChat, readChatAck, readClose, readState } from './shared-message.js';

const INTRO_LIST_MAX = 16;
const CODECS = ['vp8', 'h264'];
const NEEDS = ['failed', 'stalled', 'network', 'codec'];
const FRESH = /^[A-Za-z0-9_-]{8}$/;
export const FRESH_LENGTH = 8; /* characters of an intro's x */

function getTexts(object, name) {
  const texts = getArray(object, name, INTRO_LIST_MAX);
  return texts.every(text => typeof text === 'string' && byteLength(text) <= TEXT_MAX) ? texts : refuseField(name);
}

/* A codec that is unknown here is one that comes later: left out, no error. */
const readIntro = object => ({
  x: getSecret(object, 'x'),
  name: getText(object, 'name'),
  codecs: getTexts(object, 'codecs').filter(codec => CODECS.includes(codec)),
  caps: getOptional(getTexts, object, 'caps', []),
});

const getGeneration = object => getSequence(object, 'g', 1);
const readSession = kind => object => ({ g: getGeneration(object), m: getSequence(object, 'm', 1), d: readDescription(object.d, kind) });

const readers = {
  'intro': readIntro,
  'offer': readSession('offer'),
  'answer': readSession('answer'),
  'candidates': object => ({
    g: getGeneration(object), c: readCandidates(object.c), end: getOptional(getBoolean, object, 'end', false),
  }),
  'need': object => ({ g: getGeneration(object), why: getWord(object, 'why', NEEDS) }),
  'close': object => ({ g: getGeneration(object), ...readClose(object) }),
  'state': readState,
  'chat': readChat,
  'chat-ack': readChatAck,
};

function readFresh(object) {
  return typeof object.x === 'string' && FRESH.test(object.x) ? object.x : refuseField('x');
}

/**
 * @param {object} object out of strict-json.js, with `k`
 * @returns {?object} with `k`, `x` and the fields of the kind and no others; null
 *   for a kind that is unknown here, which is no error
 */
export function readSealedMessage(object) {
  const k = getString(object, 'k');
  if (!Object.hasOwn(readers, k))
    return null;
  return k === 'intro' ? { k, ...readIntro(object) } : { k, x: readFresh(object), ...readers[k](object) };
}
