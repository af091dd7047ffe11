# SPDX-FileCopyrightText: The Sightline developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop with the application in it, a server and whoever comes; and how tests are run in one."""
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
try:
  from application import Application
  from session import Missing, Session, find_program, until
except (ImportError, ValueError):
  print('1..0 # SKIP the bindings of GLib for Python (python3-gi) are not installed')
  sys.exit(0)
from devtools import Page  # noqa: E402
from processes import Cli, Guest, Server  # noqa: E402

SENDS = '--camera test --microphone test --duration 240'


class Skip(Exception):
  pass


class Scene:
  """What one test needs; the session is that of all."""

  def __init__(self, session, build, shots):
    self.session, self.build, self.shots = session, Path(build), Path(shots)
    self.cli_program = str(self.build / 'src/cli/sightline-cli')
    self.server_program = str(self.build / 'src/server/sightline-server')
    self.apps, self.clis, self.others = [], [], []
    self.server = None

  def serve(self, *options, **how):
    self.server = Server(self.server_program, options=options, **how)
    self.link = self.make_link()
    return self.link

  def make_link(self):
    made = subprocess.run([self.cli_program, 'new', '--server', self.server.address], check=True, capture_output=True, text=True)
    return made.stdout.strip()

  def app(self, *arguments, kind=Application, **how):
    self.apps.append(kind(self.session, self.build, arguments, **how))
    return self.apps[-1]

  def app_in_call(self, *arguments, page='call', settings=None, **how):
    """Through the lobby without a click."""
    app = self.app('--join', self.link, *arguments, settings={'display-name': "'Ana'", **(settings or {})}, **how)
    app.wait_page(page)
    return app

  def cli(self, options=SENDS, name='Bruno', waits=True):
    self.clis.append(Cli(self.cli_program, self.link, f'--name {name} {options}'))
    if waits:
      self.clis[-1].wait('joined')
    return self.clis[-1]

  def guest(self, browser='chromium'):
    if shutil.which(browser) is None:
      raise Skip(f'{browser} is not installed')
    self.others.append(Guest(browser))
    self.others[-1].use(self.server)
    return self.others[-1]

  def page(self, link, *flags):
    """The page of a server in a browser, as somebody has it who was sent its link."""
    if shutil.which('chromium') is None:
      raise Skip('chromium is not installed')
    environment = {name: value for name, value in self.session.variables.items() if name not in ('DISPLAY', 'MALLOC_CHECK_')}
    self.others.append(Page(self.session.folder / f'chromium-{len(self.others)}', environment, [*flags, link]))
    return self.others[-1]

  def keep(self, name, whole=False):
    """A screenshot, for people to look at."""
    self.shots.mkdir(parents=True, exist_ok=True)
    picture = self.session.display.look()
    window = self.apps[-1].window_size() if not whole and self.apps and self.apps[-1].process.poll() is None else None
    (picture.crop(0, 0, *window) if window else picture).save(self.shots / f'{name}.png')

  def read_tile(self, app, tile, mirrored=False):
    """The coded picture in a tile on the screen."""
    return self.session.display.look().read_tile(app.window_extents(tile), mirrored=mirrored)

  def wait_tile(self, app, who, mirrored=False, later_than=-1):
    """Waits until somebody's tile shows a coded picture; returns its number and time."""
    def look():
      tile = app.find(role='group', starts=who)
      code = tile and self.read_tile(app, tile, mirrored)
      return code if code and code[0] > later_than else None
    return until(look, f'a picture in the tile of {who}')

  def tell(self):
    for app in self.apps:
      yield from (f'application: {line}' for line in app.log())
      if app.process.poll() is None:
        yield from (f'window: {line}' for line in app.describe())
    for cli in self.clis:
      yield from (f'cli: {line}' for line in cli.lines)
    if self.server:
      yield from (f'server: {line}' for line in self.server.lines)
    yield from self.session.tell()

  def stop(self):
    """Everything ends; an application that does not end well is a failure."""
    codes = [app.quit() for app in self.apps]
    for one in [*self.clis, *self.others, *([self.server] if self.server else [])]:
      one.stop()
    return [code for code in codes if code != 0]


def run_one(title, check, session, build, shots):
  scene = Scene(session, build, shots)
  failure = skipped = None
  try:
    check(scene)
  except Skip as reason:
    skipped = str(reason)
  except Exception:  # Whatever went wrong is told with all that is known.
    failure = traceback.format_exc()
    scene.keep('failed-' + title.rsplit('/', 1)[-1])
  told = [] if failure is None else [failure, *scene.tell()]
  ended = scene.stop()
  if ended and failure is None:
    told = [f'the application ended with {ended}', *scene.tell()]
  mark = '' if skipped is None else f' # SKIP {skipped}'
  print(f'{"not ok" if told else "ok"} {title}{mark}', *('# ' + line for text in told for line in text.splitlines()), sep='\n', flush=True)
  return not told


def run(program, tests, **size):
  """The tests of one program, in one session with a screen of this size; TAP on the standard output.

      PROGRAM BUILD [TEST...]

  SIGHT_TEST_DESKTOP says in which of session.DISPLAYS, if not under Xvfb.
  """
  build, *chosen = sys.argv[1:]
  desktop = os.environ.get('SIGHT_TEST_DESKTOP', 'xvfb')
  tests = {name: tests[name] for name in chosen} or tests
  try:
    find_program('xdotool')
    session = Session(desktop, **size)
  except Missing as missing:
    print(f'1..0 # SKIP {missing}')
    return 0
  print(f'1..{len(tests) + 1}', flush=True)
  shots = Path(build, 'tests/desktop/screenshots', session.display.name)
  good = [run_one(f'{number} - /desktop/{program}-{desktop}/{name}', check, session, build, shots) for number, (name, check) in enumerate(tests.items(), 1)]
  stubborn = session.stop()
  print(f'{"not ok" if stubborn else "ok"} {len(tests) + 1} - /desktop/{program}-{desktop}/nothing-is-left {" ".join(stubborn)}', flush=True)
  return 0 if all(good) and not stubborn else 1


def tests_of(names):
  """What is called check_... in a program."""
  return {name.removeprefix('check_').replace('_', '-'): check for name, check in names.items() if name.startswith('check_')}
