/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Looks at every state of the guest page, at the width of a phone and of a laptop:
 * keeps a picture, and sees whether axe-core finds what keeps somebody out, whether
 * something sticks out and whether fingers are given enough room.
 *
 *     node look.mjs SERVER CLI CHROMIUM MODULES PICTURES [WALK...]
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { Scene } from './scene.mjs';
import { walks } from './walks.mjs';

const [server, cli, executablePath, modules, pictures, ...chosen] = process.argv.slice(2);
const { chromium } = await import(`${modules}/playwright-core/index.mjs`);
const axe = readFileSync(`${modules}/axe-core/axe.min.js`, 'utf8');

const SIZES = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 800 } };
const WALL = { width: 3840, height: 2160 };
const TARGET = 44; /* px: a finger */
/* Bytes of what is loaded in English, as they are and as they are sent: before somebody
 * joins; to see, hear and write; and by who uses all that there is.
 */
const WEIGHTS = { join: [68 * 1024, 26 * 1024], visit: [190 * 1024, 72 * 1024], everything: [220 * 1024, 84 * 1024] };

let count = 0;
let failed = false;

function tell(name, problems) {
  failed ||= problems.length > 0;
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${++count} - /guest/look/${name}`);
  for (const problem of problems)
    console.log(`# ${String(problem).replaceAll('\n', '\n# ')}`);
}

const findViolations = async page => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ').slice(0, 600)}`);
};

/* What is in a part that scrolls by itself may go on behind its edge. */
const findMisfits = (page, target) => page.evaluate(target => {
  const problems = [];
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  if (scrollWidth > clientWidth)
    problems.push(`${scrollWidth} px of page in ${clientWidth} px`);
  const isCall = document.body.classList.contains('in-call');
  if (isCall && document.documentElement.style.fontSize === '' && scrollHeight > clientHeight)
    problems.push(`the call scrolls: ${scrollHeight} px in ${clientHeight} px`);
  for (const one of document.querySelectorAll('button, a, select, input:not([type=file])')) {
    const { width, height, left, right } = one.getBoundingClientRect();
    if (!one.checkVisibility() || width === 0)
      continue;
    if (Math.round(height) < target || Math.round(width) < target)
      problems.push(`${one.id || one.outerHTML}: ${width} × ${height} px is too small for a finger`);
    if (left < -1 || right > clientWidth + 1)
      problems.push(`${one.id || one.outerHTML}: sticks out`);
  }
  return problems;
}, target);

const settle = page => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));

function readQrCode(picture, expected) {
  const { stdout, error } = spawnSync('zbarimg', ['--quiet', '--raw', picture], { encoding: 'utf8' });
  if (error !== undefined)
    return [];
  return stdout.trim() === expected ? [] : [`the QR code reads “${stdout.trim()}”, should be “${expected}”`];
}

async function lookOnce(page, name, size, { qr = null } = {}) {
  await page.setViewportSize(size);
  await settle(page);
  const picture = `${pictures}/${name}.png`;
  const isCall = await page.evaluate(() => document.body.classList.contains('in-call'));
  await page.screenshot({ path: picture, fullPage: !isCall });
  const problems = [...await findViolations(page), ...await findMisfits(page, TARGET)];
  tell(name, qr === null ? problems : [...problems, ...readQrCode(picture, qr)]);
}

async function look(page, name, { dark = false, wall = false, qr = null } = {}) {
  for (const scheme of dark ? ['light', 'dark'] : ['light']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [width, size] of Object.entries(SIZES))
      await lookOnce(page, `${name}-${width}${scheme === 'dark' ? '-dark' : ''}`, size, { qr });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (wall)
    await lookOnce(page, `${name}-wall`, WALL);
  await page.setViewportSize(SIZES[1280]);
}

async function weigh(page, name) {
  const sizes = await page.evaluate(() => performance.getEntries().filter(entry => 'decodedBodySize' in entry).map(entry => [entry.decodedBodySize, entry.encodedBodySize]));
  const [plain, sent] = [0, 1].map(i => sizes.reduce((sum, size) => sum + size[i], 0));
  const [plainMax, sentMax] = WEIGHTS[name];
  console.log(`# ${name}: ${plain} bytes in ${sizes.length} files, sent as ${sent}`);
  tell(`weight-${name}`, plain <= plainMax ? [] : [`${plain} bytes, ${plainMax} are the most`]);
  tell(`weight-${name}-sent`, sent <= sentMax ? [] : [`${sent} bytes, ${sentMax} are the most`]);
}

async function walk(scene, name, steps) {
  const check = (what, actual, expected) => {
    const [is, should] = [actual, expected].map(value => JSON.stringify(value));
    tell(`${name}/${what}`, is === should ? [] : [`is ${is}, should be ${should}`]);
  };
  try {
    await scene.serve();
    await steps(scene, { look, weigh, check });
    tell(`${name}/complaints`, scene.complaints.splice(0));
  } catch (error) {
    tell(name, [error.stack]);
  } finally {
    await scene.clear();
  }
}

/* What finds nothing here finds nothing anywhere. */
async function checkOurselves(scene) {
  const page = await scene.write('<img src="x"><button style="width: 9px; height: 9px; padding: 0"></button><p style="width: 9999px">wide</p>');
  const found = [...await findViolations(page), ...await findMisfits(page, TARGET)].join('\n');
  tell('self-test', ['image-alt', 'too small', 'px of page in'].filter(what => !found.includes(what)).map(what => `“${what}” was not found: ${found}`));
  await page.close();
}

for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => process.exit(1));
mkdirSync(pictures, { recursive: true });
const scene = await Scene.start(chromium, executablePath, { server, cli });
await checkOurselves(scene);
for (const [name, steps] of Object.entries(walks))
  if (chosen.length === 0 || chosen.includes(name))
    await walk(scene, name, steps);
tell('own-origin', [...new Set(scene.requests.map(url => new URL(url).hostname))].filter(host => !['127.0.0.1', 'guest.test'].includes(host)));
await scene.stop();
console.log(`1..${count}`);
process.exitCode = failed ? 1 : 0;
