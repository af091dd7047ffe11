#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest in a real browser and a command-line peer meet on a real server, and see,
hear and write to each other: proved by what is in the pictures, the sound and the
messages, and not by what anyone says of itself.

    test-guest.py chromium|firefox SIGHTLINE-SERVER SIGHTLINE-CLI [TEST...]
"""
import json
import signal
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from guest_scene import (  # noqa: E402
  CAMERA, FIRST, MICROPHONE, SENDS, Skip, enter_page, expect_chat, expect_end, expect_heard, expect_healed, expect_one_negotiation, expect_read,
  expect_sight, expect_sound, expect_tile, expect_tone, frames_sent, main, meet, others, stands_still,
)
from processes import TONES, Coturn, Server, find, until  # noqa: E402


def expect_codec(guest, wanted):
  """Where the browser can, both ways."""
  name = f'video/{wanted if wanted in guest.codecs() else "vp8"}'.upper()
  counts = guest.counts()
  used = [counts[f'{direction}/camera']['codec'].upper() for direction in ('inbound', 'outbound')]
  assert used == [name, name], used


def check_call(scene, guest_first, codec):
  guest, cli = meet(scene, guest_first, f'--codec {codec} --chat Hello --chat "a second line"', codec=codec)
  assert guest.peer()['name'] == 'Ana' and cli.wait('peer')[0]['name'] == 'Bruno'
  expect_sight(guest)
  expect_sound(guest)
  expect_heard(cli)
  expect_tone(scene, cli)
  expect_read(guest, 'Hello', 'a second line')
  expect_chat(guest, cli)
  expect_one_negotiation(guest)
  expect_codec(guest, codec)
  sends = guest.peer()['sends']
  assert sends['mic'] and sends['cam'] and not sends['screen'], sends
  cli.stop()
  first, last = scene.picture('first'), scene.picture('last')
  assert first is not None and last is not None and FIRST <= first < last, (first, last)
  until(lambda: not guest.look()['participants'], 'nobody after the other left')


def needs_h264():
  """Of the browser it is not needed: one without it gets VP8 from a peer that would rather send H.264."""
  if subprocess.run(['gst-inspect-1.0', '--exists', 'openh264enc'], check=False).returncode != 0:
    raise Skip('GStreamer has no encoder for H.264 here')


def check_vp8_cli_first(scene):
  check_call(scene, False, 'vp8')


def check_vp8_guest_first(scene):
  check_call(scene, True, 'vp8')


def check_h264_cli_first(scene):
  needs_h264()
  check_call(scene, False, 'h264')


def check_h264_guest_first(scene):
  needs_h264()
  check_call(scene, True, 'h264')


def check_feeds(scene):
  """Camera and microphone off and on, and a screen: instantly, and nothing is negotiated."""
  guest, cli = meet(scene, False)
  expect_heard(cli)
  guest.feed(line=CAMERA, on=False)
  guest.feed(line=MICROPHONE, on=False)
  still = until(lambda: stands_still(guest), 'no more pictures')
  guest.feed(line=CAMERA, on=True)
  guest.feed(line=MICROPHONE, on=True)
  until(lambda: frames_sent(guest) > still + 10, 'pictures again')
  guest.share(first=0x770000)
  cli.wait('first-frame', line='screen')
  until(lambda: guest.counts()['outbound/screen'].get('framesEncoded', 0) > 10, 'more of the screen')
  expect_one_negotiation(guest)
  sent = frames_sent(guest)
  cli.stop()
  last, screen = scene.picture('last'), scene.picture('last', 'screen')
  # What was seen last was drawn after the camera was back.
  assert last is not None and last > FIRST + still and sent > still, (last, still)
  assert screen is not None and screen >= 0x770000, screen


def check_killed(scene, guest_first):
  """The connection of the guest is gone at once, without a word."""
  guest, cli = meet(scene, guest_first)
  expect_sight(guest)
  guest.kill()
  expect_healed(guest, cli, 2)
  number = guest.peer()['generation']
  expect_sight(guest)
  assert guest.peer()['generation'] == number, guest.peer()
  seen = frames_sent(guest)
  until(lambda: frames_sent(guest) > seen + 15, 'pictures on the new connection')
  cli.stop()
  assert scene.picture('last') > scene.picture('first'), 'the picture stands still'


def check_killed_answerer(scene):
  check_killed(scene, True)


def check_killed_offerer(scene):
  check_killed(scene, False)


def check_server_restart(scene):
  """The server is killed and comes back knowing nothing: media and chat go on."""
  guest, cli = meet(scene, False)
  before = expect_sight(guest)
  scene.server.signal(signal.SIGKILL)
  until(lambda: guest.look()['state'] == 'reconnecting', 'the guest without a server')
  expect_chat(guest, cli)
  during = expect_sight(guest, least=30)
  scene.server = Server(scene.server_program, scene.server.endpoint)
  until(lambda: guest.look()['state'] == 'joined', 'the guest with the new server')
  cli.wait('server', state='joined')
  assert expect_sight(guest) > during > before
  expect_chat(guest, cli)
  # Both are somebody new to the server, and know each other all the same.
  until(lambda: len(guest.look()['participants']) == 1, 'one other, not two')
  peer = guest.peer()
  assert peer['state'] == 'live' and peer['generation'] == 1, peer
  states = [event['state'] for event in guest.history() if event['event'] == 'state' and event['generation'] == 1]
  assert set(states) == {'live'}, states


def check_security(scene):
  """A certificate that is not the one that came sealed."""
  cli = scene.cli()
  guest = scene.guest()
  guest.forge()
  guest.join(scene.link, name='Bruno')
  # Who has been told leaves at once, and is forgotten then.
  until(lambda: [event for event in guest.history() if event.get('state') == 'failed' and event['reason'] == 'security'], 'the alarm')
  cli.wait('security')
  assert not cli.events('first-frame') and not cli.events('chat'), cli.lines
  assert not guest.seen(), guest.seen()


def check_leaves(scene):
  """Who closes the door is gone, on either side, at once."""
  guest, cli = meet(scene, True)
  expect_heard(cli)
  guest.leave()
  # Of who has left, the peer writes the last picture at once.
  until(lambda: Path(scene.folder, 'Bruno-camera-last.png').exists(), 'the peer to take leave', 5)
  assert not guest.look()['participants']


def check_leaves_unserved(scene):
  """Without a server that could tell it, who leaves is gone at once all the same."""
  guest, cli = meet(scene, True)
  scene.server.signal(signal.SIGKILL)
  cli.wait('server', state='reconnecting')
  guest.leave()
  cli.wait('left', deadline=3)


def check_peer_leaves_unserved(scene):
  """The same the other way round."""
  guest, cli = meet(scene, True)
  scene.server.signal(signal.SIGKILL)
  cli.wait('server', state='reconnecting')
  cli.process.terminate()
  until(lambda: not guest.look()['participants'], 'nobody', 3)


def check_other_browser(scene):
  """Two guests in two kinds of browser."""
  other = {'chromium': 'firefox', 'firefox': 'chromium'}[scene.browser]
  if find([other, 'firefox-esr']) is None:
    raise Skip(f'{other} is not installed')
  one, two = scene.guest(), scene.guest(other)
  one.join(scene.link, name='Bruno')
  until(lambda: one.look()['state'] == 'joined', 'the first')
  two.join(scene.link, name='Clara', first=0x330000)
  for guest, least in ((one, 0x330000), (two, FIRST)):
    guest.wait_state('live')
    assert expect_sight(guest, 'guest/camera') >= least
  expect_sound(two, 'guest/microphone', TONES[one.name])
  expect_sound(one, 'guest/microphone', TONES[two.name])
  emoji = until(lambda: one.peer()['emoji'], 'something to compare')
  until(lambda: two.peer()['emoji'] == emoji, f'the emoji {emoji}')
  assert one.say(text='¿Qué tal?') == 'said'
  expect_read(two, '¿Qué tal?')
  assert two.say(text='Gut') == 'said'
  expect_read(one, 'Gut')
  one.kill()
  until(lambda: two.peer()['state'] == 'live' and two.peer()['generation'] >= 2, 'healing')
  expect_sight(two, 'guest/camera')
  expect_sight(one, 'guest/camera')


def check_page(scene):
  """The page that people get, used as they use it."""
  cli = scene.cli(f'{SENDS} --chat Hello --react love')
  guest = scene.guest()
  guest.openPage(link=guest.pages.link(scene.link))
  guest.type(id='name', value='Bruno')
  guest.press(id='join-audio')
  guest.press(id='join-video')
  until(lambda: guest.lookAtPage()['isMirrored'], 'the mirror')
  before = guest.lookAtPage()['derivations']
  guest.press(id='join-button')
  expect_tile(guest)
  assert others(guest)[0]['text'] == 'Ana', others(guest)
  # What takes long was begun while the person looked into the mirror.
  assert guest.lookAtPage()['derivations'] == before, 'the keys were derived once more'
  assert cli.wait('peer')[0]['name'] == 'Bruno'
  expect_heard(cli)
  until(lambda: others(guest)[0]['isTalking'], 'the mark of who talks')
  until(lambda: guest.lookAtPage()['messages'] == ['Hello'], 'the message')
  assert guest.lookAtPage()['chat'] == 'Chat (1)'
  guest.press(id='show-chat')
  guest.type(id='chat-text', value='<b>Hi</b> https://example.org')
  guest.press(id='chat-send')
  cli.wait('chat', text='<b>Hi</b> https://example.org')
  until(lambda: 'Ana reacts: Heart' in guest.lookAtPage()['announcements'], 'the reaction')
  guest.press(id='react')
  guest.press(id='react-clap')
  cli.wait('reaction', word='clap')
  assert 'You react: Applause' in guest.lookAtPage()['announcements'], guest.lookAtPage()
  guest.press(id='mute')
  until(lambda: any('Muted' in tile['text'] for tile in guest.lookAtPage()['tiles'] if tile['isOwn']), 'the mark')
  guest.press(id='hang-up')
  until(lambda: Path(scene.folder, 'Bruno-camera-last.png').exists(), 'the peer to take leave', 10)
  page = guest.lookAtPage()
  assert page['title'] == 'You have left the call' and not page['isInCall'] and page['problem'] == '', page


def check_screen(scene):
  """A screen as the browser captures it, begun and ended on the page."""
  if scene.browser == 'firefox':
    raise Skip('Firefox captures nothing without a display, and only after a click')
  watcher, guest = scene.guest(), scene.guest(flavour='screen')
  watcher.join(scene.link, name='Clara')
  until(lambda: watcher.look()['state'] == 'joined', 'who watches')
  guest.openScreen()
  enter_page(scene, guest)
  expect_tile(guest)
  guest.press(id='share')
  number = expect_sight(watcher, 'guest/screen')
  assert 0x770000 <= number < 0x780000, hex(number)
  guest.press(id='share')
  until(lambda: not watcher.peer()['sends']['screen'], 'the end of it')


def check_secret(scene):
  """The code is in no address and in nothing that the browser asks for or says."""
  cli = scene.cli()
  guest = scene.guest()
  guest.openPage(link=guest.pages.link(scene.link))
  assert guest.lookAtPage()['address'] == f'{guest.pages.address(True)}/', guest.lookAtPage()
  guest.reloadPage()
  guest.press(id='join-button')
  until(lambda: any(tile['number'] for tile in guest.lookAtPage()['tiles']), 'a picture in a tile')
  guest.type(id='chat-text', value='Hi')
  guest.press(id='chat-send')
  cli.wait('chat', text='Hi')
  said, asked = guest.pages.messages(), [json.dumps(request) for request in guest.pages.requests]
  assert len(asked) > 20 and any('"join"' in text for text in said), (asked, said)
  code = scene.link.rpartition('#')[2]
  for text in (*said, *asked, guest.lookAtPage()['address']):
    for form in (code[:9], code.replace('-', '')[:8]):
      assert form not in text.lower(), text


def check_page_verification(scene):
  """What the page asks to compare is what the other side tells; what is said of it stays on the tile."""
  cli = scene.cli()
  guest = scene.guest()
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')
  told = cli.wait('verification')[-1]['emoji']
  guest.pressTrust()
  until(lambda: guest.lookAtPage()['emoji'] == told, f'the emoji {told} on the page')
  guest.press(id='verify-match')
  until(lambda: guest.lookAtPage()['isVerified'], 'the mark')


def check_page_alarm(scene):
  """Two who do not see the same: nothing goes on, and it is said loudly, and still after the call."""
  cli = scene.cli()
  guest = scene.guest()
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')
  cli.wait('verification')
  guest.pressTrust()
  until(lambda: guest.lookAtPage()['emoji'], 'the emoji on the page')
  guest.press(id='verify-differ')
  cli.wait('security')
  until(lambda: 'Someone may be listening in' in guest.lookAtPage()['security'], 'the alarm')
  guest.press(id='hang-up')
  page = until(lambda: not (page := guest.lookAtPage())['isInCall'] and page, 'the end')
  assert 'Someone may be listening in' in page['security'], page


def check_door(scene):
  """The guest is the host, locks the room, and lets one in and another not."""
  guest = scene.guest()
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')
  until(lambda: guest.lookAtPage()['alone'], 'the guest alone in the room')
  guest.press(id='lock')
  until(lambda: guest.lookAtPage()['lock'] == 'Unlock Room', 'the lock')
  cli = scene.cli(SENDS, waits=True)
  until(lambda: any('Ana' in one for one in guest.lookAtPage()['door']), 'the knock')
  guest.answerDoor(button=0)
  cli.wait('state', state='live')
  until(lambda: any(tile['number'] for tile in guest.lookAtPage()['tiles']), 'a picture in a tile')
  other = scene.cli(SENDS, name='Eve', waits=True)
  until(lambda: any('Eve' in one for one in guest.lookAtPage()['door']), 'another knock')
  guest.answerDoor(button=1)
  other.wait('ended')
  assert not other.events('peer') and guest.lookAtPage()['door'] == [], other.lines


def check_waits(scene):
  """The guest in front of the door: turned away, let in at last, and sent out again."""
  host, guest = scene.guest(), scene.guest()
  host.join(scene.link, name='Clara')
  until(lambda: host.look()['state'] == 'joined', 'the host')
  host.setLocked(locked=True)

  def knock(admit):
    before = len(knocks(host))
    guest.press(id='join-button')
    until(lambda: 'Waiting for the host' in guest.lookAtPage()['state'], 'the sentence at the door')
    host.answerKnock(who=until(lambda: knocks(host)[before:], 'the knock')[0]['who'], admit=admit)

  guest.openPage(link=guest.pages.link(scene.link))
  guest.type(id='name', value='Bruno')
  knock(False)
  expect_end(guest, 'did not let you in')
  knock(True)
  expect_tile(guest)
  assert host.peer()['name'] == 'Bruno', host.peer()
  host.remove()
  expect_end(guest, 'The host removed you')


def knocks(host):
  return [event for event in host.history() if event['event'] == 'knock' and event['name'] == 'Bruno' and not event['gone']]


def check_full(scene):
  """There is room for two."""
  scene.server.stop()
  scene.serve(['--room-members=2'])
  scene.cli(), scene.cli(name='Eve')
  guest = scene.guest()
  enter_page(scene, guest)
  expect_end(guest, 'The call is full')


def check_other_room(scene):
  """With another code there is nobody, and nobody hears of it."""
  cli = scene.cli()
  guest = scene.guest()
  guest.openPage(link=guest.pages.link(scene.link).replace('#', '#a'))
  guest.press(id='join-button')
  until(lambda: guest.lookAtPage()['alone'], 'the guest alone in the room')
  enter_page(scene, guest)
  cli.wait('peer')
  assert len(cli.events('peer')) == 1, cli.lines


def check_denied(scene):
  """Without camera and microphone one can see, hear and write, and is told how to allow them."""
  cli = scene.cli(f'{SENDS} --chat Hello')
  guest = scene.guest(flavour='denied')
  guest.openPage(link=guest.pages.link(scene.link))
  for device in ('audio', 'video'):
    guest.press(id=f'join-{device}')
    until(lambda: 'The browser does not allow it' in guest.lookAtPage()['problem'], f'a sentence about {device}')
  guest.press(id='join-button')
  expect_tile(guest)
  until(lambda: others(guest)[0]['isTalking'], 'the mark of who is heard')
  until(lambda: guest.lookAtPage()['messages'] == ['Hello'], 'the message')
  guest.type(id='chat-text', value='I see you')
  guest.press(id='chat-send')
  cli.wait('chat', text='I see you')
  for button in ('mute', 'camera'):
    guest.press(id=button)
    until(lambda: 'The browser does not allow it' in guest.lookAtPage()['problem'], f'a sentence about {button}')
  expect_tile(guest)
  assert not cli.events('first-frame'), cli.lines


def expect_emoji(guest, cli, count):
  """Both people would read the same to each other."""
  told = cli.wait('verification', count)[-1]['emoji']
  until(lambda: guest.peer()['emoji'] == told, f'the emoji {told}')
  assert len(told) == 7, told


def check_verification(scene):
  """The same emoji on both sides, anew with each connection; what was found holds."""
  guest, cli = meet(scene, True)
  expect_emoji(guest, cli, 1)
  guest.confirm(isEqual=True)
  until(lambda: guest.peer()['verifying'] == 'confirmed', 'the word of the person')
  guest.kill()
  until(lambda: (peer := guest.peer())['state'] == 'live' and peer['generation'] >= 2, 'another connection')
  expect_emoji(guest, cli, 2)
  until(lambda: guest.peer()['verifying'] == 'confirmed', 'what was found before')
  guest.confirm(isEqual=False)
  assert guest.peer()['state'] == 'live', 'what was found is not taken back'


def check_three(scene):
  """Two guests and a command-line peer: everyone sees everyone, and goes undisturbed."""
  cli = scene.cli()
  one, two = scene.guest(), scene.guest()
  one.join(scene.link, name='Bruno')
  one.wait_state('live')
  two.join(scene.link, name='Clara', first=0x330000)
  until(lambda: [peer['state'] for peer in two.look()['participants']] == ['live', 'live'], 'both others')
  for guest in (one, two):
    expect_sight(guest)
    expect_sound(guest)
  assert 0x330000 <= expect_sight(one, 'guest/camera') < 0x340000
  assert FIRST <= expect_sight(two, 'guest/camera') < FIRST + 0x10000
  assert two.say(text='Hello both') == 'said'
  cli.wait('chat', text='Hello both')
  expect_read(one, 'Hello both')
  two.leave()
  until(lambda: len(one.look()['participants']) == 1, 'who stays')
  before = frames_sent(one)
  expect_sight(one, least=30)
  assert one.peer()['generation'] == 1 and frames_sent(one) > before, one.peer()
  cli.stop()
  for name, first in (('Bruno', FIRST), ('Clara', 0x330000)):
    assert first < scene.picture('last', name=name) < first + 0x10000, name


def check_relay(scene):
  """Over a TURN server and in no other way."""
  if find(['turnserver']) is None:
    raise Skip('coturn is not installed')
  scene.server.stop()
  coturn = Coturn()
  scene.others.append(coturn)
  scene.serve(['--ice-url', f'turn:127.0.0.1:{coturn.port}', '--turn-secret', 'north'])
  guest, cli = meet(scene, False, '--relay-only', relayOnly=True)
  expect_sight(guest)
  expect_sound(guest)
  expect_heard(cli)
  expect_chat(guest, cli)
  ways = guest.ways()
  assert ways[0] == 'relay' and ways[1] in ('relay', 'prflx'), ways


TESTS = {name.removeprefix('check_').replace('_', '-'): check for name, check in globals().items()
         if name.startswith('check_') and name not in ('check_call', 'check_killed')}

if __name__ == '__main__':
  sys.exit(main(TESTS))
