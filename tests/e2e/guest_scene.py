# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server, a room, and guests and command-line peers who meet there: what the tests
with a guest have in common, and how they are run.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from processes import TONES, Cli, Guest, Server, find, read_frame_code, until

FIRST = 0x510000  # the number of the guest's first picture
TONE = 440  # Hz: what the command-line peer plays
TONE_LEVEL = 0.125
SENDS = '--camera test --microphone test --duration 240'
CAMERA, MICROPHONE, SCREEN = 1, 0, 2


class Skip(Exception):
  pass


class Pool:
  """Browsers that run already: to start one takes longer than most calls."""

  def __init__(self):
    self.idle = {}

  def take(self, browser, flavour, server):
    idle = self.idle.get((browser, flavour))
    guest = idle.pop() if idle else Guest(browser, flavour)
    guest.use(server)
    return guest

  def give(self, guest):
    try:
      guest.begin_anew()
    except (TimeoutError, RuntimeError):
      guest.stop()
    else:
      self.idle.setdefault((guest.name, guest.flavour), []).append(guest)

  def stop(self):
    for guest in (guest for guests in self.idle.values() for guest in guests):
      guest.stop()


class Scene:
  """A server, a room, and whoever comes."""

  def __init__(self, browser, programs, pool):
    self.family = f'guest-{browser}'
    self.browser, (self.server_program, self.cli_program) = browser, programs
    self.pool = pool
    self.listen = '127.0.0.1:0'
    self.keeps_browsers = True
    self.others = []
    self.folder = tempfile.mkdtemp(prefix='sightline-pictures-')
    self.guests, self.clis, self.besides = [], [], []
    self.serve()

  def serve(self, options=()):
    self.server = Server(self.server_program, self.listen, options)
    self.link = subprocess.run([self.cli_program, 'new', '--server', self.server.address], check=True, capture_output=True,
                               text=True).stdout.strip()

  def guest(self, browser=None, flavour=''):
    self.guests.append(self.pool.take(browser or self.browser, flavour, self.server))
    return self.guests[-1]

  def cli(self, options=SENDS, name='Ana', waits=False):
    self.clis.append(Cli(self.cli_program, self.link, f'--name {name} --snapshot {self.folder} {options}'))
    if not waits:
      self.clis[-1].wait('joined')
    return self.clis[-1]

  def beside(self):
    """Another one of the kind."""
    return Scene(self.browser, (self.server_program, self.cli_program), self.pool)

  def together(self, *checks):
    """Several at the same time, each in a scene of its own: for those that wait more than they work."""
    self.besides = [self.beside() for _ in checks]
    with ThreadPoolExecutor() as executor:
      for running in [executor.submit(check, scene) for check, scene in zip(checks, self.besides)]:
        running.result()

  def picture(self, which, line='camera', name='Bruno'):
    """The number in a picture that the command-line peer has kept of the guest's."""
    path = Path(self.folder, f'{name}-{line}-{which}.png')
    assert path.exists(), f'{path.name} is not there'
    return read_frame_code(path)

  def stop(self, is_well):
    for scene in self.besides:
      scene.stop(is_well)
    for one in self.clis:
      one.stop()
    for guest in self.guests:
      # Of one that is not well nothing is known.
      if is_well and self.keeps_browsers:
        self.pool.give(guest)
      else:
        guest.stop()
    # With nobody there any more it has no reason to take its time.
    for one in (self.server, *self.others):
      one.stop()
    shutil.rmtree(self.folder, ignore_errors=True)

  def tell(self):
    for scene in self.besides:
      yield from scene.tell()
    for guest in self.guests:
      try:
        yield from (f'guest: {event}' for event in guest.history(deadline=5))
      except (TimeoutError, RuntimeError) as error:
        yield f'guest: {error}'
    for cli in self.clis:
      yield from (f'cli: {line}' for line in cli.lines)
    yield from (f'server: {line}' for line in self.server.lines)


def expect_sight(guest, line='cli/camera', least=10):
  """What the guest sees is the other's picture, and it moves."""
  first = until(lambda: guest.seen(line).get('number'), f'a coded picture on {line}')
  return until(lambda: (now := guest.seen(line).get('number')) and now >= first + least and now, 'later pictures')


def expect_sound(guest, line='cli/microphone', tone=TONE):
  def hears():
    frequency = guest.seen_all()[line]
    if frequency is not None:
      return abs(frequency - tone) < 12
    # No sound card, no spectrum: but the browser says how loud it is.
    level = guest.counts().get('inbound/microphone', {}).get('audioLevel', 0)
    return abs(level - TONE_LEVEL) < 0.03 if tone == TONE else level > 0.02
  until(hears, 'the tone')


