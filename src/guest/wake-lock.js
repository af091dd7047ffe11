/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Keeps the screen of a phone on. A browser that cannot, or does not want to on a low
 * battery, changes nothing of the call.
 */

/** @param {AbortSignal} signal when it may go off again */
export function keepScreenOn(signal) {
  let lock = null;
  /* The browser takes the lock back whenever the page is not seen. */
  const ask = async () => {
    if (document.visibilityState === 'visible' && !signal.aborted)
      lock = await navigator.wakeLock?.request('screen').catch(() => null);
    if (signal.aborted)
      lock?.release();
  };
  document.addEventListener('visibilitychange', ask, { signal });
  signal.addEventListener('abort', () => lock?.release());
  ask();
}
