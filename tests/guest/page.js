/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The page itself, in a window of its own under the policy that the server sends:
 * what it shows, what it asks for, what it keeps to itself.
 */

import text from '/strings-en.js';
import { equal, ok, run, test, until } from './tap.js';

const CODE = 'k3vd9xtm4qpa7hse';
const SHOWN = 'k3vd-9xtm-4qpa-7hse';
/* Bytes, uncompressed: before somebody joins, and all that there is in the heaviest
 * language.
 */
const PAGE_MAX = 68 * 1024;
const ALL_MAX = 220 * 1024;

let page = null;

const element = id => page.document.getElementById(id);
const isShown = id => element(id).checkVisibility();
const content = id => element(id).textContent.replace(/\s+/g, ' ').trim();
const log = async () => (await fetch('/tests/log')).json();
const setHealth = state => fetch('/tests/health', { method: 'POST', body: state });

async function ready() {
  await until(() => page.document?.readyState === 'complete' && page.location.href !== 'about:blank' && page.document.getElementById('page') &&
                    !page.document.getElementById('page').hidden, 'the page');
}

async function open(path) {
  page?.close();
  page = window.open(path, '_blank', 'width=360,height=740');
  ok(page, 'the browser opens no window');
  await ready();
}

test('/guest/page-room', async () => {
  await open(`/#${SHOWN}`);
  equal(content('title'), text.roomTitle);
  equal(page.document.title, `${text.roomTitle} – Sightline`);
  equal(content('host'), page.location.host);
  ok(isShown('room-row') && isShown('actions') && !isShown('strength-row') && !isShown('fallback'));
});

test('/guest/page-fragment-gone', async () => {
  equal(page.location.href, `${location.origin}/`);
  equal(page.history.length, 1);
  equal(page.document.body.innerText.includes('k3vd'), false);
});

test('/guest/page-reveal', () => {
  const reveal = element('reveal');
  equal(reveal.getAttribute('aria-pressed'), 'false');
  reveal.click();
  equal([content('code'), reveal.getAttribute('aria-pressed')], [SHOWN, 'true']);
  reveal.click();
  equal([content('code'), isShown('mask'), reveal.getAttribute('aria-pressed')], ['', true, 'false']);
});

test('/guest/page-reload', async () => {
  page.document.documentElement.dataset.old = '';
  page.location.reload();
  await until(() => page.document.documentElement && !('old' in page.document.documentElement.dataset), 'the reload');
  await ready();
  equal(content('title'), text.roomTitle);
  element('reveal').click();
  equal(content('code'), SHOWN);
});

test('/guest/page-new-link', async () => {
  page.location.hash = '#family%20dinner';
  await until(() => isShown('strength-row'), 'the second link');
  equal(page.location.href, `${location.origin}/`);
  element('reveal').click();
  equal([content('code'), content('strength')], ['family-dinner', text.weakCode]);
});

test('/guest/page-bad-code', async () => {
  for (const [fragment, problem] of [['abc', 'short'], ['a'.repeat(65), 'long'], ['abc!', 'character'], ['abcd%ff', 'escape'], ['a'.repeat(5000), 'long']]) {
    await open(`/#${fragment}`);
    equal(content('title'), text.badTitle, fragment.slice(0, 70));
    ok(content('lead').startsWith(text[`${problem}Problem`]), content('lead'));
    equal(page.location.href, `${location.origin}/`);
    ok(!isShown('room-row') && !isShown('actions'));
  }
});

test('/guest/page-no-room', async () => {
  await open('/');
  equal([content('title'), content('lead')], [text.noneTitle, text.noneLead]);
  ok(!isShown('room-row') && !isShown('actions'));
});

test('/guest/page-health', async () => {
  const state = () => element('health').dataset.state;
  await until(() => state() === 'up', 'the server to be up');
  equal([content('health-text'), isShown('retry')], [text.up, false]);

  await setHealth('down');
  page.dispatchEvent(new page.Event('online'));
  await until(() => state() === 'down', 'the server to be down');
  equal([content('health-text'), isShown('retry')], [text.down, true]);

  await setHealth('up');
  element('retry').click();
  await until(() => state() === 'up', 'the server to be up again');
});

