# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same call by two programs: netlab-peer with a sightline-server, and pages in
Chromium. Each peer gives an account of what it sees, in lines as netlab-peer.c
describes them."""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import lab
from relay import Relay

sys.path.append(str(lab.HERE.parent / 'guest'))
import browsers  # noqa: E402

DEADLINE = 120  # seconds for what takes one; the machine may be busy
TRANSFER_DEADLINE = 120

# A page that sends and nobody looks at is to work as one that somebody does.
CHROMIUM_FLAGS = [
  '--no-proxy-server',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
]
MORE_DISABLED = ',WebRtcHideLocalIpsWithMdns'


class Call:
  """Peers with names; each runs in a or b of a lab, or beside the server."""

  def __init__(self, place, folder):
    self.place = place
    self.folder = Path(folder)
    self.peers = {}

  def account(self, name):
    """The lines of a peer, each as its words; the last may be half written."""
    path = self.folder / name
    text = path.read_text() if path.exists() else ''
    return [line.split() for line in text[:text.rfind('\n') + 1].splitlines()]

  def wait(self, what, found, patience=DEADLINE):
    deadline = time.monotonic() + patience
    while not found():
      for name, process in self.peers.items():
        if process.poll() is not None:
          raise RuntimeError(f'{self.kind}: {name} ended with {process.returncode}, see {self.folder}')
      if time.monotonic() > deadline:
        raise RuntimeError(f'{self.kind}: no {what} within {patience} s, see {self.folder}')
      time.sleep(0.1)

  def wait_for_pictures(self, name, of):
    self.wait(f'pictures of {of} at {name}',
              lambda: any(words[0] == 'frame' and words[2] == of for words in self.account(name)))

  def leave(self, name):
    self.place.stop(self.peers.pop(name))

  def stop(self):
    self.place.stop(*self.peers.values())


class OurCall(Call):
  kind = 'sightline'

  def __init__(self, place, build, folder):
    super().__init__(place, folder)
    self.build = Path(build)
    self.server = place.start(None, [self.build / 'src/server/sightline-server', f'--listen={lab.SERVER}:0'],
                              stdout=subprocess.PIPE, stderr=open(self.folder / 'server.log', 'w'), text=True)
    url = re.fullmatch(r'listening on (\S+)\n', self.server.stdout.readline())[1]
    self.link = subprocess.run([self.build / 'src/cli/sightline-cli', 'new', '--server', url],
                               stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

  def start(self, where, name, camera=None, kbps=0, microphone=False, send=None, save=None):
    options = {'--name': name, '--camera': camera, '--max-bitrate': kbps, '--send': send, '--save': save}
    words = [word for option, value in options.items() if value for word in (option, value)]
    command = [self.build / 'tests/netlab/netlab-peer', *words, *(['--microphone'] if microphone else []), self.link]
    # No proxy leads anywhere here.
    self.peers[name] = self.place.start(where, command, stdout=open(self.folder / name, 'w'),
                                        stderr=open(self.folder / f'{name}.err', 'w'),
                                        env=os.environ | {'GIO_USE_PROXY_RESOLVER': 'dummy'})
    return self.peers[name]

  def transfer(self, size):
    """Seconds that a file takes from a to b, first byte to last; None where that is not possible."""
    source, target = self.folder / 'file', self.folder / 'received'
    target.mkdir()
    with open(source, 'wb') as file:
      file.write(os.urandom(size))
    receiver = self.start('b', 'b', save=target)
    sender = self.start('a', 'a', send=source)
    begun = None
    deadline = time.monotonic() + TRANSFER_DEADLINE
    while time.monotonic() < deadline and receiver.poll() is None and sender.poll() is None:
      if begun is None and any(path.stat().st_size for path in target.iterdir()):
        begun = time.monotonic()
      if begun is not None and (target / source.name).exists():
        return time.monotonic() - begun
      time.sleep(0.005)
    return None

  def stop(self):
    super().stop()
    self.place.stop(self.server)
    # One that crashed has measured nothing.
    for name, process in self.peers.items():
      if process.returncode != 0:
        raise RuntimeError(f'{name} ended with {process.returncode}, see {self.folder}: '
                           + (self.folder / f'{name}.err').read_text()[-2000:])

  @staticmethod
  def now():
    """On the clock of the accounts, in s."""
    return time.monotonic()


class ChromiumCall(Call):
  kind = 'Chromium'

  def __init__(self, place, _build, folder):
    super().__init__(place, folder)
    self.relay = Relay(lab.SERVER, folder)

  def start(self, where, name, camera=None, kbps=0, microphone=False, data=0):
    program = browsers.find(['chromium', 'chromium-browser', 'google-chrome'])
    if program is None:
      lab.skip('Chromium is not installed')
    # One list of what is disabled: of two, the last would hold.
    flags = [flag + MORE_DISABLED if flag.startswith('--disable-features=') else flag for flag in browsers.CHROMIUM_FLAGS]
    query = '&'.join(f'{key}={value}' for key, value in
                     {'me': name, 'camera': camera, 'kbps': kbps, 'microphone': microphone, 'data': data}.items() if value)
    self.peers[name] = self.place.start(
      where, [program, *flags, *CHROMIUM_FLAGS, f'--unsafely-treat-insecure-origin-as-secure={self.relay.address}',
              f'--user-data-dir={self.folder / f"{name}.profile"}', f'{self.relay.address}/peer.html?{query}'],
      stdout=subprocess.DEVNULL, stderr=open(self.folder / f'{name}.err', 'w'))
    return self.peers[name]

  def leave(self, name):
    super().leave(name)
    self.relay.leave(name)

  def transfer(self, size):
    self.start('b', 'b')
    self.start('a', 'a', data=size)
    received = []

    def is_complete():
      received[:] = [words for words in self.account('b') if words[0] == 'data']
      return received and int(received[-1][3]) >= size

    self.wait('end of the transfer', is_complete, TRANSFER_DEADLINE)
    return (float(received[-1][1]) - float(received[0][1])) / 1000

  def stop(self):
    super().stop()
    self.relay.shutdown()

  @staticmethod
  def now():
    return time.time()


KINDS = {kind.kind: kind for kind in (OurCall, ChromiumCall)}
