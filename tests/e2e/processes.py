# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real server, command-line peers and browsers of the tests with a guest."""
import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'guest'))
from browsers import Browser, find  # noqa: E402, F401
from call_server import CallServer  # noqa: E402

TONES = {'chromium': 660, 'firefox': 1000}  # Hz: what a guest plays
DEADLINE = 60  # seconds; the machine may be busy with other tests


def until(condition, what, deadline=DEADLINE):
  """Waits for a state, not for a time; returns what made it true."""
  end = time.monotonic() + deadline
  while True:
    value = condition()
    if value:
      return value
    if time.monotonic() > end:
      raise AssertionError(f'waited {deadline} s in vain for {what}')
    time.sleep(0.1)


class Process:
  """A program, with the lines that it prints."""

  def __init__(self, command):
    self.lines = []
    self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    self.reader = threading.Thread(target=self.read, daemon=True)
    self.reader.start()

  def read(self):
    for line in self.process.stdout:
      self.lines.append(line.rstrip('\n'))

  def find(self, expression):
    return next((match for line in list(self.lines) if (match := re.search(expression, line))), None)

  def signal(self, number):
    self.process.send_signal(number)

  def stop(self):
    """Asks it to end, and waits until it has written what it has to write."""
    if self.process.poll() is None:
      self.process.send_signal(signal.SIGCONT)
      self.process.terminate()
    try:
      self.process.wait(20)
    except subprocess.TimeoutExpired:
      self.process.kill()
      self.process.wait()
    self.reader.join(5)
    return self.process.returncode


class Server(Process):
  def __init__(self, program, listen='127.0.0.1:0', options=()):
    super().__init__([program, '--listen', listen, *options])
    until(lambda: self.find('listening on') or self.process.poll() is not None, 'the server')
    self.address = self.find(r'listening on (https?://\S+)')[1]
    self.endpoint = self.address.partition('://')[2].rstrip('/')


class Coturn(Process):
  """A TURN server on loopback, whose secret is "north"."""

  def __init__(self):
    self.folder = tempfile.mkdtemp(prefix='sightline-coturn-')
    with socket.socket() as probe:
      probe.bind(('127.0.0.1', 0))
      self.port = probe.getsockname()[1]
    super().__init__(['turnserver', '-n', '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', f'--listening-port={self.port}', '--no-tls', '--no-dtls',
                      f'--userdb={self.folder}/turn.db', f'--pidfile={self.folder}/turn.pid', '--use-auth-secret', '--static-auth-secret=north',
                      '--realm=test.example', '--no-cli', '--log-file=stdout', '--allow-loopback-peers'])
    until(self.answers, 'coturn')

  def answers(self):
    """A binding request gets an answer: it opens its sockets one after another."""
    request = bytes.fromhex('000100002112a442') + b'sightline-e2'
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
      client.settimeout(0.2)
      client.sendto(request, ('127.0.0.1', self.port))
      try:
        return client.recv(1500)[8:20] == b'sightline-e2'
      except OSError:
        return False

  def stop(self):
    super().stop()
    shutil.rmtree(self.folder, ignore_errors=True)


class Cli(Process):
  """A command-line peer; its events are what it prints as JSON."""

  def __init__(self, program, link, options=''):
    super().__init__([program, 'call', link, '--json', *shlex.split(options)])

  def events(self, name, **fields):
    found = []
    for line in list(self.lines):
      try:
        event = json.loads(line)
      except ValueError:
        continue
      if event.get('event') == name and all(event.get(key) == value for key, value in fields.items()):
        found.append(event)
    return found

  def wait(self, name, count=1, deadline=DEADLINE, **fields):
    return until(lambda: len(found := self.events(name, **fields)) >= count and found, f'{count} × {name} {fields} of the peer', deadline)


