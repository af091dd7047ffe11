/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Room links (PROTOCOL.md section 1.2). The part behind # never leaves the
 * program: nothing here takes a link apart on any other computer.
 */

import { IPV4 } from './ipv4.js';
import { ProtocolError } from './protocol-error.js';
import { formatCode, normaliseCode } from './room-code.js';

const LINK_MAX = 2048; /* UTF-16 units */
const LINK = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)\/?(?:#(.*))?$/s;
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[^\s:@[\]\\%]+)(?::([0-9]{1,5}))?$/u;
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/;
/* The ASCII form of these depends on who is asked: a link leads to one server. */
const AMBIGUOUS = /[\u00df\u1e9e\u03c2\u200c\u200d]/;
const EDGES = /^\p{White_Space}+|\p{White_Space}+$/gu;

const DEFAULT_PORTS = { https: 443, http: 80, sightline: 443 };

const refuse = (reason, message) => {
  throw new ProtocolError('bad-link', message, reason);
};

/* In its ASCII form; the browser's own URL parser knows how. It also takes
 * "127.1" and "0x7f000001" for addresses, which nobody means: these are refused.
 */
function readHost(text) {
  if (AMBIGUOUS.test(text))
    refuse('host', 'The name of the host is not written the same everywhere');
  let host = '';
  try {
    host = new URL(`https://${text}/`).hostname;
  } catch {
    /* Empty is no name. */
  }
  if (host.startsWith('['))
    return host;
  const isAddress = IPV4.test(host);
  if (isAddress ? host !== text : !NAME.test(host))
    refuse('host', 'The host of the link is not a valid name or address');
  return host;
}

function readPort(text, scheme) {
  const port = text === undefined ? DEFAULT_PORTS[scheme] : Number(text);
  if (port < 1 || port > 65535)
    refuse('host', 'The port of the link is not from 1 to 65535');
  return port;
}

/**
 * @param {string} fragment what stands behind #, as it is in the address
 * @returns {string} the code, normalised
 */
export function readFragment(fragment) {
  let text;
  if (fragment.length > LINK_MAX)
    refuse('long', 'The link is too long');
  try {
    text = decodeURIComponent(fragment);
  } catch {
    refuse('escape', 'The link holds an escape that is not UTF-8');
  }
  return normaliseCode(text);
}

/* The part before #, and what stands behind it. */
function readServer(text) {
  const match = LINK.exec(text);
  const scheme = match?.[1].toLowerCase();
  if (!match || !Object.hasOwn(DEFAULT_PORTS, scheme))
    refuse('form', 'A link looks like https://HOST/#CODE');
  const authority = AUTHORITY.exec(match[2]);
  if (!authority)
    refuse('host', 'The host of the link is not a valid name or address');
  const server = { scheme, host: readHost(authority[1]), port: readPort(authority[2], scheme) };
  return { server, fragment: match[3] };
}

/**
 * @typedef {object} RoomLink
 * @property {string} scheme `https`, `http` or `sightline`
 * @property {string} host in ASCII form, an IPv6 address in brackets
 * @property {number} port
 * @property {string} code normalised
 */

/**
 * @param {string} text as typed or pasted: a link, or a code alone
 * @param {string} [ownServer] `https://HOST`, for a code alone
 * @returns {RoomLink}
 */
export function readLink(text, ownServer = '') {
  const trimmed = text.replace(EDGES, '');
  if (trimmed.length > LINK_MAX)
    refuse('long', 'The link is too long');
  if (!trimmed.includes('://')) {
    const code = normaliseCode(trimmed);
    return { ...readServer(ownServer).server, code };
  }
  const { server, fragment } = readServer(trimmed);
  if (fragment === undefined)
    refuse('form', 'The link holds no code');
  return { ...server, code: readFragment(fragment) };
}

/* HOST[:PORT]; the usual port of the scheme is left out. */
function formatAuthority({ scheme, host, port }) {
  return port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
}

/** @returns {string} the link as it is copied and shown */
export function formatLink(link) {
  return `${link.scheme}://${formatAuthority(link)}/#${encodeURIComponent(formatCode(link.code))}`;
}

/** @returns {string} where signaling for a link goes; without anything of the code */
export function signalUrl(link) {
  return `${link.scheme === 'http' ? 'ws' : 'wss'}://${formatAuthority(link)}/signal`;
}

/**
 * The links to a room on the server that a page came from.
 *
 * @param {Location|URL} location of the page
 * @param {string} code normalised
 * @returns {{page: string, application: ?string}} a sightline: link stands for
 *   https, so a server without TLS has none
 */
export function linksOfPage(location, code) {
  const scheme = location.protocol.slice(0, -1);
  const port = location.port === '' ? DEFAULT_PORTS[scheme] : Number(location.port);
  const link = { scheme, host: location.hostname, port, code };
  return { page: formatLink(link), application: scheme === 'https' ? formatLink({ ...link, scheme: 'sightline' }) : null };
}
