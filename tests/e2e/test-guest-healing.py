#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong in a call with a guest in a real browser ends in a live call, or in
a sentence that says what happened.

    test-guest-healing.py chromium|firefox SIGHTLINE-SERVER SIGHTLINE-CLI [TEST...]
"""
import signal
import sys
import time

sys.dont_write_bytecode = True
from guest_scene import (  # noqa: E402
  CAMERA, MICROPHONE, enter_page, expect_chat, expect_healed, expect_sight, expect_tile, main, meet, others,
)
from processes import Server, until  # noqa: E402

LID = 20  # seconds that a laptop is closed
HIDDEN = 15  # seconds that a page is not looked at
# A server that has lost whoever is silent for so long.
NIGHT = 12
FORGETFUL = ['--silence-time=5s', '--ping-time=2s', '--away-time=1s', '--resume-time=3s']


def close_lid(one, seconds=LID):
  """Everything stands still, and the time goes on."""
  one.signal(signal.SIGSTOP)
  time.sleep(seconds)
  one.signal(signal.SIGCONT)


def heals(guest_first, closes_guest, seconds=LID, options=()):
  """A lid is closed in mid-call and opened again."""
  def check(scene):
    scene.server.stop()
    scene.serve(options)
    guest, cli = meet(scene, guest_first)
    expect_sight(guest)
    close_lid(guest.browser if closes_guest else cli, seconds)
    expect_healed(guest, cli, 1)
    # Whoever was awake was told.
    told = cli.events('state', state='stalled') if closes_guest else [event for event in guest.history() if event.get('state') == 'stalled']
    assert told, 'nobody was told'
  return check


def check_lid(scene):
  """A laptop is closed, on either side."""
  scene.together(heals(guest_first=True, closes_guest=True), heals(guest_first=True, closes_guest=False))


def check_night(scene):
  """The same for so long that the server has forgotten who it was, and the other side too."""
  scene.together(heals(True, True, NIGHT, FORGETFUL), heals(False, False, NIGHT, FORGETFUL))


def check_peer_killed(scene):
  """The application on the other side is gone without a word: said at once, and then it is gone."""
  scene.server.stop()
  scene.serve(['--resume-time=8s'])
  cli = scene.cli()
  guest = scene.guest()
  enter_page(scene, guest)
  expect_tile(guest)
  cli.signal(signal.SIGKILL)
  until(lambda: any('Reconnecting' in tile['text'] for tile in others(guest)), 'what is wrong on the tile')
  until(lambda: not others(guest) and guest.lookAtPage()['alone'], 'nobody but the guest')
  said = guest.lookAtPage()['announcements']
  assert said[0] == 'Ana has joined' and said[-1] == 'Ana has left', said


def check_server_killed(scene):
  """The server is gone: that is said, and what goes on; and nothing more once another is there."""
  scene.cli()
  guest = scene.guest()
  enter_page(scene, guest)
  expect_tile(guest)
  scene.server.signal(signal.SIGKILL)
  until(lambda: 'The server cannot be reached. The call goes on' in guest.lookAtPage()['state'], 'the sentence')
  expect_tile(guest)
  scene.server = Server(scene.server_program, scene.server.endpoint)
  until(lambda: guest.lookAtPage()['state'] == '', 'the end of it')
  expect_tile(guest)


def check_hidden(scene):
  """Nobody looks at the page for a while: it lives on, also where nothing is sent that would keep it awake."""
  guest, cli = scene.guest(flavour='background'), scene.cli()
  guest.join(scene.link, name='Bruno')
  guest.wait_state('live')
  for line in (CAMERA, MICROPHONE):
    guest.feed(line=line, on=False)
  guest.hide()
  slowness, before = guest.measureTimer(), guest.countBeats()
  time.sleep(HIDDEN)
  beats = guest.countBeats() - before
  # A page that sleeps beats once a minute; a busy machine is late now and then.
  assert beats >= HIDDEN / 3, f'{beats} beats in {HIDDEN} s'
  # Firefox slows nothing down that has a connection.
  assert scene.browser == 'firefox' or slowness > 2000, f'eight timers of 100 ms took {slowness:.0f} ms'
  for one in (guest.history(), cli.events('state')):
    assert not [event for event in one if event.get('state') == 'stalled'], one
  expect_chat(guest, cli)


TESTS = {name.removeprefix('check_').replace('_', '-'): check for name, check in globals().items() if name.startswith('check_')}

if __name__ == '__main__':
  sys.exit(main(TESTS))
