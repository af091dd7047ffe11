/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* PROTOCOL.md section 13.1: arrives once and in order, whatever breaks. */

import { Chat } from '/chat.js';
import { ChatMessage } from '/chat-message.js';
import { equal, ok, test } from './tap.js';

const ONE = '1'.repeat(16);
const TWO = '2'.repeat(16);

/* Two ends; what is on its way is lost where `loses` says so. */
class Pair {
  now = 0;
  loses = () => false;
  said = { channel: 0, server: 0 };

  constructor() {
    this.chats = { [ONE]: this.make(ONE), [TWO]: this.make(TWO) };
    this.chats[ONE].addPeer(TWO);
    this.chats[TWO].addPeer(ONE);
    this.way = [];
  }

  make(from) {
    return new Chat((to, path, message) => {
      this.said[path]++;
      if (!this.loses(message))
        this.way.push({ from, to, path, message: { after: null, ...message } });
    }, () => {});
  }

  up(path, isUp = true) {
    for (const [one, other] of [[ONE, TWO], [TWO, ONE]])
      isUp ? this.chats[one].pathUp(other, path, this.now) : this.chats[one].pathDown(other, path, this.now);
  }

  deliver() {
    for (let next; (next = this.way.shift());)
      this.chats[next.to].received(next.from, next.path, next.message, this.now);
  }

  wait(ms) {
    this.now += ms;
    for (const chat of Object.values(this.chats))
      if (chat.deadline <= this.now)
        chat.tick(this.now);
    this.deliver();
  }

  say(from, text) {
    return this.chats[from].say(text, 0, this.now);
  }

  heard(by) {
    return this.chats[by].messages.filter(({ sender }) => sender !== null).map(({ text }) => text);
  }
}

test('/guest/chat-ack', () => {
  const pair = new Pair();
  equal(pair.say(ONE, 'kept'), 'said');
  equal(pair.said, { channel: 0, server: 0 });
  pair.up('server');
  equal(pair.chats[ONE].messages[0].state, 'sending');
  pair.deliver();
  equal([pair.heard(TWO), pair.chats[ONE].messages[0].state, pair.chats[ONE].deadline], [['kept'], 'delivered', null]);
  pair.up('channel');
  equal(pair.say(TWO, 'on the channel'), 'said');
  pair.deliver();
  equal([pair.heard(ONE), pair.said.server], [['on the channel'], 2]);
});

test('/guest/chat-again', () => {
  const pair = new Pair();
  let number = 1;
  pair.loses = () => (number = number * 48271 % 0x7fffffff) % 3 === 0;
  pair.up('channel');
  const texts = Array.from({ length: 200 }, (_, i) => `message ${i}`);
  for (const [i, text] of texts.entries()) {
    pair.say(ONE, text);
    if (i % 20 === 0)
      pair.up('channel', i % 40 === 0);
    pair.deliver();
  }
  pair.up('channel');
  for (let i = 0; i < 3000 && pair.heard(TWO).length < texts.length; i++)
    pair.wait(4000);
  equal(pair.heard(TWO), texts);
});

test('/guest/chat-once', () => {
  const pair = new Pair();
  pair.up('channel');
  pair.loses = ({ k }) => k === 'chat-ack';
  pair.say(ONE, 'hello');
  for (let i = 0; i < 5; i++)
    pair.wait(40000);
  equal([pair.heard(TWO), pair.chats[ONE].messages[0].state], [['hello'], 'sending']);
  pair.loses = () => false;
  pair.wait(40000);
  equal([pair.heard(TWO), pair.chats[ONE].messages[0].state], [['hello'], 'delivered']);
});

test('/guest/chat-after', () => {
  const pair = new Pair();
  pair.up('channel');
  pair.loses = ({ text }) => text === 'first';
  pair.say(ONE, 'first');
  pair.say(ONE, 'second');
  pair.deliver();
  equal(pair.heard(TWO), []);
  pair.loses = () => false;
  pair.wait(4000);
  equal(pair.heard(TWO), ['first', 'second']);

  /* At most 32 are on their way. */
  pair.said.channel = 0;
  for (let i = 0; i < 100; i++)
    pair.say(ONE, String(i));
  equal(pair.said.channel, 32);
  pair.deliver();
  equal(pair.heard(TWO).length, 102);
});

test('/guest/chat-replaced', () => {
  const pair = new Pair();
  pair.up('channel');
  pair.loses = () => true;
  pair.say(ONE, 'hello');
  pair.loses = () => false;
  const three = '3'.repeat(16);
  pair.chats[ONE].replacePeer(TWO, three);
  pair.chats[three] = pair.chats[TWO];
  pair.chats[ONE].pathUp(three, 'channel', pair.now);
  pair.deliver();
  equal(pair.heard(TWO), ['hello']);
});

test('/guest/chat-server-rate', () => {
  const pair = new Pair();
  pair.up('server');
  pair.loses = () => true;
  for (let i = 0; i < 100; i++)
    pair.say(ONE, String(i));
  equal(pair.said.server, 32);
  for (let i = 0; i < 4; i++)
    pair.up('server');
  equal(pair.said.server, 40);
  pair.wait(1000);
  equal(pair.said.server, 50);
});

test('/guest/chat-missed', () => {
  const pair = new Pair();
  pair.say(ONE, 'hello');
  pair.chats[ONE].removePeer(TWO);
  equal(pair.chats[ONE].messages[0].state, 'missed');
  equal(pair.say(ONE, 'anybody?'), 'nobody');
});

test('/guest/chat-text', () => {
  const own = text => ChatMessage.own(text, 0);
  for (const text of ['', '\0', '\ud800', 'x'.repeat(4001), '\u0001'.repeat(4000)])
    equal(own(text), null, JSON.stringify(text.slice(0, 9)));
  equal([...own('👋'.repeat(4000)).text].length, 4000);
  equal(own('a\0b').text, 'ab');
  equal(new ChatMessage(ONE, { text: 'a\u0007b\n\t\u202ec', cid: ONE, at: 0 }).shownText, 'ab\n\tc');
  const pair = new Pair();
  equal([pair.say(ONE, ''), pair.say(ONE, 'x'.repeat(5000))], ['length', 'length']);
  ok(Array.from({ length: 1030 }, (_, i) => pair.say(ONE, String(i))).slice(1024).every(answer => answer === 'full'));
});
