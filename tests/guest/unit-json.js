/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 3: JSON as it is spoken here. */

import { JsonDouble, isInteger, parseJson, toNumber } from '/strict-json.js';
import { equal, ok, refuses, test, testEach } from './tap.js';

const bytes = (...values) => new Uint8Array(values.flatMap(value =>
  typeof value === 'string' ? [...new TextEncoder().encode(value)] : [value]));

const refusesJson = (name, texts, code = 'bad-json') => testEach(name, texts, text => refuses(code, () => parseJson(text)));

test('/guest/json-object', () => {
  equal(parseJson(' {"a":[1,-2,true,false,null,{"b":"c"}]}\r\n\t'), { a: [1, -2, true, false, null, { b: 'c' }] });
  equal(parseJson('{}'), {});
  equal(parseJson(bytes('{"é":"\u{1f600}"}')), { é: '\u{1f600}' });
});

refusesJson('/guest/json-object', ['', ' ', '[]', '1', '"a"', 'null', 'true', '1.5', '{}{}', '{} x', '{}\u00a0', '\ufeff{}', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '[{}]']);

test('/guest/json-strict', () => {
  equal(parseJson('{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00"}').a, '"\\/\b\f\n\r\té\u{1f600}');
  equal(parseJson('{"a":"\u007f\u2028\u2029"}').a, '\u007f\u2028\u2029');
});

refusesJson('/guest/json-strict', [
  '{"a":1,}', '{"a":[1,]}', '{,}', '{"a":[,]}', '{a:1}', "{'a':1}", '{"a":\'b\'}', '{"a":1 /* c */}', '{"a":1} // c', '{"a" 1}', '{"a":1 "b":2}',
  '{"a":01}', '{"a":-01}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":1e}', '{"a":1e+}', '{"a":-}', '{"a":0x1}', '{"a":--1}',
  '{"a":nul}', '{"a":True}', '{"a":undefined}', '{"a":NaN}', '{"a":Infinity}', '{"a":-Infinity}', '{"a":truefalse}',
  '{"a":"\n"}', '{"a":"\t"}', '{"a":"\u001f"}', '{"a\n":1}', '{"a":"\\x41"}', '{"a":"\\u12g4"}', '{"a":"\\u12"}', '{"a":"\\', '{"a":"b',
  '{"a":[1 2]}', '{"a":[1}', '{"a":(1)}', '{"a":"\\U0041"}', '{"a":"\\\'"}', '{"a":"b""c"}', '{\u00a0"a":1}', '{"a":\f1}',
]);

refusesJson('/guest/json-utf8', [
  bytes('{"a":"', 0xff, '"}'), bytes('{"a":"', 0xc0, 0x80, '"}'), bytes('{"a":"', 0xed, 0xa0, 0x80, '"}'), bytes('{"a":"', 0xf4, 0x90, 0x80, 0x80, '"}'),
  bytes('{"a":"', 0xe2, 0x82, '"}'), '{"a":"\ud800"}', '{"a":"\udc00\ud800"}',
], 'not-utf8');

refusesJson('/guest/json-utf8', ['{"a":"\\ud800"}', '{"a":"\\udc00"}', '{"a":"\\ud800\\u0041"}', '{"a":"\\ud800x"}', '{"\\ud800":1}', '{"a":"\\ud800\\ud800"}', '{"a":"\\ud800\\n"}']);

refusesJson('/guest/json-nul', ['{"a":"\\u0000"}', '{"\\u0000":1}', '{"a":"\0"}', '{}\0', '\0{}']);

test('/guest/json-depth', async () => {
  const nested = levels => '{"a":' + '['.repeat(levels - 1) + ']'.repeat(levels - 1) + '}';
  parseJson(nested(16));
  await refuses('bad-json', () => parseJson(nested(17)));
  await refuses('bad-json', () => parseJson('{"a":'.repeat(17) + '1' + '}'.repeat(17)));
  await refuses('bad-json', () => parseJson('{"a":'.repeat(30000)));
});

test('/guest/json-keys', async () => {
  const members = count => `{${Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join()}}`;
  equal(Object.keys(parseJson(members(64))).length, 64);
  await refuses('bad-json', () => parseJson(members(65)));
  parseJson(`{"${'k'.repeat(64)}":1,"${'é'.repeat(32)}":2}`);
  await refuses('bad-json', () => parseJson(`{"${'k'.repeat(65)}":1}`));
  await refuses('bad-json', () => parseJson(`{"${'é'.repeat(33)}":1}`));
});

test('/guest/json-elements', async () => {
  const elements = count => `{"a":[${Array(count).fill(0).join()}]}`;
  equal(parseJson(elements(1024)).a.length, 1024);
  await refuses('bad-json', () => parseJson(elements(1025)));
});

refusesJson('/guest/json-duplicate', ['{"a":1,"a":2}', '{"a":1,"b":2,"a":1}', '{"a":1,"\\u0061":2}', '{"b":{"a":1,"a":1}}', '{"__proto__":1,"__proto__":2}', '{"":1,"":2}']);

test('/guest/json-duplicate', () => {
  equal(parseJson('{"a":{"a":1},"b":{"a":1}}'), { a: { a: 1 }, b: { a: 1 } });
  const object = parseJson('{"__proto__":{"polluted":true},"constructor":1}');
  equal(Object.keys(object), ['__proto__', 'constructor']);
  equal(Object.getPrototypeOf(object), null);
  equal({}.polluted, undefined);
  equal(parseJson('{}').toString, undefined);
});

test('/guest/json-number', async () => {
  const { i, z, f, e, big, most } = parseJson('{"i":-7,"z":-0,"f":1.0,"e":1e2,"big":9007199254740992,"most":9007199254740991}');
  equal([i, Object.is(z, 0), most], [-7, true, Number.MAX_SAFE_INTEGER]);
  for (const [value, number] of [[f, 1], [e, 100], [big, 2 ** 53]]) {
    ok(value instanceof JsonDouble && !isInteger(value, -Infinity, Infinity), 'looks like an integer');
    equal(toNumber(value), number);
  }
  ok(isInteger(i, -7, 0) && !isInteger(i, -6, 0) && !isInteger('7', 0, 9) && toNumber('7') === undefined);
  for (const number of ['1e999', '-1e999', '9'.repeat(400), '1'.repeat(310) + '.0'])
    await refuses('bad-json', () => parseJson(`{"a":${number}}`));
  equal(toNumber(parseJson('{"a":1e-999}').a), 0);
});
