// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The PeerJS server (npm package `peer`) as it comes, with room for everyone.

import { PeerServer } from 'peer';

import './collect.js';

PeerServer({
  port: Number(process.argv[2] ?? 0),
  host: '127.0.0.1',
  path: '/',
  concurrent_limit: 50_000,
}, server => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