/* A sightline: link means https, which this test server does not speak. */
test('/guest/page-actions', async () => {
  await open(`/#${SHOWN}`);
  equal([isShown('open'), isShown('copy'), isShown('join-form')], [false, true, isSecureContext]);
  ok(content('app-text').endsWith(text.appPaste));
});

test('/guest/page-insecure', async () => {
  equal(isShown('insecure'), !isSecureContext);
  if (isSecureContext)
    return;
  equal(content('insecure'), text.insecure);
  /* No clipboard either: the link is shown, selected, to be copied by hand. */
  element('copy').click();
  await until(() => content('copied') === `${location.origin}/#${SHOWN}`, 'the link');
});

test('/guest/page-narrow', async () => {
  for (const path of [`/#${SHOWN}`, `/#${'w'.repeat(64)}`, '/']) {
    await open(path);
    element('reveal').click();
    const root = page.document.documentElement;
    ok(root.scrollWidth <= page.innerWidth, `${root.scrollWidth} px of page in a window of ${page.innerWidth} px`);
  }
});

test('/guest/page-landmarks', async () => {
  await open('/#family-dinner');
  const { document } = page;
  equal([document.documentElement.lang, document.querySelectorAll('main').length], ['en', 1]);
  equal([...document.querySelectorAll('h1')].filter(one => one.checkVisibility()).length, 1);
  ok(document.querySelector('[role=status]'), 'nothing is announced');
  for (const one of document.querySelectorAll('button, a, h1, h2'))
    ok(one.textContent.trim() !== '' || !one.checkVisibility(), one.outerHTML);
  for (const one of document.querySelectorAll('img'))
    ok(one.hasAttribute('alt'), one.outerHTML);
  for (const one of document.querySelectorAll('[aria-labelledby]'))
    ok(document.getElementById(one.getAttribute('aria-labelledby')), one.outerHTML);
});

test('/guest/page-keyboard', () => {
  const stops = [...page.document.querySelectorAll('button, a[href], input')].filter(one => one.checkVisibility());
  equal(stops.map(one => one.id), isSecureContext ? ['join-audio', 'join-video', 'name', 'join-button', 'reveal', 'copy'] : ['reveal', 'copy']);
  for (const one of stops) {
    one.focus();
    equal([page.document.activeElement.id, one.tabIndex], [one.id, 0]);
  }
});

test('/guest/page-weight', async () => {
  const files = (await log()).files.filter(file => !/^strings-(?!ru)/.test(file));
  const sizes = await Promise.all(files.map(async file => (await (await fetch(`/${file}`)).arrayBuffer()).byteLength));
  const weight = sizes.reduce((sum, size) => sum + size);
  ok(weight < ALL_MAX, `${weight} bytes in all`);
  const loaded = page.performance.getEntriesByType('resource').reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0);
  ok(loaded > 0 && loaded < PAGE_MAX, `${loaded} bytes before somebody joins`);
});

test('/guest/page-own-origin', async () => {
  const resources = page.performance.getEntriesByType('resource').map(one => one.name);
  ok(resources.length > 5, 'the list of requests is not there');
  for (const name of resources)
    equal(new URL(name).origin, location.origin, name);
});

test('/guest/page-tells-nobody', async () => {
  const { requests, files } = await log();
  const known = new Set(['/', '/healthz', ...files.map(file => `/${file}`)]);
  ok(requests.length > files.length, 'the log is empty');
  for (const request of requests) {
    ok(known.has(request.path.replace(location.origin, '')), `asked for ${request.path}`);
    const all = JSON.stringify(request).toLowerCase();
    for (const secret of [CODE, 'k3vd', 'family', 'dinner'])
      ok(!all.includes(secret), `the server was told ${secret}: ${all}`);
  }
});

/* The page that breaks the policy comes last, so that its report has come means
 * that the reports of all pages before have.
 */
test('/guest/page-policy', async () => {
  page.close();
  page = window.open('/tests/violation.html');
  const reports = await until(async () => {
    const { reports: all } = await log();
    return all.some(report => report.includes('/tests/violation.html')) && all;
  }, 'the report of a violation that is meant');
  equal(page.document.title, 'A page that breaks the policy');
  equal(reports.filter(report => !report.includes('/tests/violation.html')), []);
  page.close();
});

run();
