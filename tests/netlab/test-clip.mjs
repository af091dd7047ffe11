// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { Clip, readCode, writeCode } from './clip.mjs';

const WIDTH = 64, HEIGHT = 36;
// As in test-netlab-clip.c.
const PICTURES = {
  0: 'b7df13785079a560c7d18b2b8e597b4970d6074a124c8c52e4a14b98752d357c',
  7: '57f32651a955f1c92032921629f2d3601ce97597481aeb4a1b526fbb53cc203e',
  100: 'eaeb6a4f97f171f559da52fa4c1a3772c391b3624a03b638390e8bc21bda0588',
};

const tests = {
  'same as in C' ()
  {
    const clip = new Clip (WIDTH, HEIGHT);
    const picture = new Uint8Array (clip.size);

    for (const [number, sha256] of Object.entries (PICTURES))
      {
        clip.draw (Number (number), picture);
        assert.equal (createHash ('sha256').update (picture).digest ('hex'), sha256);
      }
  },

  'code there and back' ()
  {
    const clip = new Clip (640, 360);
    const picture = new Uint8Array (clip.size);

    clip.draw (1, picture);
    assert.equal (readCode (picture, 640, 640, 360), null);
    for (const number of [0, 1, 0xaaaaaa, 0xffffff])
      {
        writeCode (picture, 640, 360, number, 0x123456);
        assert.deepEqual (readCode (picture, 640, 640, 360), { number, milliseconds: 0x123456 });
      }
  },
};

console.log (`1..${Object.keys (tests).length}`);
Object.entries (tests).forEach (([name, test], i) =>
  {
    try
      {
        test ();
        console.log (`ok ${i + 1} ${name}`);
      }
    catch (error)
      {
        console.log (`not ok ${i + 1} ${name}`);
        console.log (String (error.message).replace (/^/gm, '# '));
        process.exitCode = 1;
      }
  });
