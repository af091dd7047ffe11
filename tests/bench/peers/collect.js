// SPDX-FileCopyrightText: The Sightline developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Before memory is read, garbage is collected: what is measured is what members
// need, not what V8 has not got round to freeing. Needs node --expose-gc.

process.on('SIGUSR2', () => {
  globalThis.gc();
  setTimeout(globalThis.gc, 200);
});