class Guest:
  """A browser with the engine of the guest page in it."""

  def __init__(self, name, flavour=''):
    """flavour: one of browsers.FLAVOURS"""
    self.name, self.flavour = name, flavour
    self.pages = CallServer()
    self.profile = tempfile.mkdtemp(prefix='sightline-browser-')
    self.browser = Browser(name, self.profile, self.pages.server_port, flavour)
    self.browser.start(self.pages.address(True) + '/tests/call.html')

  def use(self, server):
    """From now on /signal leads there."""
    self.pages.lead_to(server.endpoint)

  def begin_anew(self):
    """As if the browser had just been started, and nobody had ever been here."""
    self.pages.ask('reset', deadline=20)
    self.pages.forget()
    self.pages.ask('look', deadline=20)

  def __getattr__(self, operation):
    return lambda **arguments: self.pages.ask(operation, **arguments)

  def join(self, link, **options):
    # Without a sound card Firefox can only play what its made-up microphone does.
    frequency = None if self.name == 'firefox' else TONES[self.name]
    self.pages.ask('join', link=self.pages.link(link), frequency=frequency, **options)

  def peer(self, number=0):
    participants = self.look()['participants']
    return participants[number] if number < len(participants) else {'state': 'absent', 'generation': 0, 'sends': {}}

  def wait_state(self, state, deadline=DEADLINE):
    return until(lambda: (peer := self.peer())['state'] == state and peer, f'{state} in the browser', deadline)

  def seen_all(self):
    return self.look()['seen']

  def seen(self, line='cli/camera'):
    return self.look()['seen'].get(line) or {}

  def stop(self):
    self.browser.stop()
    self.pages.shutdown()
    shutil.rmtree(self.profile, ignore_errors=True)


def read_png_top(path, part=6):
  """The upper part of a picture: width, whole height, and rows of (r, g, b) bytes."""
  import zlib
  data = Path(path).read_bytes()
  assert data[:8] == b'\x89PNG\r\n\x1a\n', f'{path} is no PNG'
  at, packed = 8, b''
  while at < len(data):
    length = int.from_bytes(data[at:at + 4], 'big')
    kind, body = data[at + 4:at + 8], data[at + 8:at + 8 + length]
    if kind == b'IHDR':
      width, height, depth, colour = int.from_bytes(body[:4], 'big'), int.from_bytes(body[4:8], 'big'), body[8], body[9]
      assert depth == 8 and colour in (2, 6) and body[12] == 0, 'a PNG of another kind'
    elif kind == b'IDAT':
      packed += body
    at += 12 + length
  size = 3 if colour == 2 else 4
  return width, height, unfilter(zlib.decompress(packed), width * size, size, height // part)


def unfilter(raw, stride, size, count):
  """The filters of PNG undone, for the first rows."""
  rows, before = [], bytearray(stride)
  for number in range(count):
    kind, row = raw[number * (stride + 1)], bytearray(raw[number * (stride + 1) + 1:(number + 1) * (stride + 1)])
    for i in range(stride):
      left = row[i - size] if i >= size else 0
      above, corner = before[i], before[i - size] if i >= size else 0
      if kind == 4:
        guess = left + above - corner
        near = min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))[2]
      else:
        near = (0, left, above, (left + above) // 2)[kind]
      row[i] = (row[i] + near) & 0xff
    rows.append(row[1::size])
    before = row
  return rows


def read_frame_code(path):
  """The number in a coded picture (src/media/sight-frame-code.c), or None."""
  width, height, rows = read_png_top(path)
  row_height = height // 12
  shades = []
  for cell in range(32):
    left, right = (4 * cell + 1) * width // 128, (4 * cell + 3) * width // 128
    lines = rows[row_height // 4:3 * row_height // 4]
    shades.append(sum(sum(line[left:right]) for line in lines) / (len(lines) * (right - left)))
  middle = (min(shades) + max(shades)) / 2
  cells = int(''.join('1' if shade > middle else '0' for shade in shades), 2)
  return cells >> 8 if max(shades) - min(shades) > 80 and check_of(cells >> 8) == cells & 0xff else None


def check_of(value):
  crc = 0xa5
  for shift in (16, 8, 0):
    crc ^= value >> shift & 0xff
    for _ in range(8):
      crc = (crc << 1 ^ 0x07) & 0xff if crc & 0x80 else crc << 1
  return crc
