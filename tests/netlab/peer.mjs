// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later

// netlab-peer.c for a browser: a member of a call among such pages, with the
// same clip and the same account of what it sees. Pictures go in and come out as
// raw frames, as they do there: neither of the two shows them in a window.

import { Clip, MASK, getCodeLines, readCode, writeCode } from './clip.mjs';

const TONE = 440;
const TONE_VOLUME = 0.125;
const TELL_MS = 1000;
const CHUNK = 64 * 1024;
const LOW_WATER = 1024 * 1024;

const query = new URLSearchParams (location.search);
const me = query.get ('me');
const peers = new Map ();
const counts = new Map ();
const lines = [];

function say (...words)
{
  lines.push ([words[0], Date.now (), ...words.slice (1)].join (' '));
}

async function post (path, body)
{
  const answer = await fetch (path, { method: 'POST', body });

  return answer.json ();
}

// In the order in which it is said.
let told = Promise.resolve ();

function tell (to, message)
{
  told = told.then (() => post (`say?from=${me}&to=${to}`, JSON.stringify (message)));
}

// What it sends

function openCamera (format)
{
  const [width, height, rate] = format.match (/^(\d+)x(\d+)@(\d+)$/).slice (1).map (Number);
  const clip = new Clip (width, height);
  const picture = new Uint8Array (clip.size);
  const track = new MediaStreamTrackGenerator ({ kind: 'video' });
  const writer = track.writable.getWriter ();
  const begun = performance.now ();
  let number = 0;

  const show = () =>
    {
      clip.draw (number, picture);
      writeCode (picture, width, height, number, Date.now ());
      const timestamp = Math.round (number * 1e6 / rate);
      writer.write (new VideoFrame (picture, { format: 'I420', codedWidth: width, codedHeight: height, timestamp }));
      // What was missed is left out, not made up for.
      number = Math.max (number + 1, Math.floor ((performance.now () - begun) * rate / 1000));
      setTimeout (show, begun + number * 1000 / rate - performance.now ());
    };

  show ();

  return track;
}

function openMicrophone ()
{
  const context = new AudioContext ({ sampleRate: 48000 });
  const tone = new OscillatorNode (context, { frequency: TONE });
  const volume = new GainNode (context, { gain: TONE_VOLUME });
  const out = new MediaStreamAudioDestinationNode (context, { channelCount: 1 });

  tone.connect (volume).connect (out);
  tone.start ();

  return out.stream.getAudioTracks ()[0];
}

function limit (sender, kbps)
{
  const parameters = sender.getParameters ();

  for (const encoding of parameters.encodings)
    encoding.maxBitrate = kbps * 1000;

  return sender.setParameters (parameters);
}

// What it receives

async function watch (track, name)
{
  const reader = new MediaStreamTrackProcessor ({ track }).readable.getReader ();

  for (;;)
    {
      const { value: frame, done } = await reader.read ();
      if (done)
        return;

      const now = Date.now ();
      const { codedWidth: width, codedHeight: height } = frame;
      const rect = { x: 0, y: 0, width, height: getCodeLines (height) };
      const data = new Uint8Array (frame.allocationSize ({ rect }));
      const [{ offset, stride }] = await frame.copyTo (data, { rect });
      const code = readCode (data.subarray (offset), stride, width, height);

      frame.close ();
      lines.push (`frame ${now} ${name} ${code ? `${code.number} ${(now - code.milliseconds) & MASK}` : '- -'} ${width}x${height}`);
    }
}

// Sound is decoded only where somebody listens.
function listen (track)
{
  const audio = new Audio ();

  audio.srcObject = new MediaStream ([track]);
  audio.play ();

  return audio;
}

async function count (name, connection)
{
  for (const report of (await connection.getStats ()).values ())
    if (report.type === 'inbound-rtp' && report.kind === 'audio')
      say ('sound', name, Math.round (report.totalSamplesDuration * 100), report.concealedSamples);
}

// Data

function fill (channel, state)
{
  for (; state.left > 0 && channel.bufferedAmount < 2 * LOW_WATER; state.left -= CHUNK)
    channel.send (state.chunk);
}

function openChannel (connection, name)
{
  const channel = connection.createDataChannel ('files', { negotiated: true, id: 1 });
  const state = { left: Number (query.get ('data')), chunk: new Uint8Array (CHUNK), received: 0 };

  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = LOW_WATER;
  channel.onopen = channel.onbufferedamountlow = () => fill (channel, state);
  channel.onmessage = ({ data }) => say ('data', name, state.received += data.byteLength);
}

// Connections

function open (name)
{
  const connection = new RTCPeerConnection ({ bundlePolicy: 'max-bundle' });

  openChannel (connection, name);

  connection.onicecandidate = event => event.candidate && tell (name, { candidate: event.candidate });
  connection.onconnectionstatechange = () => say ('state', name, connection.connectionState);
  connection.ontrack = ({ track }) => track.kind === 'video' ? watch (track, name) : listen (track);
  counts.set (name, setInterval (() => count (name, connection), TELL_MS));
  peers.set (name, connection);

  return connection;
}

function send (connection)
{
  const stream = new MediaStream (tracks);

  for (const track of tracks)
    connection.addTrack (track, stream);
}

function restrain (connection)
{
  const kbps = Number (query.get ('kbps'));

  return Promise.all (connection.getSenders ().filter (sender => kbps > 0 && sender.track?.kind === 'video')
                                .map (sender => limit (sender, kbps)));
}

async function offer (name)
{
  const connection = open (name);

  send (connection);
  for (const kind of ['audio', 'video'])
    if (!tracks.some (track => track.kind === kind))
      connection.addTransceiver (kind, { direction: 'recvonly' });
  await connection.setLocalDescription ();
  tell (name, { description: connection.localDescription });
  await restrain (connection);
}

function drop (name)
{
  clearInterval (counts.get (name));
  peers.get (name)?.close ();
  peers.delete (name);
}

async function take (from, { candidate, description, gone })
{
  if (gone)
    return drop (from);
  if (candidate)
    return peers.get (from).addIceCandidate (candidate);
  if (description.type === 'answer')
    return peers.get (from).setRemoteDescription (description);

  const connection = open (from);

  await connection.setRemoteDescription (description);
  send (connection);
  await connection.setLocalDescription ();
  tell (from, { description: connection.localDescription });

  return restrain (connection);
}

async function hear ()
{
  // One after the other, in the order in which they were said.
  for (;;)
    for (const { from, message } of await (await fetch (`hear?me=${me}`)).json ())
      await take (from, message);
}

setInterval (() => lines.length > 0 && post (`log?me=${me}`, lines.splice (0).join ('\n') + '\n'), TELL_MS);
window.onerror = event => say ('error', String (event));
window.onunhandledrejection = event => say ('error', String (event.reason));

const tracks = [];
if (query.get ('camera'))
  tracks.push (openCamera (query.get ('camera')));
if (query.get ('microphone'))
  tracks.push (openMicrophone ());

// Who comes later makes the connections.
say ('join');
for (const name of await post (`join?me=${me}`, ''))
  await offer (name);
hear ();
