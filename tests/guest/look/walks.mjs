/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Every state of the page, as people come to it. A walk opens what it needs and looks
 * where there is something new to see.
 */

import { readFileSync } from 'node:fs';
import { INSECURE_HOST } from './scene.mjs';

const LIST = readFileSync(new URL('../../../src/guest/sight-guest.gresource.xml', import.meta.url), 'utf8');
const FILES = Array.from(LIST.matchAll(/<file>(.+)<\/file>/g), ([, name]) => name);
const PEERS = ['Ana', 'Clara', 'Dmitri', 'Elena', 'Farid', 'Grete', 'Hugo', 'Inés', 'Jun'];

/* The browser says what it says where a device is not given. */
const refuseDevices = name => navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
const beOld = () => delete window.RTCRtpTransceiver.prototype.setCodecPreferences;
const shareCanvas = () => navigator.mediaDevices.getDisplayMedia = async () => document.createElement('canvas').captureStream(5);
const saysState = (page, id, text) => page.waitForFunction(([id, text]) => document.getElementById(id).textContent.includes(text), [id, text]);

async function addPeers(scene, count, ...options) {
  for (const name of PEERS.slice(0, count))
    await scene.peer(name, ...(name === 'Ana' ? options : []));
}

async function say(page, text) {
  await page.fill('#chat-text', text);
  await page.press('#chat-text', 'Enter');
  await page.waitForFunction(text => [...document.querySelectorAll('#messages p')].some(one => one.textContent === text), text);
}

