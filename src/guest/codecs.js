/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Which codecs this browser has, and which of their kinds is meant. */

const PROFILE = /profile-level-id=42[0-9a-f]{2}1f/i; /* baseline, at level 3.1 as the other side offers */

function isWanted({ mimeType, sdpFmtpLine = '' }, codec) {
  if (mimeType.toLowerCase() !== `${codec === 'opus' ? 'audio' : 'video'}/${codec}`)
    return false;
  return codec !== 'h264' || (PROFILE.test(sdpFmtpLine) && sdpFmtpLine.includes('packetization-mode=1'));
}

const isRetransmission = ({ mimeType }) => mimeType.toLowerCase() === 'video/rtx';

/**
 * @param {'opus'|'vp8'|'h264'} codec
 * @returns {object[]} for setCodecPreferences(): that codec alone, and what repairs it
 */
export function codecPreferences(codec) {
  const kind = codec === 'opus' ? 'audio' : 'video';
  const all = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const wanted = all.filter(one => isWanted(one, codec)).sort(comparePreferred).slice(0, 1);
  return wanted.length === 0 || kind === 'audio' ? wanted : [...wanted, ...all.filter(isRetransmission)];
}

/* Of the baseline profiles the constrained one: every decoder takes it. */
function comparePreferred(one, other) {
  const rank = ({ sdpFmtpLine = '' }) => sdpFmtpLine.includes('42e0') ? 0 : 1;
  return rank(one) - rank(other);
}

/** @returns {string[]} the video codecs that this browser both sends and shows */
export function videoCodecs() {
  const canSend = codec => (RTCRtpSender.getCapabilities('video')?.codecs ?? []).some(one => isWanted(one, codec));
  return ['vp8', 'h264'].filter(codec => canSend(codec) && codecPreferences(codec).length > 0);
}
