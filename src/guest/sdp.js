/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The SDP that a browser needs, and what it says in SDP itself.
 *
 * No foreign line of SDP reaches the browser: all that a peer says arrives as a
 * checked description (description.js), and the text is written here. What the
 * browser says in its own SDP is read into a description, with all of it checked
 * as if it were foreign. The C side of this is src/media/sight-sdp-*.c.
 */

import { readDescription } from './description.js';
import { ProtocolError } from './protocol-error.js';

const TWCC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
/* Names the sender in RTCP; nobody is to be told apart by it. */
const CNAME = 'sightline';
const DATA_MESSAGE_DEFAULT = 65536; /* where the browser says nothing */
const DATA_MESSAGE_MAX = 262144;
const LINES = 4;
const SECTIONS = LINES + 1;

const ENCODINGS = { opus: 'opus/48000/2', vp8: 'VP8/90000', h264: 'H264/90000' };

/** What the sections of an offer are called where nobody else has named them. */
export const DEFAULT_MIDS = Object.freeze(['0', '1', '2', '3', '4']);

/* What every section repeats: all of them share one transport. */
function transportLines(remote, mid) {
  const fingerprint = remote.f.toUpperCase().match(/../g).join(':');
  return [
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=ice-ufrag:${remote.u}`,
    `a=ice-pwd:${remote.p}`,
    `a=setup:${remote.s}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
  ];
}

function formatLines(line, profile) {
  switch (line.c) {
    case 'opus':
      return [`a=fmtp:${line.pt} minptime=10;useinbandfec=1`];
    case 'h264':
      return [`a=fmtp:${line.pt} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profile}`];
    default:
      return [];
  }
}

function codecLines(line, profile) {
  const feedback = line.c === 'opus' ? ['transport-cc'] : ['transport-cc', 'nack', 'nack pli', 'ccm fir'];
  return [
    `a=rtpmap:${line.pt} ${ENCODINGS[line.c]}`,
    ...feedback.map(what => `a=rtcp-fb:${line.pt} ${what}`),
    ...formatLines(line, profile),
  ];
}

function sourceLines(line) {
  const ssrc = number => `a=ssrc:${number} cname:${CNAME}`;
  if (line.rtx === undefined)
    return [ssrc(line.ssrc)];
  return [
    `a=rtpmap:${line.rtx} rtx/90000`,
    `a=fmtp:${line.rtx} apt=${line.pt}`,
    `a=ssrc-group:FID ${line.ssrc} ${line.rssrc}`,
    ssrc(line.ssrc),
    ssrc(line.rssrc),
  ];
}

function mediaLines(remote, line, mid) {
  const types = line.rtx === undefined ? line.pt : `${line.pt} ${line.rtx}`;
  return [
    `m=${line.c === 'opus' ? 'audio' : 'video'} 9 UDP/TLS/RTP/SAVPF ${types}`,
    ...transportLines(remote, mid),
    'a=sendrecv',
    'a=rtcp-mux',
    'a=rtcp-rsize',
    `a=extmap:${remote.e.twcc} ${TWCC}`,
    ...remote.e.mid === undefined ? [] : [`a=extmap:${remote.e.mid} ${MID}`],
    ...codecLines(line, remote.h264),
    ...sourceLines(line),
  ];
}

/**
 * @param {object} remote the other side's description, checked
 * @param {string[]} mids what the sections are called; an answer repeats the offer's
 * @returns {string} the other side in SDP
 */
export function writeSdp(remote, mids) {
  const head = ['v=0', 'o=- 1 0 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=ice-options:trickle', `a=group:BUNDLE ${mids.join(' ')}`];
  const data = [
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    ...transportLines(remote, mids[LINES]),
    'a=sctp-port:5000',
    `a=max-message-size:${remote.mx}`,
  ];
  const lines = [...head, ...remote.l.flatMap((line, i) => mediaLines(remote, line, mids[i])), ...data];
  return lines.join('\r\n') + '\r\n';
}

/* Reading */

const refuse = what => {
  throw new ProtocolError('bad-message', `This browser describes a connection in a way that is not understood: ${what}`);
};

/* A session or media section: its first line and its attributes. */
class Section {
  constructor(text) {
    this.lines = text.split(/\r?\n/);
  }

