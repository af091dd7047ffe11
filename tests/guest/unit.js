/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The modules of the page in the browser that runs them: no Node, no shims. */

import './unit-room.js';
import './unit-json.js';
import './unit-seal.js';
import './unit-peer.js';
import './unit-clock.js';
import './unit-strings.js';
import './unit-arrangement.js';
import './unit-qr-code.js';
import './unit-messages.js';
import './unit-signaling.js';
import './unit-line.js';
import './unit-pair.js';
import './unit-chat.js';
import './unit-file-row.js';
import './unit-files.js';
import './unit-sdp.js';
import './unit-verification.js';
import './unit-vectors.js';
import './unit-stripped.js';
import './unit-hostile.js';
import { run } from './tap.js';

run();
