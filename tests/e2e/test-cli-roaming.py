#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer goes from one network to another in mid-call, and is seen and heard over it within seconds.

    test-cli-roaming.py SIGHTLINE-SERVER SIGHTLINE-CLI [TEST...]

The one who goes is here, the server and the other one on another computer (see networks.py).
"""
import sys
import time

sys.dont_write_bytecode = True
from cli_scene import main  # noqa: E402
from networks import FAR, FAR6, FarPlace, enter, ip  # noqa: E402

PATIENCE = 20  # seconds: less than a dead socket takes to be noticed by itself
# What a tunnel for everything takes over without touching the way that there is.
EVERYTHING = ('0.0.0.0/1', '128.0.0.0/1')


def begin(scene, address=FAR):
  """A call over the network that is there."""
  far = scene.others[0]
  scene.server.stop()
  here, scene.server_program, scene.cli_program = scene.cli_program, far.program(scene.server_program), far.program(scene.cli_program)
  scene.listen = f'{address}:0'
  scene.serve()
  return scene.meet(here)


def place(scene):
  far = FarPlace()
  scene.others.append(far)
  return far


def expect_moved(both, generation, what):
  began = time.monotonic()
  reached = max(one.expect_going(generation, PATIENCE) for one in both)
  print(f'# {what}: seen and heard {time.monotonic() - began:.1f} s after the network was there', flush=True)
  return reached


def check_roams(scene):
  """From one network to the next, straight and by way of a place without any; then into a tunnel and out of it."""
  far = place(scene)
  far.connect('home', 1)
  both = begin(scene)
  ip('link', 'delete', 'home')
  far.connect('street', 2)
  reached = expect_moved(both, 2, 'another network')

  ip('link', 'delete', 'street')
  both[1].wait('state', state='stalled')
  far.connect('office', 3)
  reached = expect_moved(both, reached + 1, 'after none')

  # What is there for others than the call changes nothing in it.
  ip('link', 'add', 'machines', 'type', 'bridge')
  ip('address', 'add', '172.17.0.1/16', 'dev', 'machines')
  ip('link', 'set', 'machines', 'up')
  for one in both:
    assert one.expect_going() == reached, 'a network of virtual machines made it begin anew'

  far.connect('tunnel', 4, EVERYTHING)
  reached = expect_moved(both, reached + 1, 'into a tunnel')
  ip('link', 'delete', 'tunnel')
  expect_moved(both, reached + 1, 'out of it')
  for link in ('office', 'machines'):
    ip('link', 'delete', link)


def check_ipv6(scene):
  """Where there is nothing but IPv6, from one network to the next."""
  far = place(scene)
  far.connect6('home', 1)
  both = begin(scene, f'[{FAR6}]')
  assert both[0].look()['path']['is_ipv6'] is True
  ip('link', 'delete', 'home')
  far.connect6('street', 2)
  expect_moved(both, 2, 'another network')
  ip('link', 'delete', 'street')


TESTS = {'roams': check_roams, 'ipv6': check_ipv6}

if __name__ == '__main__':
  enter()
  sys.exit(main(TESTS))