def expect_heard(cli):
  for line in ('microphone', 'camera'):
    cli.wait('first-frame', line=line)


def expect_tone(scene, cli):
  hz = cli.wait('tone', line='microphone')[0]['hz']
  assert abs(hz - TONES[scene.browser]) < 12, hz


def expect_chat(guest, cli):
  """Both ways, and in order, with what JSON and UTF-8 are hard on."""
  texts = ['Hola', '"quoted" \\ and\nbroken', 'Привет, 家族 👋🏽', 'x' * 4000]
  heard = len(cli.events('chat'))
  for text in texts:
    assert guest.say(text=text) == 'said'
  events = cli.wait('chat', heard + len(texts))
  assert [event['text'] for event in events[heard:]] == texts, events
  until(lambda: all(message['state'] == 'delivered' for message in guest.look()['messages'] if message['own']), 'acknowledgements')


def expect_read(guest, *texts):
  def has():
    read = [message['text'] for message in guest.look()['messages'] if not message['own']]
    return read == list(texts)
  until(has, f'the messages {texts}')


def expect_one_negotiation(guest, count=1):
  assert guest.look()['negotiations'] == count, guest.look()
  assert not any(guest.look()['dropped'].values()), guest.look()


def meet(scene, guest_first, options='', **join):
  guest = scene.guest()
  if guest_first:
    guest.join(scene.link, name='Bruno', **join)
    until(lambda: guest.look()['state'] == 'joined', 'the guest in the room')
    cli = scene.cli(f'{SENDS} {options}')
  else:
    cli = scene.cli(f'{SENDS} {options}')
    guest.join(scene.link, name='Bruno', **join)
  guest.wait_state('live')
  cli.wait('state', state='live')
  return guest, cli


def others(guest):
  """The tiles of the page that are of somebody else."""
  return [tile for tile in guest.lookAtPage()['tiles'] if not tile['isOwn']]


def enter_page(scene, guest):
  """A person opens the link and presses the button."""
  guest.openPage(link=guest.pages.link(scene.link))
  guest.press(id='join-button')


def expect_tile(guest, least=10):
  """What somebody sees of the other on the page, and that it moves."""
  def number():
    return next((tile['number'] for tile in others(guest) if tile['number']), None)
  first = until(number, 'a picture in a tile')
  until(lambda: (number() or 0) > first + least, 'later pictures in the tile')


def expect_end(guest, sentence):
  until(lambda: not (page := guest.lookAtPage())['isInCall'] and sentence in page['lead'], f'the end: {sentence}')


def frames_sent(guest):
  return guest.counts()['outbound/camera'].get('framesEncoded', 0)


def stands_still(guest):
  """How much was sent, once nothing new is."""
  sent = frames_sent(guest)
  time.sleep(2)
  return sent if frames_sent(guest) == sent else 0


def expect_healed(guest, cli, generation):
  until(lambda: (peer := guest.peer())['state'] == 'live' and peer['generation'] >= generation, f'generation {generation}')
  expect_sight(guest)
  expect_sound(guest)
  expect_chat(guest, cli)


def run(name, check, number, scene):
  title = f'{number} - /e2e/{scene.family}/{name}'
  is_well = False
  try:
    check(scene)
    print(f'ok {title}', flush=True)
    is_well = True
  except Skip as reason:
    print(f'ok {title} # SKIP {reason}', flush=True)
    return True
  except Exception:  # Whatever went wrong is told with all that is known.
    told = [traceback.format_exc(), *scene.tell()]
    print(f'not ok {title}', *('# ' + line for text in told for line in text.splitlines()), sep='\n', flush=True)
  finally:
    scene.stop(is_well)
  return is_well


def main(checks):
  """checks: by name, each a function that takes a Scene."""
  os.environ['GIO_USE_PROXY_RESOLVER'] = 'dummy'
  browser, *programs = sys.argv[1:4]
  tests = {name: checks[name] for name in sys.argv[4:]} or checks
  if find({'chromium': ['chromium'], 'firefox': ['firefox-esr', 'firefox']}[browser]) is None:
    print(f'1..0 # SKIP {browser} is not installed')
    return 0
  print(f'1..{len(tests)}', flush=True)
  pool = Pool()
  try:
    results = [run(name, check, number, Scene(browser, programs, pool)) for number, (name, check) in enumerate(tests.items(), 1)]
  finally:
    pool.stop()
  # Meson reads the plan; a failure is also told to whoever runs it by hand.
  return 0 if all(results) else 1
