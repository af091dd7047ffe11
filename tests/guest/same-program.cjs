/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Whether two modules are the same program with each of its parts on the same line, as
 * somebody else's parser reads them: the one that node itself has.
 *
 *     node --expose-internals same-program.cjs < LIST
 *
 * LIST is a JSON list of {name, source, stripped}. Tells the names of those that differ.
 */

const { readFileSync } = require('node:fs');
const { parse } = require('internal/deps/acorn/acorn/dist/acorn');

/* Where something stands in its line may differ. */
const PLACES = ['start', 'end', 'column'];

function read(source) {
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  return JSON.stringify(program, (key, value) => {
    if (PLACES.includes(key) && typeof value === 'number')
      return undefined;
    return value instanceof RegExp || typeof value === 'bigint' ? String(value) : value;
  });
}

const differ = JSON.parse(readFileSync(0, 'utf8')).filter(({ source, stripped }) => read(source) !== read(stripped));
console.log(JSON.stringify(differ.map(({ name }) => name)));
