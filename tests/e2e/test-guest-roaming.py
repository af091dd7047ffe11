#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest in a real browser goes from one network to another in mid-call: the one that
it had is gone with its address, and whoever was spoken to over it hears nothing.

    test-guest-roaming.py chromium|firefox SIGHTLINE-SERVER SIGHTLINE-CLI [TEST...]

The browser is on a computer that is none, the server and the other one on another, each
in a network namespace that the kernel takes away with all that is in it.
"""
import sys
import time

sys.dont_write_bytecode = True
from guest_scene import expect_healed, expect_sight, main, meet  # noqa: E402
from networks import FAR, FarPlace, enter, ip  # noqa: E402
from processes import until  # noqa: E402

PATIENCE = 20  # seconds until it has to be healed: less than a dead socket takes to be noticed by itself


def expect_call(guest, cli, generation):
  began = time.monotonic()
  until(lambda: (peer := guest.peer())['state'] == 'live' and peer['generation'] >= generation, f'generation {generation}', PATIENCE)
  print(f'# healed {time.monotonic() - began:.1f} s after the network was there', flush=True)
  expect_healed(guest, cli, generation)
  until(lambda: guest.look()['state'] == 'joined', 'the server')


def roams(scene, guest_first):
  far = FarPlace()
  # Firefox, once it was without any network, now and then does not begin another call.
  scene.keeps_browsers = False
  scene.others.append(far)
  scene.server.stop()
  scene.server_program, scene.cli_program, scene.listen = far.program(scene.server_program), far.program(scene.cli_program), f'{FAR}:0'
  far.connect('home', 1)
  scene.serve()
  guest, cli = meet(scene, guest_first)
  expect_sight(guest)
  before = guest.peer()['generation']
  # From one to the next at once.
  ip('link', 'delete', 'home')
  far.connect('street', 2)
  expect_call(guest, cli, before + 1)
  # And by way of a place without any.
  before = guest.peer()['generation']
  ip('link', 'delete', 'street')
  guest.wait_state('stalled')
  far.connect('office', 3)
  expect_call(guest, cli, before + 1)
  ip('link', 'delete', 'office')


def check_roams_first(scene):
  roams(scene, True)


def check_roams_second(scene):
  roams(scene, False)


TESTS = {name.removeprefix('check_').replace('_', '-'): check for name, check in globals().items() if name.startswith('check_')}

if __name__ == '__main__':
  enter()
  sys.exit(main(TESTS))
