# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that lead from this computer to another one, which is none: both are network
namespaces that the kernel takes away with all that is in them.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import until

INSIDE = 'SIGHTLINE_ROAMING'
# The other computer, over whichever network.
FAR, FAR6 = '10.9.0.1', 'fd00:9::1'


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
    self.run('ip', 'address', 'add', f'{FAR6}/128', 'dev', 'lo', 'nodad')
    self.folder = tempfile.mkdtemp(prefix='sightline-far-')

  def run(self, *words):
    subprocess.run(['nsenter', f'--net={self.net}', '--', *words], check=True)

  def program(self, path):
    """The same program, over there."""
    there = Path(self.folder, Path(path).name)
    there.write_text(f'#!/bin/sh\nexec nsenter --net={self.net} -- {path} "$@"\n')
    there.chmod(0o755)
    return str(there)

  def link(self, name):
    """A cable."""
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', f'to-{name}', 'netns', str(self.process.pid))
    self.run('ip', 'link', 'set', f'to-{name}', 'up')

  def connect(self, name, number, routes=('default',)):
    """A network with addresses of its own, and what leads through it."""
    self.link(name)
    self.run('ip', 'address', 'add', f'10.9.{number}.1/24', 'dev', f'to-{name}')
    ip('address', 'add', f'10.9.{number}.2/24', 'dev', name)
    ip('link', 'set', name, 'up')
    for route in routes:
      ip('route', 'add', route, 'via', f'10.9.{number}.1')

  def connect6(self, name, number):
    """One that has never heard of IPv4."""
    self.link(name)
    self.run('ip', 'address', 'add', f'fd00:9:{number}::1/64', 'dev', f'to-{name}', 'nodad')
    ip('address', 'add', f'fd00:9:{number}::2/64', 'dev', name, 'nodad')
    ip('link', 'set', name, 'up')
    ip('-6', 'route', 'add', 'default', 'via', f'fd00:9:{number}::1')

  def stop(self):
    self.process.kill()
    self.process.wait()
    shutil.rmtree(self.folder, ignore_errors=True)
