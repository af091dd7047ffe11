/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What a guest under test sends and how it looks at what comes: a coded picture and
 * a tone, so that what arrives can be told from anything else.
 */

import { readFrameCode, writeFrameCode } from './frame-code.js';

const WIDTH = 480;
const HEIGHT = 270;
const RATE = 15;
const FFT_SIZE = 8192;
const SILENCE = -80; /* dB */

const audio = new AudioContext();

/** @param {number} first the number of the first picture */
export function makePicture(first) {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let number = first;
  const draw = () => {
    context.fillStyle = 'hsl(210 60% 45%)';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = 'orange';
    context.fillRect(number * 7 % WIDTH, HEIGHT / 2, 40, 40);
    writeFrameCode(context, { number: number++, milliseconds: Math.round(performance.now()) });
  };
  draw();
  setInterval(draw, 1000 / RATE);
  document.body.append(canvas);
  return canvas.captureStream(RATE).getVideoTracks()[0];
}

/** @param {?number} frequency in Hz, or null for what the browser's made-up microphone plays */
export async function makeTone(frequency) {
  if (frequency === null)
    return (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks()[0];
  await audio.resume();
  const tone = new OscillatorNode(audio, { frequency });
  const level = new GainNode(audio, { gain: 0.2 });
  const out = new MediaStreamAudioDestinationNode(audio);
  tone.connect(level).connect(out);
  tone.start();
  return out.stream.getAudioTracks()[0];
}

/** Shows what comes on a line, and reads it. */
export class Watcher {
  #video = Object.assign(document.createElement('video'), { muted: true, autoplay: true, playsInline: true });
  #context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  #track = null;

  constructor() {
    document.body.append(this.#video);
  }

  watch(track) {
    if (track === this.#track)
      return;
    this.#track = track;
    this.#video.srcObject = track === null ? null : new MediaStream([track]);
    this.#video.play().catch(() => {});
  }

  /** @returns {?object} the code of the picture that is shown, with its size; null where there is none */
  read() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (width === 0)
      return null;
    Object.assign(this.#context.canvas, { width, height });
    this.#context.drawImage(this.#video, 0, 0);
    const code = readFrameCode(this.#context.getImageData(0, 0, width, height));
    return code === null ? { width, height } : { width, height, ...code };
  }
}

/** Plays what comes on a line, silently, and measures it. */
export class Listener {
  /* Some browsers let no sound of a connection into a graph that no element plays. */
  #player = Object.assign(document.createElement('audio'), { muted: true, autoplay: true });
  #analyser = new AnalyserNode(audio, { fftSize: FFT_SIZE, smoothingTimeConstant: 0 });
  #source = null;
  #track = null;

  listen(track) {
    if (track === this.#track)
      return;
    this.#track = track;
    this.#source?.disconnect();
    this.#source = null;
    if (track === null)
      return;
    const stream = new MediaStream([track]);
    this.#player.srcObject = stream;
    this.#player.play().catch(() => {});
    this.#source = new MediaStreamAudioSourceNode(audio, { mediaStream: stream });
    this.#source.connect(this.#analyser);
  }

  /** @returns {?number} the frequency of what is loudest, in Hz; null where the browser's sound does not run */
  read() {
    if (audio.state !== 'running')
      return null;
    const levels = new Float32Array(this.#analyser.frequencyBinCount);
    this.#analyser.getFloatFrequencyData(levels);
    const loudest = levels.reduce((best, level, bin) => level > levels[best] ? bin : best, 1);
    return levels[loudest] < SILENCE ? 0 : loudest * audio.sampleRate / FFT_SIZE;
  }
}
