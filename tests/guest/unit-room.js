/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 1: codes and links. */

import { formatCode, isMadeCode, judgeCode, makeCode, normaliseCode } from '/room-code.js';
import { formatLink, linksOfPage, readFragment, readLink, signalUrl } from '/room-link.js';
import { equal, ok, refuses, test, testEach } from './tap.js';

const MADE = 'k3vd9xtm4qpa7hse';

test('/guest/code-made', () => {
  const codes = Array.from({ length: 200 }, makeCode);
  for (const code of codes) {
    ok(/^[0-9abcdefghjkmnpqrstvwxyz]{16}$/.test(code) && /[2-9]/.test(code), code);
    equal(normaliseCode(formatCode(code)), code);
  }
  equal(new Set(codes).size, codes.length);
  equal(formatCode(MADE), 'k3vd-9xtm-4qpa-7hse');
});

test('/guest/code-own', async () => {
  for (const code of ['abcd', 'a'.repeat(64), 'family-dinner', 'семейный-ужин', '家族の夕食', 'दादी-की-रसोई', '\u{1d7d8}bcd'.normalize('NFKC')])
    equal(normaliseCode(code), code);
  equal(formatCode('family-dinner'), 'family-dinner');
  for (const code of ['', 'abc', 'a'.repeat(65), ' - ', 'a_b'])
    await refuses('bad-code', () => normaliseCode(code));
});

testEach('/guest/norm-nfkc', [
  ['ＦＡＭＩＬＹ dinner', 'family-dinner'],
  ['ﬁnal-ﬁght', 'final-fight'],
  ['cafe\u0301s', 'cafés'],
  ['x²y³z', 'x2y3z'],
], ([text, code]) => equal(normaliseCode(text), code));

