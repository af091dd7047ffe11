/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What the page says, in the languages of the application: strings-LANGUAGE.js, of
 * which a visit loads one. Every key stands in every language; a test sees to it.
 */

export const LANGUAGES = Object.freeze(['en', 'es', 'ru']);

/**
 * @param {string[]} languages as in navigator.languages, the best first
 * @returns {string} one of LANGUAGES
 */
export function chooseLanguage(languages) {
  const wanted = languages.map(tag => tag.toLowerCase().split('-')[0]);
  return wanted.find(tag => LANGUAGES.includes(tag)) ?? 'en';
}

/**
 * @param {string} language one of LANGUAGES
 * @returns {Promise<function(string, object=): string>} from a key, and what stands
 *   in its braces, to what is said
 */
export async function loadTranslator(language) {
  const { default: strings } = await import(`./strings-${language}.js`);
  return (key, values = {}) => (strings[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
