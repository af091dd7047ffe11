/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What the server says (PROTOCOL.md section 4.2), checked field by field: a server
 * is trusted no more than anybody else.
 */

import {
  byteLength, getArray, getBoolean, getId, getInteger, getOptional, getSecret, getSequence, getString, getTarget, getText, getWord,
  refuseField,
} from './fields.js';
import { BOX_MAX, BOX_MIN, MESSAGE_MAX, TEXT_MAX } from './limits.js';
import { ProtocolError } from './protocol-error.js';
import { isObject, parseJson, toNumber } from './strict-json.js';
import { fromBase64 } from './seal.js';

const VERSION = 1;
const DAY = 86400;
const INT_MAX = 0x7fffffff;
const ICE_SERVERS_MAX = 16;
const ICE_URLS_MAX = 8;

const KINDS = ['app', 'cli', 'guest'];
const REMOVALS = ['left', 'lost', 'removed', 'replaced'];

function readEach(object, name, read, most) {
  return getArray(object, name, most).map(value => isObject(value) ? read(value) : refuseField(name));
}

const readMember = object => ({
  id: getId(object, 'id'), order: getSequence(object, 'order'), kind: getWord(object, 'kind', KINDS), away: getBoolean(object, 'away'),
});
const readUpdate = object => ({ id: getId(object, 'id'), away: getBoolean(object, 'away') });
const readRemoval = object => ({ id: getId(object, 'id'), why: getWord(object, 'why', REMOVALS) });

function readUrls(object) {
  const urls = getArray(object, 'urls', ICE_URLS_MAX);
  if (urls.length === 0 || !urls.every(url => typeof url === 'string' && byteLength(url) <= TEXT_MAX))
    refuseField('urls');
  return urls;
}

const readIceServer = object => ({
  urls: readUrls(object),
  username: getOptional(getText, object, 'username'),
  credential: getOptional(getText, object, 'credential'),
});

const readIce = object => ({
  ice: readEach(object, 'ice', readIceServer, ICE_SERVERS_MAX),
  iceExpires: getSequence(object, 'ice_expires'),
});

function readLimits(object) {
  const limits = object.limits;
  if (!isObject(limits))
    refuseField('limits');
  return Object.fromEntries(['message', 'rate', 'burst', 'bytes', 'room'].map(name => [name, getInteger(limits, name, 0, INT_MAX)]));
}

function readBox(object) {
  const box = getString(object, 'box');
  if (box.length < BOX_MIN || box.length > BOX_MAX || fromBase64(box) === null)
    refuseField('box');
  return box;
}

const readRetry = object => getOptional(getInteger, object, 'retry_ms', null, 0, DAY * 1000);

const readers = {
  welcome: object => ({
    v: getInteger(object, 'v', VERSION, VERSION),
    sid: getId(object, 'sid'),
    key: getSecret(object, 'key'),
    resumed: getBoolean(object, 'resumed'),
    limits: readLimits(object),
    ping: getInteger(object, 'ping', 1, 3600),
    ttl: getInteger(object, 'ttl', 0, DAY),
    now: getSequence(object, 'now'),
    server: getText(object, 'server'),
  }),
  joined: object => ({
    me: getId(object, 'me'),
    order: getSequence(object, 'order'),
    members: readEach(object, 'members', readMember),
    host: getId(object, 'host'),
    locked: getBoolean(object, 'locked'),
    ...readIce(object),
  }),
  members: object => ({
    add: object.add === undefined ? [] : readEach(object, 'add', readMember),
    update: object.update === undefined ? [] : readEach(object, 'update', readUpdate),
    remove: object.remove === undefined ? [] : readEach(object, 'remove', readRemoval),
    host: getOptional(getId, object, 'host'),
    locked: getOptional(getBoolean, object, 'locked'),
    full: getOptional(getBoolean, object, 'full', false),
  }),
  relay: object => ({
    from: getId(object, 'from'), to: getTarget(object, 'to'), n: getSequence(object, 'n', 1), box: readBox(object),
  }),
  knock: object => {
    if (object.gone === undefined)
      return { who: getId(object, 'who'), gone: false, kind: getWord(object, 'kind', KINDS) };
    return { who: getId(object, 'who'), gone: getBoolean(object, 'gone') || refuseField('gone') };
  },
  ice: readIce,
  notice: object => ({
    code: getText(object, 'code'),
    text: getText(object, 'text'),
    me: getOptional(getId, object, 'me'),
    host: object.me === undefined ? undefined : getId(object, 'host'),
    retryMs: readRetry(object),
  }),
  pong: object => {
    if (object.ts !== undefined && toNumber(object.ts) === undefined)
      refuseField('ts');
    return {};
  },
  error: object => ({
    code: getText(object, 'code'), text: getText(object, 'text'), re: getOptional(getText, object, 're'), retryMs: readRetry(object),
  }),
};

/**
 * @param {string} text of one message
 * @returns {object} with `t`, `s` where it is numbered, and the fields of its type;
 *   of an unknown type only these two
 */
export function readServerEvent(text) {
  if (byteLength(text) > MESSAGE_MAX)
    throw new ProtocolError('bad-message', `A message has at most ${MESSAGE_MAX} bytes`);
  const object = parseJson(text);
  const t = getString(object, 't');
  const s = getOptional(getSequence, object, 's', undefined, 1);
  return { t, s, ...(Object.hasOwn(readers, t) ? readers[t](object) : {}) };
}