testEach('/guest/norm-lower', [
  ['Family-Dinner', 'family-dinner'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['ΟΔΟΣ-ΟΔΟΣ', 'οδοσ-οδοσ'],
  ['ŒUVRE-ÇA', 'œuvre-ça'],
  ['STRAẞE', 'straße'],
  ['Straße', 'straße'],
  ['ДОМИК', 'домик'],
], ([text, code]) => equal(normaliseCode(text), code));

test('/guest/norm-lower', async () => {
  for (const code of ['İstanbul', 'I\u0307stanbul', 'abcİ'])
    await refuses('bad-code', () => normaliseCode(code));
});

/* No single character is J with caron, but one is j with caron. */
testEach('/guest/norm-nfkc-again', [
  ['J\u030cabc', '\u01f0abc'],
  ['H\u0331abc', '\u1e96abc'],
  ['\u03d3abc', '\u03cdabc'],
], ([text, code]) => equal(normaliseCode(text), code));

testEach('/guest/norm-separators', [
  ['family dinner', 'family-dinner'],
  ['  family \t\n dinner  ', 'family-dinner'],
  ['family_dinner', 'family-dinner'],
  ['family--_ --dinner', 'family-dinner'],
  ['family\u2010\u2011\u2012\u2013\u2014\u2015\u2212dinner', 'family-dinner'],
  ['family\u000b\u0085\u1680\u2028\u2029dinner', 'family-dinner'],
  ['-family-', 'family'],
  ['\u00a0family\u3000', 'family'],
], ([text, code]) => equal(normaliseCode(text), code));

testEach('/guest/norm-made', [
  ['k3vd-9xtm-4qpa-7hse', MADE],
  ['K3VD-9XTM-4QPA-7HSE', MADE],
  ['k3vd 9xtm 4qpa 7hse', MADE],
  ['k3vd9xtm4qpa7hse', MADE],
  ['k3vd9xtm-4qpa7hse', MADE],
  ['O3vd-IxtL-4qpa-7hse', '03vd1xt14qpa7hse'],
  ['abcdefghjkmnpqrs', 'abcdefghjkmnpqrs'],
  ['k3v-d9xtm-4qpa-7hse', 'k3v-d9xtm-4qpa-7hse'],
  ['u3vd-9xtm-4qpa-7hse', 'u3vd-9xtm-4qpa-7hse'],
  ['olio-olio-olio-oli', 'olio-olio-olio-oli'],
], ([text, code]) => equal(normaliseCode(text), code));

test('/guest/norm-own', async () => {
  for (const code of ['abc!', 'abc.d', 'abc/d', 'a#bcd', 'abcd\u200d', 'abcd\u200b', 'abc\u0000d', '😀😀😀😀', 'abc½x', 'Ⅻabc\u00a7', 'a+bcd', '\ud800abc', 'abc%20d'])
    await refuses('bad-code', () => normaliseCode(code));
  /* In bytes, not in characters, and before anything else is looked at. */
  await refuses('bad-code', () => normaliseCode(' '.repeat(1025) + 'family'));
  equal(normaliseCode(' '.repeat(1018) + 'family'), 'family');
});

test('/guest/strength-made', () => {
  equal(judgeCode(MADE), 'strong');
  ok(isMadeCode(MADE) && !isMadeCode('family-dinner'));
});

testEach('/guest/strength-fair', ['correct-horse-battery-staple', 'aaaa-bbbb-cccc-ddddd'],
         code => equal(judgeCode(code), 'fair'));

testEach('/guest/strength-weak', ['family', 'family-dinner', 'one-two-six-ten', 'abcdefghjkmnpqrs', normaliseCode('familydinnercall'), 'a'.repeat(64), 'correct-horse-staples'],
         code => equal(judgeCode(code), 'weak'));

testEach('/guest/link-https', [
  ['https://call.example.org/#k3vd-9xtm-4qpa-7hse', ['https', 'call.example.org', 443, MADE]],
  ['https://call.example.org#k3vd-9xtm-4qpa-7hse', ['https', 'call.example.org', 443, MADE]],
  ['  HTTPS://Call.Example.ORG:8443/#K3VD9XTM4QPA7HSE \n', ['https', 'call.example.org', 8443, MADE]],
  ['https://[2001:DB8::1]/#family-dinner', ['https', '[2001:db8::1]', 443, 'family-dinner']],
  ['https://192.0.2.7:443/#family%20dinner', ['https', '192.0.2.7', 443, 'family-dinner']],
  ['https://bücher.example/#%D0%B4%D0%BE%D0%BC%D0%B8%D0%BA', ['https', 'xn--bcher-kva.example', 443, 'домик']],
], ([text, expected]) => {
  const link = readLink(text);
  equal([link.scheme, link.host, link.port, link.code], expected);
  equal(readLink(formatLink(link)), link);
});

testEach('/guest/link-https', [
  'https://call.example.org/', 'https://call.example.org/#', 'https:///#abcd', 'https://call.example.org/x#abcd',
  'https://call.example.org/?a#abcd', 'https://user@call.example.org/#abcd', 'https://u:p@call.example.org/#abcd',
  'https://call.example.org:0/#abcd', 'https://call.example.org:65536/#abcd', 'https://call.example.org:/#abcd',
  'https://call.example.org:8a/#abcd', 'https://call example.org/#abcd', 'https://127.1/#abcd', 'https://0x7f000001/#abcd',
  'https://2130706433/#abcd', 'https://[::1/#abcd', 'https://[::1%25eth0]/#abcd', 'https://::1/#abcd', 'https://a..b/#abcd',
  'https://-/#ab', 'https://call%2eexample.org/#abcd', 'https://faß.de/#abcd', 'https://ς.example/#abcd', 'https://call.example.org/#%ff%fe%fd%fc', 'https://call.example.org/#abcd%',
  'https://call.example.org/#abcd%2', 'ftp://call.example.org/#abcd', 'https:\\\\call.example.org\\#abcd', 'https//call.example.org/#abcd',
  'javascript://call.example.org/#abcd', 'https://call.example.org/#' + 'a'.repeat(3000),
], async text => {
  const error = await Promise.resolve().then(() => readLink(text)).catch(problem => problem);
  ok(error.code === 'bad-link' || error.code === 'bad-code', `${text} gave ${JSON.stringify(error)}`);
});

test('/guest/link-http', () => {
  const link = readLink('http://192.168.1.5:8080/#family-dinner');
  equal([link.scheme, link.host, link.port], ['http', '192.168.1.5', 8080]);
  equal(signalUrl(link), 'ws://192.168.1.5:8080/signal');
  equal(signalUrl(readLink('http://localhost/#family-dinner')), 'ws://localhost/signal');
});

test('/guest/link-scheme', () => {
  const link = readLink(`sightline://call.example.org/#${MADE}`);
  equal(formatLink(link), 'sightline://call.example.org/#k3vd-9xtm-4qpa-7hse');
  equal(signalUrl(link), 'wss://call.example.org/signal');
  equal(signalUrl(readLink('sightline://call.example.org:8443/#abcd')), 'wss://call.example.org:8443/signal');
});

test('/guest/link-bare', async () => {
  const link = readLink('\u3000 Family Dinner\u0085', 'http://192.168.1.5:8080/');
  equal(link, { scheme: 'http', host: '192.168.1.5', port: 8080, code: 'family-dinner' });
  await refuses('bad-link', () => readLink('family-dinner'));
  equal(readFragment('K3VD%2D9XTM-4QPA-7HSE'), MADE);
});

testEach('/guest/links-of-page', [
  ['https://call.example.org/', 'https://call.example.org/#k3vd-9xtm-4qpa-7hse', 'sightline://call.example.org/#k3vd-9xtm-4qpa-7hse'],
  ['https://[2001:db8::1]:8443/', 'https://[2001:db8::1]:8443/#k3vd-9xtm-4qpa-7hse', 'sightline://[2001:db8::1]:8443/#k3vd-9xtm-4qpa-7hse'],
  ['http://192.168.1.5:8080/', 'http://192.168.1.5:8080/#k3vd-9xtm-4qpa-7hse', null],
], ([page, link, application]) => equal(linksOfPage(new URL(page), MADE), { page: link, application }));
