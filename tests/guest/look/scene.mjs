/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A real server, command-line peers and a real browser, for those who look at the page. */

import { spawn } from 'node:child_process';

const CODE = 'k3vd-9xtm-4qpa-7hse';
export const INSECURE_HOST = 'guest.test';
const DEADLINE = 60_000; /* ms; the machine may be busy with other tests */

const BROWSER_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update',
  '--disable-domain-reliability', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required',
  '--auto-select-desktop-capture-source=Entire screen', `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,OptimizationHints,MediaRouter,WebRtcHideLocalIpsWithMdns',
];

/** Reads what a program writes until it has said something. */
function waitFor(process, expression) {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = data => {
      text += data;
      const match = expression.exec(text);
      if (match)
        resolve(match);
    };
    process.stdout.on('data', take);
    process.stderr.on('data', take);
    process.once('exit', () => reject(new Error(`It ended without having said ${expression}: ${text}`)));
    setTimeout(() => reject(new Error(`It has not said ${expression}: ${text}`)), DEADLINE).unref();
  });
}

export class Scene {
  requests = [];
  complaints = [];

  #browser;
  #programs;
  #server = null;
  #peers = [];
  #contexts = [];

  constructor(browser, programs) {
    this.#browser = browser;
    this.#programs = programs;
    /* Whatever ends us ends them. */
    process.once('exit', () => this.#killPrograms());
  }

  static async start(chromium, executablePath, programs) {
    return new Scene(await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS }), programs);
  }

  /** A new server for each walk, with its options. */
  async serve(...options) {
    this.#server = spawn(this.#programs.server, ['--listen', '127.0.0.1:0', ...options]);
    const [, address] = await waitFor(this.#server, /listening on (http:\/\/[^\s/]+)/);
    this.address = address;
    this.link = `${address}/#${CODE}`;
  }

  killServer() {
    this.#server?.kill('SIGKILL');
    this.#server = null;
  }

  #killPrograms() {
    for (const peer of this.#peers.splice(0))
      peer.kill('SIGKILL');
    this.killServer();
  }

  /** A command-line peer that sends test pictures; returns once it is there. */
  async peer(name, ...options) {
    const peer = this.peerAtDoor(name, ...options);
    await waitFor(peer, /"event":\s*"joined"/);
    return peer;
  }

  peerAtDoor(name, ...options) {
    const peer = spawn(this.#programs.cli, ['call', this.link, '--json', '--name', name, '--camera', 'test', '--microphone', 'test', ...options]);
    this.#peers.push(peer);
    return peer;
  }

  /**
   * @param {object} [options]
   * @param {string} [options.locale]
   * @param {function} [options.init] runs in the page before anything of it does
   */
  async open({ locale = 'en', init = null, argument = null, link = this.link } = {}) {
    const context = await this.#browser.newContext({ locale, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(DEADLINE);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on('request', request => this.requests.push(request.url()));
    page.on('pageerror', error => this.complaints.push(error.stack));
    page.on('console', message => /Content.Security.Policy/i.test(message.text()) && this.complaints.push(message.text()));
    if (init !== null)
      await page.addInitScript(init, argument);
    await page.goto(link);
    await page.waitForSelector('#page:not([hidden])');
    return page;
  }

  /** In the call, with as many others as there are. */
  async join(page, { name = 'Bruno', others = 0, devices = true } = {}) {
    await page.fill('#name', name);
    if (devices) {
      await page.click('#join-audio.off');
      await page.click('#join-video.off');
      await page.waitForSelector('#join-video:not(.off)');
    }
    await page.click('#join-button');
    await page.waitForSelector('#call:not([hidden])');
    await page.waitForFunction(count => [...document.querySelectorAll('.tile.person video')].filter(video => video.videoWidth > 0).length >= count, others);
    await page.waitForSelector('#call-state:empty', { state: 'attached' });
  }

  /** A page of nothing but this. */
  async write(html) {
    const page = await this.#browser.newPage();
    await page.setContent(html);
    return page;
  }

  async clear() {
    for (const context of this.#contexts.splice(0))
      await context.close();
    this.#killPrograms();
  }

  async stop() {
    await this.clear();
    await this.#browser.close();
  }
}
