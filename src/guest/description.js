/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Descriptions and candidates (PROTOCOL.md section 11): what each side needs to
 * write its own SDP. They come from outside, so every field is checked before
 * any of it reaches an SDP template.
 *
 * What is read here comes out of strict-json.js, where an integer is a plain
 * number and nothing else is.
 */

import { IPV4 } from './ipv4.js';
import { ProtocolError } from './protocol-error.js';
import { isInteger, isObject } from './strict-json.js';

const LINES = [
  { name: 'microphone', video: false },
  { name: 'camera', video: true },
  { name: 'screen', video: true },
  { name: 'screen sound', video: false },
];

const UFRAG = /^[A-Za-z0-9+/]{4,256}$/;
const PASSWORD = /^[A-Za-z0-9+/]{22,256}$/;
const FINGERPRINT = /^[0-9a-f]{64}$/;
const PROFILE = /^42[0-9a-f]{4}$/;
const FOUNDATION = /^[A-Za-z0-9+/]{1,32}$/;
const LOCAL_NAME = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.local$/;
const ADDRESS_MAX = 64; /* bytes */
const CANDIDATES_MAX = 32;

const refuse = what => {
  throw new ProtocolError('bad-message', `Not a description: ${what}`);
};

const isText = (value, expression) => typeof value === 'string' && expression.test(value);
const isPayloadType = value => isInteger(value, 35, 63) || isInteger(value, 96, 127);
const isSsrc = value => isInteger(value, 1, 0xffffffff);

function readLine(line, { name, video }) {
  if (!isObject(line))
    refuse(`the ${name} line is no object`);
  if (!(video ? line.c === 'vp8' || line.c === 'h264' : line.c === 'opus'))
    refuse(`the codec of the ${name} line`);
  if (!isPayloadType(line.pt))
    refuse(`the payload type of the ${name} line`);
  if (!isSsrc(line.ssrc))
    refuse(`the SSRC of the ${name} line`);

  if (line.rtx === undefined && line.rssrc === undefined)
    return { c: line.c, pt: line.pt, ssrc: line.ssrc };
  if (!video || !isPayloadType(line.rtx) || !isSsrc(line.rssrc))
    refuse(`the retransmission of the ${name} line`);
  return { c: line.c, pt: line.pt, rtx: line.rtx, ssrc: line.ssrc, rssrc: line.rssrc };
}

/* One number, one meaning: all lines share one transport. */
function checkPayloadTypes(lines) {
  const meanings = new Map();
  const note = (number, meaning) => {
    if ((meanings.get(number) ?? meaning) !== meaning)
      refuse('a payload type with two meanings');
    meanings.set(number, meaning);
  };
  for (const line of lines) {
    note(line.pt, line.c);
    if (line.rtx !== undefined)
      note(line.rtx, `retransmission of ${line.pt}`);
  }
}

function checkSsrcs(lines) {
  const ssrcs = lines.flatMap(line => line.rssrc === undefined ? [line.ssrc] : [line.ssrc, line.rssrc]);
  if (new Set(ssrcs).size !== ssrcs.length)
    refuse('an SSRC that stands twice');
}

function readLines(value) {
  if (!Array.isArray(value) || value.length !== LINES.length)
    refuse('there are not four lines');
  const lines = value.map((line, index) => readLine(line, LINES[index]));
  checkPayloadTypes(lines);
  checkSsrcs(lines);
  return lines;
}

function readExtensions(value) {
  if (!isObject(value) || !isInteger(value.twcc, 1, 14))
    refuse('the extension of the transport-wide feedback');
  if (value.mid === undefined)
    return { twcc: value.twcc };
  if (!isInteger(value.mid, 1, 14) || value.mid === value.twcc)
    refuse('the extension of the media identification');
  return { twcc: value.twcc, mid: value.mid };
}

/**
 * @param {object} value as parsed
 * @param {'offer'|'answer'} kind
 * @returns {object} the description with the fields of PROTOCOL.md and no others
 */
export function readDescription(value, kind) {
  if (!isObject(value))
    refuse('it is no object');
  if (!isText(value.u, UFRAG))
    refuse('the ICE user fragment');
  if (!isText(value.p, PASSWORD))
    refuse('the ICE password');
  if (!isText(value.f, FINGERPRINT))
    refuse('the fingerprint');
  if (!(kind === 'offer' ? value.s === 'actpass' : value.s === 'active' || value.s === 'passive'))
    refuse('the DTLS setup');
  if (!isInteger(value.mx, 16384, 262144))
    refuse('the size of a data channel message');

  const lines = readLines(value.l);
  const description = { u: value.u, p: value.p, f: value.f, s: value.s, l: lines, e: readExtensions(value.e), mx: value.mx };
  if (!lines.some(line => line.c === 'h264'))
    return description;
  if (!isText(value.h264, PROFILE))
    refuse('the H.264 profile');
  return { ...description, h264: value.h264 };
}

/**
 * @returns {boolean} whether an answer repeats the offer's codecs, payload types
 *   and extension ids
 */
export function answersOffer(answer, offer) {
  return answer.e.twcc === offer.e.twcc && answer.e.mid === offer.e.mid && answer.h264 === offer.h264 &&
    answer.l.every((line, i) => line.c === offer.l[i].c && line.pt === offer.l[i].pt && line.rtx === offer.l[i].rtx);
}

function isIpv6(text) {
  if (!/^[0-9A-Fa-f:.]+$/.test(text) || !text.includes(':'))
    return false;
  /* The old notation of the last 32 bits counts as two groups. */
  const embedded = /^(.*:)([^:]*\..*)$/.exec(text);
  if (embedded && !IPV4.test(embedded[2]))
    return false;
  const groups = (embedded ? `${embedded[1]}0:0` : text).split('::');
  if (groups.length > 2)
    return false;
  const parts = groups.flatMap(half => half === '' ? [] : half.split(':'));
  return parts.every(part => /^[0-9A-Fa-f]{1,4}$/.test(part)) &&
    (groups.length === 2 ? parts.length < 8 : parts.length === 8);
}

const isAddress = text => typeof text === 'string' && text.length <= ADDRESS_MAX &&
  (IPV4.test(text) || isIpv6(text) || LOCAL_NAME.test(text));

/**
 * @param {object} value as parsed
 * @returns {object} the candidate with the fields of PROTOCOL.md and no others
 */
export function readCandidate(value) {
  if (!isObject(value) || !isAddress(value.a))
    refuse('the address of a candidate');
  if (!isInteger(value.p, 1, 65535))
    refuse('the port of a candidate');
  if (!['host', 'srflx', 'prflx', 'relay'].includes(value.t))
    refuse('the type of a candidate');
  if (value.x !== 'udp' && value.x !== 'tcp')
    refuse('the transport of a candidate');
  if (!isInteger(value.pr, 1, 0x7fffffff))
    refuse('the priority of a candidate');
  if (!isText(value.f, FOUNDATION))
    refuse('the foundation of a candidate');

  const candidate = { a: value.a, p: value.p, t: value.t, x: value.x, pr: value.pr, f: value.f };
  if (value.tt === undefined)
    return candidate;
  if (value.x !== 'tcp' || !['active', 'passive', 'so'].includes(value.tt))
    refuse('the TCP type of a candidate');
  return { ...candidate, tt: value.tt };
}

/** @returns {object[]} the candidates of one message, at most 32 */
export function readCandidates(value) {
  if (!Array.isArray(value) || value.length > CANDIDATES_MAX)
    refuse('the list of candidates');
  return value.map(readCandidate);
}