  /** All values of an attribute. */
  all(name) {
    const start = `a=${name}:`;
    return this.lines.filter(line => line.startsWith(start)).map(line => line.slice(start.length));
  }

  get(name) {
    return this.all(name)[0];
  }

  /** The value of an attribute that begins with a number, without it. */
  getFor(name, number) {
    return this.all(name).find(value => value.startsWith(`${number} `))?.slice(String(number).length + 1);
  }

  /* Port 0 is a line that was refused, or one that has no transport of its own. */
  get payloadTypes() {
    const [, port, types] = /^m=\S+ ([0-9]+) \S+ (.*)$/.exec(this.lines[0]) ?? refuse('a line without a codec');
    if (port === '0' && !this.lines.includes('a=bundle-only'))
      refuse('a line was refused');
    return types.split(' ').map(Number);
  }
}

function readCodec(section, pt) {
  const map = section.getFor('rtpmap', pt)?.toLowerCase() ?? '';
  return Object.keys(ENCODINGS).find(codec => ENCODINGS[codec].toLowerCase() === map) ?? refuse('a codec');
}

function readRetransmission(section, line) {
  const group = /^FID ([0-9]+) ([0-9]+)$/.exec(section.get('ssrc-group') ?? '');
  const rtx = section.payloadTypes.find(pt => section.getFor('fmtp', pt) === `apt=${line.pt}`);
  return group === null || rtx === undefined ? line : { ...line, rtx, ssrc: Number(group[1]), rssrc: Number(group[2]) };
}

function readLine(section) {
  const pt = section.payloadTypes[0];
  const line = { c: readCodec(section, pt), pt, ssrc: Number(/^[0-9]+/.exec(section.get('ssrc') ?? '')) };
  return line.c === 'opus' ? line : readRetransmission(section, line);
}

function readProfile(section, pt) {
  return /(?:^|;) *profile-level-id=([0-9a-fA-F]{6})/.exec(section.getFor('fmtp', pt) ?? '')?.[1].toLowerCase() ?? refuse('the profile');
}

function readFingerprint(sections) {
  const text = sections.map(section => section.get('fingerprint')).find(value => value !== undefined) ?? '';
  return /^sha-256 ([0-9A-Fa-f:]+)$/i.exec(text)?.[1].replaceAll(':', '').toLowerCase() ?? refuse('the fingerprint');
}

function readTransport(session, first) {
  const value = name => first.get(name) ?? session.get(name);
  const extension = first.all('extmap').map(text => /^([0-9]+)\S* (\S+)/.exec(text)).find(match => match?.[2] === TWCC);
  return {
    u: value('ice-ufrag'),
    p: value('ice-pwd'),
    f: readFingerprint([first, session]),
    s: value('setup'),
    e: { twcc: Number(extension?.[1]) },
  };
}

/* 0 is "any", and more than we say is never sent to us. */
function readDataSize(section) {
  const size = Number(section.get('max-message-size') ?? DATA_MESSAGE_DEFAULT);
  return size === 0 ? DATA_MESSAGE_MAX : Math.min(size, DATA_MESSAGE_MAX);
}

/**
 * Reads the browser's own SDP.
 *
 * @param {string} text
 * @param {'offer'|'answer'} kind
 * @param {?object} offer what is answered: an extension that the browser leaves out
 *   is repeated from there
 * @returns {{description: object, mids: string[]}}
 */
export function readSdp(text, kind, offer = null) {
  const [session, ...sections] = text.split(/(?=^m=)/m).map(part => new Section(part));
  if (sections.length !== SECTIONS)
    refuse(`${sections.length} lines`);

  const lines = sections.slice(0, LINES).map(readLine);
  const description = { ...readTransport(session, sections[0]), l: lines, mx: readDataSize(sections[LINES]) };
  if (offer?.e.mid !== undefined)
    description.e.mid = offer.e.mid;
  const h264 = lines.findIndex(line => line.c === 'h264');
  if (h264 >= 0)
    description.h264 = offer?.h264 ?? readProfile(sections[h264], lines[h264].pt);
  return { description: readDescription(description, kind), mids: sections.map(section => section.get('mid') ?? refuse('a line without a name')) };
}
