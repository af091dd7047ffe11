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
from guest_scene import expect_healed, expect_sight, main, meet  # noqa: E402
from processes import until  # noqa: E402

LID = 20  # seconds that a laptop is closed
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
  return check


def check_lid(scene):
  """A laptop is closed, on either side."""
  scene.together(heals(guest_first=True, closes_guest=True), heals(guest_first=True, closes_guest=False))


def check_night(scene):
  """The same for so long that the server has forgotten who it was, and the other side too."""
  scene.together(heals(True, True, NIGHT, FORGETFUL), heals(False, False, NIGHT, FORGETFUL))


TESTS = {name.removeprefix('check_').replace('_', '-'): check for name, check in globals().items() if name.startswith('check_')}

if __name__ == '__main__':
  sys.exit(main(TESTS))