export const walks = {
  async join(scene, { look }) {
    const page = await scene.open();
    await page.waitForSelector('#health[data-state=up]');
    await look(page, 'join', { dark: true });
    await page.click('#reveal');
    await page.click('#join-audio');
    await page.click('#join-video');
    await page.waitForFunction(() => document.getElementById('preview').videoWidth > 0);
    await look(page, 'join-devices');
  },

  /* What most people do, and no more; then the rest. */
  async visit(scene, { weigh, check }) {
    await scene.peer('Ana');
    const page = await scene.open();
    await page.waitForSelector('#health[data-state=up]');
    await weigh(page, 'join');
    await scene.join(page, { others: 1 });
    await page.click('#hand');
    await page.click('#react');
    await page.click('#react-like');
    await page.click('#show-chat');
    await say(page, 'Hello');
    await weigh(page, 'visit');
    await page.setInputFiles('#file-input', { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('Plan') });
    await page.waitForSelector('.file');
    for (const button of ['#add', '.trust', '.settings']) {
      await page.click(button);
      await page.click('dialog[open] .close');
    }
    await page.click('#hang-up');
    await weigh(page, 'everything');
    /* What is nowhere needed is nowhere there: the other languages alone are not loaded. */
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname.slice(1)));
    check('all-used', FILES.filter(name => !/^strings-(?!en)/.test(name) && !loaded.includes(name)), ['index.html']);
  },

  async keyboard(scene, { check }) {
    await scene.peer('Ana');
    const page = await scene.open();
    const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
    const tab = async count => {
      const stops = [];
      for (let i = 0; i < count; i++) {
        await page.keyboard.press('Tab');
        stops.push(await focus());
      }
      return stops;
    };
    check('tab-join', await tab(4), ['join-audio', 'join-video', 'choose-audio', 'name']);
    await page.keyboard.type('Bruno');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.trust');
    check('focus-call', await focus(), 'call-title');
    const controls = ['mute', 'camera', 'share', 'hand', 'react', 'show-chat', 'add', 'hang-up'];
    check('tab-call', await tab(10), ['corner trust', 'corner settings', ...controls]);
    await page.focus('#react');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    check('focus-reactions', await focus(), 'react-love');
    await page.keyboard.press('Enter');
    check('focus-reacted', [await focus(), await page.isVisible('#reactions')], ['react', false]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    check('focus-reactions-closed', [await focus(), await page.isVisible('#reactions')], ['react', false]);
    await page.focus('#show-chat');
    await page.keyboard.press('Enter');
    check('focus-chat', await focus(), 'chat-text');
    await page.setViewportSize({ width: 360, height: 740 });
    check('tab-sheet', (await tab(8)).filter(stop => controls.includes(stop)), []);
    await page.focus('#chat-text');
    await page.keyboard.press('Escape');
    check('focus-chat-closed', await focus(), 'show-chat');
    await page.focus('.trust');
    await page.keyboard.press('Enter');
    await page.click('#person', { position: { x: 3, y: 3 } });
    check('focus-dialog', await page.evaluate(() => document.activeElement.closest('dialog').id), 'person');
    await page.keyboard.press('Escape');
    check('focus-dialog-closed', await focus(), 'corner trust');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    check('focus-seen', outline, 'solid');
    await page.keyboard.press('Enter');
    await page.mouse.click(180, 4);
    await page.waitForSelector('#person', { state: 'hidden' });
  },

  /* What a screen reader says of it, in its order. */
  async announcements(scene, { check }) {
    const page = await scene.open();
    await page.evaluate(() => {
      window.said = [];
      const region = document.getElementById('announcement');
      new MutationObserver(() => region.textContent !== '' && window.said.push(region.textContent)).observe(region, { childList: true });
    });
    await scene.join(page, { devices: false });
    const says = sentence => page.waitForFunction(sentence => window.said.at(-1) === sentence, sentence);
    const other = await scene.open({ init: shareCanvas });
    await scene.join(other, { name: 'Clara', devices: false });
    await says('Clara has joined');
    await other.waitForSelector('.tile.person:has(.tile-problem:empty)');
    await other.click('#hand');
    await says('Clara raises a hand');
    await other.click('#react');
    await other.click('#react-party');
    await says('Clara reacts: Celebration');
    await other.click('#share');
    await says('Clara shares the screen');
    await other.click('#show-chat');
    await say(other, 'Hello');
    await says('Clara has written a message');
    await other.click('#hang-up');
    await says('Clara has left');
    check('all', await page.evaluate(() => window.said.length), 6);
  },

  async links(scene, { look }) {
    await look(await scene.open({ link: `${scene.address}/` }), 'no-room');
    await look(await scene.open({ link: `${scene.address}/#abc` }), 'bad-link');
    await look(await scene.open({ link: `${scene.address}/#family-dinner` }), 'weak-code');
    await look(await scene.open({ link: scene.link.replace('127.0.0.1', INSECURE_HOST) }), 'insecure');
    await look(await scene.open({ init: beOld }), 'unsupported');
  },

  async languages(scene, { look }) {
    for (const locale of ['es', 'ru']) {
      const page = await scene.open({ locale });
      await look(page, `join-${locale}`);
      await page.click('#join-button');
      await page.waitForSelector('#alone:not([hidden])');
      await page.click('#show-chat');
      await look(page, `call-${locale}`);
      await page.click('#hang-up');
    }
  },

  async devices(scene, { look }) {
    for (const [error, name] of [['NotAllowedError', 'denied'], ['NotFoundError', 'none'], ['NotReadableError', 'busy']]) {
      const page = await scene.open({ init: refuseDevices, argument: error });
      await page.click('#join-video');
      await page.waitForSelector('#device-problem:not(:empty)');
      await look(page, `device-${name}`);
    }
    /* And in the call. */
    const page = await scene.open({ init: refuseDevices, argument: 'NotAllowedError' });
    await scene.join(page, { devices: false });
    await page.click('#mute');
    await page.waitForSelector('#call-problem:not(:empty)');
    await look(page, 'call-device-denied');
  },

  async unplugged(scene, { look, check }) {
    const page = await scene.open();
    await scene.join(page);
    await page.click('.settings');
    await page.waitForSelector('#change-audio option >> nth=1', { state: 'attached' });
    await look(page, 'choose-devices');
    /* Another one is heard at once, and stays chosen when it was off. */
    const label = await page.$eval('#change-audio option:not(:checked)', option => option.textContent);
    await page.selectOption('#change-audio', { label });
    await page.waitForFunction(label => document.querySelector('#change-audio option:checked').textContent === label, label);
    await page.keyboard.press('Escape');
    check('chosen', await page.$eval('#mute', button => button.classList.contains('off')), false);
    await page.evaluate(() => {
      const [track] = document.querySelector('.tile.own video').srcObject.getVideoTracks();
      track.stop();
      track.dispatchEvent(new Event('ended'));
    });
    await page.waitForSelector('#call-problem:not(:empty)');
    await look(page, 'unplugged');
  },

  async call(scene, { look }) {
    const page = await scene.open();
    await scene.join(page);
    await look(page, 'alone', { dark: true });
    const ana = await scene.peer('Ana', '--chat', 'Hello Bruno', '--chat', 'Here is the link that I spoke of: https://sightline.example/a/rather/long/path/without/any/end');
    await page.waitForFunction(() => document.querySelector('.tile.person video')?.videoWidth > 0);
    await page.waitForFunction(() => document.getElementById('show-chat').dataset.unread === '2');
    await page.waitForSelector('.tile.person.talking');
    await look(page, 'two', { dark: true });
    await page.click('#react');
    await page.click('#react-laugh');
    await page.click('#react');
    await look(page, 'reactions', { dark: true });
    await page.keyboard.press('Escape');
    await page.click('#show-chat');
    await say(page, 'Thank you, I have it');
    await look(page, 'chat', { dark: true });
    await page.click('#hide-chat');
    await page.click('#mute');
    await page.click('#camera');
    await page.click('#hand');
    await look(page, 'muted');
    await page.emulateMedia({ contrast: 'more' });
    await look(page, 'contrast');
    await page.emulateMedia({ contrast: 'no-preference', forcedColors: 'active' });
    await look(page, 'forced-colors');
    await page.emulateMedia({ forcedColors: 'none' });
    await page.evaluate(() => document.documentElement.style.fontSize = '200%');
    await look(page, 'large-text');
    await page.evaluate(() => document.documentElement.style.fontSize = '');
    ana.kill('SIGSTOP');
    await page.waitForFunction(() => /\(\d+ s\)/.test(document.querySelector('.tile-problem').textContent));
    await look(page, 'reconnecting');
    ana.kill('SIGCONT');
    await page.click('#hang-up');
    await page.waitForSelector('#page:not([hidden])');
    await look(page, 'left', { dark: true });
  },

  async trust(scene, { look }) {
    await scene.peer('Ana');
    const page = await scene.open();
    await scene.join(page, { others: 1 });
    await page.click('.trust');
    await page.waitForSelector('#verify-actions:not([hidden])');
    await look(page, 'compare', { dark: true });
    await page.click('#verify-match');
    await page.waitForSelector('.trust.verified');
    await look(page, 'compared');
    await page.click('#person .close');
    await look(page, 'verified');
    const other = await scene.open();
    await scene.join(other, { others: 2 });
    await other.click('.trust');
    await other.click('#verify-differ');
    await other.waitForSelector('#security:not(:empty)');
    await look(other, 'differs');
    await other.keyboard.press('Escape');
    await look(other, 'alarm', { dark: true });
  },

  /* As long as a name may be, and nothing in it where a line could end. */
  async names(scene, { look }) {
    const name = 'W'.repeat(64);
    const host = await scene.open();
    await scene.join(host, { name });
    await host.click('#add');
    await host.click('#lock');
    await saysState(host, 'lock', 'Unlock');
    await host.click('#invite .close');
    const guest = await scene.open();
    await guest.fill('#name', name);
    await guest.click('#join-button');
    await host.waitForFunction(name => document.getElementById('door').textContent.includes(name), name);
    await look(host, 'long-knock');
    await host.click('#door li button >> nth=0');
    await guest.waitForFunction(() => document.querySelector('.tile.person video')?.videoWidth > 0);
    await host.click('#show-chat');
    await say(host, 'M'.repeat(100));
    await look(host, 'long-names');
    await guest.click('.trust');
    await guest.waitForSelector('#verify-actions:not([hidden])');
    await look(guest, 'long-compare');
  },

  async invite(scene, { look }) {
    const page = await scene.open();
    await scene.join(page);
    await page.click('#add');
    await page.waitForSelector('#qr-code path[d^=M]');
    await look(page, 'invite', { dark: true, qr: scene.link });
  },

  async screen(scene, { look }) {
    await addPeers(scene, 3, '--screen', 'test');
    const page = await scene.open();
    await scene.join(page, { others: 3 });
    await page.waitForFunction(() => document.querySelector('.tile.screen video')?.videoWidth > 0);
    await look(page, 'screen', { dark: true, wall: true });
  },

  /* Nine that were real would keep the computer busy with encoding: these are tiles of
   * the page itself, some with a picture.
   */
  async crowd(scene, { look }) {
    const page = await scene.open();
    await scene.join(page);
    await page.evaluate(async names => {
      const [{ Stage }, { Tile }] = await Promise.all([import('/stage.js'), import('/tile.js')]);
      const own = document.querySelector('.tile.own video').srcObject.getVideoTracks()[0];
      const show = (tile, name, i) => {
        const hasPicture = i % 3 !== 1;
        tile.update({ name, hasPicture, isMuted: i % 2 === 1, note: i % 2 === 1 ? 'Muted' : '' });
        tile.setTalking(i === 2);
        tile.play(hasPicture ? [own] : []);
      };
      const stage = new Stage(document.getElementById('tiles'), new Tile('own'));
      document.getElementById('alone').hidden = true;
      names.forEach((name, i) => {
        const tile = new Tile();
        tile.addButton('trust', 'shield', () => {});
        tile.labelButton(name, i === 3);
        show(tile, name, i);
        stage.addPerson(tile);
      });
    }, PEERS);
    await look(page, 'nine', { wall: true });
  },

  async door(scene, { look }) {
    const host = await scene.open();
    await scene.join(host);
    await host.click('#add');
    await host.click('#lock');
    await saysState(host, 'lock', 'Unlock');
    await host.click('#invite .close');
    const guest = await scene.open();
    await guest.fill('#name', 'Clara');
    await guest.click('#join-button');
    await saysState(guest, 'call-state', 'host');
    await look(guest, 'waiting');
    await host.waitForFunction(() => document.getElementById('door').textContent.includes('Clara'));
    await look(host, 'knock', { dark: true });
    await host.click('#door li button >> nth=1');
    await guest.waitForSelector('#page:not([hidden])');
    await look(guest, 'not-let-in');
    await guest.click('#join-button');
    await host.click('#door li button >> nth=0');
    await guest.waitForSelector('.tile.person');
    await host.click('.trust');
    await host.click('#remove');
    await guest.waitForSelector('#page:not([hidden])');
    await look(guest, 'removed');
    const other = await scene.open();
    await other.click('#join-button');
    await host.click('#door li button >> nth=0');
    await other.waitForSelector('.tile.person');
    await host.click('#add');
    await look(host, 'invite-host');
    await host.click('#end');
    await other.waitForSelector('#page:not([hidden])');
    await look(other, 'ended');
  },

  async full(scene, { look }) {
    scene.killServer();
    await scene.serve('--room-members', '2');
    await scene.join(await scene.open());
    await scene.join(await scene.open());
    const page = await scene.open();
    await page.click('#join-button');
    await page.waitForSelector('#page:not([hidden])');
    await look(page, 'full');
  },

  async server(scene, { look }) {
    await scene.peer('Ana');
    const page = await scene.open();
    await scene.join(page, { others: 1 });
    const late = await scene.open();
    /* What a call needs was loaded before. */
    await late.evaluate(() => import('/call-page.js'));
    scene.killServer();
    await page.waitForFunction(() => /\(\d+ s\)/.test(document.getElementById('call-seconds').textContent));
    await look(page, 'server-lost');
    /* What sends files was not needed before, and says so. */
    await page.click('#show-chat');
    await page.setInputFiles('#file-input', { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('Plan') });
    await saysState(page, 'chat-problem', 'when the server is back');
    await look(page, 'files-away');
    await late.evaluate(() => dispatchEvent(new Event('online')));
    await late.waitForSelector('#health[data-state=down]');
    await look(late, 'server-down');
    await late.click('#join-button');
    await saysState(late, 'call-state', 'again');
    await look(late, 'server-unreachable');
  },
};
