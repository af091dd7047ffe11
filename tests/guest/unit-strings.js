/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What the page says: every sentence in every language. */

import { LANGUAGES, chooseLanguage, loadTranslator } from '/strings.js';
import { REACTIONS } from '/reactions.js';
import english from '/strings-en.js';
import { equal, ok, test, testEach } from './tap.js';

test('/guest/strings-complete', async () => {
  for (const language of LANGUAGES) {
    const { default: strings } = await import(`/strings-${language}.js`);
    equal(Object.keys(strings), Object.keys(english), language);
    for (const [key, text] of Object.entries(strings))
      ok(text.trim() === text && text !== '' && (language === 'en' || text !== english[key]), `${language}: ${key}`);
  }
});

/* Two people who speak two languages say the same thing when they see the same. */
test('/guest/strings-emoji', async () => {
  for (const language of LANGUAGES) {
    const names = (await loadTranslator(language))('emojiNames').split(',');
    equal([names.length, new Set(names).size], [64, 64], language);
    ok(names.every(name => name !== '' && name.trim() === name), language);
  }
  const names = english.emojiNames.split(',');
  equal([names[0], names[21], names[63]], ['Dog', 'Cloud', 'Pin']);
});

test('/guest/strings-reactions', async () => {
  for (const language of LANGUAGES)
    equal((await loadTranslator(language))('reactionNames').split(',').filter(name => name.trim() === name && name !== '').length, REACTIONS.size, language);
});

testEach('/guest/strings-language', [
  [['ru-RU', 'en'], 'ru'], [['es-419'], 'es'], [['de', 'ES'], 'es'], [['de-DE'], 'en'], [[], 'en'], [['constructor', 'ru'], 'ru'],
], ([languages, language]) => equal(chooseLanguage(languages), language));

test('/guest/strings-page', async () => {
  const page = new DOMParser().parseFromString(await (await fetch('/index.html')).text(), 'text/html');
  const text = await loadTranslator('en');
  const elements = [...page.querySelectorAll('[data-text]')];
  ok(elements.length > 8);
  for (const element of elements)
    ok(Object.hasOwn(english, element.dataset.text) && text(element.dataset.text) !== '', element.dataset.text);
});

/* Without JavaScript the page is what index.html says. */
test('/guest/strings-fallback', async () => {
  const page = new DOMParser().parseFromString(await (await fetch('/index.html')).text(), 'text/html');
  equal([page.getElementById('fallback').hidden, page.getElementById('page').hidden], [false, true]);
  equal([...page.querySelectorAll('#fallback p')].map(one => one.lang), ['', 'es', 'ru']);
});
