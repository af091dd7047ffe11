/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Candidates as a browser writes and takes them, and as they cross the wire. */

import { readCandidate } from './description.js';
import { ProtocolError } from './protocol-error.js';

const CANDIDATE = /^(?:a=)?candidate:(\S+) 1 (\S+) ([0-9]{1,10}) (\S+) ([0-9]{1,5}) typ (\S+)((?: \S+)*)$/;
const TCP_TYPE = / tcptype (\S+)/;

/**
 * @param {string} text of an RTCIceCandidate
 * @returns {?object} null where it is none that can be told
 */
export function candidateFromText(text) {
  const match = CANDIDATE.exec(text.trim());
  if (match === null)
    return null;
  const [, f, transport, priority, a, port, t, rest] = match;
  const tt = TCP_TYPE.exec(rest)?.[1];
  const candidate = { a, p: Number(port), t, x: transport.toLowerCase(), pr: Number(priority), f };
  try {
    return readCandidate(tt === undefined ? candidate : { ...candidate, tt });
  } catch (error) {
    if (!(error instanceof ProtocolError))
      throw error;
    return null;
  }
}

/**
 * @param {object} candidate checked
 * @returns {string} what an RTCIceCandidate is made of
 */
export function candidateToText({ a, p, t, x, pr, f, tt }) {
  /* Where it came from stays untold; some parsers want the words. */
  const related = t === 'host' ? '' : ` raddr ${a.includes(':') ? '::' : '0.0.0.0'} rport 9`;
  const tcpType = tt === undefined ? '' : ` tcptype ${tt}`;
  return `candidate:${f} 1 ${x} ${pr} ${a} ${p} typ ${t}${related}${tcpType}`;
}
