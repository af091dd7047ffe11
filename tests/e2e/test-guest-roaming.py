#!/usr/bin/python3
# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest in a real browser goes from one network to another in mid-call: the one that
it had is gone with its address, and whoever was spoken to over it hears nothing.

    test-guest-roaming.py chromium|firefox SIGHTLINE-SERVER SIGHTLINE-CLI [TEST...]

The browser is on a computer that is none, the server and the other one on another, each
in a network namespace that the kernel takes away with all that is in it.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
from guest_scene import expect_healed, expect_sight, main, meet  # noqa: E402
from processes import until  # noqa: E402

INSIDE = 'SIGHTLINE_ROAMING'
FAR = '10.9.0.1'  # the server and the other one, over whichever network
PATIENCE = 20  # seconds until it has to be healed: less than a dead socket takes to be noticed by itself


def enter():
  """Starts the script again where it may make networks; returns when that has been done."""
  os.environ['PATH'] += ':/usr/sbin:/sbin'
  if os.environ.get(INSIDE):
    return
  command = ['unshare', *([] if os.geteuid() == 0 else ['--map-root-user']), '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  missing = [program for program in ('unshare', 'nsenter', 'ip') if shutil.which(program) is None]
  if missing or subprocess.run([*command, 'true'], stderr=subprocess.DEVNULL, check=False).returncode:
    print(f'1..0 # SKIP there is no {missing[0]}' if missing else '1..0 # SKIP no network namespaces can be made here', flush=True)
    sys.exit(0)
  os.execvpe(command[0], [*command, sys.executable, *sys.argv], os.environ | {INSIDE: '1'})


def ip(*words):
  subprocess.run(['ip', *words], check=True)


class FarPlace:
  """Another computer, and the networks that lead there."""

  def __init__(self):
    ip('link', 'set', 'lo', 'up')
    self.process = subprocess.Popen(['unshare', '--net', 'sleep', 'infinity'])
    self.net = f'/proc/{self.process.pid}/ns/net'
    until(lambda: os.readlink(self.net) != os.readlink('/proc/self/ns/net'), 'the other computer')
    self.run('ip', 'link', 'set', 'lo', 'up')
    self.run('ip', 'address', 'add', f'{FAR}/32', 'dev', 'lo')
    self.folder = tempfile.mkdtemp(prefix='sightline-far-')

  def run(self, *words):
    subprocess.run(['nsenter', f'--net={self.net}', '--', *words], check=True)

  def program(self, path):
    """The same program, over there."""
    there = Path(self.folder, Path(path).name)
    there.write_text(f'#!/bin/sh\nexec nsenter --net={self.net} -- {path} "$@"\n')
    there.chmod(0o755)
    return str(there)

  def connect(self, name, number):
    """A network with addresses of its own."""
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', f'to-{name}', 'netns', str(self.process.pid))
    self.run('ip', 'address', 'add', f'10.9.{number}.1/24', 'dev', f'to-{name}')
    self.run('ip', 'link', 'set', f'to-{name}', 'up')
    ip('address', 'add', f'10.9.{number}.2/24', 'dev', name)
    ip('link', 'set', name, 'up')
    ip('route', 'add', 'default', 'via', f'10.9.{number}.1')

  def stop(self):
    self.process.kill()
    self.process.wait()
    shutil.rmtree(self.folder, ignore_errors=True)


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
