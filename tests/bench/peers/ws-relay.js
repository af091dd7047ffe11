// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A room relay on the npm package `ws`, as one would write it for a small
// video-call page: rooms in a Map, JSON in and out, the heartbeat of the ws
// README, no compression, a bound on what a client may send.

import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { WebSocketServer, WebSocket } from 'ws';

import './collect.js';

const HEARTBEAT = 30_000;

const rooms = new Map();
const server = createServer();
const wss = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 64 * 1024, clientTracking: true });

function sendTo(client, text) {
  if (client.readyState === WebSocket.OPEN)
    client.send(text);
}

function sendToOthers(sender, message) {
  const text = JSON.stringify(message);

  for (const member of sender.room.values()) {
    if (member !== sender)
      sendTo(member, text);
  }
}

function join(client, message) {
  if (client.room || typeof message.room !== 'string')
    return;

  let room = rooms.get(message.room);
  if (!room) {
    room = new Map();
    rooms.set(message.room, room);
  }

  const members = [...room.keys()].map(id => ({ id }));
  client.roomName = message.room;
  client.room = room;
  room.set(client.id, client);

  sendTo(client, JSON.stringify({ t: 'joined', me: client.id, members }));
  sendToOthers(client, { t: 'members', add: [{ id: client.id }] });
}

function relay(client, message) {
  if (!client.room || typeof message.box !== 'string' || !Number.isSafeInteger(message.n))
    return;

  sendToOthers(client, { t: 'relay', from: client.id, n: message.n, box: message.box });
}

function leave(client) {
  if (!client.room)
    return;

  client.room.delete(client.id);
  if (client.room.size === 0)
    rooms.delete(client.roomName);
  else
    sendToOthers(client, { t: 'members', remove: [{ id: client.id, why: 'left' }] });
}

function receive(client, data) {
  let message;

  try {
    message = JSON.parse(data);
  } catch {
    client.close(4000, 'not JSON');
    return;
  }

  switch (message?.t) {
    case 'join':
      join(client, message);
      break;
    case 'relay':
      relay(client, message);
      break;
  }
}

function onPong() {
  this.alive = true;
}

function onMessage(data) {
  receive(this, data);
}

function onClose() {
  leave(this);
}

wss.on('connection', client => {
  client.id = randomBytes(12).toString('base64url');
  client.alive = true;
  client.on('error', console.error);
  client.on('pong', onPong);
  client.on('message', onMessage);
  client.on('close', onClose);
});

setInterval(() => {
  for (const client of wss.clients) {
    if (!client.alive) {
      client.terminate();
      continue;
    }
    client.alive = false;
    client.ping();
  }
}, HEARTBEAT);

server.listen({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
