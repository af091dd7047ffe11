/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The little of a test framework that is needed: tests run one after another, in
 * the order in which they were added, and the result is TAP, in the document and
 * posted to the server that the page came from.
 */

const tests = [];

/** @param {string} name with the row of PROTOCOL.md at its end, where it proves one */
export function test(name, body) {
  tests.push({ name, body });
}

/** Adds one case to a name that has many; they are counted as one test. */
export function testEach(name, cases, body) {
  test(name, async () => {
    for (const one of cases)
      try {
        await body(one);
      } catch (error) {
        error.message += ` (in the case ${JSON.stringify(one)?.slice(0, 200)})`;
        throw error;
      }
  });
}

export class Skip extends Error {}

export function ok(condition, what = 'not so') {
  if (!condition)
    throw new Error(what);
}

export function equal(actual, expected, what = '') {
  const [a, e] = [actual, expected].map(value => JSON.stringify(value));
  ok(a === e, `${what} is ${a}, should be ${e}`.trim());
}

/** @param {string} code of a ProtocolError */
export async function refuses(code, body) {
  try {
    await body();
  } catch (error) {
    equal(error.code, code, `the code of “${error.message}”`);
    return;
  }
  throw new Error(`nothing refused it, should be ${code}`);
}

/** Waits for a state, not for a time. */
export async function until(condition, what, seconds = 20) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value)
      return value;
    ok(performance.now() < deadline, `waited ${seconds} s in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

async function runOne({ name, body }, number) {
  try {
    await body();
    return [`ok ${number} - ${name}`];
  } catch (error) {
    if (error instanceof Skip)
      return [`ok ${number} - ${name} # SKIP ${error.message}`];
    const trace = [error.message, ...(error.stack ?? '').split('\n')].map(line => `# ${line}`);
    return [`not ok ${number} - ${name}`, ...trace];
  }
}

async function finish(lines) {
  const tap = lines.join('\n') + '\n';
  document.body.textContent = '';
  document.body.append(Object.assign(document.createElement('pre'), { textContent: tap }));
  await fetch('/tests/results', { method: 'POST', body: tap });
}

addEventListener('error', event => finish([`Bail out! ${event.message}`]));
addEventListener('unhandledrejection', event => finish([`Bail out! ${event.reason}`]));

export async function run() {
  const lines = ['TAP version 13', `1..${tests.length}`];
  for (const [index, one] of tests.entries())
    lines.push(...await runOne(one, index + 1));
  await finish(lines);
}
