// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The least that the npm package `ws` can cost: no rooms, no JSON.

import { WebSocketServer } from 'ws';

import './collect.js';

const wss = new WebSocketServer({
  port: Number(process.argv[2] ?? 0),
  host: '127.0.0.1',
  backlog: 4096,
  perMessageDeflate: false,
  clientTracking: false,
});

function onMessage(data, isBinary) {
  this.send(data, { binary: isBinary });
}

wss.on('connection', client => {
  client.on('error', console.error);
  client.on('message', onMessage);
});
wss.on('listening', () => {
  console.log(`listening on http://127.0.0.1:${wss.address().port}`);
});
