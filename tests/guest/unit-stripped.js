/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What is served has the rules and elements of what lies in src/guest (build-aux/page_strip.py);
 * test-strip.py says the same of the modules.
 */

import { equal, ok, test, testEach } from './tap.js';

const read = async path => (await fetch(path)).text();
const load = name => Promise.all([read(`/${name}`), read(`/tests/source/${name}`)]);

function rulesOf(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return Array.from(sheet.cssRules, rule => rule.cssText);
}

testEach('/guest/stripped-styles', ['style.css', 'call.css'], async name => {
  const [served, source] = await load(name);
  ok(served.length < source.length && rulesOf(source).length > 50);
  equal(rulesOf(served), rulesOf(source));
});

/* Spaces that follow each other are one, and none at the ends of what stands on lines of its own. */
function treeOf(text, type) {
  const page = new DOMParser().parseFromString(text, type);
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_TEXT);
  const comments = [];
  while (walker.nextNode())
    if (walker.currentNode.nodeType === Node.COMMENT_NODE)
      comments.push(walker.currentNode);
    else
      walker.currentNode.data = walker.currentNode.data.replace(/\s+/g, ' ');
  comments.forEach(comment => comment.remove());
  page.normalize();
  return page;
}

testEach('/guest/stripped-markup', [['index.html', 'text/html'], ['icon.svg', 'image/svg+xml']], async ([name, type]) => {
  const [served, source] = await load(name);
  ok(served.length < source.length);
  const [is, should] = [served, source].map(text => treeOf(text, type));
  is.querySelectorAll('*').forEach(one => one.normalize());
  equal(new XMLSerializer().serializeToString(is).replace(/\s+/g, ' '), new XMLSerializer().serializeToString(should).replace(/\s+/g, ' '));
});

test('/guest/stripped-lines', async () => {
  const { files } = await (await fetch('/tests/log')).json();
  for (const name of files) {
    const [served, source] = await load(name);
    equal(served.split('\n').length, source.split('\n').length, name);
    ok(!/^[ \t]|[ \t]$/m.test(served.replace(/<!--[^]*?-->/, '')), name);
  }
});
